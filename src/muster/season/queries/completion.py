"""When a unit and everything below it will be finished."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muster.engines import forecast as engine
from muster.season.models import SeasonUnit, TierDeadline
from muster.season.queries.ahead import by_end, report_days
from muster.season.queries.units import congresses_of

SAMPLE: Final = 500
SHIFTED: Final = 200
# Congresses whose day cannot be met, by tier, last day and days they will be late.
Shifts = Counter[tuple[str, date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonForecast:
    """When the last congress will be finished, and what that rests on.

    sample: delays of finished congresses used. shifted: congresses counted later than planned,
    because what remains no longer fits before their day.
    """

    day: date
    low_on: date
    high_on: date
    probability: float | None
    deadline: date | None
    floor_on: date
    sample: int
    shifted: int


def forecast(unit: SeasonUnit, *, today: date) -> SeasonForecast | None:
    """When a unit and everything below will be finished; None if nothing is left to do."""
    left = [row for row in by_end(unit) if row[2] > row[3]]
    tiers = {row[0] for row in left}
    shifts = _shifts(unit, today)
    waiting = [
        engine.Waiting(
            last_on=ends_on,
            count=total
            - finished
            - sum(n for (t, e, _d), n in shifts.items() if (t, e) == (tier, ends_on)),
            least_days=report_days(unit, tier).days,
        )
        for tier, ends_on, total, finished in left
    ]
    waiting += [
        engine.Waiting(
            last_on=ends_on + timedelta(days=late_days),
            count=count,
            least_days=report_days(unit, tier).days,
        )
        for (tier, ends_on, late_days), count in shifts.items()
    ]
    deadline = _deadline(unit, tiers)
    found = engine.complete(waiting, delays=_delays(unit), today=today, deadline=deadline)
    if found is None:
        return None
    return SeasonForecast(
        day=found.day,
        low_on=found.low_on,
        high_on=found.high_on,
        probability=found.probability,
        deadline=deadline,
        floor_on=found.floor_on,
        sample=found.sample,
        shifted=sum(shifts.values()),
    )


def _waiting(
    unit: SeasonUnit, left: Iterable[tuple[str, date, int, int]], shifts: Shifts
) -> Iterator[engine.Waiting]:
    """What is left, by last day: as planned, or as much later as its day cannot be met."""
    moved = Counter[tuple[str, date]]()
    for (tier, ends_on, late_days), count in shifts.items():
        moved[tier, ends_on] += count
        last_on = ends_on + timedelta(days=late_days)
        least = report_days(unit, tier).days
        yield engine.Waiting(last_on=last_on, count=count, least_days=least)
    for tier, ends_on, total, finished in left:
        count = total - finished - moved[tier, ends_on]
        least = report_days(unit, tier).days
        yield engine.Waiting(last_on=ends_on, count=count, least_days=least)


def _shifts(unit: SeasonUnit, today: date) -> Shifts:
    """Congresses whose day cannot be met, by tier, last day and days they will be late."""
    rows = (
        congresses_of(unit)
        .filter(is_finished=False, is_held__in=[False], slack_on__lt=today, ends_on__gte=today)
        .order_by("slack_on")
        .values_list("season_unit__tier", "ends_on", "slack_on")[:SHIFTED]
    )
    return Counter((tier, ends_on, (today - slack).days) for tier, ends_on, slack in rows if slack)


def _delays(unit: SeasonUnit) -> list[engine.Delay]:
    """Days from the last day to finished, of those that finished most recently."""
    rows = (
        congresses_of(unit)
        .filter(is_finished=True)
        .order_by("-finished_on", "-pk")
        .values_list("finished_on", "ends_on")[:SAMPLE]
    )
    days = Counter((finished - ends).days for finished, ends in rows if finished is not None)
    return [engine.Delay(max(0, n), count) for n, count in sorted(days.items())]


def _deadline(unit: SeasonUnit, tiers: Iterable[str]) -> date | None:
    rows = TierDeadline.objects.filter(
        season=unit.season_id,
        tier__in=list(tiers),
        milestone=TierDeadline.Milestone.REPORTED,
        replaced_at=None,
    )
    return max(rows.values_list("due_on", flat=True), default=None)
