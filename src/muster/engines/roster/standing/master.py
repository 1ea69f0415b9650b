"""The master of column generation: a linear programme that mixes rows met so far (HiGHS)."""

from dataclasses import dataclass

import highspy
import numpy as np

from muster.engines.roster.standing.bounding import Pricer, Prices
from muster.engines.roster.standing.tables import F64, I8

NOBODY = 20.0  # cost of leaving an employee without a row, in heaviest weights and days


@dataclass(frozen=True, slots=True)
class Mix:
    """An optimum of the master: its value, its prices, and the share of each column."""

    value: float
    prices: Prices
    shares: F64


class Master:
    """Rows so far as columns, cover as rows; one row a person in all."""

    def __init__(self, pricer: Pricer) -> None:
        self.pricer, self.t = pricer, pricer.t
        self.rows: list[I8] = []
        self.owner: list[int] = []
        self._seen: set[tuple[int, bytes]] = set()
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)  # noqa: FBT003 - its signature
        self._highs.setOptionValue("threads", 1)
        self._constant = float(self.t.cover[:, 1:, 0].sum())
        self._cover = self._add_cover()
        self._one = self._highs.getNumRow()
        for _ in range(pricer.staff):
            self._highs.addRow(1.0, 1.0, 0, [], [])
        self._limit: dict[tuple[int, int], int] = {}
        self._add_slack()
        self._first = self._highs.getNumCol()

    def _add_cover(self) -> dict[tuple[int, int], int]:
        """A row for each kind and day whose cover anybody asks about."""
        asked = [(int(d), int(k)) for d, k in np.argwhere(self.pricer.slopes.any(axis=2))]
        for _ in asked:
            self._highs.addRow(0.0, 0.0, 0, [], [])
        return {cell: row for row, cell in enumerate(asked)}

    def _add_slack(self) -> None:
        """People on a kind and day by steps of equal weight, and employees without a row."""
        for (d, k), row in self._cover.items():
            slopes, lengths = np.unique(self.pricer.slopes[d, k], return_counts=True)
            for slope, length in zip(slopes.tolist(), lengths.tolist(), strict=True):
                self._highs.addCol(float(slope), 0.0, float(length), 1, [row], [-1.0])
        heaviest = float(np.abs(self.pricer.slopes).max(initial=1))
        for e in range(self.pricer.staff):
            none = NOBODY * heaviest * self.pricer.days
            self._highs.addCol(none, 0.0, highspy.kHighsInf, 1, [self._one + e], [1.0])

    def offer(self, e: int, row: I8) -> bool:
        """Add the row of an employee as a column unless it is there."""
        key = (e, row.tobytes())
        if key in self._seen:
            return False
        self._seen.add(key)
        cells = [(d, k) for d, k in enumerate(row.tolist()) if k]
        at = [self._cover[cell] for cell in cells if cell in self._cover]
        at.append(self._one + e)
        value = [1.0] * len(at)
        for k in self.pricer.left_out[e]:
            n = int((row == k).sum())
            if n > self.t.most_of[e, k] and (e, k) not in self._limit:
                self._add_limit(e, k)
            if n and (e, k) in self._limit:
                at.append(self._limit[e, k])
                value.append(float(n))
        cost = float(self.t.wish[e][np.arange(len(row)), row].sum())
        self._highs.addCol(cost, 0.0, highspy.kHighsInf, len(at), at, value)
        self.rows.append(row.copy())
        self.owner.append(e)
        return True

    def _add_limit(self, e: int, k: int) -> None:
        """A row for a limit that the tables leave out, once a column breaks it."""
        mine = [at for at, owner in enumerate(self.owner) if owner == e]
        n = {at: float((self.rows[at] == k).sum()) for at in mine}
        held = [at for at in mine if n[at]]
        self._limit[e, k] = self._highs.getNumRow()
        most, at = float(self.t.most_of[e, k]), [self._first + i for i in held]
        value = [n[i] for i in held]
        self._highs.addRow(-highspy.kHighsInf, most, len(at), at, value)

    def solve(self) -> Mix:
        """The middle of the best mixes of the columns so far: its prices waver least."""
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("run_crossover", "off")
        return self._solved()

    def solve_sharply(self) -> Mix:
        """A best mix of few columns."""
        self._highs.setOptionValue("solver", "simplex")
        return self._solved()

    def _solved(self) -> Mix:
        """From scratch, which takes a tenth of the time that going on from the last mix does."""
        self._highs.clearSolver()
        self._highs.run()
        found = self._highs.getSolution()
        dual = np.array(found.row_dual)
        prices = self.pricer.no_prices()
        for (d, k), row in self._cover.items():
            prices.worth[d, k] = dual[row]
        for (e, k), row in self._limit.items():
            prices.limited[e, k] = max(0.0, -dual[row])
        value = self._highs.getInfo().objective_function_value + self._constant
        return Mix(value, prices, np.array(found.col_value)[self._first :])

    def fix(self, column: int) -> None:
        """Give an employee the row of this column."""
        self._highs.changeColBounds(self._first + column, 1.0, 1.0)

    def forbid(self, column: int) -> None:
        """Let nobody have the row of this column."""
        self._highs.changeColBounds(self._first + column, 0.0, 0.0)

    def free(self) -> None:
        """Forget what was fixed and forbidden."""
        for column in range(len(self.rows)):
            self._highs.changeColBounds(self._first + column, 0.0, highspy.kHighsInf)
