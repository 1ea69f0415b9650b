"""Reads a workbook into plain cells: merged cells filled, text composed, numbers as they are."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from muster.exchange.errors import EncryptedWorkbook, NotAWorkbook, TooLarge, TooManyRows
from muster.exchange.guard import LIMITS, MB, Limits, check
from muster.exchange.text import decode, tidy

Cell = str | float | bool | date | datetime | time | timedelta | None
Row = Sequence[Cell]
TEXT_SUFFIXES: Final = (".csv", ".tsv", ".txt")
SEPARATORS: Final = ",;\t"
TEXT_MB: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """A sheet as it stands: rows from its first, so that row n of the file is ``rows[n - 1]``."""

    name: str
    rows: Sequence[Row]


def read(path: Path, *, name: str = "", limits: Limits = LIMITS) -> list[RawSheet]:
    """Every sheet with at least one cell. A text file is one sheet with the file's name.

    name: what the person called the file. Raises what :func:`muster.exchange.guard.check` does.
    """
    shown = name or path.name
    if Path(shown).suffix.lower() in TEXT_SUFFIXES:
        return [_text_sheet(path, shown, limits)]
    check(path, name=shown, limits=limits)
    try:
        with load_workbook(path) as book:
            sheets = [_sheet(book, title) for title in book.sheet_names]
    except CalamineError as fault:
        raise _fault(fault, shown) from fault
    return [sheet for sheet in sheets if sheet.rows]


def _fault(fault: CalamineError, name: str) -> EncryptedWorkbook | NotAWorkbook:
    if "password" in str(fault).lower():
        return EncryptedWorkbook(name=name)
    return NotAWorkbook(name=name)


def _sheet(book: CalamineWorkbook, title: str) -> RawSheet:
    sheet = book.get_sheet_by_name(title)
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    _fill_merged(sheet, rows)
    return RawSheet(name=tidy(title), rows=[[_plain(cell) for cell in row] for row in rows])


def _fill_merged(sheet: CalamineSheet, rows: list[list[Cell]]) -> None:
    """Every cell of a merged range says what the range says."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return tidy(cell) or None
    return cell


def _text_sheet(path: Path, name: str, limits: Limits) -> RawSheet:
    size = path.stat().st_size
    if size > TEXT_MB * MB:
        raise TooLarge(name=name, size_mb=size / MB, limit_mb=TEXT_MB)
    content = path.read_bytes()
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAWorkbook(name=name)
    text = decode(content)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(text.splitlines(), delimiter=separator))
    except csv.Error as fault:
        raise NotAWorkbook(name=name) from fault
    if len(lines) > limits.rows:
        raise TooManyRows(name=name, limit=limits.rows)
    rows = [[_plain(cell) for cell in line] for line in lines]
    return RawSheet(name=tidy(Path(name).stem), rows=rows)
