"""Writes workbooks: text stays text, so that nothing in a cell is ever run as a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

WIDEST: Final = 60
LONGEST_SHEET_NAME: Final = 31
NOT_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutSheet:
    """A sheet to write. notes: a remark for each head, shown when the pointer rests on it.

    hidden: the columns, counted from 0, that nobody sees unless he asks Excel for them.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default=())
    hidden: Sequence[int] = field(default=())


def write(target: Path, sheets: Iterable[OutSheet], *, title: str = "muster") -> None:
    """Write *sheets* to *target*, row by row, holding one row in memory.

    Aware times are written as they are; give them in the zone the reader expects. A text that
    begins with =, +, -, @ or a tab is written as text and read back unchanged.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(target), options)
    # A fixed day of creation: the same content gives the same file.
    book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
    formats = _Formats(book)
    for sheet in sheets:
        _write_sheet(book, sheet, formats)
    book.close()


class _Formats:
    """How heads, days and moments look."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})


def _write_sheet(book: Any, sheet: OutSheet, formats: _Formats) -> None:
    out = book.add_worksheet(sheet.title.translate(NOT_IN_SHEET_NAMES)[:LONGEST_SHEET_NAME])
    out.freeze_panes(1, 1)
    for column, head in enumerate(sheet.heads):
        look = {"hidden": True} if column in sheet.hidden else {}
        out.set_column(column, column, min(max(len(head) + 2, 14), WIDEST), None, look)
        out.write_string(0, column, head, formats.head)
    for column, note in enumerate(sheet.notes):
        if note:
            out.write_comment(0, column, note)
    for number, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(out, number, column, value, formats)


def _write_cell(out: Any, row: int, column: int, value: Any, formats: _Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        out.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        out.write_datetime(row, column, value.replace(tzinfo=None), formats.moment)
    elif isinstance(value, date):
        out.write_datetime(row, column, value, formats.day)
    elif isinstance(value, (int, float)):
        out.write_number(row, column, value)
    else:
        out.write_string(row, column, str(value))
