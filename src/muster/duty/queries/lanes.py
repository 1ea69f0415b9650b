"""The roster as lanes: a line for each person or vehicle, a column for each day.

A page of lanes costs the same few queries whether it shows one shift or a thousand. Lanes of
posts, which fold under their events, stand in ``lanes_posts``.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.duty.models import Assignment, Roster, Shift, Vehicle
from muster.duty.queries.naming import hours, is_night, post_name, vehicle_name
from muster.duty.queries.people import Crowd
from muster.duty.queries.windows import midnight, shifts_of
from muster.shell.formats import decimal
from muster.tree.names import search_key

DAYS = 7
PEOPLE_PER_PAGE = 40


@dataclass(slots=True, kw_only=True)
class Bar:
    """One shift in a cell. kind: day, night, open or changed."""

    shift_id: int
    hours: str
    text: str
    kind: str = "day"
    title: str = ""
    is_locked: bool = False


@dataclass(slots=True, kw_only=True)
class Lane:
    """A line: its name, a second line, and the bars of each day."""

    name: str
    note: str = ""
    href_id: int | None = None
    cells: list[list[Bar]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """What a group that is folded says of a day: how many shifts, how many of them open."""

    shifts: int = 0
    open: int = 0


@dataclass(slots=True, kw_only=True)
class LaneGroup:
    """Lanes that belong together: one event, or everybody.

    folded: its lanes are counts, a day a cell. hidden: lanes that are not drawn, for room.
    """

    title: str = ""
    note: str = ""
    plan_id: int | None = None
    event_id: int | None = None
    lanes: list[Lane] = field(default_factory=list)
    counts: list[DayCount] = field(default_factory=list)
    folded: bool = False
    hidden: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHead:
    """A column: the day and how many shifts start in it."""

    day: date
    shifts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """A page of lanes."""

    days: Sequence[DayHead]
    groups: Sequence[LaneGroup]
    shown: int
    total: int
    pages: int

    @property
    def width(self) -> int:
        """How many days it shows."""
        return len(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What part of a roster is looked at: a week, a page, a word, and what to compare with.

    shifts: those that the reader may see. unfolded: the event whose posts are all drawn; None:
    those with something to mend, as many as have room.
    """

    shifts: QuerySet[Shift]
    week: int = 0
    page: int = 1
    words: str = ""
    against: Roster | None = None
    unfolded: int | None = None


def weeks_of(roster: Roster) -> list[tuple[date, date]]:
    """First and last day of each week of the window."""
    first = timezone.localdate(roster.starts_at)
    last = timezone.localdate(roster.ends_at - timedelta(seconds=1))
    starts = range(0, (last - first).days + 1, DAYS)
    return [
        (first + timedelta(days=n), min(first + timedelta(days=n + DAYS - 1), last)) for n in starts
    ]


def lanes_by_person(roster: Roster, *, crowd: Crowd, look: Look) -> Lanes:
    """Officers, the busiest first, with the posts they hold."""
    days = days_of_week(roster, look.week)
    wanted = search_key(look.words)
    people = [pk for pk, row in crowd.officers.items() if wanted in row.person.search_key]
    held = _held(roster, days, look, "officer_id")
    busy = sorted(
        (pk for pk in people if pk in held),
        key=lambda pk: (-_minutes(held[pk]), crowd.officers[pk].person.sort_key),
    )
    page = busy[(look.page - 1) * PEOPLE_PER_PAGE : look.page * PEOPLE_PER_PAGE]
    lanes = [
        Lane(
            name=crowd.full(pk),
            note=_hours_note(held[pk], crowd.units.get(crowd.officers[pk].unit_id, "")),
            href_id=pk,
            cells=_cells(days, held[pk]),
        )
        for pk in page
    ]
    return _one_group(heads_of(roster, days, look), lanes, total=len(busy))


def lanes_by_vehicle(roster: Roster, *, vehicles: dict[int, Vehicle], look: Look) -> Lanes:
    """Vehicles with the posts they stand on."""
    days = days_of_week(roster, look.week)
    held = _held(roster, days, look, "vehicle_id")
    wanted = search_key(look.words)
    every = sorted(
        (pk for pk in held if wanted in search_key(vehicle_name(vehicles[pk]))),
        key=lambda pk: vehicles[pk].code,
    )
    page = every[(look.page - 1) * PEOPLE_PER_PAGE : look.page * PEOPLE_PER_PAGE]
    lanes = [
        Lane(
            name=vehicle_name(vehicles[pk]),
            note=_hours_note(held[pk], ""),
            cells=_cells(days, held[pk]),
        )
        for pk in page
    ]
    return _one_group(heads_of(roster, days, look), lanes, total=len(every))


def _one_group(heads: Sequence[DayHead], lanes: list[Lane], *, total: int) -> Lanes:
    return Lanes(
        days=heads,
        groups=[LaneGroup(lanes=lanes)],
        shown=len(lanes),
        total=total,
        pages=-(-total // PEOPLE_PER_PAGE),
    )


def inside(roster: Roster, days: Sequence[date], look: Look) -> QuerySet[Shift]:
    """The shifts that start on these days and may be seen."""
    until = midnight(days[-1] + timedelta(days=1))
    found = shifts_of(roster).filter(starts_at__gte=midnight(days[0]), starts_at__lt=until)
    return found & look.shifts


def heads_of(roster: Roster, days: Sequence[date], look: Look) -> list[DayHead]:
    """The columns with how many shifts start on each day."""
    found = dict.fromkeys(days, 0)
    rows = inside(roster, days, look).filter(of_vehicles=False)
    for starts_at in rows.values_list("starts_at", flat=True):
        found[timezone.localdate(starts_at)] += 1
    return [DayHead(day=day, shifts=count) for day, count in found.items()]


def _held(roster: Roster, days: Sequence[date], look: Look, who: str) -> dict[int, list[Shift]]:
    """By officer or vehicle, the shifts they hold on these days."""
    rows = Assignment.objects.filter(
        roster=roster, shift__in=inside(roster, days, look), **{f"{who}__isnull": False}
    ).select_related("shift__post__plan__event")
    found: dict[int, list[Shift]] = defaultdict(list)
    for row in rows.order_by("shift__starts_at"):
        found[getattr(row, who)].append(row.shift)
    return found


def _cells(days: Sequence[date], shifts: Iterable[Shift]) -> list[list[Bar]]:
    cells: list[list[Bar]] = [[] for _day in days]
    for shift in shifts:
        event = shift.post.plan.event.name
        bar = Bar(
            shift_id=shift.pk,
            hours=hours(shift.starts_at, shift.ends_at),
            text=post_name(shift.post),
            title=f"{post_name(shift.post)}, {event}",
            kind="night" if is_night(shift.starts_at) else "day",
        )
        cells[column(days, shift)].append(bar)
    return cells


def column(days: Sequence[date], shift: Shift) -> int:
    """The column of the day on which a shift starts."""
    return (timezone.localdate(shift.starts_at) - days[0]).days


def _minutes(shifts: Iterable[Shift]) -> int:
    return sum(int((s.ends_at - s.starts_at).total_seconds()) // 60 for s in shifts)


def _hours_note(shifts: Sequence[Shift], unit: str) -> str:
    worked = _("%(hours)s h, %(shifts)s shifts") % {
        "hours": decimal(_minutes(shifts) / 60),
        "shifts": len(shifts),
    }
    return f"{unit} · {worked}" if unit else worked


def days_of_week(roster: Roster, week: int) -> list[date]:
    """The days of a week of the window; of the last week for one beyond it."""
    weeks = weeks_of(roster)
    first, last = weeks[min(max(week, 0), len(weeks) - 1)]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
