"""Layout packs: how papers must look, one file each, and the ``muster layout`` verb."""

import argparse
import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from muster.engines.layout import Layout, UnreadableDocument, check, layout_of, mend
from muster.packs.errors import PackUnknown
from muster.packs.language import language

FOLDER: Final = Path(__file__).with_name("layouts")
WITH_FINDINGS, REFUSED = 3, 2


def available() -> list[str]:
    """The keys of the layout packs."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is written around what changes, in documents made after a layout.

    number, place_date, recipient, filed, addressees: with their parts in braces. blank: stands
    where a pen writes. under_body: a line of its own under the issuing body's name. keeper: of
    the file copy. marks: how authorities to sign are written here, by how packs write them.
    """

    number: str
    blank: str
    place_date: str
    recipients: str
    recipient: str
    filed: str
    keeper: str
    addressees: str
    under_body: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    def dated(self, place: str, on: date | None, *, year: int) -> str:
        """Place and date; days below 10 and the first two months get a nought.

        Without a day there are blanks in the year.
        """
        day = f"{on.day:02}" if on else self.blank
        month = self.blank if on is None else f"{on.month:02}" if on.month < 3 else str(on.month)
        said = {"place": place or self.blank, "year": on.year if on else year}
        return self.place_date.format(day=day, month=month, **said)


@cache
def layout(key: str) -> Layout:
    """The layout rules of that key. Raises PackUnknown."""
    return layout_of(_table(key))


def words(key: str) -> Words:
    """What documents of that layout say around what changes. Raises PackUnknown."""
    return Words(**{name: _said(value) for name, value in _table(key)["words"].items()})


def _said(value: Any) -> Any:
    """A text that stands in two languages, in the one that is active."""
    if isinstance(value, dict) and language() in value:
        return value[language()]
    return value


@cache
def _table(key: str) -> Mapping[str, Any]:
    if key not in available():
        raise PackUnknown(key, known=set(available()))
    return tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


def main(argv: Sequence[str]) -> int:
    """Check or mend a file: 0 as wanted, 3 with findings, 2 what cannot be read."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments))
    except (UnreadableDocument, PackUnknown) as refusal:
        print(refusal, file=sys.stderr)
        return REFUSED
    except OSError as refusal:
        print(f"{refusal.filename}: {refusal.strerror}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster layout", description="How papers must look.")
    verbs = parser.add_subparsers(required=True, metavar="check|mend")
    checking = verbs.add_parser("check", help="say what is not as wanted, and where")
    checking.set_defaults(verb=_check)
    mending = verbs.add_parser("mend", help="write a file with all set right that can be")
    mending.add_argument("-o", "--output", type=Path, required=True)
    mending.set_defaults(verb=_mend)
    for verb in (checking, mending):
        verb.add_argument("file", type=Path)
        verb.add_argument("--pack", choices=available(), default=available()[0])
        verb.add_argument("--json", action="store_true", help="print the whole report")
    return parser


def _check(arguments: argparse.Namespace) -> int:
    checked = check(arguments.file, layout(arguments.pack))
    if arguments.json:
        print(json.dumps(checked.told(), ensure_ascii=False, indent=1))
    else:
        for one in checked.findings:
            print(f"{one.severity}: {one.where}: {one.rule}: {one.found} -> {one.want}")
    return WITH_FINDINGS if checked.findings else 0


def _mend(arguments: argparse.Namespace) -> int:
    done = mend(arguments.file, arguments.output, layout(arguments.pack))
    print(f"{len(done.mended)} mended, {len(done.left)} left", file=sys.stderr)
    if arguments.json:
        print(
            json.dumps(check(arguments.output, layout(arguments.pack)).told(), ensure_ascii=False)
        )
    return WITH_FINDINGS if done.left else 0
