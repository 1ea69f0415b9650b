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
        self._limit = self._add_limits()
        self._add_slack()
        self._first = self._highs.getNumCol()

    def _add_cover(self) -> dict[tuple[int, int], int]:
        """A row for each kind and day whose cover anybody asks about."""
        asked = [(int(d), int(k)) for d, k in np.argwhere(self.pricer.slopes.any(axis=2))]
        for _ in asked:
            self._highs.addRow(0.0, 0.0, 0, [], [])
        return {cell: row for row, cell in enumerate(asked)}

    def _add_limits(self) -> dict[tuple[int, int], int]:
        """A row for each limit that the tables leave out."""
        found = {}
        for e, way in enumerate(self.pricer.ways):
            for k in way.left_out:
                found[e, k] = self._highs.getNumRow()
                most = float(self.t.most_of[e, k])
                self._highs.addRow(-highspy.kHighsInf, most, 0, [], [])
        return found

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
        self.rows.append(row.copy())
        self.owner.append(e)
        cells = [(d, k) for d, k in enumerate(row.tolist()) if k]
        at = [self._cover[cell] for cell in cells if cell in self._cover]
        at.append(self._one + e)
        value = [1.0] * len(at)
        for k in self.pricer.ways[e].left_out:
            if n := int((row == k).sum()):
                at.append(self._limit[e, k])
                value.append(float(n))
        cost = float(self.t.wish[e][np.arange(len(row)), row].sum())
        self._highs.addCol(cost, 0.0, highspy.kHighsInf, len(at), at, value)
        return True

    def solve(self) -> Mix:
        """The best mix of the columns so far."""
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

    def free(self) -> None:
        """Forget what was fixed."""
        for column in range(len(self.rows)):
            self._highs.changeColBounds(self._first + column, 0.0, highspy.kHighsInf)
