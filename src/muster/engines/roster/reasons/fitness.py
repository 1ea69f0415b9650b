"""Who may hold what, asked one pair at a time: a few small tables instead of a list of all pairs.

Listing the pairs of a province takes seconds and half a gigabyte; mending a roster or explaining
its open posts asks about a few hundred posts only.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from muster.engines.roster.instance import (
    COUNT,
    END,
    F64,
    HOME,
    I32,
    I64,
    MAX_PAIRS,
    PLACE,
    START,
    Bools,
    Instance,
    Tables,
)
from muster.engines.roster.jit import compiled
from muster.engines.roster.problem import Problem, ProblemError

H = TypeVar("H", bound=Hashable)


class Fitness(NamedTuple):
    """What posts ask for and people have, by classes.

    lacks: how many skills of a skill set of posts (row) one of people (column) lacks.
    asked: whether a set of units (row) names a unit (column).
    away_ptr, away: when each person is unavailable.
    """

    post_skills: I32
    person_skills: I32
    lacks: I32
    post_units: I32
    person_unit: I32
    asked: Bools
    min_rank: I32
    rank: I32
    max_km: F64
    away_ptr: I64
    away: I32


class Sketch(Instance):
    """A compiled problem without the list of possible pairs; ``able`` only says how much room."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.fitness = _fitness(self)
        ids = np.array([p.id for p in self.people], dtype=np.str_)
        self.name_order = np.empty(len(ids), dtype=np.int32)
        self.name_order[np.argsort(ids, kind="stable")] = np.arange(len(ids), dtype=np.int32)

    def _eligible(self) -> tuple[I64, I32]:
        room = np.minimum(self.post[:, COUNT], len(self.people)).astype(np.int64)
        if room.sum() > MAX_PAIRS:
            raise ProblemError([f"posts: over {MAX_PAIRS:,} places, the limit"])
        rows = [np.flatnonzero(room > k).astype(np.int32) for k in range(int(room.max(initial=0)))]
        ptr = np.zeros(len(self.people) + 1, dtype=np.int64)
        sizes = [len(row) for row in rows]
        np.cumsum(sizes, out=ptr[1 : len(rows) + 1])
        ptr[len(rows) + 1 :] = ptr[len(rows)]
        return ptr, np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)


def _fitness(instance: Instance) -> Fitness:
    posts, people = instance.posts, instance.people
    wanted, post_skills = _classes([frozenset(p.skills) for p in posts])
    owned, person_skills = _classes([frozenset(p.skills) for p in people])
    lists, post_units = _classes([None if p.units is None else frozenset(p.units) for p in posts])
    units, person_unit = _classes([p.unit for p in people])
    away = [x for p in people for x in p.unavailable_min]
    away_ptr = np.zeros(len(people) + 1, dtype=np.int64)
    np.cumsum([len(p.unavailable_min) for p in people], out=away_ptr[1:])
    return Fitness(
        post_skills=post_skills,
        person_skills=person_skills,
        lacks=np.array([[len(w - o) for o in owned] for w in wanted], dtype=np.int32).reshape(
            len(wanted), len(owned)
        ),
        post_units=post_units,
        person_unit=person_unit,
        asked=np.array(
            [[some is None or u in some for u in units] for some in lists], dtype=np.bool_
        ).reshape(len(lists), len(units)),
        min_rank=np.array([p.min_rank for p in posts], dtype=np.int32),
        rank=np.array([p.rank for p in people], dtype=np.int32),
        max_km=np.array(
            [np.inf if p.max_km is None else p.max_km + 1e-6 for p in posts], dtype=np.float64
        ),
        away_ptr=away_ptr,
        away=np.array(away, dtype=np.int32).reshape(len(away), 2),
    )


def _classes(values: Sequence[H]) -> tuple[list[H], I32]:
    """The distinct values, and for each value the number of its own."""
    numbers: dict[H, int] = {}
    at = [numbers.setdefault(v, len(numbers)) for v in values]
    return list(numbers), np.array(at, dtype=np.int32)


@compiled
def fits(t: Tables, f: Fitness, p: int, j: int) -> bool:
    """Whether p may hold post j, whatever else he holds."""
    if f.lacks[f.post_skills[j], f.person_skills[p]] > 0 or f.rank[p] < f.min_rank[j]:
        return False
    if not f.asked[f.post_units[j], f.person_unit[p]]:
        return False
    if t.km[t.who[p, HOME], t.post[j, PLACE]] > f.max_km[j]:
        return False
    for k in range(f.away_ptr[p], f.away_ptr[p + 1]):
        if f.away[k, 0] < t.post[j, END] and t.post[j, START] < f.away[k, 1]:
            return False
    return True
