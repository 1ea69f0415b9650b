"""Can the day still be met? Days left against the least that remains."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from muster.engines.schedule.calendar import DAY, Calendar
from muster.engines.schedule.plan import earliest, latest
from muster.engines.schedule.steps import Step, by_key, dependents


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where one congress stands.

    left_days: days from today up to the one before the day itself, today included.
    needed_days: the same for the shortest finish of what is open, 0 if nothing is.
    ready_on: the day that finish falls on, None if nothing is open.
    must_start_on: last day on which the open work must begin or go on, None if nothing is open.
    path: the open steps that decide it, first to last.
    """

    left_days: int
    needed_days: int
    ready_on: date | None
    must_start_on: date | None
    path: tuple[str, ...]

    @property
    def can_be_met(self) -> bool:
        """Whether the day can still be met at the greatest effort."""
        return self.needed_days <= self.left_days or not self.path

    @property
    def spare_days(self) -> int:
        """Days left beyond those needed; negative when the day can no longer be met."""
        return self.left_days - self.needed_days


def outlook(
    steps: Sequence[Step],
    *,
    goal: str,
    goal_on: date,
    done: Collection[str],
    today: date,
    calendar: Calendar,
) -> Outlook:
    """Compare the days left before *goal_on* with the least duration of what *goal* waits for.

    goal: the step that takes place on the day itself; only what it waits for, directly or not,
    is counted, at the shortest durations and regardless of due days. Raises CycleError.
    """
    ordered = by_key(steps)
    if goal not in ordered:
        raise ValueError(f"The goal {goal} is no step.")
    left = (goal_on - today).days
    durations = _open_before(ordered, goal, done)
    if not durations or goal in done:
        return Outlook(left_days=left, needed_days=0, ready_on=None, must_start_on=None, path=())
    forward = earliest(ordered, begins_on=today, calendar=calendar, durations=durations)
    ready = max(end for _, end in forward.values())
    return Outlook(
        left_days=left,
        needed_days=(ready - today).days + 1 if any(durations.values()) else 0,
        ready_on=ready,
        must_start_on=_must_start(ordered, durations, goal_on - DAY, calendar),
        path=_deciding(ordered, forward),
    )


def remaining_days(
    steps: Sequence[Step], *, goal: str, done: Collection[str], today: date, calendar: Calendar
) -> int:
    """The least number of days, today included, that the open work before *goal* still takes."""
    found = outlook(steps, goal=goal, goal_on=today, done=done, today=today, calendar=calendar)
    return found.needed_days


def _open_before(ordered: Mapping[str, Step], goal: str, done: Collection[str]) -> dict[str, int]:
    """Shortest durations of the open steps that the goal waits for, in order.

    What stands behind a finished step is still counted if it is open itself: a step can be
    accepted out of turn, and the other one is still owed.
    """
    wanted, stack = set[str](), list(ordered[goal].depends_on)
    while stack:
        key = stack.pop()
        if key not in wanted:
            wanted.add(key)
            stack.extend(ordered[key].depends_on)
    return {k: s.shortest_days for k, s in ordered.items() if k in wanted and k not in done}


def _must_start(
    ordered: Mapping[str, Step], durations: Mapping[str, int], end_on: date, calendar: Calendar
) -> date:
    """Last day to begin if everything open must have ended by *end_on*."""
    waiting = dependents(ordered)
    starts: dict[str, date] = {}
    for key in reversed(list(durations)):
        limits = [
            starts[other] if durations[other] == 0 else starts[other] - DAY
            for other in waiting[key]
            if other in starts
        ]
        end = min([end_on, *limits])
        starts[key] = latest(ordered[key], end, durations[key], calendar)[0]
    return min(starts.values())


def _deciding(
    ordered: Mapping[str, Step], forward: Mapping[str, tuple[date, date]]
) -> tuple[str, ...]:
    """From the step that ends last back through the one that held up each."""
    last = max(forward, key=lambda key: forward[key][1])
    path = [last]
    while before := [key for key in ordered[path[-1]].depends_on if key in forward]:
        path.append(max(before, key=lambda key: forward[key][1]))
    return tuple(reversed(path))
