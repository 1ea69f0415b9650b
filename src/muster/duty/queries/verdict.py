"""The answer a roster page opens with: how much is covered, what is not, who is over hours."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from muster.duty.models import Assignment, OpenPlace, Plan, Roster
from muster.duty.queries.load import Loads, loads_of
from muster.duty.queries.windows import shifts_of
from muster.packs import Pack

EQUAL = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a roster covers, and how much better any other could be.

    more_at_most: places that could be filled beside all that are, by the proven bound; None
    while nothing is proven.
    """

    total: int
    open: int
    loads: Loads
    people: int
    vehicles: int
    posts: int
    events: int
    score: float | None
    best: float | None
    uncovered: float | None
    uncovered_best: float | None
    more_at_most: int | None

    @property
    def placed(self) -> int:
        """Shifts that have all their people."""
        return self.total - self.open

    @property
    def over(self) -> int:
        """People above the week's limit."""
        return len(self.loads.over)

    @property
    def gap(self) -> float | None:
        """How far the score may be from the best possible; None while nothing is proven."""
        return gap_share(self.score, self.best)

    @property
    def is_coverage_best(self) -> bool:
        """Whether it is proven that no roster could leave less open."""
        if self.uncovered is None or self.uncovered_best is None:
            return False
        return self.uncovered <= self.uncovered_best + EQUAL

    @property
    def is_worked_out(self) -> bool:
        """Whether anybody stands anywhere."""
        return bool(self.people or self.vehicles)


def gap_share(value: float | None, bound: float | None) -> float | None:
    """By what share of *value* another answer could be better, rounded up to a tenth of 1 %."""
    if value is None or bound is None or bound <= 0:
        return None
    share = (value - bound) / max(value, 1.0)
    return math.ceil(max(0.0, share) * 1000 - EQUAL) / 1000


def places_at_most(open_weights: Iterable[tuple[float, int]], *, weight: float) -> int:
    """How many open places weigh no more than *weight* together, the lightest first.

    open_weights: weight of one place and how many are missing.
    """
    found = 0
    for one, missing in sorted(open_weights):
        fit = missing if one <= 0 else min(missing, int((weight + EQUAL) // one))
        found, weight = found + fit, weight - fit * one
        if fit < missing:
            break
    return found


def verdict_of(roster: Roster, *, pack: Pack) -> Verdict:
    """A handful of queries, whatever the size."""
    rows = Assignment.objects.filter(roster=roster)
    shifts = shifts_of(roster)
    return Verdict(
        total=roster.shifts_total,
        open=roster.shifts_open,
        loads=loads_of(roster, limit_min=pack.duty.max_minutes_week),
        people=rows.values("officer").exclude(officer=None).distinct().count(),
        vehicles=rows.values("vehicle").exclude(vehicle=None).distinct().count(),
        posts=shifts.order_by().values("post").distinct().count(),
        events=Plan.objects.filter(posts__shifts__in=shifts).distinct().count(),
        score=roster.score,
        best=roster.score_bound,
        uncovered=roster.uncovered,
        uncovered_best=roster.uncovered_bound,
        more_at_most=_more_at_most(roster),
    )


def _more_at_most(roster: Roster) -> int | None:
    if roster.uncovered is None or not roster.uncovered_bound:
        return None
    places = OpenPlace.objects.filter(roster=roster).values_list("shift__weight", "missing")
    return places_at_most(places, weight=roster.uncovered - roster.uncovered_bound)
