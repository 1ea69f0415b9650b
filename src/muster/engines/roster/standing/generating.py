"""Column generation: the bound, and whole rosters by diving from it.

The master mixes rows met so far and prices the cover; at prices between its own and the best
ones known each employee offers his best row, which gives the bound. When both meet, a dive fixes
the rows that the mix is surest of, and lets the others choose again, until all have one.
"""

from math import inf

import numpy as np

from muster.engines.roster.standing.bounding import Pricer, Prices, whole
from muster.engines.roster.standing.master import Master, Mix
from muster.engines.roster.standing.tables import I8, Tables

SWEEPS = 10  # passes at first that move the prices after every employee
SWEEP_STEP, SWEEP_FADE = 0.12, 0.72  # as a share of the heaviest weight, and how it fades
OWN = 0.35  # how far the prices go from the best ones towards the master's own
CLOSED = 2e-4  # relative distance of bound and master at which the dive begins
STALLED = 5e-4  # relative rise in a pass below which waiting does not pay
FIX_SHARE = 0.04  # of the staff that gets its rows in one round of a dive


class Generator:
    """Raises the bound of one problem and dives for rosters, in small steps."""

    def __init__(self, t: Tables) -> None:
        self.t = t
        self.pricer = Pricer(t)
        self.master = Master(self.pricer)
        self.best = self.pricer.no_prices()
        self.value = -inf
        self.mixed = inf
        self.swept = 0
        self.rosters: list[I8] = []
        self._fixed: dict[int, I8] = {}

    @property
    def bound(self) -> int:
        """No legal roster weighs less."""
        return whole(self.value)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.closed

    @property
    def closed(self) -> bool:
        """Whether bound and master have met."""
        known = self.mixed < inf and self.value > -inf
        return known and self.mixed - self.value <= CLOSED * max(1.0, abs(self.mixed))

    def offer(self, roster: I8) -> None:
        """Take the rows of a legal roster as columns."""
        for e, row in enumerate(roster):
            self.master.offer(e, row)

    def step(self) -> None:
        """A sweep, a pass for the bound, or a round of a dive; each is short."""
        if self.swept < SWEEPS:
            self._sweep()
        elif self._fixed:
            self._dive()
        else:
            self._pass()

    def _sweep(self) -> None:
        """Let one employee after the other choose, each at prices that know of those before.

        Nothing is proven by it, but the prices come near the best ones in a few passes.
        """
        t, pricer, worth = self.t, self.pricer, self.best.worth
        heaviest = float(np.abs(pricer.slopes).max(initial=0.0))
        step = heaviest * SWEEP_STEP * SWEEP_FADE**self.swept
        low, high = -pricer.slopes[:, :, -1], -pricer.slopes[:, :, 0]
        numbers = np.arange(t.cover.shape[2])
        for e in range(pricer.staff):
            value, row = pricer.row(e, self.best)
            if value < inf:
                self.master.offer(e, row)
                worth[np.arange(len(row)), row] -= step
            held = (t.cover + worth[:, :, None] * numbers).argmin(axis=2)
            worth += step / pricer.staff * held
            worth[:, 0] = 0.0
            np.clip(worth, low, high, out=worth)
        self.swept += 1

    def _pass(self) -> None:
        """Price everybody, and let the master mix again."""
        mix = self.master.solve()
        self.mixed = mix.value
        at = mix.prices if self.value == -inf else self.best.towards(mix.prices, OWN)
        value = self.pricer.people(at)
        for e in range(self.pricer.staff):
            price = self._offer(e, at)
            value += price - self.pricer.worth_of_limits(e, at)
        if value > self.value:
            self.best, self.value = at, value

    def _offer(self, e: int, at: Prices) -> float:
        """The employee's best row as a column, and a legal one beside it if that is not."""
        price, row = self.pricer.row(e, at)
        if price == inf:
            return price
        self.master.offer(e, row)
        if self.pricer.over(e, row):
            legal = self.pricer.legal_row(e, at)
            if legal is not None:
                self.master.offer(e, legal)
        return price

    def _dive(self) -> None:
        """Fix the surest rows; at the end keep the roster and free them."""
        mix = self.master.solve()
        for column in self._surest(mix):
            self._fixed[self.master.owner[column]] = self.master.rows[column]
            self.master.fix(column)
        left = [e for e in range(self.pricer.staff) if e not in self._fixed]
        if not left:
            self.rosters.append(np.array([self._fixed[e] for e in range(self.pricer.staff)]))
            self._fixed = {}
            self.master.free()
            return
        prices = self.master.solve().prices
        for e in left:
            self._offer(e, prices)

    def _surest(self, mix: Mix) -> list[int]:
        """Columns of employees without a row, the largest shares first; all that are whole."""
        found: list[int] = []
        taken = set(self._fixed)
        at_least = max(1, round(FIX_SHARE * self.pricer.staff))
        for column in np.argsort(-mix.shares, kind="stable").tolist():
            e = self.master.owner[column]
            if len(found) >= at_least and mix.shares[column] < 0.999:
                break
            if e not in taken and not self.pricer.over(e, self.master.rows[column]):
                taken.add(e)
                found.append(column)
        return found
