"""Names that a unit returns for its quotas, on a page or in a workbook."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.asking import Returned
from muster.duty.models import Naming, Quota, Split
from muster.duty.queries.quotas import (
    QuotaLine,
    by_day,
    own_force,
    quota_lines,
    refused_lines,
)
from muster.duty.queries.reasons import skill_names
from muster.duty.rules import Can
from muster.duty.services.quotas import officers_by_number
from muster.duty.web.forms import FileForm
from muster.duty.web.views.quotas import pack_of_split
from muster.exchange.errors import ExchangeError
from muster.exchange.reading import read
from muster.season.models import SeasonUnit
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.models import Unit
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

CODE, NUMBER, TEAM, LEADER = range(4)  # the columns of the workbook that are read back


@needs(Can.READ_QUOTAS)
def unit_quota(request: HttpRequest, split_id: int, unit_id: int) -> HttpResponse:
    """What one unit is asked for, whom it named, what was refused and why."""
    split, unit = _of(request, split_id, unit_id)
    return _unit_page(request, split, unit)


@require_POST
@needs(Can.NAME_OFFICERS)
def name_officers(request: HttpRequest, split_id: int, unit_id: int) -> HttpResponse:
    """Take what a unit typed: numbers for each line, held against every rule."""
    split, unit = _of(request, split_id, unit_id)
    require(request.user, Can.NAME_OFFICERS, unit)
    rows = [
        (quota.shift_id, number, team, bool(team) and n == 0)
        for quota in split.quotas.filter(unit=unit)
        for team in (_typed(request, "team", quota),)
        for n, number in enumerate(_numbers(_typed(request, "names", quota)))
    ]
    return _return(request, split, unit, rows)


@require_POST
@needs(Can.NAME_OFFICERS)
def upload_names(request: HttpRequest, split_id: int, unit_id: int) -> HttpResponse:
    """Take the workbook that a unit filled in and sent back."""
    split, unit = _of(request, split_id, unit_id)
    require(request.user, Can.NAME_OFFICERS, unit)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _unit_page(request, split, unit, file_form=form, status=422)
    try:
        rows = _rows_of(form.cleaned_data["file"])
    except ExchangeError as refused:
        form.add_error("file", str(refused))
        return _unit_page(request, split, unit, file_form=form, status=refused.status)
    return _return(request, split, unit, rows)


@require_POST
@needs(Can.NAME_OFFICERS)
def strike(request: HttpRequest, naming_id: int) -> HttpResponse:
    """Take an accepted name back."""
    rows = scope(request.user, Naming).select_related("unit", "split__roster")
    naming = get_object_or_404(rows, pk=naming_id)
    require(request.user, Can.NAME_OFFICERS, naming.unit)
    split_id, unit_id = naming.split_id, naming.unit_id
    services.strike_name(actor_of(request), naming=naming, now=now())
    return redirect("duty:unit_quota", split_id, unit_id)


@needs(Can.READ_QUOTAS)
def unit_excel(request: HttpRequest, split_id: int, unit_id: int) -> HttpResponse:
    """The workbook that a unit fills in: a row for each place, and its own force beside it."""
    split, unit = _of(request, split_id, unit_id)
    pack = pack_of_split(split)
    lines = quota_lines(split, unit.pk, pack=pack)
    sheets = [
        Sheet(
            title=_("Names"),
            heads=[
                *(
                    pgettext("shift", "Code"),
                    _("Number of the officer"),
                    _("Team"),
                    _("Leader (x)"),
                ),
                *(_("Day and hours"), _("Post"), _("Event"), _("Skills"), _("Least rank")),
            ],
            rows=[row for line in lines for row in _excel_rows(line)],
            widths=[8, 16, 12, 8, 26, 26, 34, 18, 14],
        ),
        Sheet(
            title=_("Own force"),
            heads=[_("Number of the officer"), _("Full name"), _("Skills"), _("Rank")],
            rows=[
                (
                    officer.person.number,
                    officer.person.name,
                    skill_names(officer.skills, pack=pack),
                    str(pack.ranks[officer.person.rank].label)
                    if officer.person.rank in pack.ranks
                    else "",
                )
                for officer in own_force(_below(split, unit))
            ],
            widths=[16, 30, 30, 16],
        ),
    ]
    return sheet_response(sheets, filename=f"quota-{split.roster.number}-{unit.pk}.xlsx")


def _unit_page(
    request: HttpRequest,
    split: Split,
    unit: Unit,
    *,
    file_form: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    pack = pack_of_split(split)
    lines = quota_lines(split, unit.pk, pack=pack)
    about = {
        "split": split,
        "roster": split.roster,
        "unit": unit,
        "name": _name(split, unit),
        "lines": lines,
        "days": by_day(lines),
        "asked": sum(line.quota.head_count for line in lines),
        "named": sum(len(line.named) for line in lines),
        "owed": sum(line.owed for line in lines),
        "refused": refused_lines(split, unit.pk, pack=pack),
        "force": [
            (officer.person, skill_names(officer.skills, pack=pack))
            for officer in own_force(_below(split, unit))
        ],
        "file_form": file_form or FileForm(),
        "may_name": is_allowed(request.user, Can.NAME_OFFICERS, unit),
    }
    return render(request, "duty/unit_quota.html", about, status=status)


def _return(
    request: HttpRequest, split: Split, unit: Unit, rows: Sequence[tuple[int, str, str, bool]]
) -> HttpResponse:
    known = officers_by_number([number for _shift, number, _team, _leads in rows])
    names = [
        Returned(
            shift_id=shift_id,
            officer_id=known.get(number),
            written=number,
            team=team,
            is_leader=leads,
        )
        for shift_id, number, team, leads in rows
    ]
    counts = services.return_names(
        actor_of(request), split=split, unit=unit, names=names, now=now()
    )
    messages.success(
        request,
        _("%(accepted)s names accepted, %(refused)s refused.")
        % {"accepted": counts[True], "refused": counts[False]},
    )
    return redirect("duty:unit_quota", split.pk, unit.pk)


def _typed(request: HttpRequest, name: str, quota: Quota) -> str:
    return str(request.POST.get(f"{name}-{quota.shift_id}", "")).strip()


def _numbers(text: str) -> list[str]:
    return [part for part in text.replace(";", " ").replace(",", " ").split() if part]


def _rows_of(upload: Any) -> list[tuple[int, str, str, bool]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.xlsx"
        path.write_bytes(upload.read())
        sheets = read(path, name=upload.name)
    rows = sheets[0].rows[1:] if sheets else []
    found = []
    for row in rows:
        cells = [_cell(cell) for cell in (*row, None, None, None, None)[:4]]
        if cells[CODE].isdigit() and cells[NUMBER]:
            leads = bool(cells[LEADER])
            found.append((int(cells[CODE]), cells[NUMBER], cells[TEAM], leads))
    return found


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _excel_rows(line: QuotaLine) -> list[tuple[Any, ...]]:
    about = (line.when, line.post, line.event, line.skills, line.rank)
    named = [
        (line.quota.shift_id, one.number, one.team, "x" if one.is_leader else "", *about)
        for one in line.named
    ]
    return [*named, *[(line.quota.shift_id, "", "", "", *about)] * line.owed]


def _of(request: HttpRequest, split_id: int, unit_id: int) -> tuple[Split, Unit]:
    split = get_object_or_404(
        scope(request.user, Split).select_related("roster__season__root"), pk=split_id
    )
    asked = scope(request.user, Quota).filter(split=split, unit=unit_id).select_related("unit")
    quota = asked.first()
    if quota is None:
        raise Http404
    return split, quota.unit


def _below(split: Split, unit: Unit) -> list[int]:
    """The unit and all of the season's units that belong to its branch."""
    rows = SeasonUnit.objects.filter(season=split.roster.season_id, group__unit=unit.pk)
    return [unit.pk, *rows.values_list("unit_id", flat=True)]


def _name(split: Split, unit: Unit) -> str:
    row = SeasonUnit.objects.filter(season=split.roster.season_id, unit=unit.pk).first()
    if row is not None:
        return row.name
    version = unit.versions.filter(valid_to__isnull=True).first()
    return version.name if version is not None else str(unit.pk)
