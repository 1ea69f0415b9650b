"""The roster as lanes of posts under their events, folded where nothing is to be mended.

What is drawn is bounded: so many events a page, so many lanes in all. Events with open places
come first, their posts with open places before the others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import Assignment, OpenPlace, Roster, Shift
from muster.duty.queries.lanes import (
    Bar,
    DayCount,
    Lane,
    LaneGroup,
    Lanes,
    Look,
    column,
    days_of_week,
    heads_of,
    inside,
)
from muster.duty.queries.naming import ShortNames, hours, is_night, post_name, vehicle_name
from muster.duty.queries.people import Crowd
from muster.duty.queries.reasons import skill_names
from muster.season.models import Event
from muster.tree.names import search_key

EVENTS_PER_PAGE = 20
LANES_DRAWN = 16  # of events that the reader did not unfold
LANES_UNFOLDED = 80  # of the one that the reader did
NAMES_MAX = 3


def lanes_by_post(roster: Roster, *, crowd: Crowd, look: Look) -> Lanes:
    """Posts under their events; events with open places first, then by their day."""
    days = days_of_week(roster, look.week)
    here = inside(roster, days, look)
    events = _events(roster, here, look.words)
    total = events.count()
    pages = max(1, -(-total // EVENTS_PER_PAGE))
    first = (min(look.page, pages) - 1) * EVENTS_PER_PAGE
    page = list(events[first : first + EVENTS_PER_PAGE])
    shifts: dict[int, list[Shift]] = defaultdict(list)
    rows = here.filter(post__plan__event__in=page).select_related("post__plan")
    for shift in rows.order_by("post__number", "starts_at", "of_vehicles"):
        shifts[shift.post.plan.event_id].append(shift)
    drawn = _Drawn(roster, crowd=crowd, against=look.against, shifts=shifts)
    room = LANES_DRAWN
    groups = []
    for event in page:
        group = _event_group(event, shifts[event.pk], days, drawn)
        _fold(group, room=room, unfolded=look.unfolded)
        room -= 0 if look.unfolded is not None else len(group.lanes)
        groups.append(group)
    drawn.put_names(groups)
    return Lanes(
        days=heads_of(roster, days, look),
        groups=groups,
        shown=len(page),
        total=total,
        pages=pages,
    )


def _fold(group: LaneGroup, *, room: int, unfolded: int | None) -> None:
    """Leave of a group's lanes what has room: all, those to be mended, or counts alone."""
    every = len(group.lanes)
    if unfolded is not None:
        kept = group.lanes[:LANES_UNFOLDED] if unfolded == group.event_id else []
    else:
        loud = [lane for lane in group.lanes if _is_loud(lane)]
        kept = group.lanes if every <= room else loud[:room]
    group.lanes = kept
    group.folded = not kept
    group.hidden = every - len(kept)


def _is_loud(lane: Lane) -> bool:
    return any(bar.kind in ("open", "changed") for cell in lane.cells for bar in cell)


class _Drawn:
    """Who stands on the shifts of a page, and what differs from another roster.

    A short name tells apart those who are shown together, not the whole force.
    """

    def __init__(
        self,
        roster: Roster,
        *,
        crowd: Crowd,
        against: Roster | None,
        shifts: Mapping[int, Sequence[Shift]],
    ) -> None:
        self._crowd = crowd
        every = [shift.pk for mine in shifts.values() for shift in mine]
        self.people: dict[int, list[Assignment]] = defaultdict(list)
        rows = Assignment.objects.filter(roster=roster, shift__in=every)
        for row in rows.select_related("vehicle").order_by("officer__person__sort_key", "vehicle"):
            self.people[row.shift_id].append(row)
        self.open = {
            place.shift_id: place
            for place in OpenPlace.objects.filter(roster=roster, shift__in=every)
        }
        self._before: dict[int, set[int | None]] | None = None
        if against is not None:
            self._before = defaultdict(set)
            old = Assignment.objects.filter(roster=against, shift__in=every)
            for shift_id, officer_id in old.values_list("shift_id", "officer_id"):
                self._before[shift_id].add(officer_id)

    def put_names(self, groups: Iterable[LaneGroup]) -> None:
        """Write the short names into the bars of lanes that are drawn, once these are known."""
        bars = [
            bar
            for group in groups
            for lane in group.lanes
            for cell in lane.cells
            for bar in cell
            if bar.kind != "open"
        ]
        there = {row.officer_id for bar in bars for row in self.people[bar.shift_id]} - {None}
        officers = [self._crowd.officers[pk] for pk in there if pk is not None]
        short = ShortNames(officers, unit_names=self._crowd.units)
        for bar in bars:
            bar.text = _names(self.people[bar.shift_id], short)

    def bars(self, shift: Shift) -> Iterable[Bar]:
        """A bar for those who stand there, and one for the places that are open."""
        rows = self.people.get(shift.pk, [])
        if rows:
            yield Bar(
                shift_id=shift.pk,
                hours=hours(shift.starts_at, shift.ends_at),
                text="",
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

    def _kind(self, shift: Shift, rows: list[Assignment]) -> str:
        if self._before is not None and {r.officer_id for r in rows} != self._before.get(shift.pk):
            return "changed"
        return "night" if is_night(shift.starts_at) else "day"

    def _full(self, row: Assignment) -> str:
        if row.vehicle is not None:
            return vehicle_name(row.vehicle)
        return self._crowd.full(row.officer_id or 0)


def _names(rows: Sequence[Assignment], short: ShortNames) -> str:
    """As many names as have room, and how many more there are."""
    shown = ", ".join(
        vehicle_name(row.vehicle) if row.vehicle is not None else short[row.officer_id or 0]
        for row in rows[:NAMES_MAX]
    )
    more = len(rows) - NAMES_MAX
    return f"{shown} +{more}" if more > 0 else shown


def _event_group(
    event: Event, shifts: Sequence[Shift], days: Sequence[date], drawn: _Drawn
) -> LaneGroup:
    posts: dict[int, list[Shift]] = defaultdict(list)
    for shift in shifts:
        posts[shift.post_id].append(shift)
    lanes = [_post_lane(mine, days, drawn) for mine in posts.values()]
    people = len({row.officer_id for s in shifts for row in drawn.people.get(s.pk, [])} - {None})
    note = _("%(posts)s posts · %(people)s people") % {"posts": len(posts), "people": people}
    place = f" · {event.venue.name}" if event.venue is not None else ""
    there = Counter(column(days, shift) for shift in shifts)
    lacking = Counter(column(days, shift) for shift in shifts if shift.pk in drawn.open)
    return LaneGroup(
        title=f"{event.name}{place}",
        note=note,
        plan_id=shifts[0].post.plan_id if shifts else None,
        event_id=event.pk,
        lanes=sorted(lanes, key=lambda lane: not _is_loud(lane)),
        counts=[DayCount(shifts=there[n], open=lacking[n]) for n in range(len(days))],
    )


def _post_lane(shifts: Sequence[Shift], days: Sequence[date], drawn: _Drawn) -> Lane:
    cells: list[list[Bar]] = [[] for _day in days]
    for shift in shifts:
        cells[column(days, shift)].extend(drawn.bars(shift))
    of_people = [shift.head_count for shift in shifts if not shift.of_vehicles]
    people = sum(of_people) // max(1, len(of_people))
    return Lane(
        name=post_name(shifts[0].post),
        note=ngettext("%(count)s person", "%(count)s people", people) % {"count": people},
        href_id=shifts[0].post_id,
        cells=cells,
    )


def _events(roster: Roster, here: QuerySet[Shift], words: str) -> QuerySet[Any]:
    """Events with two counts: ``lacking`` (open places) and ``posts`` (in this week)."""
    found = Event.objects.filter(pk__in=here.values("post__plan__event"))
    for word in search_key(words).split():
        found = found.filter(
            Q(season_unit__search_key__contains=word) | Q(venue__search_key__contains=word)
        )
    lacking = Count(
        "plan__posts__shifts__open_places",
        filter=Q(plan__posts__shifts__open_places__roster=roster),
    )
    posts = Count("plan__posts", distinct=True, filter=Q(plan__posts__shifts__in=here))
    return (
        found.annotate(lacking=lacking, posts=posts)
        .select_related("venue")
        .order_by("-lacking", "starts_at", "pk")
    )
