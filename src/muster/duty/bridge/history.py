"""What officers and vehicles did before a window, and have promised after it.

Rest, hours of the week and days in a row carry over from the rosters in force, of this season
and of others, so that two windows in a row are as legal as one. Load carries over as well: who
carried more than the fair share before is spared now.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from muster.duty.models import Assignment, Roster, StandingDuty
from muster.engines.roster import History

LOOK_BACK = timedelta(days=21)
LOOK_AHEAD = timedelta(days=7)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One shift that somebody holds outside the window at hand; place is an engine id."""

    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The duties of one resource before and after a window, and those it holds elsewhere."""

    before: tuple[Duty, ...] = ()
    blocking: tuple[tuple[datetime, datetime], ...] = ()


def duties_around(roster: Roster, *, rest: timedelta) -> dict[str, Around]:
    """By resource id: duties of published rosters before the window, and what blocks it.

    A duty that reaches into the window, follows it closely, belongs to another season or to a
    standing roster keeps its holder away, with the rest before and after it.
    """
    held = Assignment.objects.filter(
        Q(shift__starts_at__gte=roster.starts_at - LOOK_BACK),
        Q(shift__starts_at__lt=roster.ends_at + LOOK_AHEAD),
        roster__state=Roster.State.PUBLISHED,
    ).exclude(
        roster__season_id=roster.season_id,
        shift__starts_at__gte=roster.starts_at,
        shift__starts_at__lt=roster.ends_at,
    )
    before: dict[str, list[Duty]] = defaultdict(list)
    blocking: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = held.values_list(
        "officer_id",
        "vehicle_id",
        "shift__starts_at",
        "shift__ends_at",
        "shift__post__plan__event__venue_id",
    )
    for officer_id, vehicle_id, starts_at, ends_at, venue_id in rows:
        who = f"o{officer_id}" if officer_id else f"v{vehicle_id}"
        keep = rest if officer_id else timedelta()
        if ends_at <= roster.starts_at:
            before[who].append(Duty(starts_at=starts_at, ends_at=ends_at, place=f"venue{venue_id}"))
        else:
            blocking[who].append((starts_at - keep, ends_at + keep))
    for who, duty in _standing_duties(roster):
        if duty.ends_at <= roster.starts_at:
            before[who].append(duty)
        else:
            blocking[who].append((duty.starts_at - rest, duty.ends_at + rest))
    return {
        who: Around(
            before=tuple(sorted(before[who], key=lambda d: d.starts_at)),
            blocking=tuple(blocking[who]),
        )
        for who in before.keys() | blocking.keys()
    }


def _standing_duties(roster: Roster) -> Iterator[tuple[str, Duty]]:
    """What standing rosters in force ask of officers, before, in and after the window."""
    rows = StandingDuty.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        starts_at__gte=roster.starts_at - LOOK_BACK,
        starts_at__lt=roster.ends_at + LOOK_AHEAD,
    ).values_list("officer_id", "starts_at", "ends_at")
    for officer_id, starts_at, ends_at in rows:
        yield f"o{officer_id}", Duty(starts_at=starts_at, ends_at=ends_at, place="")


def is_taken_elsewhere(roster: Roster, *, rest: timedelta) -> bool:
    """Whether an officer of *roster* stands elsewhere in force, or too near to rest in between.

    Asks for the edges of the window only, and for standing rosters all through it: cheap enough
    to be asked under a lock, where the judge of every rule would hold the others up.
    """
    served: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    mine = roster.assignments.filter(officer__isnull=False)
    for officer_id, starts_at, ends_at in mine.values_list(
        "officer_id", "shift__starts_at", "shift__ends_at"
    ):
        served[f"o{officer_id}"].append((starts_at - rest, ends_at + rest))
    return any(
        starts_at < until and since < ends_at
        for who, starts_at, ends_at in _in_force_around(roster, rest=rest)
        for since, until in served[who]
    )


def _in_force_around(
    roster: Roster, *, rest: timedelta
) -> Iterator[tuple[str, datetime, datetime]]:
    """Duties of other rosters in force that may meet the window or the rest around it."""
    since, until = roster.starts_at - rest, roster.ends_at + rest
    events = (
        Assignment.objects.filter(
            roster__state=Roster.State.PUBLISHED,
            officer__isnull=False,
            shift__starts_at__gte=since - LOOK_BACK,
            shift__starts_at__lt=until + LOOK_AHEAD,
            shift__ends_at__gt=since,
        )
        .exclude(
            roster__season_id=roster.season_id,
            shift__starts_at__gte=roster.starts_at,
            shift__starts_at__lt=roster.ends_at,
        )
        .values_list("officer_id", "shift__starts_at", "shift__ends_at")
    )
    standing = StandingDuty.objects.filter(
        roster__state=Roster.State.PUBLISHED, starts_at__lt=until, ends_at__gt=since
    ).values_list("officer_id", "starts_at", "ends_at")
    for officer_id, starts_at, ends_at in (*events, *standing):
        yield f"o{officer_id}", starts_at, ends_at


def worked_before(roster: Roster) -> dict[int, int]:
    """By officer id: minutes in the season's rosters in force before the window."""
    rows = Assignment.objects.filter(
        roster__season_id=roster.season_id,
        roster__state=Roster.State.PUBLISHED,
        officer__isnull=False,
        shift__starts_at__lt=roster.starts_at,
    ).values_list("officer_id", "shift__starts_at", "shift__ends_at")
    found: dict[int, int] = defaultdict(int)
    for officer_id, starts_at, ends_at in rows:
        found[officer_id or 0] += _minutes(ends_at - starts_at)
    return dict(found)


def history_of(
    duties: Sequence[Duty], *, begins_at: datetime, max_break: timedelta, place: str
) -> History | None:
    """The engine's history before *begins_at* (local midnight) from the duties before it.

    week: minutes of duties begun since the Monday of that week. place: where the last duty
    stood, if the problem knows that place, else the home that is given.
    """
    if not duties:
        return None
    period_starts_at = duties[-1].starts_at
    for earlier, later in zip(reversed(duties[:-1]), reversed(duties[1:]), strict=True):
        if later.starts_at - earlier.ends_at > max_break:
            break
        period_starts_at = earlier.starts_at
    monday = _monday(begins_at)
    return History(
        period_start_min=_minutes(period_starts_at - begins_at),
        last_end_min=_minutes(duties[-1].ends_at - begins_at),
        last_place=place,
        week_min=sum(_minutes(d.ends_at - d.starts_at) for d in duties if d.starts_at >= monday),
        run_days=run_of_days(duties, begins_at=begins_at),
    )


def run_of_days(duties: Sequence[Duty], *, begins_at: datetime) -> int:
    """Days in a row up to the day before *begins_at* in which a duty started."""
    days = {timezone.localdate(duty.starts_at) for duty in duties}
    day, run = timezone.localdate(begins_at) - timedelta(days=1), 0
    while day in days:
        day, run = day - timedelta(days=1), run + 1
    return run


def _monday(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return local - timedelta(
        days=local.weekday(), hours=local.hour, minutes=local.minute, seconds=local.second
    )


def _minutes(span: timedelta) -> int:
    return span // MINUTE
