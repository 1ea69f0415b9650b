"""Workbooks on the way out: constant memory, and a text is never a formula.

XlsxWriter writes row by row into a temporary file. Whatever begins with ``=``, ``+``, ``-`` or
``@`` is stored as a string cell, so opening a sheet runs nothing that a user once typed.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.http import content_disposition_header

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 1_048_575  # the format's own limit, less the head
MAX_TEXT = 32_767  # characters in a cell
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
Cell = str | int | float | Decimal | bool | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: heads, then rows of as many cells. Rows may be a generator.

    widths: characters per column; columns beyond the list get 18.
    """

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The workbook as a file's content."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    with book:
        formats = {
            "head": book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
            ),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for sheet in sheets:
            _write(book.add_worksheet(sheet_title(sheet.title)), sheet, formats)
    return target.getvalue()


def sheet_response(sheets: Iterable[Sheet], *, filename: str) -> HttpResponse:
    """The workbook as an attachment called *filename*."""
    response = HttpResponse(workbook(sheets), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = _attachment(filename)
    return response


def sheet_title(title: str) -> str:
    """*title* as the format allows it: 31 characters, without its forbidden signs."""
    return FORBIDDEN_IN_TITLE.sub(" ", force_str(title)).strip()[:31] or "1"


def _attachment(filename: str) -> str:

    return content_disposition_header(as_attachment=True, filename=filename) or "attachment"


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for column, head in enumerate(sheet.heads):
        width = sheet.widths[column] if column < len(sheet.widths) else 18
        page.set_column(column, column, width)
        page.write_string(0, column, force_str(head), formats["head"])
    page.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if last > MAX_ROWS:
            raise ValueError(f"a sheet holds {MAX_ROWS} rows")
        for column, value in enumerate(row):
            _write_cell(page, (last, column), value, formats)
    page.autofilter(0, 0, max(last, 1), len(sheet.heads) - 1)


def _write_cell(page: Any, at: tuple[int, int], value: Any, formats: dict[str, Any]) -> None:
    match value:
        case None | "":
            return
        case bool():
            page.write_boolean(*at, value)
        case int() | float() | Decimal():
            page.write_number(*at, value)
        case datetime():
            page.write_datetime(*at, _naive(value), formats["moment"])
        case date():
            page.write_datetime(*at, value, formats["day"])
        case _:
            page.write_string(*at, force_str(value)[:MAX_TEXT])


def _naive(value: datetime) -> datetime:
    """Excel knows no zones: the hour as people here read it."""
    return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
