"""Lower bounds on both levels, anytime, that carry their own proof.

The order matters. Prices start from what places are worth where the search deals out single
days, else from what its roster spends on each post; sweeps
(:mod:`muster.engines.roster.bounding.sweeping`) bring them near in a few pricings; the volume
algorithm polishes. The prices of the cost level, without the costs, start the cover level. Beside
that, the posts for which people are wanting are often a proof by themselves.
"""

from dataclasses import dataclass
from itertools import pairwise
from time import monotonic

import numpy as np

from muster.engines.roster.bounding.ascent import SMALL, Ascent, AscentState
from muster.engines.roster.bounding.classes import classes_of
from muster.engines.roster.bounding.lagrangian import Lagrangian
from muster.engines.roster.bounding.scarce import Scarce, scarce_posts
from muster.engines.roster.instance import (
    BREAK,
    END,
    F64,
    HOME,
    PLACE,
    REST,
    START,
    Bools,
    Instance,
)
from muster.engines.roster.problem import Certificate, Levels, Pair

MAX_CONTESTED = 300  # posts that a proof by competition may name
TIGHT = 1e-3  # relative gap at which the cover counts as proven
HAIR = 1e-6  # what rounding errors may add to a proof
COST_FIRST = 200  # sweeps on the cost before the cover begins from them
SCARCE_SHARE = 1.0  # pairs priced on scarce posts for each priced on the cost of all
SCARCE = "Lagrangian with one duty plan per person, on the scarce posts"
SHARE_OF_WORTH = 0.9  # a day dealt out for itself forgoes more than a plan of all days


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The best roster known while bounds are sought.

    worth: what a place of each post is worth where that is known, else 0; wanted at the start.
    """

    pairs: tuple[Pair, ...]
    value: Levels
    worth: F64 | None = None


CONTESTED = "posts that nobody can hold, or that people are wanting for"
State = tuple[AscentState, AscentState]


class Bounder:
    """Both bounds of one problem, anytime."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        classes, self.members = classes_of(instance)
        self.mu = _price_of_cover(instance)
        self.cover = Lagrangian(instance, classes, costs=False, mu=1.0)
        self.cost = Lagrangian(instance, classes, costs=True, mu=self.mu)
        self.to_cover, self.to_cost = Ascent(self.cover), Ascent(self.cost)
        self.scarce: Scarce | None = None  # of this process alone; its proofs travel
        self._whole = bool((instance.weight == np.round(instance.weight)).all())
        self._begun_at = -1  # steps on the cost when the cover last began from its prices
        self._contested_at = -1.0  # uncovered weight when that was last tried as a proof

    @property
    def state(self) -> State:
        """What another process needs to go on from here."""
        return self.to_cover.state, self.to_cost.state

    @state.setter
    def state(self, state: State) -> None:
        self.to_cover.state, self.to_cost.state = state

    @property
    def started(self) -> bool:
        """Whether a roster has been seen."""
        return self.to_cost.swept is not None

    def bounds(self, uncovered: float) -> Levels:
        """Both bounds; that of the cost is for rosters that leave at most *uncovered*."""
        cost = self.cost.proof.bound(uncovered)
        return Levels(uncovered=max(0.0, self.cover.proof.value), cost=max(0.0, cost))

    def covered_best(self, uncovered: float) -> bool:
        """Whether it is proven that no roster leaves less than *uncovered*, but for a hair.

        Where all weights are whole numbers, what is proven counts up to the next of them.
        """
        proven = self.cover.proof.value
        if self._whole and proven > 0:
            proven = float(np.ceil(proven - HAIR))
        return proven >= uncovered - TIGHT * max(1.0, uncovered)

    def methods(self) -> dict[str, str]:
        """Which relaxation each bound came from, in words."""
        return {"uncovered": self.cover.proof.by, "cost": self.cost.proof.by}

    def certificates(self) -> dict[str, Certificate]:
        """The proof of each bound, by the names of the exchange format."""
        return {
            "uncovered": self.cover.certificate(self.members),
            "cost": self.cost.certificate(self.members),
        }

    def advance(
        self, known: Incumbent, *, steps: int | None = None, until: float | None = None
    ) -> None:
        """Raise the bounds by a number of steps, or until a moment of the monotonic clock."""
        if not self.started:
            self._start(known)
        uncovered = known.value.uncovered
        if known.pairs and uncovered != self._contested_at and not self.covered_best(uncovered):
            self._contested_at = uncovered
            self._offer_contested(known)
        done = 0
        while (steps is None or done < steps) and (until is None or monotonic() < until):
            done += 1
            self._step(known.value)

    def _step(self, value: Levels) -> None:
        """One step on the level that is due: cost first, for its prices begin the other."""
        open_cover = not self.covered_best(value.uncovered)
        if open_cover and self._scarce_is_due():
            self._step_scarce(value)
            return
        turns = (COST_FIRST, self.to_cost.first_end)
        if open_cover and self.scarce is None and self.to_cost.steps in turns:
            proof = self.cost.proof
            if self._begun_at != self.to_cost.steps:
                self._begun_at = self.to_cost.steps
                self.to_cover.begin_again(proof.prices / proof.mu, mu=1.0)
        if open_cover and self.to_cover.swept is not None and self._cover_is_due():
            self.to_cover.step(uncovered=0.0, target=value.uncovered)
        else:
            self.to_cost.step(uncovered=value.uncovered, target=value.cost)

    def _scarce_is_due(self) -> bool:
        if self.scarce is None or self.scarce.ended:
            return False
        if not self.scarce.judged:
            return True  # the cover is the first level, and costs need all pairs for each step
        done = self.scarce.steps * self.scarce.pairs
        return done <= SCARCE_SHARE * (1 + self.to_cost.steps) * len(self.cost.classes.held)

    def _step_scarce(self, value: Levels) -> None:
        assert self.scarce is not None
        if self.scarce.step(target=value.uncovered):
            prices = self.scarce.prices(len(self.cover.low), self.cover.cut)
            self.cover.offer_prices(prices, mu=1.0, by=SCARCE, uncovered=0.0)

    def _cover_is_due(self) -> bool:
        done, last = self.to_cost.steps, self.to_cost.first_end
        share = done - COST_FIRST + max(0, done - last)
        return self.to_cover.steps < share

    def _start(self, known: Incumbent) -> None:
        shares, filled = _shares(self.instance, known.pairs)
        short = filled < self.cost.count
        if known.worth is not None:
            shares = np.where(known.worth > 0, SHARE_OF_WORTH * known.worth, shares)
        prices = np.zeros(len(self.cost.low))
        prices[: len(short)] = np.where(short, self.mu * self.instance.weight, shares)
        over = slice(self.cost.cut[0], self.cost.cut[1])
        prices[over] = self.cost.per_overload_min * self._is_overloaded(known.pairs)
        self.to_cost.begin(prices, mu=self.mu)
        self._offer_cover(np.zeros(len(self.cover.low)))
        if known.worth is not None and short.any() and len(self.cost.classes.held) > SMALL:
            self._find_scarce(known.worth, short)

    def _find_scarce(self, worth: F64, short: Bools) -> None:
        scarce = scarce_posts(self.instance, worth, short, mu=self.mu)
        if scarce.any():
            prices = np.where(short, self.instance.weight, worth / self.mu)
            self.scarce = Scarce(self.instance, self.members, scarce, prices)

    def _is_overloaded(self, pairs: tuple[Pair, ...]) -> Bools:
        """For each class, whether its members hold more than their fair share on average."""
        worked = np.zeros(len(self.instance.people))
        length = self.instance.post[:, END] - self.instance.post[:, START]
        for p, route in _routes(self.instance, pairs).items():
            worked[p] = length[route].sum()
        mean = np.array([worked[group].mean() for group in self.members])
        out: Bools = mean > self.cost.fair
        return out

    def _offer_cover(self, prices: F64) -> None:
        self.cover.offer_prices(prices, mu=1.0, by=CONTESTED, uncovered=0.0)

    def _offer_contested(self, known: Incumbent) -> None:
        """Prove the cover by the posts that the roster's open posts compete with."""
        _, filled = _shares(self.instance, known.pairs)
        short = filled < self.cover.count
        if 0 < short.sum() <= MAX_CONTESTED:
            prices = np.zeros(len(self.cover.low))
            prices[: len(short)] = _contested(self.instance, known.pairs, short)
            self._offer_cover(prices)


def _contested(instance: Instance, pairs: tuple[Pair, ...], short: Bools) -> F64:
    """What places are worth if the roster's open posts are open for want of people.

    An open post is worth its weight; so is each post that keeps people from it, up to its
    own weight, and so on from post to post.
    """
    routes = _routes(instance, pairs)
    worth = np.where(short, instance.weight, 0.0)
    todo = np.flatnonzero(short).tolist()
    while todo and np.count_nonzero(worth) <= MAX_CONTESTED:
        j = todo.pop()
        for p in instance.able[instance.able_ptr[j] : instance.able_ptr[j + 1]].tolist():
            near = _nearer_than_rest(instance, p, j, routes.get(p, []))
            for k in near:
                if min(instance.weight[k], worth[j]) > worth[k] + 1e-9:
                    worth[k] = min(instance.weight[k], worth[j])
                    todo.append(k)
    return worth


def _nearer_than_rest(instance: Instance, p: int, j: int, route: list[int]) -> list[int]:
    rest = instance.who[p, REST]
    start, end = instance.post[j, START] - rest, instance.post[j, END] + rest
    return [k for k in route if instance.post[k, START] < end and start < instance.post[k, END]]


def _price_of_cover(instance: Instance) -> float:
    """A price above what one more unit of covered weight can be worth in cost, but not by far."""
    costs = instance.problem.costs
    reach_km = (
        np.sort(instance.km, axis=None)[int(0.9 * instance.km.size)] if instance.km.size else 0
    )
    longest_h = float((instance.post[:, END] - instance.post[:, START]).max(initial=0)) / 60
    place = 2 * costs.per_km * float(reach_km) + costs.per_overload_h * longest_h + costs.per_change
    weight = float(np.median(instance.weight)) if len(instance.weight) else 1.0
    return 2 * place / max(weight, 1e-3) + 1.0


def _shares(instance: Instance, pairs: tuple[Pair, ...]) -> tuple[F64, F64]:
    """The travel of each duty period shared out over its posts; and how many hold each post."""
    share, filled = np.zeros(len(instance.posts)), np.zeros(len(instance.posts))
    for p, route in _routes(instance, pairs).items():
        for period in _periods(instance, p, route):
            stops = [instance.who[p, HOME], *instance.post[period, PLACE], instance.who[p, HOME]]
            km = sum(instance.km[a, b] for a, b in pairwise(stops))
            share[period] += instance.problem.costs.per_km * km / len(period)
            filled[period] += 1
    return share / np.maximum(filled, 1), filled


def _routes(instance: Instance, pairs: tuple[Pair, ...]) -> dict[int, list[int]]:
    routes: dict[int, list[int]] = {}
    for j, i in pairs:
        routes.setdefault(instance.person_no[i], []).append(instance.post_no[j])
    return {p: sorted(route) for p, route in routes.items()}


def _periods(instance: Instance, p: int, route: list[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for j in route:
        gap = instance.post[j, START] - instance.post[out[-1][-1], END] if out else None
        if gap is not None and gap <= instance.who[p, BREAK]:
            out[-1].append(j)
        else:
            out.append([j])
    return out
