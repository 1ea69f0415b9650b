"""What comes and what changed: the next days, the difference to the last snapshot, the lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Final

from django.db.models import Sum
from django.utils import timezone

from muster import packs
from muster.season.models import (
    Congress,
    DayChange,
    DayCounter,
    FinishCounter,
    SeasonUnit,
    Snapshot,
)
from muster.season.queries.units import congresses_of, within

NAMES_A_DAY: Final = 6
NAMES: Final = 120


@dataclass(frozen=True, slots=True)
class UpcomingDay:
    """The congresses that begin on a day; more: those not named."""

    day: date
    count: int
    congresses: Sequence[Congress]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.congresses)


def upcoming(unit: SeasonUnit, *, today: date, days: int = 14) -> list[UpcomingDay]:
    """The next days, those without a congress included. Counts come from the counters."""
    last = today + timedelta(days=days - 1)
    rows = (
        congresses_of(unit)
        .filter(starts_on__range=(today, last))
        .select_related("season_unit")
        .order_by("starts_on", "pk")[:NAMES]
    )
    named: dict[date, list[Congress]] = defaultdict(list)
    for row in rows:
        named[row.starts_on].append(row)
    counts = _counts(unit, today, last) or Counter({day: len(rows) for day, rows in named.items()})
    every = (today + timedelta(days=n) for n in range(days))
    return [UpcomingDay(day, counts[day], named[day][:NAMES_A_DAY]) for day in every]


def _counts(unit: SeasonUnit, first: date, last: date) -> Counter[date]:
    rows = DayCounter.objects.filter(season_unit=unit, starts_on__range=(first, last))
    sums = rows.values_list("starts_on").order_by("starts_on").annotate(n=Sum("total"))
    return Counter(dict(sums))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened since the last snapshot, at most some names of each kind."""

    since_on: date
    finished: Sequence[Congress]
    newly_late: Sequence[Congress]
    recovered: Sequence[Congress]
    moved: Sequence[DayChange]


def changes(unit: SeasonUnit, *, today: date, limit: int = 8) -> Changes:
    """The difference to the last snapshot by name; without one, since yesterday."""
    last = Snapshot.objects.filter(season_unit=unit, taken_on__lt=today).last()
    since = last.taken_on if last else today - timedelta(days=1)
    rows = congresses_of(unit).select_related("season_unit")
    finished = rows.filter(is_finished=True, finished_on__gt=since)
    late = rows.filter(is_finished=False, next_due_on__gte=since, next_due_on__lt=today)
    cleared = rows.filter(cleared_on__gt=since, is_finished=False).exclude(next_due_on__lt=today)
    moved = DayChange.objects.filter(
        within(unit, "congress__season_unit"), changed_at__gte=_end_of(since)
    )
    return Changes(
        since_on=since,
        finished=list(finished.order_by("-finished_on", "-pk")[:limit]),
        newly_late=list(late.order_by("next_due_on", "pk")[:limit]),
        recovered=list(cleared.order_by("-cleared_on", "-pk")[:limit]),
        moved=list(moved.select_related("congress__season_unit").order_by("-changed_at")[:limit]),
    )


def _end_of(day: date) -> datetime:
    """The end of a local day."""
    zone = timezone.get_default_timezone()
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Lines:
    """Finished so far by snapshot, and the plan, both as totals by day."""

    done: list[tuple[date, int]]
    plan: list[tuple[date, int]]
    total: int


def progress_lines(unit: SeasonUnit, *, today: date) -> Lines:
    """What is done day by day, and the plan: every congress reports soon after its last day."""
    ends: Counter[date] = Counter()
    for tier, ends_on, total, _finished in by_end(unit):
        ends[ends_on + report_days(unit, tier)] += total
    finishes = _finishes(unit)
    done = [point for point in _summed(finishes) if point[0] < today]
    now = sum(count for day, count in finishes.items() if day <= today)
    return Lines([*done, (today, now)], _summed(ends), sum(ends.values()))


def _finishes(unit: SeasonUnit) -> Counter[date]:
    if unit.is_leaf:
        days = congresses_of(unit).filter(is_finished=True).values_list("finished_on", flat=True)
        return Counter(day for day in days if day is not None)
    rows = FinishCounter.objects.filter(season_unit=unit, finished__gt=0)
    return Counter(dict(rows.values_list("finished_on", "finished")))


def _summed(counts: Counter[date]) -> list[tuple[date, int]]:
    days = sorted(counts)
    return list(zip(days, accumulate(counts[day] for day in days), strict=True))


def by_end(unit: SeasonUnit) -> Iterable[tuple[str, date, int, int]]:
    """(tier, last day, planned, finished), from the counters or a leaf's own congress."""
    if unit.is_leaf:
        rows = congresses_of(unit)
        return [(unit.tier, row.ends_on, 1, int(row.is_finished)) for row in rows]
    counters = DayCounter.objects.filter(season_unit=unit, total__gt=0)
    sums = counters.values_list("tier", "ends_on").order_by("tier", "ends_on")
    return list(sums.annotate(n=Sum("total"), done=Sum("finished")))


def report_days(unit: SeasonUnit, tier: str) -> timedelta:
    """The least time from the last day of a congress to its report."""
    pack = packs.load(unit.season.pack, unit.season.pack_version)
    return timedelta(days=pack.tiers[tier].report_days)
