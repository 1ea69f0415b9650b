"""The ``muster`` command. A verb imports Django only when it needs it.

Engine verbs start in a fraction of a second because nothing of the web is loaded.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

Verb = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a verb lives (module and function) and what it does."""

    module: str
    function: str
    text: str


PURE: Final = {
    "run": Entry("muster.site.start", "parse_run", "prepare what is missing, then serve and work"),
    "roster": Entry("muster.engines.roster.cli", "main", "solve, repair or check a roster file"),
    "texts": Entry("muster.engines.texts.cli", "main", "compare two Word files word by word"),
    "merging": Entry("muster.engines.merging.cli", "main", "find texts that say nearly the same"),
    "cap": Entry("muster.engines.cap.cli", "main", "check, read or write a warning in CAP 1.2"),
    "coverage": Entry("muster.engines.coverage.cli", "main", "who should go, and what they leave"),
    "layout": Entry("muster.packs.layouts", "main", "check or mend how a Word file looks"),
    "packs": Entry("muster.packs.commands", "main", "check, list or show the rule packs"),
}
WITH_DJANGO: Final = {
    "prepare": Entry("muster.site.commands", "prepare", "make whatever is still missing"),
    "migrate": Entry("muster.site.commands", "migrate", "bring the databases to this version"),
    "first-account": Entry("muster.site.commands", "first_account", "make the first account, once"),
    "first-plan": Entry("muster.site.commands", "first_plan", "queue the first two weeks' roster"),
    "serve": Entry("muster.site.commands", "serve", "serve pages here, or --lan NAME with TLS"),
    "worker": Entry("muster.site.commands", "worker", "run queued and daily jobs"),
    "manage": Entry("muster.site.commands", "manage", "Django's own commands"),
    "import": Entry("muster.site.workbook.commands", "import_", "preview or apply a workbook"),
    "export": Entry("muster.site.workbook.commands", "export", "write a season as a workbook"),
    "verify": Entry("muster.ledger.commands", "verify", "prove the record, live or exported"),
    "export-record": Entry("muster.ledger.commands", "export_record", "write the record to a file"),
    "import-record": Entry("muster.ledger.commands", "import_record", "add another node's log"),
    "explain-access": Entry("muster.tree.commands", "explain_access", "why may a person see that"),
    "permissions": Entry("muster.tree.commands", "permissions", "print the permission table"),
    "papers": Entry("muster.papers.commands", "main", "counters of remarks"),
    "season": Entry("muster.season.commands", "main", "counters, snapshots, problems"),
    "control": Entry("muster.control.commands", "main", "rebuild control rooms from the record"),
    "post": Entry("muster.control.commands", "post", "command posts that work apart and merge"),
    "gateway": Entry(
        "muster.site.commands", "gateway", "speak with devices of others: cot, gps, cap, out"
    ),
    "duty": Entry("muster.duty.commands", "main", "plan posts and rosters"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 done, 2 refused with a sentence."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args and args[0] in PURE:
        return _function(PURE[args[0]])(args[1:])
    if args and args[0] in WITH_DJANGO:
        return _with_django(WITH_DJANGO[args[0]], args[1:])
    return _usage(args)


def _function(entry: Entry) -> Verb:
    verb: Verb = getattr(import_module(entry.module), entry.function)
    return verb


def _with_django(entry: Entry, args: Sequence[str]) -> int:
    """Load Django, then the verb; a refusal becomes one sentence and exit code 2."""
    # These three imports load Django's base or read the environment: engine verbs go without.
    import django

    from muster.errors import DomainError
    from muster.site.env import BadEnvironment
    from muster.site.roles import RoleTaken
    from muster.site.sqlite.driver import AffectedSqlite

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.site.settings")
    try:
        django.setup()
        return _function(entry)(args)
    except (BadEnvironment, RoleTaken, AffectedSqlite, DomainError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _usage(args: Sequence[str]) -> int:
    asked = not args or args[0] in ("-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"muster: no verb {args[0]!r}", file=out)
    print("usage: muster VERB [...]\n", file=out)
    for name, entry in {**PURE, **WITH_DJANGO}.items():
        print(f"  {name:<16} {entry.text}", file=out)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())
