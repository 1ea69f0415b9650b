"""A call list as a workbook, and the same workbook filled in."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.exchange.errors import NoKnownSheet
from muster.exchange.reading import read
from muster.office.models import CallList, CallState, CallTry
from muster.office.queries import CallLine, told_words
from muster.office.services import CallResult
from muster.office.services.call_results import CONFIRMED
from muster.office.web.forms.tasks import typed_day
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree import clock
from muster.tree.names import search_key

KEY: Final = "#"
WIDTHS: Final = (10, 34, 26, 20, 16, 34, 16, 16, 12, 30, 60)
RESULTS: Final = {
    CallTry.Outcome.REACHED.value: gettext_lazy("reached"),
    CallTry.Outcome.NO_ANSWER.value: gettext_lazy("no answer"),
    CONFIRMED: gettext_lazy("confirmed"),
}


def sheet_of_calls(row: CallList, lines: Sequence[CallLine]) -> HttpResponse:
    """Every call with its number; three columns to fill in. The first column names the row."""
    heads = [
        KEY,
        _("Unit"),
        _("Whom"),
        _("Position"),
        _("Phone"),
        _("If nobody answers"),
        _("State"),
        _("Result: reached, no answer, confirmed"),
        _("Promised for"),
        _("Note"),
        _("What to say"),
    ]
    rows = (_row(line) for line in lines)
    book = Sheet(title=row.subject, heads=heads, rows=rows, widths=WIDTHS)
    return sheet_response([book], filename=f"calls-{row.pk}.xlsx")


def _row(line: CallLine) -> tuple[Any, ...]:
    call = line.call
    after = "; ".join(f"{one.name} {one.phone}".strip() for one in line.after)
    is_open = call.state == CallState.WAITING
    return (
        f"{call.pk}:{call.version}",
        line.name,
        line.now.name,
        line.now.position,
        line.now.phone,
        after,
        told_words(call),
        None if is_open else "–",
        call.promised_on,
        None,
        call.words,
    )


def results_in(upload: UploadedFile[bytes]) -> list[CallResult]:
    """The rows of a returned sheet that say something. Raises what reading a workbook does."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        sheets = read(Path(kept.name), name=upload.name or "")
    found = [one for sheet in sheets for one in _results(sheet.rows)]
    if not any(sheet.rows and KEY in sheet.rows[0] for sheet in sheets):
        names = ", ".join(sheet.name for sheet in sheets)
        raise NoKnownSheet(name=upload.name or "", found=names, known=_("a call list"))
    return found


def _results(rows: Sequence[Sequence[Any]]) -> Iterator[CallResult]:
    for line, cells in enumerate(rows, start=1):
        padded = [*cells, *([None] * len(WIDTHS))]
        call, _colon, version = str(padded[0] or "").partition(":")
        if call.isdecimal() and version.isdecimal():
            yield CallResult(
                line=line,
                call_id=int(call),
                version=int(version),
                outcome=_outcome(padded[7], padded[8]),
                promised_on=_day(padded[8]),
                note=str(padded[9] or "").strip()[:300],
            )


def _outcome(cell: Any, promised: Any) -> str:
    """What was written: a word in the reader's language, or a day alone, which means reached."""
    written = str(cell or "").strip()
    for key, word in RESULTS.items():
        if search_key(written) in (search_key(str(word)), search_key(key)):
            return key
    return "" if written or not promised else CallTry.Outcome.REACHED.value


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return typed_day(str(cell), clock.today().year) if cell else None
