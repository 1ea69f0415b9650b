"""The fixed hours at which a room reports, and the signed head over a report."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from muster.control.models import ControlRoom, Situation
from muster.control.queries.pack import pack_of
from muster.control.queries.passing import head_after
from muster.ledger.models import Head


def hour_of(room: ControlRoom, *, now: datetime) -> datetime | None:
    """The fixed hour that a report made now is for: the last one since the opening, unreported."""
    passed = [at for at in _hours(room, now) if room.opened_at <= at <= now]
    if not passed:
        return None
    is_made = Situation.objects.filter(room=room, due_at=passed[-1]).exists()
    return None if is_made else passed[-1]


def next_hour(room: ControlRoom, *, now: datetime) -> datetime:
    """The fixed hour that comes next."""
    return next(at for at in _hours(room, now) if at > now)


def _hours(room: ControlRoom, now: datetime) -> list[datetime]:
    """The fixed hours of yesterday, today and tomorrow, in order."""
    today = timezone.localdate(now)
    clocks = sorted(time.fromisoformat(one) for one in pack_of(room).day.situation_clocks)
    return [
        timezone.make_aware(datetime.combine(today + timedelta(days=days), clock))
        for days in (-1, 0, 1)
        for clock in clocks
    ]


def head_over_report(report: Situation) -> Head | None:
    """The first signed head of our own log that covers the report."""
    return head_after("control.situation_reported", report.pk)
