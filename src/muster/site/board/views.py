"""The season board: are we on time, who is not, why, and whom to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from muster.office.rules import Can as OfficeCan
from muster.season import queries
from muster.season.models import SeasonUnit
from muster.season.registry import overdue
from muster.season.rules import Can
from muster.shell.xlsx import Sheet, sheet_response
from muster.site.board import picture
from muster.site.board.focus import top_unit, visible_unit
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs, signed_in

KINDS = ("unfinished", "late", "all")
ROWS = 60
LATE_ROWS = 10
OVERDUE_ROWS = 6
EVERYTHING = 10_000


@signed_in
def board(request: HttpRequest) -> HttpResponse:
    """The board of the highest unit that the asker may see; with no season, how to begin.

    It is the first page after signing in: an officer, who sees no board, is led to his duty.
    """
    if not is_allowed(account_of(request), Can.READ):
        return redirect("duty:mine")
    unit = top_unit(request)
    if unit is None:
        return render(request, "site/board_empty.html")
    return _page(request, unit)


@needs(Can.READ)
def board_of(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The board of one unit and everything below it."""
    return _page(request, visible_unit(request, unit_id))


def _page(request: HttpRequest, unit: SeasonUnit) -> HttpResponse:
    today = clock.today()
    kind, offset = _kind(request), _offset(request)
    found = queries.board(unit, today=today)
    forecast = queries.forecast(unit, today=today)
    matrix = queries.matrix(unit, today=today, kind=kind, limit=ROWS, offset=offset)
    lines = queries.progress_lines(unit, today=today)
    return render(
        request,
        "site/board.html",
        {
            "board": found,
            "unit": unit,
            "above": queries.ancestors(unit),
            "forecast": forecast,
            "late": queries.missing(unit, today=today, kind="late", limit=LATE_ROWS),
            "overdue": overdue(account_of(request), unit, today=today, limit=OVERDUE_ROWS),
            "matrix": matrix,
            "kind": kind,
            "pages": _pages(matrix.total, offset),
            "upcoming": queries.upcoming(unit, today=today),
            "changes": queries.changes(unit, today=today),
            "chart": picture.lines(lines, found, forecast, today=today),
            "plan_gap": picture.behind_plan(lines, today=today),
        },
    )


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in KINDS else KINDS[0]


def _offset(request: HttpRequest) -> int:
    asked = request.GET.get("from", "")
    return min(int(asked), EVERYTHING) if asked.isdecimal() else 0


def _pages(total: int, offset: int) -> dict[str, int | None]:
    return {
        "first": offset + 1 if total else 0,
        "last": min(offset + ROWS, total),
        "total": total,
        "before": max(offset - ROWS, 0) if offset else None,
        "after": offset + ROWS if offset + ROWS < total else None,
    }


@needs(Can.READ)
def missing(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Everybody who is not finished, worst first: the list to print and to call through."""
    unit, today = visible_unit(request, unit_id), clock.today()
    kind = "late" if request.GET.get("kind") == "late" else "unfinished"
    words = request.GET.get("q", "")
    if request.GET.get("format") == "xlsx":
        return _missing_workbook(unit, kind, words)
    found = queries.missing(
        unit, today=today, kind=kind, limit=ROWS, offset=_offset(request), words=words
    )
    return render(
        request,
        "site/missing.html",
        {
            "unit": unit,
            "missing": found,
            "kind": kind,
            "words": words,
            "may_write": is_allowed(account_of(request), OfficeCan.SUBMIT, unit),
            "may_call": is_allowed(account_of(request), OfficeCan.CALL, unit),
            "pages": _pages(found.total, _offset(request)),
        },
    )


def _missing_workbook(unit: SeasonUnit, kind: str, words: str) -> HttpResponse:
    found = queries.missing(
        unit, today=clock.today(), kind=kind, limit=EVERYTHING, offset=0, words=words
    )
    heads = [
        _("Unit"),
        _("Congress day"),
        _("Step"),
        _("Deadline"),
        _("Days late"),
        _("Days left"),
        _("Days needed"),
        _("Cause"),
        _("Held by"),
        _("Person"),
        _("Phone"),
        _("Promised"),
    ]
    rows = [
        (
            row.congress.season_unit.name,
            row.congress.starts_on,
            row.step_name,
            row.due_on,
            row.days_late,
            row.left_days,
            row.needed_days,
            row.cause,
            row.holder,
            row.person_name,
            row.phone,
            row.promised_on,
        )
        for row in found.rows
    ]
    sheet = Sheet(title=_("Not finished"), heads=heads, rows=rows)
    return sheet_response([sheet], filename=f"muster-{kind}-{clock.today():%Y%m%d}.xlsx")


@needs(Can.READ)
def matrix_workbook(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The matrix unit by step as a workbook, as far as the page's choice goes."""
    unit, today = visible_unit(request, unit_id), clock.today()
    found = queries.matrix(unit, today=today, kind=_kind(request), limit=EVERYTHING, offset=0)
    heads = [
        _("Group"),
        _("Unit"),
        _("Congress day"),
        *(str(column.label) for column in found.columns),
    ]
    rows = [
        (
            section.group.name if section.group else "",
            row.congress.season_unit.name,
            row.congress.starts_on,
            *(cell.text for cell in row.cells),
        )
        for section in found.sections
        for row in section.rows
    ]
    sheet = Sheet(title=_("Unit by step"), heads=heads, rows=rows)
    return sheet_response([sheet], filename=f"muster-matrix-{today:%Y%m%d}.xlsx")
