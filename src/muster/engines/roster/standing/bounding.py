"""Prices of cover, the rows that employees take at them, and the bound that follows.

For any prices the sum of everybody's best row, and of the cheapest number of people on each kind
of shift, is no more than the penalty of any legal roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, inf

import numpy as np

from muster.engines.roster.standing import stretches
from muster.engines.roster.standing.laying import Laid, lay
from muster.engines.roster.standing.paths import Way, best_row, room_for, way_of
from muster.engines.roster.standing.problem import StandingProblem
from muster.engines.roster.standing.tables import F64, I8, Tables, tables

ROUNDING = 1e-5  # by less than this no bound is taken for above a whole number
DEARER = 9  # times that the price of a broken limit is doubled in search of a legal row


@dataclass(frozen=True, slots=True)
class Prices:
    """Worth of one more person on kind k of day d, and price of a shift of a limited kind."""

    worth: F64  # [d, k]
    limited: F64  # [e, k]

    def towards(self, other: "Prices", share: float) -> "Prices":
        """A part of the way to other prices."""
        return Prices(
            self.worth + share * (other.worth - self.worth),
            self.limited + share * (other.limited - self.limited),
        )


class Pricer:
    """Finds everybody's best row for given prices."""

    def __init__(self, t: Tables) -> None:
        self.t = t
        self.staff, self.days, self.kinds = t.wish.shape
        laid = [lay(t, e) for e in range(self.staff)]
        self.laid = {e: it for e, it in enumerate(laid) if it is not None}
        self.ways = {e: way_of(t, e) for e, it in enumerate(laid) if it is None}
        self.left_out = [self._tables(e).left_out for e in range(self.staff)]
        self._room = stretches.room_for([it.shape for it in self.laid.values()], self.days)
        self._wide_room = room_for(list(self.ways.values()), self.days, self.kinds - 1)
        self.slopes = np.diff(t.cover, axis=2)  # [d, k, n]: what one more person adds
        self._row = np.zeros(self.days, np.int8)

    def no_prices(self) -> Prices:
        """All of them 0."""
        return Prices(np.zeros((self.days, self.kinds)), np.zeros((self.staff, self.kinds)))

    def row(self, e: int, at: Prices, *, dearer: F64 | None = None) -> tuple[float, I8]:
        """The employee's cheapest row and its price (without what limits are worth); or inf."""
        t, row = self.t, self._row
        price = t.wish[e] - at.worth + at.limited[e]
        if dearer is not None:
            price += dearer
        if e in self.laid:
            shape = self.laid[e].shape
            value = stretches.best_row(shape, self._room, t.able[e], price, row)
        else:
            way = self.ways[e].shape
            value = best_row(way, self._wide_room, t.weekend, t.opens, t.able[e], price, row)
        return value, row.copy()

    def _tables(self, e: int) -> Laid | Way:
        return self.laid[e] if e in self.laid else self.ways[e]

    def legal_row(self, e: int, at: Prices) -> I8 | None:
        """A cheap row that keeps all limits, those left out of the table too; None if not found."""
        dearer = np.zeros(self.kinds)
        for _ in range(DEARER):
            value, row = self.row(e, at, dearer=dearer)
            over = self.over(e, row)
            if value == inf or not over:
                return None if value == inf else row
            for k in over:
                dearer[k] = max(4.0, 2 * dearer[k])
        return None

    def over(self, e: int, row: I8) -> list[int]:
        """The kinds of which the row has too many."""
        return [k for k in self.left_out[e] if (row == k).sum() > self.t.most_of[e, k]]

    def people(self, at: Prices) -> float:
        """What the cheapest number of people on every kind and day costs at these prices."""
        numbers = np.arange(self.t.cover.shape[2])
        return float((self.t.cover + at.worth[:, :, None] * numbers).min(axis=2).sum())

    def worth_of_limits(self, e: int, at: Prices) -> float:
        """What the employee would pay for all that his limits allow."""
        return float(at.limited[e] @ self.t.most_of[e])


def whole(value: float) -> int:
    """The bound on a penalty, which is a whole number and not below 0."""
    return max(0, ceil(value - ROUNDING)) if value > -inf else 0


def proven(
    problem: StandingProblem,
    worth: Mapping[tuple[int, str], float],
    limited: Mapping[tuple[str, str], float],
) -> int:
    """The bound that the prices of a roster prove, worked out anew.

    Raises ValueError if a limit has a price below 0.
    """
    pricer = Pricer(tables(problem))
    kind = {k.id: at for at, k in enumerate(problem.kinds, 1)}
    who = {e.id: at for at, e in enumerate(problem.staff)}
    at = pricer.no_prices()
    for (day, name), price in worth.items():
        at.worth[day, kind[name]] = price
    for (employee, name), price in limited.items():
        if price < 0:
            raise ValueError(f"{employee}, {name}: the price of a limit is below 0")
        at.limited[who[employee], kind[name]] = price
    total = pricer.people(at)
    for e in range(pricer.staff):
        total += pricer.row(e, at)[0] - pricer.worth_of_limits(e, at)
    return whole(total)
