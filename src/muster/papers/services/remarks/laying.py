"""The desks of a round: one for each body, each with the day by which it passes on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from muster.engines.schedule import Calendar, Count
from muster.packs import Pack
from muster.packs.timing import calendar_of
from muster.papers.errors.remarks import RoundTooShort
from muster.papers.models import Round, RoundDesk
from muster.papers.services.remarks.counting import add_up
from muster.season.models import SeasonUnit
from muster.season.services.frame import Place, places
from muster.season.services.hand import day
from muster.season.services.rows import updating
from muster.tree.clock import day_of

MARGIN: Final = timedelta(days=400)
LONGEST: Final = 400
BATCH: Final = 500
# Days of a body before the day of the one above it, from the owner down.
Way = tuple[tuple[int, Count], ...]


def lay_desks(
    opened: Round, units: Sequence[SeasonUnit], pack: Pack, *, today: date
) -> list[RoundDesk]:
    """One desk for each unit; rows of a body above come before rows of those below it."""
    above = _above(units)
    children: dict[int, list[int]] = {}
    for pk, parent in above.items():
        if parent is not None:
            children.setdefault(parent, []).append(pk)
    by_pk = {unit.pk: unit for unit in units}
    numbered = places(units[0].pk, children)
    ways = _ways(numbered, by_pk, pack)
    dues = days_of(set(ways.values()), pack, closes_on=opened.closes_on)
    _must_leave_days(ways, dues, by_pk, pack, today=today)
    made: dict[int, RoundDesk] = {}
    for depth in range(max(place.depth for place in numbered) + 1):
        level = [
            RoundDesk(
                round=opened,
                season_unit=by_pk[place.unit_id],
                above=made[place.parent.unit_id] if place.parent else None,
                first=place.first,
                last=place.last,
                depth=place.depth,
                due_on=dues[ways[place.unit_id]],
                bodies=place.last - place.first + bool(place.depth),
            )
            for place in numbered
            if place.depth == depth
        ]
        RoundDesk.objects.bulk_create(level, batch_size=BATCH)
        made.update({desk.season_unit_id: desk for desk in level})
    return list(made.values())


def _ways(numbered: Sequence[Place], units: Mapping[int, SeasonUnit], pack: Pack) -> dict[int, Way]:
    """For each unit how many days each level above it takes, from the owner down."""
    ways: dict[int, Way] = {}
    for place in numbered:
        if place.parent is None:
            ways[place.unit_id] = ()
            continue
        level = pack.remark_level_for(units[place.parent.unit_id].tier)
        step = (level.days, level.count) if level else (0, Count.CALENDAR)
        ways[place.unit_id] = (*ways[place.parent.unit_id], step)
    return ways


def days_of(ways: Iterable[Way], pack: Pack, *, closes_on: date) -> dict[Way, date]:
    """The day by which each way down passes on, counted back from the closing day."""
    calendar = calendar_of(pack, first=closes_on - MARGIN, last=closes_on)
    return {way: _back(way, calendar, closes_on) for way in ways}


def _back(way: Way, calendar: Calendar, closes_on: date) -> date:
    due = closes_on
    for days, count in way:
        due = calendar.shift(due, -days, count=count)
    return due


def _must_leave_days(
    ways: Mapping[int, Way],
    dues: Mapping[Way, date],
    units: Mapping[int, SeasonUnit],
    pack: Pack,
    *,
    today: date,
) -> None:
    pk, way = min(ways.items(), key=lambda item: dues[item[1]])
    if dues[way] >= today:
        return
    calendar = calendar_of(pack, first=today, last=today + MARGIN)
    tries = (today + timedelta(days=n) for n in range(LONGEST))
    every = set(ways.values())
    fitting = (one for one in tries if min(_back(w, calendar, one) for w in every) >= today)
    raise RoundTooShort(
        unit=units[pk].name, due=day(dues[way]), earliest=day(next(fitting, today + MARGIN))
    )


def _above(units: Sequence[SeasonUnit]) -> dict[int, int | None]:
    """For each unit, parents first, the nearest of the others that holds it."""
    found: dict[int, int | None] = {}
    line: list[SeasonUnit] = []
    for unit in units:
        while line and line[-1].last < unit.first:
            line.pop()
        found[unit.pk] = line[-1].pk if line else None
        line.append(unit)
    return found


def move_days(opened: Round, pack: Pack, *, today: date) -> None:
    """Count the days of all desks anew from the closing day. Raises RoundTooShort if that is over.

    A day of a level below that is over is not refused: only who has not answered by it is late.
    """
    desks = list(RoundDesk.objects.filter(round=opened).select_related("season_unit"))
    units = {desk.season_unit_id: desk.season_unit for desk in desks}
    by_pk = {desk.pk: desk for desk in desks}
    children: dict[int, list[int]] = {}
    for desk in desks:
        if desk.above_id is not None:
            children.setdefault(by_pk[desk.above_id].season_unit_id, []).append(desk.season_unit_id)
    root = next(desk for desk in desks if desk.is_owner)
    numbered = places(root.season_unit_id, children)
    ways = _ways(numbered, units, pack)
    dues = days_of(set(ways.values()), pack, closes_on=opened.closes_on)
    if opened.closes_on < today:
        raise RoundTooShort(
            unit=root.season_unit.name, due=day(opened.closes_on), earliest=day(today)
        )
    for desk in desks:
        desk.due_on = dues[ways[desk.season_unit_id]]
        if desk.answered_at is not None:
            desk.is_late = desk.is_late and day_of(desk.answered_at) > desk.due_on
    updating(desks, ("due_on", "is_late")).run()


def make_room(opened: Round, above: RoundDesk, unit: SeasonUnit, pack: Pack) -> RoundDesk:
    """A desk at the end of those below *above*; the numbers behind it move by one."""
    level = pack.remark_level_for(above.season_unit.tier)
    way: Way = ((level.days, level.count),) if level else ()
    at = above.last + 1
    later = RoundDesk.objects.filter(round=opened).order_by("-pk")
    moved = list(later)
    for desk in moved:
        desk.first += desk.first >= at
        desk.last += desk.last >= at or desk.first <= above.first <= desk.last
    updating(moved, ("first", "last")).run()
    made = RoundDesk.objects.create(
        round=opened,
        season_unit=unit,
        above=above,
        first=at,
        last=at,
        depth=above.depth + 1,
        due_on=days_of([way], pack, closes_on=above.due_on)[way],
    )
    add_up(made, bodies=1)
    return made
