"""What the schedule engine needs, taken from a pack."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from muster.engines import schedule
from muster.engines.schedule import Calendar
from muster.packs.schema import Anchor, Due, Milestone, Pack, Step
from muster.packs.schema.duty import Holiday


def calendar_of(pack: Pack, *, first: date, last: date) -> Calendar:
    """The pack's working days, with its holidays of all years from *first* to *last*."""
    plain = Calendar(
        weekend=frozenset(pack.hours.weekend),
        holidays=frozenset(_dated(pack.holidays.values(), first.year, last.year)),
        work_on=frozenset(pack.hours.work_on),
    )
    if not pack.hours.substitute:
        return plain
    moved = set(plain.holidays)
    for day in sorted(_yearly(pack.holidays.values(), first.year, last.year)):
        if day.isoweekday() in plain.weekend:
            moved.add(_next_free(day, plain, moved))
    return Calendar(weekend=plain.weekend, holidays=frozenset(moved), work_on=plain.work_on)


def engine_steps(steps: Sequence[Step], *, days: int = 1) -> list[schedule.Step]:
    """The steps as the engine takes them.

    days: length of the congress, which is the length of the step that holds it. A dependency on a
    step that is not among them, because it does not apply, is dropped.
    """
    keys = {step.key for step in steps}
    return [_engine_step(step, keys, days) for step in steps]


def anchor_days(
    *,
    opens_on: date,
    closes_on: date,
    tier_deadline: date | None = None,
    parent_opens_on: date | None = None,
) -> dict[str, date]:
    """The day of each anchor that is known; a step counted from another one is refused later."""
    known = {
        Anchor.OPENS: opens_on,
        Anchor.CLOSES: closes_on,
        Anchor.TIER_DEADLINE: tier_deadline,
        Anchor.PARENT_OPENS: parent_opens_on,
    }
    return {anchor.value: day for anchor, day in known.items() if day is not None}


def milestone_days(pack: Pack, tier: str, *, calendar: Calendar) -> dict[Milestone, date]:
    """The last day of each milestone for a tier, as the pack lays it down."""
    deadlines = pack.tiers[tier].deadlines
    found: dict[Milestone, date] = {}
    for milestone in Milestone:
        due = deadlines.of(milestone)
        found[milestone] = due.on or _after(due, found, calendar)
    return found


def _after(due: Due, known: dict[Milestone, date], calendar: Calendar) -> date:
    if due.after is None or due.days is None:
        raise ValueError("A deadline without a date counts from another one.")
    return calendar.shift(known[due.after], due.days, count=due.count)


def _engine_step(step: Step, keys: set[str], days: int) -> schedule.Step:
    held = step.milestone is Milestone.HELD
    return schedule.Step(
        key=step.key,
        anchor=step.anchor.value,
        offset_days=step.offset_days,
        duration_days=days if held else step.duration_days,
        least_days=days if held else step.least_days,
        count=step.count,
        depends_on=tuple(key for key in step.depends_on if key in keys),
        fixed=held,
    )


def _yearly(holidays: Iterable[Holiday], first: int, last: int) -> Iterator[date]:
    for holiday in holidays:
        for day in holiday.every_year:
            for year in range(first, last + 1):
                yield date(year, day.month, day.day)


def _dated(holidays: Iterable[Holiday], first: int, last: int) -> Iterator[date]:
    every = list(holidays)
    yield from _yearly(every, first, last)
    for holiday in every:
        yield from holiday.on


def _next_free(day: date, calendar: Calendar, taken: set[date]) -> date:
    """The next working day after *day* that no other holiday has taken."""
    found = calendar.shift(day, 1)
    while found in taken:
        found = calendar.shift(found, 1)
    return found
