"""Requests of a standing roster: one by a form, many by a box of lines or a workbook."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.standing_requests import MAX_LINES, Asked, Read, read_requests
from muster.duty.models import StandingRequest, StandingRoster
from muster.duty.queries.standing import sheet_of
from muster.duty.queries.standing_shifts import kind_of, pack_of, shifts_of_post
from muster.duty.rules import Can
from muster.duty.web.forms import FileForm
from muster.duty.web.forms_standing import BlockForm, RequestForm
from muster.duty.web.views.standing import posted_version, standing_roster_of
from muster.duty.web.views.standing_edit import standing_head
from muster.exchange.errors import ExchangeError
from muster.exchange.reading import read
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@needs(Can.READ_ROSTERS)
def standing_requests(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Requests: one by a form, many by a box of lines or a workbook; what became of each."""
    roster = standing_roster_of(request, roster_id)
    return _requests_page(request, roster)


@require_POST
@needs(Can.DRAFT)
def enter_request(request: HttpRequest, roster_id: int) -> HttpResponse:
    """One request by the form."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster.post.season)
    form = _request_form(roster, request.POST)
    if not form.is_valid():
        return _requests_page(request, roster, form=form, status=422)
    row = Asked(
        officer_id=form.cleaned_data["officer"],
        day=form.cleaned_data["day"],
        shift=form.shift,
        is_wanted=form.is_wanted,
        weight=form.cleaned_data["weight"],
    )
    return _enter(request, roster, [row])


@require_POST
@needs(Can.DRAFT)
def paste_requests(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Requests from a box of lines; with a line that cannot be read, none is entered."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster.post.season)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return _requests_page(request, roster, block=form, status=422)
    found = read_requests(roster, form.lines)
    for fault in found.faults:
        form.add_error("block", fault)
    if found.faults:
        return _requests_page(request, roster, block=form, status=422)
    return _enter(request, roster, found.rows)


@require_POST
@needs(Can.DRAFT)
def upload_requests(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Requests from a workbook; its first row holds the heads."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster.post.season)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = _read_book(roster, form.cleaned_data["file"])
        except ExchangeError as refused:
            found = Read(rows=(), faults=(str(refused),))
        for fault in found.faults:
            form.add_error("file", fault)
        if not found.faults:
            return _enter(request, roster, found.rows)
    return _requests_page(request, roster, file=form, status=422)


@require_POST
@needs(Can.DRAFT)
def strike_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take a request back."""
    rows = scope(request.user, StandingRequest).select_related("roster__post__season__root")
    row = get_object_or_404(rows, pk=request_id)
    require(request.user, Can.DRAFT, row.roster.post.season)
    roster_id = row.roster_id
    services.strike_request(
        actor_of(request), request=row, version=posted_version(request), now=now()
    )
    return redirect("duty:standing_requests", roster_id)


def _requests_page(
    request: HttpRequest,
    roster: StandingRoster,
    *,
    form: RequestForm | None = None,
    block: BlockForm | None = None,
    file: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = sheet_of(roster)
    about = {
        **standing_head(request, roster),
        "whole": sheet,
        "wishes": sheet.wishes[:MAX_LINES],
        "form": form or _request_form(roster),
        "block_form": block or BlockForm(initial={"version": roster.version}),
        "file_form": file or FileForm(),
    }
    return render(request, "duty/standing_requests.html", about, status=status)


def _request_form(roster: StandingRoster, posted: Any = None) -> RequestForm:
    pack = pack_of(roster)
    weight = kind_of(roster.post, pack=pack).request_weight
    staff = {
        row.officer_id: f"{row.officer.person.name} · {row.officer.person.number}"
        for row in roster.members.select_related("officer__person")
    }
    return RequestForm(
        posted,
        staff=staff,
        shifts=shifts_of_post(roster, pack=pack),
        days=(roster.starts_on, roster.dates[-1]),
        initial={"version": roster.version, "weight": weight, "day": roster.starts_on},
    )


def _enter(request: HttpRequest, roster: StandingRoster, rows: Sequence[Asked]) -> HttpResponse:
    services.enter_requests(
        actor_of(request),
        roster_id=roster.pk,
        version=posted_version(request),
        rows=rows,
        now=now(),
    )
    said = ngettext("%(n)s request entered.", "%(n)s requests entered.", len(rows))
    messages.success(request, said % {"n": len(rows)})
    return redirect("duty:standing_requests", roster.pk)


def _read_book(roster: StandingRoster, upload: Any) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests.xlsx"
        path.write_bytes(upload.read())
        sheets = read(path, name=upload.name)
    rows: Iterable[Sequence[object]] = sheets[0].rows[1:] if sheets else []
    return read_requests(roster, rows)
