"""When the officers and vehicles of an event have their duty there."""

from datetime import datetime, timedelta

from django.db.models import Max, Min, QuerySet

from muster.duty.models import Assignment, Officer, Roster, Vehicle
from muster.packs import load
from muster.packs.schema import PositionRules
from muster.season.models import Event

Span = tuple[datetime, datetime]


def rules_of(event: Event) -> PositionRules:
    """The pack's rules on positions, for an event."""
    return load(event.season.pack, event.season.pack_version).positions


def on_duty(event: Event) -> QuerySet[Assignment]:
    """The duties at an event by the rosters in force."""
    return Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        shift__withdrawn_at=None,
        shift__post__plan__event=event,
    )


def duty_of(
    event: Event, *, officer: Officer | None = None, vehicle: Vehicle | None = None
) -> Span | None:
    """From when until when a device may speak; nothing if there is no duty.

    Without officer and vehicle: the event. The pack's minutes before and after are in it.
    """
    rules = rules_of(event)
    starts_at, ends_at = event.starts_at, event.ends_at
    if officer is not None or vehicle is not None:
        rows = on_duty(event).filter(officer=officer, vehicle=vehicle)
        span = rows.aggregate(first=Min("shift__starts_at"), last=Max("shift__ends_at"))
        if span["first"] is None:
            return None
        starts_at, ends_at = span["first"], span["last"]
    before = timedelta(minutes=rules.before_min)
    return starts_at - before, ends_at + timedelta(minutes=rules.after_min)
