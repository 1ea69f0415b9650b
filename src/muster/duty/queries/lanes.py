"""The roster as lanes: a line for each post, person or vehicle, a column for each day.

A page of lanes costs the same few queries whether it shows one shift or a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import Assignment, OpenPlace, Roster, Shift, Vehicle
from muster.duty.queries.naming import hours, is_night, post_name, vehicle_name
from muster.duty.queries.people import Crowd
from muster.duty.queries.reasons import skill_names
from muster.duty.queries.windows import midnight, shifts_of
from muster.season.models import Event
from muster.shell.formats import decimal
from muster.tree.names import search_key

DAYS = 7
LANES_PER_PAGE = 36
NAMES_MAX = 3
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


@dataclass(slots=True, kw_only=True)
class LaneGroup:
    """Lanes that belong together: one event, or everybody."""

    title: str = ""
    note: str = ""
    plan_id: int | None = None
    lanes: list[Lane] = field(default_factory=list)


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

    shifts: those that the reader may see.
    """

    shifts: QuerySet[Shift]
    week: int = 0
    page: int = 1
    words: str = ""
    against: Roster | None = None


def weeks_of(roster: Roster) -> list[tuple[date, date]]:
    """First and last day of each week of the window."""
    first = timezone.localdate(roster.starts_at)
    last = timezone.localdate(roster.ends_at - timedelta(seconds=1))
    starts = range(0, (last - first).days + 1, DAYS)
    return [
        (first + timedelta(days=n), min(first + timedelta(days=n + DAYS - 1), last)) for n in starts
    ]


def lanes_by_post(roster: Roster, *, crowd: Crowd, look: Look) -> Lanes:
    """Posts under their events; events with open places first, then by their day."""
    days = _days(roster, look.week)
    inside = _inside(roster, days, look)
    events = list(_events(roster, inside, look.words))
    pages = _pages([(event, event.posts) for event in events])
    page = pages[min(look.page, len(pages)) - 1] if pages else []
    shifts = list(
        inside.filter(post__plan__event__in=page)
        .select_related("post__plan")
        .order_by("post__number", "starts_at", "of_vehicles")
    )
    drawn = _Drawn(roster, crowd=crowd, against=look.against, shifts=[s.pk for s in shifts])
    groups = [
        _event_group(event, [s for s in shifts if s.post.plan.event_id == event.pk], days, drawn)
        for event in page
    ]
    return Lanes(
        days=_heads(roster, days, look),
        groups=groups,
        shown=len(page),
        total=len(events),
        pages=len(pages),
    )


def _pages(events: Sequence[tuple[Event, int]]) -> list[list[Event]]:
    """Events in their order, as many on a page as fit with all their posts, at least one."""
    pages: list[list[Event]] = []
    room = 0
    for event, posts in events:
        if not pages or posts > room:
            pages.append([])
            room = LANES_PER_PAGE
        pages[-1].append(event)
        room -= posts
    return pages


def lanes_by_person(roster: Roster, *, crowd: Crowd, look: Look) -> Lanes:
    """Officers, the busiest first, with the posts they hold."""
    days = _days(roster, look.week)
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
    return _one_group(_heads(roster, days, look), lanes, total=len(busy))


def lanes_by_vehicle(roster: Roster, *, vehicles: dict[int, Vehicle], look: Look) -> Lanes:
    """Vehicles with the posts they stand on."""
    days = _days(roster, look.week)
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
    return _one_group(_heads(roster, days, look), lanes, total=len(every))


def _one_group(heads: Sequence[DayHead], lanes: list[Lane], *, total: int) -> Lanes:
    return Lanes(
        days=heads,
        groups=[LaneGroup(lanes=lanes)],
        shown=len(lanes),
        total=total,
        pages=-(-total // PEOPLE_PER_PAGE),
    )


class _Drawn:
    """Who stands on the shifts of a page, and what differs from another roster."""

    def __init__(
        self, roster: Roster, *, crowd: Crowd, against: Roster | None, shifts: Sequence[int]
    ) -> None:
        self._crowd = crowd
        self.people: dict[int, list[Assignment]] = defaultdict(list)
        rows = Assignment.objects.filter(roster=roster, shift__in=shifts)
        for row in rows.select_related("vehicle").order_by("officer__person__sort_key", "vehicle"):
            self.people[row.shift_id].append(row)
        self.open = {
            place.shift_id: place
            for place in OpenPlace.objects.filter(roster=roster, shift__in=shifts)
        }
        self._before: dict[int, set[int | None]] | None = None
        if against is not None:
            self._before = defaultdict(set)
            old = Assignment.objects.filter(roster=against, shift__in=shifts)
            for shift_id, officer_id in old.values_list("shift_id", "officer_id"):
                self._before[shift_id].add(officer_id)

    def bars(self, shift: Shift) -> Iterable[Bar]:
        """A bar for those who stand there, and one for the places that are open."""
        rows = self.people.get(shift.pk, [])
        if rows:
            yield Bar(
                shift_id=shift.pk,
                hours=hours(shift.starts_at, shift.ends_at),
                text=self._names(rows),
                title=", ".join(self._full(row) for row in rows),
                kind=self._kind(shift, rows),
                is_locked=any(row.is_locked for row in rows),
            )
        place = self.open.get(shift.pk)
        if place is not None:
            wanted = skill_names(shift.skills, pack=self._crowd.pack)
            yield Bar(
                shift_id=shift.pk,
                hours=hours(shift.starts_at, shift.ends_at),
                text=_("lacks %(count)s %(skills)s") % {"count": place.missing, "skills": wanted},
                kind="open",
            )

    def _names(self, rows: list[Assignment]) -> str:
        """As many names as have room, and how many more there are."""
        shown = ", ".join(self._name(row) for row in rows[:NAMES_MAX])
        more = len(rows) - NAMES_MAX
        return f"{shown} +{more}" if more > 0 else shown

    def _kind(self, shift: Shift, rows: list[Assignment]) -> str:
        if self._before is not None and {r.officer_id for r in rows} != self._before.get(shift.pk):
            return "changed"
        return "night" if is_night(shift.starts_at) else "day"

    def _name(self, row: Assignment) -> str:
        if row.vehicle is not None:
            return vehicle_name(row.vehicle)
        return self._crowd.short[row.officer_id or 0]

    def _full(self, row: Assignment) -> str:
        if row.vehicle is not None:
            return vehicle_name(row.vehicle)
        return self._crowd.full(row.officer_id or 0)


def _event_group(
    event: Event, shifts: Sequence[Shift], days: Sequence[date], drawn: _Drawn
) -> LaneGroup:
    posts: dict[int, list[Shift]] = defaultdict(list)
    for shift in shifts:
        posts[shift.post_id].append(shift)
    lanes = []
    for mine in posts.values():
        cells: list[list[Bar]] = [[] for _day in days]
        for shift in mine:
            cells[_column(days, shift)].extend(drawn.bars(shift))
        people = sum(s.head_count for s in mine if not s.of_vehicles) // max(
            1, sum(1 for s in mine if not s.of_vehicles)
        )
        lanes.append(
            Lane(
                name=post_name(mine[0].post),
                note=ngettext("%(count)s person", "%(count)s people", people) % {"count": people},
                href_id=mine[0].post_id,
                cells=cells,
            )
        )
    people = len({row.officer_id for s in shifts for row in drawn.people.get(s.pk, [])} - {None})
    note = _("%(posts)s posts · %(people)s people") % {"posts": len(posts), "people": people}
    place = f" · {event.venue.name}" if event.venue is not None else ""
    return LaneGroup(
        title=f"{event.name}{place}",
        note=note,
        plan_id=shifts[0].post.plan_id if shifts else None,
        lanes=lanes,
    )


def _events(roster: Roster, inside: QuerySet[Shift], words: str) -> QuerySet[Any]:
    """Events with two counts: ``lacking`` (open places) and ``posts`` (in this week)."""
    found = Event.objects.filter(pk__in=inside.values("post__plan__event"))
    for word in search_key(words).split():
        found = found.filter(
            Q(season_unit__search_key__contains=word) | Q(venue__search_key__contains=word)
        )
    lacking = Count(
        "plan__posts__shifts__open_places",
        filter=Q(plan__posts__shifts__open_places__roster=roster),
    )
    posts = Count("plan__posts", distinct=True, filter=Q(plan__posts__shifts__in=inside))
    return (
        found.annotate(lacking=lacking, posts=posts)
        .select_related("venue")
        .order_by("-lacking", "starts_at", "pk")
    )


def _inside(roster: Roster, days: Sequence[date], look: Look) -> QuerySet[Shift]:
    """The shifts that start on these days and may be seen."""
    until = midnight(days[-1] + timedelta(days=1))
    inside = shifts_of(roster).filter(starts_at__gte=midnight(days[0]), starts_at__lt=until)
    return inside & look.shifts


def _heads(roster: Roster, days: Sequence[date], look: Look) -> list[DayHead]:
    found = dict.fromkeys(days, 0)
    rows = _inside(roster, days, look).filter(of_vehicles=False)
    for starts_at in rows.values_list("starts_at", flat=True):
        found[timezone.localdate(starts_at)] += 1
    return [DayHead(day=day, shifts=count) for day, count in found.items()]


def _held(roster: Roster, days: Sequence[date], look: Look, who: str) -> dict[int, list[Shift]]:
    """By officer or vehicle, the shifts they hold on these days."""
    rows = Assignment.objects.filter(
        roster=roster, shift__in=_inside(roster, days, look), **{f"{who}__isnull": False}
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
        cells[_column(days, shift)].append(bar)
    return cells


def _column(days: Sequence[date], shift: Shift) -> int:
    return (timezone.localdate(shift.starts_at) - days[0]).days


def _minutes(shifts: Iterable[Shift]) -> int:
    return sum(int((s.ends_at - s.starts_at).total_seconds()) // 60 for s in shifts)


def _hours_note(shifts: Sequence[Shift], unit: str) -> str:
    worked = _("%(hours)s h, %(shifts)s shifts") % {
        "hours": decimal(_minutes(shifts) / 60),
        "shifts": len(shifts),
    }
    return f"{unit} · {worked}" if unit else worked


def _days(roster: Roster, week: int) -> list[date]:
    weeks = weeks_of(roster)
    first, last = weeks[min(max(week, 0), len(weeks) - 1)]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
