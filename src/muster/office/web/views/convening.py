"""Planning a meeting, the one that follows it, changing and cancelling."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Meeting
from muster.office.rules import Can
from muster.office.web.forms.meetings import ChangeMeetingForm, MeetingForm, begun_with
from muster.office.web.forms.papers import WhyForm
from muster.office.web.views.meetings import page, visible_meeting
from muster.packs import MeetingKind
from muster.season.models import SeasonUnit
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import day_of
from muster.tree.permissions import needs, require


@needs(Can.MEET)
def add(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of one's own unit; its kind brings the usual agenda."""
    unit = queries.own_unit(account_of(request))
    if unit is None:
        return redirect("office:meetings")
    kinds = rules_of(unit).meeting_kinds
    asked = request.GET.get("kind", "")
    kind = kinds[asked] if asked in kinds else next(iter(kinds.values()))
    begin = {"day": clock.today(), "agenda": "\n".join(map(str, kind.agenda))}
    return _plan(request, unit, kind, begin, None)


@needs(Can.MEET)
def follow(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Plan the meeting that follows: the same people, the same agenda, the next day of it."""
    last = visible_meeting(request, meeting_id)
    kind = rules_of(last.season_unit).meeting_kinds[last.kind]
    begin = begun_with(last)
    when = queries.next_time(queries.in_series(last).latest("starts_at"))
    if when is not None:
        begin["day"] = day_of(when[0])
    return _plan(request, last.season_unit, kind, begin, last)


def _plan(
    request: HttpRequest,
    unit: SeasonUnit,
    kind: MeetingKind,
    begin: Mapping[str, Any],
    last: Meeting | None,
) -> HttpResponse:
    require(account_of(request), Can.MEET, unit)
    places = queries.places_for(account_of(request))
    form = MeetingForm(request.POST or None, kind=kind, places=places, initial=begin)
    made: list[Meeting] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.plan_meeting(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(series=last),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    frame = {
        "title": _("Plan the next meeting") if last else _("Plan a meeting"),
        "kind": kind,
        "kinds": [] if last else rules_of(unit).meeting_kinds.values(),
        "back": reverse("office:meeting", args=[last.pk]) if last else reverse("office:meetings"),
    }
    return _asked(request, form, unit, save, made, frame)


def _asked(
    request: HttpRequest,
    form: MeetingForm,
    unit: SeasonUnit,
    save: Callable[[Mapping[str, Any]], object],
    made: list[Meeting],
    frame: Mapping[str, Any],
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = attempt(form, save)
        if not status:
            return redirect("office:meeting", made[0].pk)
    context = {"form": form, "unit": unit, "known": _known(request, form), **frame}
    return render(request, "office/convene.html", context, status=status)


def _known(request: HttpRequest, form: MeetingForm) -> dict[str, list[str]]:
    account, today = account_of(request), clock.today()
    rows = queries.meetings_of(account, today=today)
    ordered = queries.leaders(queries.instructions_of(account, today=today))
    chairs = [*queries.known(rows, "chair"), *ordered.values()]
    return {
        "known-places": list(form.places),
        "known-leaders": list(dict.fromkeys(chairs)),
        "known-secretaries": queries.known(rows, "secretary"),
    }


@needs(Can.MEET)
def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Another hour, place, agenda, or others convened."""
    row = visible_meeting(request, meeting_id)
    require(account_of(request), Can.MEET, row)
    kind = rules_of(row.season_unit).meeting_kinds[row.kind]
    places = queries.places_for(account_of(request))
    form = ChangeMeetingForm(
        request.POST or None, kind=kind, places=places, initial=begun_with(row)
    )

    def save(typed: Mapping[str, Any]) -> object:
        return services.change_meeting(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(congress=row.congress),
            client_uuid=typed["client_uuid"],
        )

    back = reverse("office:meeting", args=[row.pk])
    frame = {"title": _("Change the meeting"), "kind": kind, "kinds": [], "back": back}
    return _asked(request, form, row.season_unit, save, [row], frame)


@require_POST
@needs(Can.MEET)
def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """It does not take place."""
    row = visible_meeting(request, meeting_id)
    require(account_of(request), Can.MEET, row)
    form = WhyForm(request.POST)

    def save(typed: Mapping[str, Any]) -> object:
        return services.cancel_meeting(row, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        return page(request, row, {"cancel": form}, status=status)
    return redirect("office:meeting", row.pk)
