"""Completion of a season from the days still scheduled and the delays seen so far.

Each congress that is not finished reports some days after its last day. How many is taken from
those that have finished: the share of delays up to *k* days, with one more imagined case spread
over a tail that halves every few days, so that what was never seen is unlikely and not
impossible. A congress that already waits longer is judged by the delays longer than its own.
All are finished by a day with the product of the single chances: exact, the same for seven
congresses or fifty thousand, and without a random number.

It assumes that congresses delay independently and as those before them did. A storm that moves
twenty of them on one day is not in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from typing import Final

DAY: Final = timedelta(days=1)
MIDDLE: Final = 0.5
LOW, HIGH = 0.1, 0.9
HORIZON_DAYS: Final = 730
LEAST_TAIL_DAYS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """*count* congresses whose last day is *last_on*, not finished.

    least_days: the report cannot come sooner after the last day [calendar days].
    """

    last_on: date
    count: int
    least_days: int = 0

    def __post_init__(self) -> None:
        if self.count < 0 or self.least_days < 0:
            raise ValueError("A count or a number of days is below 0.")


@dataclass(frozen=True, slots=True)
class Delay:
    """*count* finished congresses took *days* from their last day to the report."""

    days: int
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When the last one finishes.

    day: as likely before as after. low_on, high_on: four of five cases lie between.
    probability: of meeting the deadline, None without one. floor_on: the last scheduled day plus
    its reporting time; nothing can end before. sample: delays it rests on.
    """

    day: date
    low_on: date
    high_on: date
    probability: float | None
    floor_on: date
    sample: int


def complete(
    waiting: Sequence[Waiting],
    *,
    delays: Sequence[Delay],
    today: date,
    deadline: date | None = None,
) -> Forecast | None:
    """When all that wait will be finished; None if nothing waits."""
    left = [one for one in waiting if one.count > 0]
    if not left:
        return None
    floor = max(today, *(one.last_on + one.least_days * DAY for one in left))
    share = _share_up_to(delays)
    chance = _chance_of_all(left, share, today)

    def reached(wanted: float) -> date:
        return _first_day(chance, wanted, floor)

    met = None
    if deadline is not None:
        met = 0.0 if deadline < floor else exp(chance(deadline))
    return Forecast(
        day=reached(MIDDLE),
        low_on=reached(LOW),
        high_on=reached(HIGH),
        probability=met,
        floor_on=floor,
        sample=sum(delay.count for delay in delays),
    )


def _share_up_to(delays: Sequence[Delay]) -> Callable[[int], float]:
    """The share of delays of at most *k* days, never quite 1."""
    seen = sum(delay.count for delay in delays)
    days = sum(max(0, delay.days) * delay.count for delay in delays)
    tail_days = max(LEAST_TAIL_DAYS, days / seen if seen else 0.0)
    known: dict[int, float] = {}

    def share(k: int) -> float:
        if k < 0:
            return 0.0
        if k not in known:
            below = sum(delay.count for delay in delays if delay.days <= k)
            known[k] = (below + 1 - 0.5 ** ((k + 1) / tail_days)) / (seen + 1)
        return known[k]

    return share


def _chance_of_all(
    waiting: Sequence[Waiting], share: Callable[[int], float], today: date
) -> Callable[[date], float]:
    """The logarithm of the chance that all have finished by a day."""

    def chance(day: date) -> float:
        total = 0.0
        for one in waiting:
            passed = share((today - DAY - one.last_on).days)
            by_then = share((day - one.last_on).days)
            one_chance = (by_then - passed) / (1.0 - passed)
            if one_chance <= 0.0:
                return float("-inf")
            total += one.count * log(min(1.0, one_chance))
        return total

    return chance


def _first_day(chance: Callable[[date], float], wanted: float, floor: date) -> date:
    """The first day from *floor* on by which all have finished with that chance: bisection."""
    goal, low, high = log(wanted), 0, HORIZON_DAYS
    while low < high:
        middle = (low + high) // 2
        if chance(floor + middle * DAY) >= goal:
            high = middle
        else:
            low = middle + 1
    return floor + low * DAY
