"""Column generation: the bound, and whole rosters by diving from it.

The master mixes rows met so far and prices the cover; at prices between its own and the best
ones known each employee offers his best row, which gives the bound. When both meet, a dive fixes
the rows that the mix is surest of, and lets the others choose again, until all have one. Rows
after which the mix is dearer by a missing person are taken back and not offered again in that
dive. What falls apart when the last few are fixed, an annealing mends; it takes twice as long
after every dive. Diving without a tree is the way of Strandmark, Qu and Curtois (2020), who do
not take rows back.
"""

from math import inf

import numpy as np

from muster.engines.roster.standing.annealing import Heat, anneal
from muster.engines.roster.standing.bounding import Pricer, Prices, whole
from muster.engines.roster.standing.master import Master, Mix
from muster.engines.roster.standing.moves import BEST, NEVER, empty_roster, settle
from muster.engines.roster.standing.tables import I8, Tables

SWEEPS = 10  # passes at first that move the prices after every employee
SWEEP_STEP, SWEEP_FADE = 0.12, 0.72  # as a share of the heaviest weight, and how it fades
OWN = 0.35  # how far the prices go from the best ones towards the master's own
CLOSED = 2e-4  # relative distance of bound and master at which the dive begins
FIX_SHARE = 0.06  # of the staff that gets its rows in one round of a dive
WAVER = 0.15  # by which chance may change how sure a row is, in every dive but the first
DIVE_PASSES = 6  # of generating rows, at most, between two rounds
DEAR = 0.2  # above an employee's cheapest row, in heaviest weights, with which no dive begins
JUMP = 0.3  # rise of the mix, in heaviest weights, for which rows are taken back
MOST_BACK = 4  # times in a row that this is done
ENOUGH = 0.5  # fall of the mix for which another of these passes is made
MEND_SLICES, MEND_STEPS = 40, 500_000  # of the annealing after the first dive
MOST_MENDING = 16  # times as many, doubled from dive to dive, that one of them gets at most
MEND_HOT, MEND_COLD = 0.016, 0.003  # temperatures, as shares of the heaviest weight
FAULT_HOT, FAULT_COLD = 1.5, 6.0  # prices of a broken rule, likewise


class Generator:
    """Raises the bound of one problem and dives for rosters, in small steps."""

    def __init__(self, t: Tables, *, seed: int) -> None:
        self.t = t
        self.pricer = Pricer(t)
        self.master = Master(self.pricer)
        self.best = self.pricer.no_prices()
        self.value = -inf
        self.mixed = inf
        self.swept = 0
        self.found: I8 | None = None  # the best roster of all dives
        self.weight = NEVER
        self.heaviest = float(max(1, np.abs(self.pricer.slopes).max(initial=1)))
        self._dives, self._passes, self._mended = 0, 0, 0
        self._last = inf
        self._fixed: dict[int, I8] = {}
        self._fresh: list[int] = []  # columns fixed last
        self._before, self._back = inf, 0
        self._roster = empty_roster(t, seed=seed)
        self._random = np.random.default_rng(seed)

    @property
    def bound(self) -> int:
        """No legal roster weighs less."""
        return whole(self.value)

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
        """A sweep, a pass for the bound, a round of a dive, or a slice of mending; all short."""
        if self.swept < SWEEPS:
            self._sweep()
        elif self._mended:
            self._mend()
        elif self._fixed or self.closed:
            self._dive()
        else:
            self._pass()

    def _sweep(self) -> None:
        """Let one employee after the other choose, each at prices that know of those before.

        Nothing is proven by it, but the prices come near the best ones in a few passes.
        """
        t, pricer, worth = self.t, self.pricer, self.best.worth
        step = self.heaviest * SWEEP_STEP * SWEEP_FADE**self.swept
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
        at = self.best
        if self.value > -inf:
            at = at.towards(mix.prices, OWN)
        value = self.pricer.people(at)
        for e in range(self.pricer.staff):
            value += self._offer(e, at)
        if value > self.value:
            self.best, self.value = at, value

    def _offer(self, e: int, at: Prices) -> float:
        """The employee's best row as a column, and a legal one beside it if that is not.

        Returns what his best row is worth.
        """
        price, row = self.pricer.row(e, at)
        if price == inf:
            return price
        self.master.offer(e, row)
        if self.pricer.over(e, row):
            legal = self.pricer.legal_row(e, at)
            if legal is not None:
                self.master.offer(e, legal)
        return price - self.pricer.worth_of_limits(e, at)

    def _dive(self) -> None:
        """Let those without a row choose; when the mix stays, fix the surest rows."""
        if self._before == inf:
            self._forbid_dear()
        mix = self.master.solve_sharply()
        left = [e for e in range(self.pricer.staff) if e not in self._fixed]
        self._passes += 1
        if self._fixed and self._passes <= DIVE_PASSES and self._last - mix.value > ENOUGH:
            self._last = mix.value
            for e in left:
                self._offer(e, mix.prices)
            return
        self._last, self._passes = inf, 0
        if mix.value > self._before + JUMP * self.heaviest and self._back < MOST_BACK:
            self._take_back()
            return
        self._before, self._back = mix.value, 0
        self._fresh = self._surest(mix)
        for column in self._fresh:
            self._fixed[self.master.owner[column]] = self.master.rows[column]
            self.master.fix(column)
        if len(self._fixed) == self.pricer.staff:
            self._dives += 1
            self._begin_mending()

    def _forbid_dear(self) -> None:
        """Dive among the rows that are cheap at the best prices: the programme gets small."""
        days = np.arange(self.pricer.days)
        price = self.t.wish - self.best.worth + self.best.limited[:, None, :]
        cost = np.array(
            [
                price[e, days, row].sum()
                for e, row in zip(self.master.owner, self.master.rows, strict=True)
            ]
        )
        owner = np.array(self.master.owner)
        for e in range(self.pricer.staff):
            mine = np.flatnonzero(owner == e)
            dear = cost[mine] > cost[mine].min(initial=inf) + DEAR * self.heaviest
            for column in mine[dear].tolist():
                self.master.forbid(column)

    def _take_back(self) -> None:
        """Do without the rows fixed last, which left others without a good one."""
        for column in self._fresh:
            del self._fixed[self.master.owner[column]]
            self.master.forbid(column)
        self._fresh = []
        self._back += 1

    def _surest(self, mix: Mix) -> list[int]:
        """Columns of employees without a row, the largest shares first; all that are whole."""
        shares, taken = mix.shares, set(self._fixed)
        found: list[int] = []
        if self._dives:
            shares = shares + WAVER * self._random.random(len(shares)) * (shares > 0.01)
        at_least = max(1, round(FIX_SHARE * self.pricer.staff))
        for column in np.argsort(-shares, kind="stable").tolist():
            e = self.master.owner[column]
            if len(found) >= at_least and mix.shares[column] < 0.999:
                break
            if e not in taken and not self.pricer.over(e, self.master.rows[column]):
                taken.add(e)
                found.append(column)
        return found

    def _begin_mending(self) -> None:
        """Put the roster of the dive where the annealing can change it."""
        r = self._roster
        for e, row in self._fixed.items():
            r.row[e] = row
        r.sums[BEST] = NEVER
        settle(self.t, r)
        self._mended = 1
        self._fixed, self._fresh = {}, []
        self._before, self._back = inf, 0
        self.master.free()

    def _mend(self) -> None:
        """A slice of the annealing that mends what the end of a dive broke."""
        h, r = self.heaviest, self._roster
        slices = MEND_SLICES * min(2 ** (self._dives - 1), MOST_MENDING)
        a, b = (self._mended - 1) / slices, self._mended / slices
        hot, cold = (h * MEND_HOT * (MEND_COLD / MEND_HOT) ** x for x in (a, b))
        dear = [h * FAULT_HOT * (FAULT_COLD / FAULT_HOT) ** x for x in (a, b)]
        anneal(self.t, r, MEND_STEPS, Heat(hot, cold, dear[0], dear[1]))
        self._mended = (self._mended + 1) % (slices + 1)
        if r.sums[BEST] < self.weight:
            self.weight, self.found = float(r.sums[BEST]), r.best.copy()
        if not self._mended and self.found is not None:
            self.offer(self.found)
