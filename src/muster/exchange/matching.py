"""Finds the sheets and columns that are looked for, whatever stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from muster.exchange.cells import nearest, text
from muster.exchange.errors import NoKnownSheet
from muster.exchange.faults import Fault, column_letters
from muster.exchange.naming import names_of
from muster.exchange.reading import Cell, RawSheet, Row
from muster.exchange.sheets import Column, SheetSpec
from muster.exchange.text import fold, from_old_fonts, tidy

# Office workbooks carry a title and a date above their tables.
HEAD_WITHIN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sheet of the file that is one of ours. columns: by position; head_row counts from 1."""

    spec: SheetSpec
    raw: RawSheet
    head_row: int
    columns: Mapping[int, Column]
    faults: Sequence[Fault] = field(default=())

    @property
    def letters(self) -> dict[str, str]:
        """The column letters of each of our columns that the file has."""
        return {column.key: column_letters(at) for at, column in self.columns.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The sheets that were found, in the order of ours; remarks by the name of the sheet."""

    sheets: Sequence[Found]
    unknown: Mapping[str, Fault]


def match(raw: Sequence[RawSheet], specs: Sequence[SheetSpec], *, file_name: str) -> Matched:
    """Find each of *specs* in the file.

    Raises NoKnownSheet when there is none. A file of one sheet with a strange name is taken for
    the sheet whose columns it has.
    """
    by_name = names_of_sheets(specs)
    found: dict[str, Found] = {}
    unknown: dict[str, Fault] = {}
    for sheet in raw:
        spec = by_name.get(fold(sheet.name)) or by_name.get(fold(from_old_fonts(sheet.name)))
        if spec is None and len(raw) == 1:
            spec = _by_columns(sheet, specs)
        if spec is None:
            unknown[sheet.name] = _unknown_sheet(sheet.name, by_name)
        elif spec.key not in found:
            found[spec.key] = heads_of(sheet, spec)
    if not found:
        names = ", ".join(f"“{name}”" for name in unknown)
        known = ", ".join(str(spec.label) for spec in specs)
        raise NoKnownSheet(name=file_name, found=names or "—", known=known)
    ordered = [found[spec.key] for spec in specs if spec.key in found]
    return Matched(sheets=ordered, unknown=unknown)


def names_of_sheets(specs: Sequence[SheetSpec]) -> dict[str, SheetSpec]:
    """Every name of every sheet."""
    return {name: spec for spec in specs for name in names_of(spec.label)}


def _unknown_sheet(name: str, by_name: Mapping[str, SheetSpec]) -> Fault:
    near = nearest(name, by_name)
    if near is None:
        return Fault(code="sheet.unknown", params={"name": name}, is_error=False)
    params = {"name": name, "nearest": str(by_name[near].label)}
    return Fault(code="sheet.nearest", params=params)


def _by_columns(sheet: RawSheet, specs: Sequence[SheetSpec]) -> SheetSpec | None:
    """The sheet with the most of its columns here, if all it must have are."""
    scored = [
        (len(found.columns), spec) for spec in specs if (found := heads_of(sheet, spec)).columns
    ]
    for _score, spec in sorted(scored, key=lambda pair: -pair[0]):
        if not any(fault.is_error for fault in heads_of(sheet, spec).faults):
            return spec
    return None


def heads_of(
    sheet: RawSheet, spec: SheetSpec, *, names: Mapping[str, Column] | None = None
) -> Found:
    """The sheet taken for *spec*: its line of heads, which columns it has, what is missing.

    names: those of :func:`names_of_columns`, where many sheets are taken for one.
    """
    names = names_of_columns(spec) if names is None else names
    best, at, is_old = _best_head(sheet, names)
    raw = _from_old_fonts(sheet) if is_old else sheet
    if not best:
        wanted = ", ".join(str(column.label) for column in spec.columns if column.required)
        fault = Fault(code="sheet.no_head", params={"wanted": wanted})
        return Found(spec=spec, raw=raw, head_row=1, columns={}, faults=[fault])
    faults = [*_strange_columns(raw.rows[at], best, names), *_missing_columns(spec, best)]
    return Found(
        spec=spec, raw=raw, head_row=at + 1, columns=_once(best), faults=[*faults, *_twice(best)]
    )


def names_of_columns(spec: SheetSpec) -> dict[str, Column]:
    """Every name of every column; a column's own label goes before another's further name."""
    found = {name: column for column in spec.columns for name in names_of(column.label)}
    for column in spec.columns:
        for label in column.also:
            for name in names_of(label):
                found.setdefault(name, column)
    return found


def _best_head(sheet: RawSheet, names: Mapping[str, Column]) -> tuple[dict[int, Column], int, bool]:
    """The columns of the row that has the most of them; whether it was typed with old fonts."""
    best: tuple[dict[int, Column], int, bool] = ({}, 0, False)
    for at, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        for is_old in (False, True):
            found = _columns(row, names, is_old=is_old)
            if len(found) > len(best[0]):
                best = (found, at, is_old)
    return best


def _columns(row: Row, names: Mapping[str, Column], *, is_old: bool) -> dict[int, Column]:
    found = {}
    for at, cell in enumerate(row):
        head = _head(cell)
        column = names.get(fold(from_old_fonts(head) if is_old else head))
        if column is not None:
            found[at] = column
    return found


def _head(cell: Cell) -> str:
    """A column's name without the star or the hint in brackets that people add."""
    words = text(cell).replace("*", "").replace("\n", " ")
    return tidy(words.partition("(")[0]) or tidy(words)


def _from_old_fonts(sheet: RawSheet) -> RawSheet:
    rows = [
        [tidy(from_old_fonts(cell)) if isinstance(cell, str) else cell for cell in row]
        for row in sheet.rows
    ]
    return RawSheet(name=tidy(from_old_fonts(sheet.name)), rows=rows)


def _strange_columns(
    row: Row, known: Mapping[int, Column], names: Mapping[str, Column]
) -> list[Fault]:
    found = []
    free = {n: c for n, c in names.items() if c not in known.values()}
    for at, cell in enumerate(row):
        if at in known or cell is None:
            continue
        near = nearest(_head(cell), free)
        params = {"name": text(cell)} | ({"nearest": str(free[near].label)} if near else {})
        found.append(
            Fault(
                code="column.nearest" if near else "column.unknown",
                params=params,
                cell=f"{column_letters(at)}",
                is_error=False,
            )
        )
    return found


def _missing_columns(spec: SheetSpec, found: Mapping[int, Column]) -> list[Fault]:
    there = {column.key for column in found.values()}
    return [
        Fault(code="column.missing", params={"name": str(column.label)})
        for column in spec.columns
        if column.required and column.key not in there
    ]


def _twice(found: Mapping[int, Column]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for at, column in found.items():
        if column.key in seen:
            params = {"name": str(column.label)}
            letters = column_letters(at)
            faults.append(Fault(code="column.twice", params=params, cell=letters, is_error=False))
        seen.add(column.key)
    return faults


def _once(found: Mapping[int, Column]) -> dict[int, Column]:
    kept: dict[int, Column] = {}
    for at, column in found.items():
        if column not in kept.values():
            kept[at] = column
    return kept
