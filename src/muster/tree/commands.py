"""``muster explain-access`` and ``muster permissions``."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from muster.tree.errors import AccountUnknown, UnitUnknown
from muster.tree.models import Account, Unit, UnitVersion
from muster.tree.queries import Explanation, Reason, explain
from muster.tree.table import Role, Rule, every_rule

TEXT_ENGLISH: Final = "en"


def explain_access(args: Sequence[str]) -> int:
    """Say why an account may see a unit, or why not: every grant that it ever had."""
    parser = argparse.ArgumentParser(
        prog="muster explain-access", description=explain_access.__doc__
    )
    parser.add_argument("account", help="name of the account")
    parser.add_argument("unit", help="code of the unit")
    said = parser.parse_args(args)
    account = Account.objects.filter(username=said.account).first()
    if account is None:
        raise AccountUnknown(username=said.account)
    print("\n".join(lines_of(explain(account, _unit(said.unit)))))
    return 0


def _unit(code: str) -> Unit:
    version = UnitVersion.objects.filter(code=code).order_by("-valid_from").first()
    if version is None:
        raise UnitUnknown(unit=code)
    return version.unit


def lines_of(found: Explanation) -> Iterator[str]:
    """An explanation as lines of text."""
    names = {"account": found.account.username, "unit": found.unit_name}
    if found.may:
        yield _("%(account)s may see %(unit)s.") % names
    else:
        yield _("%(account)s may not see %(unit)s.") % names
    if found.founder:
        yield "  " + _("The first account: everything, until there is an administrator.")
    for reason in found.reasons:
        yield f"  {sentence(reason)}"
    if not found.reasons and not found.founder:
        yield "  " + _("The account has no grants.")


def sentence(reason: Reason) -> str:
    """What one grant does, in one sentence."""
    words: dict[str, Any] = {
        "role": reason.role,
        "unit": reason.unit_name,
        "way": " > ".join(reason.path),
        "closed": reason.stopped_by,
        "since": reason.grant.since,
        "until": reason.grant.until,
        "revoked": reason.grant.revoked_at,
    }
    text = str(_sentences()[reason.verdict] % words)
    return f"{text} ({reason.season})" if reason.season else text


def _sentences() -> dict[str, str]:
    return {
        "reaches": _("%(role)s of %(unit)s: reaches it by %(way)s."),
        "closed": _("%(role)s of %(unit)s: stopped, because %(closed)s is closed."),
        "elsewhere": _("%(role)s of %(unit)s: does not stand above it."),
        "not yet": _("%(role)s of %(unit)s: begins on %(since)s."),
        "over": _("%(role)s of %(unit)s: ended on %(until)s."),
        "revoked": _("%(role)s of %(unit)s: was revoked."),
    }


def permissions(args: Sequence[str]) -> int:
    """Print the permission table as Markdown, or write it to a file."""
    parser = argparse.ArgumentParser(prog="muster permissions", description=permissions.__doc__)
    parser.add_argument("--write", type=Path, metavar="FILE")
    said = parser.parse_args(args)
    text = table_text()
    if said.write:
        said.write.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


def table_text() -> str:
    """The permission table in English Markdown; ``docs/permissions.md`` is this text."""
    with translation.override(TEXT_ENGLISH):
        return "\n".join(_table_lines()) + "\n"


def _table_lines() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Written by `muster permissions --write docs/permissions.md`; a test keeps it true."
    yield ""
    yield "A role is held on a unit and reaches what stands below it, but not through a closed"
    yield "unit, in its season, through its last day. *and ...* is a condition on top of the role;"
    yield "*or ...* names rows that are one's own, for which no role is asked."
    yield ""
    yield "## Roles"
    yield ""
    for role in Role:
        yield f"- **{role.value}** ({role.label}): {role.about}"
    yield ""
    yield "## Permissions"
    yield ""
    yield "| permission | roles |"
    yield "|---|---|"
    for can, rule in every_rule().items():
        yield f"| `{can}` | {_rule_text(rule)} |"


def _rule_text(rule: Rule) -> str:
    roles = [role.value for role in Role if role in rule.roles]
    text = "everyone with a role" if len(roles) == len(Role) else ", ".join(roles)
    parts = [text or "nobody by role"]
    if rule.when is not None:
        parts.append(f"*and {_words(rule.when)}*")
    if rule.own is not None:
        parts.append(f"*or {_words(rule.own)}*")
    return " ".join(parts)


def _words(condition: Any) -> str:
    return str(condition.__name__).strip("_").replace("_", " ")
