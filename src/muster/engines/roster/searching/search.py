"""The search from outside: start, run in slices, read the best roster."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muster.engines.roster.bounding.lagrangian import Lagrangian
from muster.engines.roster.instance import CHANGE_RATE, COUNT, CREDIT, END, F64, START, Instance
from muster.engines.roster.problem import Levels, Pair
from muster.engines.roster.searching.annealing import anneal, fill_all
from muster.engines.roster.searching.exchange import Exchanges
from muster.engines.roster.searching.routes import (
    COST,
    NEVER,
    UNCOVERED,
    Roster,
    cost_of_putting,
    empty_roster,
    put,
)
from muster.engines.roster.searching.ruin import NEAR, Work, nearest_posts, workspace
from muster.engines.roster.searching.steering import guide_of, take_prices

LED = 0.3  # of the steps that prices lead, once there are any
SHORT_LIST = 500  # posts of one person; a plan from a longer list takes longer, so fewer are made
RUIN_SIZE = 8  # most related posts that one step empties
START_SLICE = 500  # posts that the greedy start fills between two looks at the clock
CREW_CREDIT, CREDIT_UNTIL = 0.5, 0.6  # credit for crews in the making, in the first part of a run
EXCHANGE_SHARE = 0.5  # of all looking up of costs that is done in exchanges
HOT, COLD = 0.5, 0.006  # temperatures, as shares of the cost of an average place
MILD, COOLER, PLACES = 0.05, 2 / 3, 1000  # a larger problem begins cooler: less time for each place


@dataclass(frozen=True, slots=True)
class Prices:
    """What the search minimises, in one number."""

    per_km: float
    per_overload_min: float
    per_change: float
    per_unit: float

    def array(self) -> F64:
        """As the compiled code reads it."""
        return np.array(
            [self.per_km, self.per_overload_min, self.per_change, self.per_unit, CREW_CREDIT]
        )


def prices(instance: Instance, *, changes_first: bool = False) -> Prices:
    """Prices that rank the levels: no saving in cost outweighs a uncovered place.

    changes_first: changed pairs are a level of their own between cover and cost.
    """
    costs = instance.problem.costs
    longest_min = float((instance.post[:, END] - instance.post[:, START]).max(initial=0))
    place = 2 * costs.per_km * float(instance.km.max(initial=0.0))
    place += costs.per_overload_h * longest_min / 60
    change = costs.per_change
    if changes_first:
        change = 2 * place + 1
    lightest = min((x for x in instance.weight if x > 0), default=1.0)
    return Prices(
        per_km=costs.per_km,
        per_overload_min=costs.per_overload_h / 60,
        per_change=change if instance.problem.published is not None else 0.0,
        per_unit=4 * (place + 2 * change + 1) / float(lightest),
    )


class Search:
    """Anytime search for one instance; the same seed and slices give the same rosters."""

    def __init__(
        self,
        instance: Instance,
        *,
        seed: int,
        priced: Prices,
        start: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.instance = instance
        near = nearest_posts(instance.post, instance.km, 720, NEAR)
        self.tables = instance.tables(rate=priced.array(), near=near)
        self.roster: Roster = empty_roster(instance, seed=seed)
        self.iterations = 0
        scarcity = np.diff(instance.able_ptr)
        self._to_fill = np.lexsort((scarcity, -instance.weight))
        self._put_fixed()
        self._put_where_legal(start)
        self._place_cost = 1.0
        places = max(PLACES, int(instance.post[:, COUNT].sum()))
        self._first_heat = max(MILD, HOT * (PLACES / places) ** COOLER)
        self.work: Work = workspace(instance, self.roster)
        self.exchanges = Exchanges(instance, seed=seed)
        self.worth = np.zeros(len(instance.posts))  # of a place, as far as days were surveyed

    def _put_fixed(self) -> None:
        for j, i in self.instance.fixed:
            put(self.tables, self.roster, i, j)

    def _put_where_legal(self, pairs: Iterable[tuple[int, int]]) -> None:
        able = self.instance.able_to
        for j, i in sorted(pairs):
            room = self.roster.filled[j] < self.instance.post[j, COUNT]
            if room and able(i, j) and cost_of_putting(self.tables, self.roster, i, j) < NEVER:
                put(self.tables, self.roster, i, j)

    @property
    def started(self) -> bool:
        """Whether the greedy start has been through all posts."""
        return not len(self._to_fill)

    def start(self) -> None:
        """Fill the next posts of the greedy start."""
        now, self._to_fill = self._to_fill[:START_SLICE], self._to_fill[START_SLICE:]
        fill_all(self.tables, self.roster, self.work, now)
        asked = self.work.candidates
        self.work = workspace(self.instance, self.roster, asked=asked)

    def run(self, steps: int, *, share_done: float, share_after: float) -> None:
        """Make *steps* steps, in the cooling from one share of the whole run to another."""
        self.iterations += steps
        if not self.instance.posts:
            return
        self.tables.rate[CREDIT] = CREW_CREDIT if share_done < CREDIT_UNTIL else 0.0
        mean = self._place_cost
        first = self._first_heat
        hot, cold = (mean * first * (COLD / first) ** x for x in (share_done, share_after))
        anneal(self.tables, self.roster, self.work, steps, hot, cold, RUIN_SIZE)
        self.exchanges.run(self.tables, self.roster, self.work, share=EXCHANGE_SHARE)

    def survey(self, day: int) -> None:
        """Deal out one day to everybody at least cost, and note what its places are worth."""
        if self.instance.people and self.instance.posts:
            self.exchanges.survey(self.tables, self.roster, self.work, day=day, worth=self.worth)

    def follow(self, lagrangian: Lagrangian, members: list[list[int]], prices: F64) -> None:
        """Let *prices* lead a share of the steps from now on."""
        guide = self.work.guide
        if not len(guide.class_of):
            guide = guide_of(lagrangian, members, people=len(self.instance.people))
            self.work = self.work._replace(guide=guide)
        take_prices(guide, lagrangian.duals_of(prices))
        mean = len(guide.classes.held) / max(1, len(members))
        guide.share[0] = LED * min(1.0, SHORT_LIST / max(1.0, mean))

    def settle(self) -> None:
        """After the start: measure the cost of an average place, which scales the temperature."""
        filled = int(self.roster.filled.sum())
        kept = int(sum(self._holds(j, i) for j, i in self.instance.published))
        changes = self.tables.rate[CHANGE_RATE] * (filled - 2 * kept)
        cost = float(self.roster.sums[COST]) - changes
        self._place_cost = max(1e-3, cost / max(1, filled))

    def _holds(self, j: int, i: int) -> bool:
        first = self.roster.holder_ptr[j]
        return i in self.roster.holder[first : first + self.roster.filled[j]]

    @property
    def value(self) -> Levels:
        """Both levels of the best roster, at the search's prices."""
        sums = self.work.best_sums
        return Levels(uncovered=float(sums[UNCOVERED]), cost=float(sums[COST]))

    def best(self) -> list[Pair]:
        """The best roster so far, sorted."""
        posts, people = self.instance.posts, self.instance.people
        return sorted(
            (posts[j].id, person.id)
            for p, person in enumerate(people)
            for j in self.work.best_route[p, : self.work.best_size[p]]
        )
