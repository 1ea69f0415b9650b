"""Lower bounds on the people needed: the peak, and prices of tasks near the best ones.

The peak is the most tasks that overlap at one minute. The prices are Lagrange multipliers of
"every task is held": nobody is used whose best schedule is not worth a whole person, and what
the used ones exceed that by is taken off. Where people are there for parts of the day only, or
few may hold a kind of task, this proves more than the peak. All in whole thousandths: exact.
"""

from collections.abc import Callable

import numpy as np

from muster.engines.roster.fewest.instance import I64, Instance
from muster.engines.roster.fewest.problem import MILLE, BoundMethod, Certificate
from muster.engines.roster.fewest.schedules import excess

ROUNDS = 400  # at most
WORK = 400_000_000  # pairs of task and person looked at, at most
LEAST_ROUNDS = 10
PATIENCE = 12  # rounds without a better bound after which steps are halved
SMOOTH = 0.6  # share of the old direction in the new one
FINEST = 0.02  # the step factor at which prices have settled


class Bound:
    """The best proven bound so far, and its proof."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        peak = peak_tasks(instance)
        self.mille: I64 = np.zeros(len(instance.tasks), dtype=np.int64)
        self.mille[peak] = MILLE
        self.people = int(peak.sum())
        self.method = BoundMethod.PEAK if self.people else BoundMethod.NOTHING

    def certificate(self) -> Certificate:
        """The prices that prove ``people``."""
        priced = zip(self.instance.tasks, self.mille.tolist(), strict=True)
        return Certificate(mille={t.id: mille for t, mille in priced if mille})

    def raise_by_prices(self, *, goal: int, should_stop: Callable[[], bool]) -> None:
        """Move prices until they prove *goal* people, settle, or have had their rounds."""
        tables = self.instance.tables
        best, chosen, cover = (
            np.zeros(len(self.mille) + 1, dtype=np.int64),
            np.zeros(len(self.mille), dtype=np.int32),
            np.zeros(len(self.mille), dtype=np.int64),
        )
        centre, top, factor, since = self.mille.astype(np.float64), 0, 1.0, 0
        way = np.zeros(len(self.mille))
        mille = self.mille
        for _ in range(rounds_of(self.instance)):
            if self.people >= goal or factor < FINEST or should_stop():
                return
            cover[:] = 0
            value = int(mille.sum()) - excess(tables, mille, MILLE, best, chosen, cover)
            way = SMOOTH * way + (1 - SMOOTH) * (1 - cover)
            if value > top:
                top, since, centre = value, 0, mille.astype(np.float64)
                self._take(mille, value)
            elif (since := since + 1) > PATIENCE:
                factor, since = factor / 2, 0
                way[:] = 1 - cover
            length = float(way @ way)
            if length < 1e-9:
                return
            gain = max(MILLE, goal * MILLE - value)
            moved = centre + factor * gain / length * way
            mille = np.maximum(0, np.rint(moved)).astype(np.int64)

    def _take(self, mille: I64, value: int) -> None:
        people = -(-value // MILLE)
        if people > self.people:
            self.people, self.mille, self.method = people, mille, BoundMethod.PRICES


def rounds_of(instance: Instance) -> int:
    """How many rounds the prices get; fewer on large problems, whatever the clock says."""
    pairs = max(1, len(instance.tables.held))
    return max(LEAST_ROUNDS, min(ROUNDS, WORK // pairs))


def peak_tasks(instance: Instance) -> np.typing.NDArray[np.bool_]:
    """The most tasks that overlap at one minute, at the first such minute."""
    start, end = instance.tables.start, instance.tables.end
    if not len(start):
        return np.zeros(0, dtype=np.bool_)
    under_way = np.arange(1, len(start) + 1) - np.searchsorted(np.sort(end), start, side="right")
    minute = start[int(np.argmax(under_way))]
    out: np.typing.NDArray[np.bool_] = (start <= minute) & (minute < end)
    return out
