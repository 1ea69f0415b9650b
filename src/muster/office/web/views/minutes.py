"""During the meeting: who is there, and conclusions as they are reached."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster.office import services
from muster.office.rules import Can
from muster.office.web.forms.conclusions import ConclusionsForm, preview
from muster.office.web.forms.meetings import PresentForm
from muster.office.web.views.meetings import page, visible_meeting
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import day_of
from muster.tree.permissions import needs, require


@require_POST
@needs(Can.MEET)
def present(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record how many were there."""
    row = visible_meeting(request, meeting_id)
    require(account_of(request), Can.MEET, row)
    form = PresentForm(request.POST, meeting=row)

    def save(typed: Mapping[str, Any]) -> object:
        return services.count_present(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            present=form.present(),
            attended=form.attended(),
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return page(request, row, {"present": form}, status=status)
    return redirect("office:meeting", row.pk)


@require_POST
@needs(Can.INSTRUCT)
def conclude(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Turn the typed lines into tasks; a refusal keeps every line as it was typed."""
    row = visible_meeting(request, meeting_id)
    require(account_of(request), Can.INSTRUCT, row)
    form = ConclusionsForm(request.POST, held_on=day_of(row.starts_at))

    def save(typed: Mapping[str, Any]) -> object:
        return services.conclude(
            row,
            actor=actor_of(request),
            now=clock.now(),
            lines=form.orders(),
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return page(request, row, {"conclusions": form}, status=status)
    return redirect("office:meeting", row.pk)


@require_POST
@needs(Can.INSTRUCT)
def read(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """What the lines typed so far would become; nothing is written."""
    row = visible_meeting(request, meeting_id)
    form = ConclusionsForm(request.POST, held_on=day_of(row.starts_at))
    lines = preview(form.orders(), row.season_unit)
    return render(request, "office/_conclusions_read.html", {"lines": lines})
