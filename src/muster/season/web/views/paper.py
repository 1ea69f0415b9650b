"""The grid for units that report on paper: ticks, one paper, one scan, one save."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from muster.season import queries, services
from muster.season.bridge import pack_of
from muster.season.models import Season, SeasonUnit, Step, StepState
from muster.season.queries import Matrix, StepColumn
from muster.season.rules import Can
from muster.season.services import PaperCell
from muster.season.web.forms import PaperForm
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.names import search_key
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

ROWS = 60
OPEN = (StepState.OPEN, StepState.RETURNED)


@needs(Can.SUBMIT_ON_BEHALF)
def grid(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Tick what the papers say is done: cell by cell, or all up to a step with exceptions."""
    unit = _visible(request, unit_id)
    require(account_of(request), Can.SUBMIT_ON_BEHALF, unit)
    form = PaperForm(request.POST or None, request.FILES or None, pack=pack_of(unit.season))
    status = 200
    if request.method == "POST":
        ticked = request.POST.getlist("cell")
        status = attempt(form, lambda typed: _report(request, ticked, typed))
        if not status:
            return redirect("season:grid", unit.pk)
    else:
        ticked = []
    matrix = queries.matrix(unit, today=clock.today(), limit=ROWS, offset=_offset(request.GET))
    context = {
        "unit": unit,
        "matrix": matrix,
        "form": form,
        "rows": _rows(matrix, ticked, request.GET),
        "up_to": request.GET.get("up_to", ""),
        "except": request.GET.get("except", ""),
    }
    return render(request, "season/grid.html", context, status=status)


def _visible(request: HttpRequest, unit_id: int) -> SeasonUnit:
    season = get_object_or_404(Season, units__pk=unit_id)
    return get_object_or_404(queries.visible_units(account_of(request), season), pk=unit_id)


def _offset(typed: QueryDict) -> int:
    text = typed.get("from", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _report(request: HttpRequest, ticked: Sequence[str], typed: Mapping[str, Any]) -> int:
    """Hand in the ticked cells, each with the version that the page showed."""
    shown = dict(_pair(cell) for cell in ticked)
    rows = scope(account_of(request), Step).filter(pk__in=shown)
    steps = rows.select_related("congress__season_unit")
    for step in steps:
        require(account_of(request), Can.SUBMIT_ON_BEHALF, step)
    scan = typed["scan"]
    return services.report_on_paper(
        [PaperCell(step, shown[step.pk]) for step in steps],
        actor=actor_of(request),
        now=clock.now(),
        paper=typed["paper"],
        reason=typed["reason"],
        grade=typed["grade"],
        scan=scan,
        scan_name=scan.name if scan else "",
        client_uuid=typed["client_uuid"],
    )


def _pair(cell: str) -> tuple[int, int]:
    """Step and version of a ticked cell; nonsense matches no step."""
    step, _, version = cell.partition(":")
    return (int(step) if step.isdecimal() else 0, int(version) if version.isdecimal() else 0)


def _rows(matrix: Matrix, ticked: Sequence[str], typed: QueryDict) -> list[dict[str, Any]]:
    wanted = _columns_up_to(matrix.columns, typed.get("up_to", ""))
    left_out = [search_key(line) for line in typed.get("except", "").splitlines() if line.strip()]
    ids = [
        cell.step_id
        for section in matrix.sections
        for row in section.rows
        for cell in row.cells
        if cell.step_id
    ]
    steps = Step.objects.in_bulk(ids)
    return [
        {
            "congress": row.congress,
            "cells": [
                _cell(cell, steps, ticked, cell.key in wanted and not _is_out(row, left_out))
                for cell in row.cells
            ],
        }
        for section in matrix.sections
        for row in section.rows
    ]


def _columns_up_to(columns: Sequence[StepColumn], key: str) -> set[str]:
    keys = [column.key for column in columns]
    return set(keys[: keys.index(key) + 1]) if key in keys else set()


def _is_out(row: Any, left_out: Sequence[str]) -> bool:
    """Whether the unit is among the exceptions, by code or by part of its name."""
    unit = row.congress.season_unit
    return any(words in unit.search_key or words == unit.code.casefold() for words in left_out)


def _cell(
    cell: Any,
    steps: Mapping[int, Step],
    ticked: Sequence[str],
    is_wanted: bool,  # a fact
) -> dict[str, Any]:
    step = steps.get(cell.step_id or 0)
    is_open = step is not None and step.state in OPEN
    value = f"{step.pk}:{step.version}" if step and is_open else ""
    return {"cell": cell, "value": value, "checked": bool(value) and (value in ticked or is_wanted)}
