"""What the season knows of units for their reports: congresses, steps, delegates."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from muster.packs import Known, Milestone
from muster.season.models import Congress, SeasonUnit
from muster.season.queries.figures import (
    MILESTONE_MARK,
    Figures,
    finished_of,
    late_of,
    read_figures,
    total_of,
)
from muster.season.registry import Asked, known_source


@known_source(
    Known.CONGRESSES,
    Known.CONGRESSES_HELD,
    Known.CONGRESSES_FINISHED,
    Known.STEPS,
    Known.STEPS_DONE,
)
def _progress(asked: Asked) -> Mapping[Known, Mapping[int, int]]:
    """From the counters: three queries whatever the number of units."""
    figures = read_figures(asked.units)
    held = MILESTONE_MARK + Milestone.HELD.value
    every = {unit.pk: figures.get(unit.pk, {}) for unit in asked.units}
    return {
        Known.CONGRESSES: {pk: total_of(found) for pk, found in every.items()},
        Known.CONGRESSES_HELD: {pk: _accepted(found, held) for pk, found in every.items()},
        Known.CONGRESSES_FINISHED: {pk: finished_of(found) for pk, found in every.items()},
        Known.STEPS: {pk: _steps(found, "total") for pk, found in every.items()},
        Known.STEPS_DONE: {pk: _steps(found, "accepted") for pk, found in every.items()},
    }


def _accepted(figures: Figures, wanted: str) -> int:
    return sum(counts["accepted"] for (_, key), counts in figures.items() if key == wanted)


def _steps(figures: Figures, state: str) -> int:
    return sum(
        counts[state]
        for (_, key), counts in figures.items()
        if key and not key.startswith(MILESTONE_MARK)
    )


@known_source(Known.CONGRESSES_LATE)
def _late(asked: Asked) -> Mapping[Known, Mapping[int, int]]:
    late: Counter[int] = late_of(asked.units, today=asked.on)
    return {Known.CONGRESSES_LATE: {unit.pk: late[unit.pk] for unit in asked.units}}


@known_source(Known.DELEGATES)
def _delegates(asked: Asked) -> Mapping[Known, Mapping[int, int]]:
    """Delegates of the congresses that take place, by where they lie in the tree: one query."""
    return {Known.DELEGATES: sums_below(asked.units, delegates_by_place(asked.units))}


def delegates_by_place(units: Sequence[SeasonUnit]) -> list[tuple[int, int]]:
    """(place in the tree, delegates) of every congress below the units, in order."""
    rows = Congress.objects.filter(
        season__in={unit.season_id for unit in units},
        season_unit__first__gte=min(unit.first for unit in units),
        season_unit__first__lte=max(unit.last for unit in units),
        cancelled_at=None,
    ).order_by("season_unit__first")
    found = rows.values_list("season_unit__first", "delegates")
    return [(place, count or 0) for place, count in found]


def sums_below(units: Sequence[SeasonUnit], placed: Sequence[tuple[int, int]]) -> dict[int, int]:
    """For each unit the sum of what is placed at it and below. *placed* in order of place."""
    places = [place for place, _ in placed]
    sums = [0, *accumulate(count for _, count in placed)]
    return {
        unit.pk: sums[bisect_right(places, unit.last)] - sums[bisect_left(places, unit.first)]
        for unit in units
    }
