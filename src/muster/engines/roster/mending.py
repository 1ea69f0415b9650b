"""Mend a published roster with the fewest changed pairs, looking only at what is open.

What is still legal stays. Each open place is filled directly, then by short chains of moves,
then by a move that leaves a lighter post open. Nothing here depends on a clock, so the same
problem gives the same roster.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from muster.engines.roster.instance import COUNT, I32
from muster.engines.roster.problem import UNBOUNDED, Levels, Pair, Problem, Solution
from muster.engines.roster.reasons.chains import (
    BUMPED,
    NOTHING,
    by_person,
    fill_place,
    put_legal,
    reserved_places,
    restore,
    scratch,
    settle,
)
from muster.engines.roster.reasons.explaining import reasons_of
from muster.engines.roster.reasons.fitness import Sketch
from muster.engines.roster.rules import Judge
from muster.engines.roster.searching.routes import UNCOVERED, empty_roster
from muster.engines.roster.searching.search import prices
from muster.engines.roster.searching.tidy import tidied

NO_NEAR: Final = np.zeros((0, 0), dtype=np.int32)
EFFORT: Final = 8_000_000  # moves priced before the places left over are not looked at again
SETUP_S: Final = 6e-8  # seconds that the general search takes to set up, for each possible pair
MAX_SETTLING: Final = 4  # rounds in which newcomers' places go to whom they cost least
MAX_BUMPS: Final = 6  # how often one place may be handed on to a lighter post

_Place = tuple[bool, float, int, int]  # open before as well; -weight; post; bumps so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A roster close to the published one.

    uncovered: weight of what is open, short crews as a whole.
    complete: every open place was tried; nobody stopped it, and it was not beyond its effort.
    """

    pairs: tuple[Pair, ...]
    uncovered: float
    complete: bool


def mend(problem: Problem, *, should_stop: Callable[[], bool]) -> Mended:
    """The published roster of *problem*, mended. Takes two seconds for 5,000 on 20,000 posts."""
    mender = Mender(Sketch(problem))
    complete = mender.mend(should_stop)
    return Mended(pairs=tuple(mender.pairs()), uncovered=mender.uncovered, complete=complete)


def pays_to_search(problem: Problem, seconds_left: float) -> bool:
    """Whether the general search could be set up and do something in this time."""
    setting_up_s = SETUP_S * len(problem.people) * len(problem.posts)
    return seconds_left > 2 * setting_up_s


def reported(judge: Judge, pairs: Iterable[Pair], *, seed: int, workers: int) -> Solution:
    """The mended roster as a solution; what is not covered has the bound 0, as none was sought."""
    pairs = tidied(judge, list(pairs)) if _idle(judge.problem) else sorted(pairs)
    score = judge.score(pairs)
    assert not score.broken, score.broken[:3]
    return Solution(
        assignments=tuple(pairs),
        value=score.value,
        bound=Levels(),
        changes=score.changes,
        certificates={},
        reasons=reasons_of(judge.problem, pairs) if score.missing else (),
        seconds=0.0,
        seed=seed,
        workers=workers,
        iterations=0,
        peak_mb=0.0,
        bound_method={
            "uncovered": UNBOUNDED if score.value.uncovered > 0 else "nothing is open",
            "cost": UNBOUNDED,
        },
    )


def _idle(problem: Problem) -> bool:
    """Whether there may be pairs that cover nothing."""
    return any(p.crew is not None or p.weight == 0 for p in problem.posts)


class Mender:
    """One roster being mended."""

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        priced = prices(sketch, changes_first=True)
        self.tables = sketch.tables(rate=priced.array(), near=NO_NEAR)
        self.roster = empty_roster(sketch, seed=0)
        self.scratch = scratch()
        self.fitness = sketch.fitness
        pairs = by_person((*sketch.fixed, *sketch.published))
        put_legal(self.tables, self.roster, self.fitness, pairs, reserved_places(sketch))

    @property
    def uncovered(self) -> float:
        """Weight of the empty places."""
        return float(self.roster.sums[UNCOVERED])

    def mend(self, should_stop: Callable[[], bool]) -> bool:
        """Fill what can be filled; whether every open place was tried."""
        for deep in (False, True):
            queue = self._open_places(lost_first=deep)
            self.scratch.asked[0] = 0
            while queue:
                if should_stop() or (deep and self.scratch.asked[0] > EFFORT):
                    return False
                self._fill(queue, deep=deep)
        restore(self.tables, self.roster, self.fitness, by_person(self.sketch.published))
        for _ in range(MAX_SETTLING):
            if settle(self.tables, self.roster, self.fitness, self.scratch) <= 0 or should_stop():
                break
        return True

    def _open_places(self, *, lost_first: bool) -> list[_Place]:
        """A heap of the empty places; those that were held before may go first."""
        missing: I32 = self.sketch.post[:, COUNT] - self.roster.filled
        held = np.bincount([j for j, _ in self.sketch.published], minlength=len(missing))
        old = (held <= self.roster.filled) & lost_first
        short = np.flatnonzero(missing > 0).tolist()
        heap = [self._place(j, old=bool(old[j])) for j in short for _ in range(int(missing[j]))]
        heapq.heapify(heap)
        return heap

    def _place(self, j: int, *, old: bool = False, bumps: int = 0) -> _Place:
        return old, -float(self.sketch.weight[j]), j, bumps

    def _fill(self, queue: list[_Place], *, deep: bool) -> None:
        old, _, j, bumps = heapq.heappop(queue)
        came_to = fill_place(
            self.tables, self.roster, self.fitness, self.scratch, j, deep and bumps < MAX_BUMPS
        )
        if came_to > BUMPED:
            place = self._place(came_to - BUMPED - 1, old=old, bumps=bumps + 1)
            heapq.heappush(queue, place)
        elif came_to == NOTHING:
            self._skip(queue, j)

    def _skip(self, queue: list[_Place], j: int) -> None:
        """What one place of a post did not get, its others will not get either."""
        while queue and queue[0][2] == j:
            heapq.heappop(queue)

    def pairs(self) -> list[Pair]:
        """The roster as it is now, sorted."""
        posts, route, size = self.sketch.posts, self.roster.route, self.roster.size
        return sorted(
            (posts[j].id, person.id)
            for p, person in enumerate(self.sketch.people)
            for j in route[p, : size[p]]
        )
