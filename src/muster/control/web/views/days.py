from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.control import services
from muster.control.errors import ClockUnreadable
from muster.control.models import DayCall
from muster.control.queries.days import day_of, pack_of_event, rows_of
from muster.control.rules import Can
from muster.control.services import CallDraft
from muster.control.texting import read_clock
from muster.season.models import Event
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST_CALLS = 200
MOST_SHOWN = 20


@require_GET
@needs(Can.READ)
def day(request: HttpRequest) -> HttpResponse:
    """All events of a day in one table, entered from the telephone with two keys."""
    moment = now()
    today = timezone.localdate(moment)
    on = _day(request.GET.get("on", "")) or today
    found = day_of(scope(request.user, Event), on=on, now=moment)
    context = {
        "day": found,
        "is_today": on == today,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "late_count": found.count("late"),
        "moment": moment,
        "may_write": is_allowed(request.user, Can.LOG),
    }
    return render(request, "control/day.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
@needs(Can.READ)
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event on its day: its stages, every call, what is wrong, the way into its room."""
    found = _visible(request, event_id)
    moment = now()
    calls = scope(request.user, DayCall).filter(sheet__event=found)
    stages = pack_of_event(found).day_stages
    context = {
        "row": rows_of([found], now=moment)[0],
        "calls": [
            (call, stages[call.stage].label if call.stage in stages else call.stage)
            for call in calls.order_by("-number")[:MOST_CALLS]
        ],
        "moment": moment,
        "has_plan": hasattr(found, "plan"),
        "may_write": is_allowed(request.user, Can.LOG, found),
        "may_open": is_allowed(request.user, Can.OPEN, found),
    }
    return render(request, "control/day_event.html", context)


def _visible(request: HttpRequest, event_id: int) -> Event:
    rows = scope(request.user, Event).select_related("season", "season_unit", "venue", "plan")
    return get_object_or_404(rows, pk=event_id)


@require_POST
@needs(Can.LOG)
def call(request: HttpRequest) -> HttpResponse:
    """Record a call. ``say`` is ``event:stage``; without a stage, all is well or a trouble."""
    number, _colon, stage = request.POST.get("say", "").partition(":")
    found = _visible(request, int(number) if number.isascii() and number.isdigit() else 0)
    require(request.user, Can.LOG, found)
    draft = CallDraft(
        way=_way(request.POST.get("way", "")),
        stage=stage,
        is_taken_back=request.POST.get("act") == "back",
        is_trouble=request.POST.get("act") == "trouble",
        text=request.POST.get("text", ""),
        happened_at=_at(request.POST.get("clock", "")),
    )
    receipts = services.take_call(found, actor=actor_of(request), now=now(), draft=draft)
    said = {"event": found.name, "number": receipts[0].counter}
    messages.success(request, _("%(event)s: recorded under number %(number)s.") % said)
    if request.POST.get("back") == "event":
        return redirect("control:day_event", found.pk)
    on = timezone.localdate(found.starts_at).isoformat()
    return redirect(f"{reverse('control:day')}?on={on}#e{found.pk}")


def _way(text: str) -> DayCall.Way:
    return DayCall.Way(text) if text in DayCall.Way.values else DayCall.Way.PAGE


def _at(text: str) -> datetime | None:
    """A clock of today, or nothing. Raises ClockUnreadable."""
    if not text.strip():
        return None
    clock = read_clock(text)
    if clock is None:
        raise ClockUnreadable(given=text.strip()[:MOST_SHOWN])
    return timezone.localtime(now()).replace(
        hour=clock.hour, minute=clock.minute, second=0, microsecond=0
    )


@require_POST
@needs(Can.LOG)
def settle(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """A trouble is no more."""
    rows = scope(request.user, DayCall).select_related("sheet__event")
    found = get_object_or_404(rows, pk=call_id)
    require(request.user, Can.LOG, found.sheet.event)
    services.settle_trouble(found, actor=actor_of(request), now=now())
    return redirect("control:day_event", found.sheet.event_id)
