"""The whole problem as one integer model, as a modeller would write it down first.

One boolean for each possible pair of post and person; a post is priced as a round trip from home
(rosters are valued truly afterwards), two posts that one person cannot hold clash, hours are
knapsacks, and days in a row are windows. CP-SAT and HiGHS solve the same model.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from muster.engines.roster.instance import (
    BREAK,
    CAP,
    COUNT,
    DAY,
    END,
    FAIR,
    HOME,
    PLACE,
    REST,
    RUN_CAP,
    SPAN,
    START,
    WEEK,
    WEEK_CAP,
    Instance,
)

MAX_PAIRS = 400_000  # beyond, the model takes longer to build than the run may last
WEIGHT = 10_000  # what one unit of weight is worth against a kilometre


@dataclass(frozen=True)
class Hours:
    """What one person holds: minutes of each possible post, and the limits on their sums."""

    minutes: dict[int, int]
    fair: int
    cap: int
    weeks: list[tuple[list[int], int]]
    days: dict[int, list[int]]
    run_cap: int


@dataclass(frozen=True)
class FullModel:
    """Pairs (post, person) with their gain, clashes between them, counts and hours."""

    gain: dict[tuple[int, int], float]
    clashes: list[tuple[tuple[int, int], tuple[int, int]]]
    by_post: dict[int, list[tuple[int, int]]]
    count: list[int]
    hours: dict[int, Hours]
    days: int
    per_overload_min: float


def too_large(instance: Instance) -> str:
    """Why the model is not built, or nothing."""
    pairs = len(instance.able)
    return f"not built: {pairs:,} booleans" if pairs > MAX_PAIRS else ""


def full_model(instance: Instance) -> FullModel:
    """The model of *instance*."""
    gain: dict[tuple[int, int], float] = {}
    clashes: list[tuple[tuple[int, int], tuple[int, int]]] = []
    by_post: dict[int, list[tuple[int, int]]] = defaultdict(list)
    hours: dict[int, Hours] = {}
    costs = instance.problem.costs
    for p in range(len(instance.people)):
        who = instance.who[p]
        row = instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]].tolist()
        for k, a in enumerate(row):
            way_km = 2 * instance.km[who[HOME], instance.post[a, PLACE]]
            gain[a, p] = WEIGHT * float(instance.weight[a]) - costs.per_km * float(way_km)
            by_post[a].append((a, p))
            clashes.extend(((a, p), (b, p)) for b in _clashing(instance, who, a, row[k + 1 :]))
        hours[p] = _hours(instance, who, row)
    return FullModel(
        gain=gain,
        clashes=clashes,
        by_post=by_post,
        count=instance.post[:, COUNT].tolist(),
        hours=hours,
        days=instance.days,
        per_overload_min=costs.per_overload_h / 60,
    )


def named(instance: Instance, pairs: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """Pairs of ids."""
    return [(instance.posts[j].id, instance.people[p].id) for j, p in pairs]


def _hours(instance: Instance, who: Any, row: list[int]) -> Hours:
    days: dict[int, list[int]] = defaultdict(list)
    for j in row:
        days[int(instance.post[j, DAY])].append(j)
    return Hours(
        minutes={j: int(instance.post[j, END] - instance.post[j, START]) for j in row},
        fair=int(who[FAIR]),
        cap=int(who[CAP]),
        weeks=[
            ([j for j in row if instance.post[j, WEEK] == week], int(who[WEEK_CAP]))
            for week in range(instance.weeks)
        ],
        days=days,
        run_cap=int(who[RUN_CAP]),
    )


def _clashing(instance: Instance, who: Any, a: int, later: list[int]) -> Iterator[int]:
    """The posts after *a* that nobody can hold with it; a gap to be bridged by a third clashes."""
    for b in later:
        gap = instance.post[b, START] - instance.post[a, END]
        if gap >= who[REST]:
            return
        travel = instance.travel_min[instance.post[a, PLACE], instance.post[b, PLACE]]
        too_long = instance.post[b, END] - instance.post[a, START] > who[SPAN]
        if gap < travel or who[BREAK] < gap or (gap <= who[BREAK] and too_long):
            yield b
