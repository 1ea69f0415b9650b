"""The answer a roster page opens with: how much is covered, what is not, who is over hours."""

from dataclasses import dataclass

from muster.duty.models import Assignment, Plan, Roster
from muster.duty.queries.load import Loads, loads_of
from muster.duty.queries.windows import shifts_of
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a roster covers. gap: share between the score and the best possible, at most."""

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
        if self.score is None or self.best is None or self.best <= 0:
            return None
        return (self.score - self.best) / max(self.score, 1.0)

    @property
    def is_coverage_best(self) -> bool:
        """Whether it is proven that no roster could leave less open."""
        if self.uncovered is None or self.uncovered_best is None:
            return False
        return self.uncovered <= self.uncovered_best + 1e-6


def verdict_of(roster: Roster, *, pack: Pack) -> Verdict:
    """Five queries, whatever the size."""
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
    )
