"""Somebody's own Excel: which of their columns is which of ours, guessed, chosen, remembered.

What is remembered renames the heads of a sheet before it is matched; a sheet is known again by
the set of its heads, wherever they stand and whatever stands in the rows.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from muster.exchange.cells import text
from muster.exchange.matching import HEAD_WITHIN, names_of_columns
from muster.exchange.naming import names_of
from muster.exchange.reading import RawSheet, Row
from muster.exchange.sheets import SheetSpec
from muster.exchange.text import fold

ALIKE: Final = 65
SAMPLES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What is remembered of one layout: the sheet's name with us, and our name of each head."""

    sheet: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One column of theirs: its head, some of its values, our column that it most looks like."""

    head: str
    samples: Sequence[str]
    guess: str


def head_row(sheet: RawSheet) -> int:
    """Where the heads most likely stand: the first of the fullest rows near the top."""
    rows = sheet.rows[:HEAD_WITHIN]
    return max(range(len(rows)), key=lambda at: (len(_heads(rows[at])), -at), default=0)


def heads_in(sheet: RawSheet) -> list[str]:
    """The heads of that row, as they are written."""
    return _heads(sheet.rows[head_row(sheet)]) if sheet.rows else []


def _heads(row: Row) -> list[str]:
    return [text(cell) for cell in row if isinstance(cell, str) and text(cell)]


def layout_of(heads: Iterable[str]) -> str:
    """What tells one layout from another: its heads, without marks, capitals and order."""
    said = "\n".join(sorted({fold(head) for head in heads}))
    return hashlib.sha256(said.encode()).hexdigest()


def is_understood(sheet: RawSheet, spec: SheetSpec) -> bool:
    """Whether every head is one of ours, and none that must be there is missing."""
    names = names_of_columns(spec)
    known = [names.get(fold(head)) for head in heads_in(sheet)]
    there = {column.key for column in known if column is not None}
    return None not in known and all(c.key in there for c in spec.columns if c.required)


def asked(sheet: RawSheet, spec: SheetSpec) -> list[Asked]:
    """Their columns with a guess each; the best likeness first, none of ours guessed twice."""
    at = head_row(sheet)
    heads = heads_in(sheet)
    guesses = _guesses(heads, spec)
    places = {text(cell): place for place, cell in enumerate(sheet.rows[at])}
    below = sheet.rows[at + 1 :]
    return [
        Asked(head=head, samples=_samples(below, places[head]), guess=guesses.get(head, ""))
        for head in dict.fromkeys(heads)
    ]


def _guesses(heads: Sequence[str], spec: SheetSpec) -> dict[str, str]:
    scored = sorted(
        (
            (-max(fuzz.WRatio(fold(head), name) for name in names_of(column.label)), head, place)
            for head in heads
            for place, column in enumerate(spec.columns)
        ),
    )
    found: dict[str, str] = {}
    for score, head, place in scored:
        key = spec.columns[place].key
        if -score >= ALIKE and head not in found and key not in found.values():
            found[head] = key
    return found


def _samples(rows: Sequence[Row], place: int) -> list[str]:
    said = (text(row[place]) for row in rows if place < len(row))
    return list(dict.fromkeys(words for words in said if words))[:SAMPLES]


def likeness(sheet: RawSheet, spec: SheetSpec) -> int:
    """How many of what *spec* must have, and after that may have, is guessed in the sheet."""
    found = set(_guesses(heads_in(sheet), spec).values())
    needed = [column.key for column in spec.columns if column.required]
    return 100 * sum(key in found for key in needed) // max(1, len(needed)) + len(found)


def renamed(sheet: RawSheet, naming: Naming) -> RawSheet:
    """The sheet as if its author had used our names; what is not to be read is empty."""
    at = head_row(sheet)
    heads = [_ours(text(cell), naming) for cell in sheet.rows[at]]
    dropped = {place for place, head in enumerate(heads) if head is None}
    body = [
        [None if place in dropped else cell for place, cell in enumerate(row)]
        for row in sheet.rows[at + 1 :]
    ]
    # What stood above the heads is empty now, so that rows keep their numbers.
    return RawSheet(name=naming.sheet, rows=[*([None] for _row in range(at)), heads, *body])


def _ours(head: str, naming: Naming) -> str | None:
    return naming.columns.get(fold(head)) or None
