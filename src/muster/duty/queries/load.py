"""Who carries how much of a roster: hours in all and in each week, and whether it is fair."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from muster.duty.models import Assignment, Roster

HOUR_MIN = 60
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
BIN_H = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one officer serves: minutes in all, and by week of the roster."""

    officer_id: int
    total_min: int
    week_min: tuple[int, ...]

    @property
    def busiest_min(self) -> int:
        """Minutes of the fullest week."""
        return max(self.week_min, default=0)


@dataclass(frozen=True)
class Loads:
    """Everybody's load; limit_min: what one week may hold at most."""

    every: Sequence[Load]
    limit_min: int

    @cached_property
    def over(self) -> list[Load]:
        """Those above the limit of a week, the worst first."""
        beyond = [load for load in self.every if load.busiest_min > self.limit_min]
        return sorted(beyond, key=lambda load: -load.busiest_min)

    @property
    def limit_h(self) -> float:
        """The limit of a week in hours."""
        return self.limit_min / HOUR_MIN

    def mean_h(self, week: int) -> float:
        """Mean hours of those on duty in that week."""
        hours = self.hours(week)
        return sum(hours) / len(hours) if hours else 0.0

    def most_h(self, week: int) -> float:
        """Hours of the busiest in that week."""
        return max(self.hours(week), default=0.0)

    def hours(self, week: int) -> list[float]:
        """Hours of everybody on duty in that week, ascending."""
        found = (load.week_min[week] for load in self.every if week < len(load.week_min))
        return sorted(minutes / HOUR_MIN for minutes in found if minutes)

    def bins(self, week: int) -> list[tuple[str, int]]:
        """How many serve 0 to 8 h, 8 to 16 h and so on up to the limit, and how many beyond it."""
        edges = [*range(0, int(self.limit_h), BIN_H), self.limit_h]
        hours = self.hours(week)
        found = [
            (f"{low:g}–{high:g}", sum(1 for h in hours if low < h <= high))
            for low, high in pairwise(edges)
        ]
        return [*found, (f"> {self.limit_h:g}", sum(1 for h in hours if h > self.limit_h))]


Row = tuple[int | None, datetime, datetime]


def loads_of(roster: Roster, *, limit_min: int) -> Loads:
    """Everybody's load in a roster: one query."""
    rows = Assignment.objects.filter(roster=roster, officer__isnull=False).values_list(
        "officer_id", "shift__starts_at", "shift__ends_at"
    )
    weeks = -(-(roster.ends_at - roster.starts_at) // WEEK)
    return Loads(every=_loads(rows, roster.starts_at, weeks), limit_min=limit_min)


def _loads(
    rows: Iterable[tuple[int | None, datetime, datetime]], since: datetime, weeks: int
) -> list[Load]:
    found: dict[int, list[int]] = defaultdict(lambda: [0] * weeks)
    for officer_id, starts_at, ends_at in rows:
        week = min((starts_at - since) // WEEK, weeks - 1)
        found[officer_id or 0][week] += (ends_at - starts_at) // MINUTE
    return [
        Load(officer_id=officer_id, total_min=sum(week_min), week_min=tuple(week_min))
        for officer_id, week_min in sorted(found.items())
    ]
