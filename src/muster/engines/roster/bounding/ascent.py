"""The way up on one level: sweeps in rounds, with a look at all pairs now and then.

Every round starts from the mean of the prices of the round before; the strides shrink from
round to round, and start over in longer and longer cycles. Between two looks at all pairs
only those are priced whose regret was small (see :mod:`muster.engines.roster.bounding.narrowing`).
"""

from dataclasses import replace

import numpy as np

from muster.engines.roster.bounding.lagrangian import LAGRANGIAN, Lagrangian, Proof
from muster.engines.roster.bounding.pricing import Classes
from muster.engines.roster.bounding.sweeping import (
    Swept,
    begin,
    move_to,
    prices_of,
    see,
    sweep_once,
)
from muster.engines.roster.bounding.volume import Climb, climb_from, climb_once
from muster.engines.roster.instance import F64

ROUND = 10  # sweeps from one mean to the next
SHORTEST, LONGEST = 20, 100  # rounds of the first cycle; the next is always twice as long
PAIRS_PER_CYCLE = 30_000_000  # classes of so many pairs get one round
FAR, NEAR, AGAIN = 0.05, 3e-4, 0.3  # strides of a cycle in units; each starts a bit nearer
PAIRS_PER_ROUND = 500_000  # so many pairs more, one round more between looks at all of them
MOST_ROUNDS = 4
SKIMMED = 16  # first rounds of a large problem, which skim the pairs instead of looking at all
SKIM_FAR, SKIM_MOST = 0.8, 0.1
SHARE_OF_WEIGHT = 0.1  # what a unit of prices is on the level of the cover
WIDE, TIGHT, DRIFT = 2.0, 0.5, 30.0  # regrets kept, in units; for each stride of a round

SMALL = 100_000  # pairs of class and post up to which the volume algorithm takes over
NEVER_ENDS = 1 << 60
COVER_ROUNDS = 20  # of sweeps on the cover before it does

AscentState = tuple[Proof, Swept | None, Climb | None]


class Ascent:
    """Raises the bound of one level."""

    def __init__(self, lagrangian: Lagrangian) -> None:
        self.lagrangian = lagrangian
        self.swept: Swept | None = None
        self.climb: Climb | None = None
        pairs = len(lagrangian.classes.held)
        self.rounds_per_look = min(MOST_ROUNDS, 1 + pairs // PAIRS_PER_ROUND)
        self.cycle = min(LONGEST, max(SHORTEST, PAIRS_PER_CYCLE // max(1, pairs)))
        rounds = self.cycle if lagrangian.costs else COVER_ROUNDS
        self.first_end = ROUND * self.cycle
        self.climbs_after = ROUND * rounds
        self.last_sweep = self.climbs_after if pairs <= SMALL else NEVER_ENDS
        self._wide: Classes | None = None  # pairs kept at the last look at all
        self._near: Classes | None = None  # of these, pairs kept for this round

    @property
    def state(self) -> AscentState:
        """What another process needs to go on from here."""
        return self.lagrangian.proof, self.swept, self.climb

    @state.setter
    def state(self, state: AscentState) -> None:
        self.lagrangian.proof, self.swept, self.climb = state

    @property
    def steps(self) -> int:
        """Sweeps, and steps of the volume algorithm, so far."""
        swept = self.swept.done if self.swept else 0
        return swept + (self.climb.steps if self.climb else 0)

    def begin(self, prices: F64, *, mu: float) -> None:
        """Start from *prices*."""
        lagrangian = self.lagrangian
        worth = prices[: len(lagrangian.count)]
        if not lagrangian.costs:
            worth = SHARE_OF_WEIGHT * mu * lagrangian.instance.weight
        worth = worth[worth > 0]
        unit = float(np.median(worth)) if len(worth) else 1.0
        self.swept = begin(lagrangian, prices, mu=mu, unit=unit)

    def step(self, *, uncovered: float, target: float) -> None:
        """One sweep or step towards *target*, for rosters that leave at most *uncovered*."""
        assert self.swept is not None
        if self.swept.done >= self.last_sweep:
            self._climb(uncovered, target)
            return
        if self.swept.done % ROUND == 0 or self._near is None:
            self._look(uncovered)
        assert self._near is not None
        self.swept = sweep_once(
            self.lagrangian,
            self.swept,
            self._near,
            stride=self.swept.unit * stride_of(self.swept.done // ROUND, self.cycle),
            uncovered=uncovered,
        )

    def begin_again(self, prices: F64, *, mu: float) -> None:
        """Go on from *prices* if they are better than the present ones, or not climbed from."""
        if self.swept is None or self.last_sweep == NEVER_ENDS:
            self.begin(prices, mu=mu)
        else:
            begun = climb_from(self.lagrangian, prices, mu=mu)
            if self.climb is None or begun.best > self.climb.best:
                self.swept = replace(self.swept, done=self.last_sweep)
                self.climb = begun

    def _climb(self, uncovered: float, target: float) -> None:
        lagrangian, best = self.lagrangian, self.lagrangian.proof
        if self.climb is None:
            assert self.swept is not None
            prices, mu = best.prices, best.mu
            if not lagrangian.costs:
                prices = prices_of(self.swept)
            self.climb = climb_from(lagrangian, prices, mu=mu)
        self.climb = climb_once(lagrangian, self.climb, uncovered=uncovered, target=target)

    def _look(self, uncovered: float) -> None:
        """Take the mean of the last round; see which pairs matter there."""
        assert self.swept is not None
        swept, lagrangian = self.swept, self.lagrangian
        prices, mu = prices_of(swept), float(swept.memory.mu[0])
        if swept.since:
            mu = float(swept.mean[-1]) / swept.since
            prices = np.clip(swept.mean[:-1] / swept.since, lagrangian.low, lagrangian.high(mu))
        move_to(lagrangian, swept, prices, mu=mu)
        swept.mean[:] = 0.0
        self.swept = replace(swept, since=0)
        number = swept.done // ROUND
        near = swept.unit * (TIGHT + DRIFT * stride_of(number, self.cycle))
        self._widen(prices, mu, number, near, uncovered)
        assert self._wide is not None
        self._near = self._wide
        if self.rounds_per_look > 1:
            _, self._near = lagrangian.narrowed_at(prices, self._wide, most=near)
        if swept.done == 0:
            see(lagrangian, self.swept, self._near)

    def _widen(self, prices: F64, mu: float, number: int, near: float, uncovered: float) -> None:
        """Look at all pairs, if it is time; what that finds is a proof too."""
        assert self.swept is not None
        lagrangian, big = self.lagrangian, self.rounds_per_look > 1
        if big and number < SKIMMED:
            most = self.swept.unit * SKIM_MOST
            self._wide = lagrangian.skimmed_at(prices, far=SKIM_FAR, most=most)
        elif self._wide is None or number % self.rounds_per_look == 0:
            wide = self.swept.unit * WIDE if big else near
            value, self._wide = lagrangian.narrowed_at(prices, lagrangian.classes, most=wide)
            lagrangian.offer(Proof(value, prices, mu, by=LAGRANGIAN), uncovered=uncovered)


def stride_of(number: int, cycle: int) -> float:
    """The stride of a round, in units of what a place is worth."""
    first, length, far = 0, cycle, FAR
    while number >= first + length:
        first, length, far = first + length, 2 * length, far * AGAIN
    shrunk: float = (NEAR / far) ** ((number - first) / length)
    return far * shrunk
