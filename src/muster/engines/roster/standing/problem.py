"""What a standing roster is: days, kinds of shifts, employees with their rules, wishes and cover.

Days are counted from 0. ``None`` in a row is a day off. A run is an unbroken row of days with a
shift, or of days off; what the runs at both edges of the horizon lacked or will gain lies outside,
so only the longest run is held against them, not the shortest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

WEEK_D = 7

Row = tuple[str | None, ...]  # one employee's shift of each day


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftKind:
    """A shift that recurs: early, late, night.

    not_before: kinds that must not follow it on the next day.
    """

    id: str
    length_min: int
    not_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """Somebody on the staff, with the rules of his contract.

    max_of_kind: at most so many shifts of a kind; a kind that is absent has no limit.
    max_weekends: weekends with a shift on Saturday, on Sunday or on both.
    days_off: days on which he cannot work.
    """

    id: str
    min_total_min: int
    max_total_min: int
    min_shifts_in_a_row: int
    max_shifts_in_a_row: int
    min_days_off_in_a_row: int
    max_weekends: int
    max_of_kind: Mapping[str, int] = field(default_factory=dict)
    days_off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish for a day: ``weight`` counts when it is not met.

    wanted: he asks for this shift; else he asks not to have it.
    """

    employee: str
    day: int
    kind: str
    weight: int
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How many are wanted on a kind of shift on a day; each one missing or too many counts."""

    day: int
    kind: str
    need: int
    weight_under: int
    weight_over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingProblem:
    """A staff, the shifts of each day, and what is wished for.

    first_weekday: the weekday of day 0, Monday is 0.
    """

    name: str
    days: int
    kinds: tuple[ShiftKind, ...]
    staff: tuple[Employee, ...]
    requests: tuple[Request, ...] = ()
    cover: tuple[Cover, ...] = ()
    first_weekday: int = 0

    def weekends(self) -> list[tuple[int, ...]]:
        """The days of each weekend within the horizon; one that it cuts has a single day."""
        saturdays = range(5 - self.first_weekday, self.days, WEEK_D)
        both = [tuple(d for d in (sat, sat + 1) if 0 <= d < self.days) for sat in saturdays]
        return [days for days in both if days]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRoster:
    """A legal standing roster, what it is worth, and how much better any other could be.

    penalty: weights of unmet wishes and of missing or surplus people.
    bound: no legal roster has less; the prices prove it: the worth of one more person by
    (day, kind), and the price of a shift of a limited kind by (employee, kind); absent is 0.
    """

    rows: Mapping[str, Row]
    penalty: int
    bound: int
    prices: Mapping[tuple[int, str], float]
    limit_prices: Mapping[tuple[str, str], float]
    seconds: float
    seed: int
    workers: int
    iterations: int

    @property
    def gap(self) -> float:
        """How far the penalty may be from the best possible."""
        return (self.penalty - self.bound) / max(self.penalty, 1)
