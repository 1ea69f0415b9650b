"""One search from the bound upward to a first roster, and from there downward."""

import numpy as np

from muster.engines.roster.fewest.instance import I32, I64, Instance
from muster.engines.roster.fewest.moves import (
    BEST_IN_USE,
    BEST_UNHELD,
    FEWEST,
    IN_USE,
    UNHELD,
    hold,
    idle_lane,
    keep_if_best,
    load,
    retire,
    search,
)
from muster.engines.roster.fewest.schedules import greatest_worth, schedule, worth_of_all

STEPS_AT_BOUND = 60_000
SCARCE = 10_000


class Searching:
    """One lane of compiled search.

    First as few people as the bound says are tried for a while; they may do. Then people are
    opened for what is left, and one after the other is sent idle again. Meanwhile a roster
    stands that was built at once, by opening whoever could hold most of the rest.
    """

    def __init__(self, instance: Instance, *, seed: int, fewest: int, at_random: bool) -> None:
        self.instance = instance
        self.lane = idle_lane(instance, seed=seed)
        self.room = len(instance.tasks) + 1
        self.left_at_bound = STEPS_AT_BOUND
        self.steps = 0
        self.lane.n[FEWEST] = fewest
        if at_random:
            order = np.random.default_rng(seed % 2**63).permutation(len(instance.people))
            for p in order[:fewest]:
                self._use(int(p))
        else:
            self._open(limit=len(instance.people), worth=self._scarcity())
            keep_if_best(self.lane)  # whoever interrupts early gets this one
            while self.lane.n[IN_USE] > fewest:
                retire(instance.tables, self.lane)
            idle = np.flatnonzero(~self.lane.in_use)
            for p in idle[: fewest - int(self.lane.n[IN_USE])]:
                self._use(int(p))
        keep_if_best(self.lane)

    @property
    def value(self) -> tuple[int, int]:
        """Tasks unheld and people in use, of the best roster."""
        return int(self.lane.n[BEST_UNHELD]), int(self.lane.n[BEST_IN_USE])

    @property
    def best(self) -> I32:
        """Who holds each task in the best roster, -1 for nobody."""
        return self.lane.best

    def want(self, fewest: int) -> None:
        """A better bound is known."""
        self.lane.n[FEWEST] = fewest

    def run(self, steps: int) -> None:
        """Search on for up to *steps* steps."""
        while steps > 0:
            at_bound = self.left_at_bound > 0
            made = search(self.instance.tables, self.lane, min(steps, self.left_at_bound or steps))
            self.steps += made
            steps -= made
            if self.lane.n[UNHELD] == 0 and self.lane.n[IN_USE] <= self.lane.n[FEWEST]:
                return
            if at_bound:
                self.left_at_bound = max(0, self.left_at_bound - made)
                if self.left_at_bound == 0:
                    self._complete()

    def adopt(self, other: "Searching") -> None:
        """Continue from the other's best roster if it is better, once the start is over."""
        if self.left_at_bound == 0 and other.value < self.value:
            load(self.instance.tables, self.lane, other.best)

    def _complete(self) -> None:
        """Open people for what is unheld; all of them, if that is not enough."""
        self._open(limit=len(self.instance.people), worth=self.lane.weight.astype(np.int64))
        if self.lane.n[UNHELD] > 0:
            for p in np.flatnonzero(~self.lane.in_use):
                self._use(int(p))
        keep_if_best(self.lane)

    def _use(self, person: int) -> None:
        self.lane.in_use[person] = True
        self.lane.n[IN_USE] += 1

    def _scarcity(self) -> I64:
        """A task is worth the more, the fewer may hold it."""
        able = np.diff(self.instance.tables.able_ptr)
        out: I64 = SCARCE + 10 * SCARCE // np.maximum(1, able)
        return out

    def _open(self, *, limit: int, worth: I64) -> None:
        """Open idle people, always the one whose schedule of unheld tasks is worth most."""
        tables, lane = self.instance.tables, self.lane
        best = np.zeros(self.room, dtype=np.int64)
        chosen = np.zeros(self.room, dtype=np.int32)
        worth = np.where(lane.at < 0, worth, 0)
        alone = np.zeros(len(lane.in_use), dtype=np.int64)
        worth_of_all(tables, worth, best, alone)
        alone[lane.in_use] = 0
        while lane.n[UNHELD] > 0 and lane.n[IN_USE] < limit:
            p = int(np.argmax(alone))
            if alone[p] == 0:
                return
            now = greatest_worth(tables, p, worth, best)
            if now < alone[p]:  # others took some of it since; perhaps it is still the greatest
                alone[p] = now
                continue
            self._use(p)
            alone[p] = 0
            for k in range(schedule(tables, p, best, chosen)):
                hold(tables, lane, p, chosen[k])
                worth[chosen[k]] = 0
