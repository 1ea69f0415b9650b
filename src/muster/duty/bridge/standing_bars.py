"""Who cannot hold which standing shift on which day, and why.

An absence, a post at an event, a shift at another standing post, and what was served on the day
before the roster begins. Rest is due on both sides of a duty elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from muster.duty.models import Absence, Assignment, Roster, StandingDuty, StandingRoster
from muster.duty.queries.standing_shifts import longest, shifts_of_post, span_of
from muster.duty.queries.windows import midnight
from muster.packs import Pack

DAY = timedelta(days=1)
LOOK_BACK_D = 60
Span = tuple[datetime, datetime]


class Why(StrEnum):
    """What keeps an officer from a shift."""

    ABSENT = "absent"
    AT_EVENT = "at_event"
    AT_OTHER_POST = "at_other_post"
    AFTER_YESTERDAY = "after_yesterday"
    RUN_BEFORE = "run_before"


Bars = Mapping[tuple[int, date], Mapping[str, Why]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yesterday:
    """What somebody served at this post up to the eve of the roster: last shift, days in a row."""

    shift: str
    run_days: int


def bars_of(roster: StandingRoster, officers: Sequence[int], *, pack: Pack) -> Bars:
    """By officer and day: the shifts that they cannot hold, with the reason of each."""
    shifts = shifts_of_post(roster, pack=pack)
    spans = {(day, shift.key): span_of(shift, day) for day in roster.dates for shift in shifts}
    found: dict[tuple[int, date], dict[str, Why]] = defaultdict(dict)
    for officer, why, kept in _blocked(roster, officers, pack=pack):
        for (day, key), span in spans.items():
            if span[0] < kept[1] and kept[0] < span[1]:
                found[officer, day].setdefault(key, why)
    for officer, before in yesterdays(roster, officers).items():
        for key in pack.standing_shifts[before.shift].not_before:
            found[officer, roster.starts_on].setdefault(key, Why.AFTER_YESTERDAY)
    return found


def yesterdays(roster: StandingRoster, officers: Iterable[int]) -> dict[int, Yesterday]:
    """By officer: the shift of the eve and the days in a row, for those who served on the eve."""
    rows = StandingDuty.objects.filter(
        officer__in=list(officers),
        roster__post_id=roster.post_id,
        roster__state=Roster.State.PUBLISHED,
        day__lt=roster.starts_on,
        day__gte=roster.starts_on - LOOK_BACK_D * DAY,
    ).values_list("officer_id", "day", "shift")
    held: dict[int, dict[date, str]] = defaultdict(dict)
    for officer, day, shift in rows:
        held[officer][day] = shift
    eve = roster.starts_on - DAY
    return {
        officer: Yesterday(shift=days[eve], run_days=_run(days, eve))
        for officer, days in held.items()
        if eve in days
    }


def _run(days: Mapping[date, str], last: date) -> int:
    run = 0
    while last in days:
        last, run = last - DAY, run + 1
    return run


def _blocked(
    roster: StandingRoster, officers: Sequence[int], *, pack: Pack
) -> Iterable[tuple[int, Why, Span]]:
    """Officer, reason and span in which they cannot serve here."""
    rest = timedelta(minutes=pack.duty.min_rest_min)
    far = rest + max(longest(shifts_of_post(roster, pack=pack)), DAY)
    begins, ends = (midnight(day) for day in (roster.starts_on, roster.ends_on))
    away = Absence.objects.filter(
        officer__in=officers, ends_at__gt=begins, starts_at__lt=ends + far
    ).values_list("officer_id", "starts_at", "ends_at")
    for officer, starts_at, ends_at in away:
        yield officer or 0, Why.ABSENT, (starts_at, ends_at)
    at_events = Assignment.objects.filter(
        officer__in=officers,
        roster__state=Roster.State.PUBLISHED,
        shift__ends_at__gt=begins - far,
        shift__starts_at__lt=ends + far,
    ).values_list("officer_id", "shift__starts_at", "shift__ends_at")
    for officer, starts_at, ends_at in at_events:
        yield officer or 0, Why.AT_EVENT, (starts_at - rest, ends_at + rest)
    elsewhere = (
        StandingDuty.objects.filter(
            officer__in=officers,
            roster__state=Roster.State.PUBLISHED,
            ends_at__gt=begins - far,
            starts_at__lt=ends + far,
        )
        .exclude(roster__post_id=roster.post_id)
        .values_list("officer_id", "starts_at", "ends_at")
    )
    for officer, starts_at, ends_at in elsewhere:
        yield officer, Why.AT_OTHER_POST, (starts_at - rest, ends_at + rest)
