"""Lower bounds that carry their own proof.

Both levels use one Lagrangian: places, hours and the cover are priced, what remains is one
small problem for each class of people (see :mod:`muster.engines.roster.pricing`). The prices
are the certificate. They are raised by the volume algorithm (Barahona and Anbil, 2000), from
a start that the search's own roster gives; whatever they are, the value is a valid bound.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from time import monotonic

import numpy as np

from muster.engines.roster.instance import (
    BREAK,
    CAP,
    COUNT,
    END,
    F64,
    FAIR,
    HOME,
    I32,
    PLACE,
    REST,
    SPAN,
    START,
    WEEK_CAP,
    Bools,
    Instance,
)
from muster.engines.roster.pricing import (
    Classes,
    Duals,
    Ground,
    Use,
    price_all,
    scratch,
)
from muster.engines.roster.problem import Certificate, Levels, Pair


def classes_of(instance: Instance) -> tuple[Classes, list[list[int]]]:
    """Put people together who are the same to every rule and price; and the members of each."""
    published = set(instance.published) if instance.problem.published is not None else None
    marked = {i for _, i in instance.published} if instance.problem.costs.per_change else set()
    members: dict[object, list[int]] = {}
    for p in range(len(instance.people)):
        row = instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]]
        if len(row):
            own = p if p in marked else -1
            key = (own, instance.week_min[p], instance.who[p].tobytes(), row.tobytes())
            members.setdefault(key, []).append(p)
    groups = list(members.values())
    rows = [_row(instance, g[0]) for g in groups]
    starts = np.unique(instance.post[:, START])
    span = int(instance.who[:, SPAN].max(initial=0))
    wide = np.arange(len(starts)) - np.searchsorted(starts, starts - span) + 1
    ends = instance.post[:, END]
    change = [_change(row, g[0], published) for row, g in zip(rows, groups, strict=True)]
    return Classes(
        ptr=np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64),
        held=_joined(rows),
        by_end=_joined([np.argsort(ends[r], kind="stable").astype(np.int32) for r in rows]),
        person=np.array([g[0] for g in groups], dtype=np.int32),
        size=np.array([len(g) for g in groups], dtype=np.int32),
        slot=np.searchsorted(starts, instance.post[:, START]).astype(np.int32),
        starts=starts.astype(np.int32),
        slots=int(wide.max(initial=1)),
        published=_joined(change),
    ), groups


def _row(instance: Instance, p: int) -> I32:
    return instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]]


def _joined(rows: list[I32]) -> I32:
    return np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)


def _change(row: I32, p: int, published: set[tuple[int, int]] | None) -> I32:
    if published is None:
        return np.zeros(len(row), dtype=np.int32)
    return np.array([-1 if (j, p) in published else 1 for j in row.tolist()], dtype=np.int32)


HOUR_SCALE = 8e-7  # prices of minutes move this much slower than prices of places
PATIENCE = 10  # steps without progress before the stride is cut
SHORTER, SHORTEST, RESTART = 0.7, 3e-4, 0.02  # how it is cut, and where it starts over
START_REACH = 0.1  # first stride, as a share of the way to the roster's value
MAX_CONTESTED = 300  # posts that a proof by competition may name
HEAD_START = 200  # steps on the cost before the cover is climbed


@dataclass(frozen=True, slots=True)
class Climb:
    """Where an ascent stands: the best value and its prices, the averaged slope, the stride."""

    best: float
    prices: F64
    drift: F64
    reach: float
    waiting: int
    steps: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A value of the Lagrangian and the prices that give it."""

    value: float
    prices: F64


class Lagrangian:
    """The bound of one level, and the prices that prove it.

    The prices are one vector: places of posts, then for each class a minute above the fair
    share, a minute of each week, a minute in all.
    """

    def __init__(self, instance: Instance, classes: Classes, *, costs: bool, mu: float) -> None:
        self.instance = instance
        self.classes = classes
        problem = instance.problem
        self.per_km = problem.costs.per_km if costs else 0.0
        self.per_overload_min = problem.costs.per_overload_h / 60 if costs else 0.0
        changes = problem.published is not None and costs
        self.per_change = problem.costs.per_change if changes else 0.0
        self.constant = self.per_change * len(instance.published)
        self.costs = costs
        self.mu = mu
        self.count = instance.post[:, COUNT].astype(np.float64)
        n_posts, n_classes = len(instance.posts), len(classes.person)
        self.cut = np.cumsum([n_posts, n_classes, n_classes * instance.weeks])
        self.size = classes.size.astype(np.float64)
        who = instance.who[classes.person]
        self.fair = who[:, FAIR].astype(np.float64)
        self.cap = who[:, CAP].astype(np.float64)
        self.week_cap = np.repeat(who[:, [WEEK_CAP]], instance.weeks, axis=1).astype(np.float64)
        self.week_cap[:, 0] -= instance.week_min[classes.person]
        slow = HOUR_SCALE / self.size
        self.scale = np.concatenate([np.ones(n_posts), slow, np.repeat(slow, instance.weeks), slow])
        self.low = np.concatenate([np.full(n_posts, -np.inf), np.zeros(len(self.scale) - n_posts)])
        self.ground = Ground(instance.post, instance.who, instance.km, instance.travel_min)
        self.scratch = scratch(classes)
        self.use = Use(np.zeros(n_posts), np.zeros((n_classes, instance.weeks)))
        nothing = np.zeros(len(self.scale))
        self.offered = Proof(-np.inf, nothing)
        self.state = Climb(-np.inf, nothing, nothing, START_REACH, waiting=0, steps=0)

    def high(self) -> F64:
        """The largest price that a certificate may name."""
        out = np.full(len(self.scale), np.inf)
        out[: self.cut[0]] = self.mu * self.instance.weight
        out[self.cut[0] : self.cut[1]] = self.per_overload_min
        return out

    def value_at(self, prices: F64) -> tuple[float, F64]:
        """The Lagrangian at *prices* (without the price of the cover), and its slope."""
        place, over, week, always = np.split(prices, self.cut)
        week = week.reshape(-1, self.instance.weeks)
        duals = Duals(place, week, over + always, self.per_km, self.per_change)
        self.use.post[:] = 0.0
        self.use.week_min[:] = 0.0
        least = price_all(self.ground, self.classes, duals, self.scratch, self.use)
        worked = self.use.week_min.sum(axis=1)
        slope = (
            self.count - self.use.post,
            self.size * (worked - self.fair),
            (self.size[:, None] * (self.use.week_min - self.week_cap)).ravel(),
            self.size * (worked - self.cap),
        )
        value = least + self.constant + float(place @ self.count)
        value -= float(self.size @ (over * self.fair + always * self.cap))
        value -= float(self.size @ (week * self.week_cap).sum(axis=1))
        return value, np.concatenate(slope)

    @property
    def proof(self) -> Proof:
        """The best bound so far and the prices that prove it."""
        if self.state.best > self.offered.value:
            return Proof(self.state.best, self.state.prices)
        return self.offered

    def climb_from(self, prices: F64) -> None:
        """Begin the ascent at *prices*; what was proven before stays proven."""
        self.offered = self.proof
        prices = np.clip(prices, self.low, self.high())
        value, slope = self.value_at(prices)
        self.state = Climb(value, prices, slope, START_REACH, waiting=0, steps=1)

    def offer(self, prices: F64) -> None:
        """Keep *prices* as the proof if none better is known."""
        prices = np.clip(prices, self.low, self.high())
        value, _ = self.value_at(prices)
        if value > self.offered.value:
            self.offered = Proof(value, prices)

    def step(self, *, uncovered: float, target: float) -> None:
        """One step of the volume algorithm towards *target*, the value of a roster.

        uncovered: the uncovered weight of that roster, which the cost bound refers to.
        """
        now, high = self.state, self.high()
        drift = now.drift.copy()
        drift[(now.prices >= high) & (drift > 0)] = 0.0
        drift[(now.prices <= self.low) & (drift < 0)] = 0.0
        length = float(drift @ (self.scale * drift))
        if length < 1e-12:
            return
        missing = target + self.mu * uncovered - now.best
        reach = now.reach * max(missing, 1e-4 * abs(target) + 1e-6) / length
        tried = np.clip(now.prices + reach * self.scale * drift, self.low, high)
        value, slope = self.value_at(tried)
        self.state = self._judged(tried, value, slope)

    def _judged(self, tried: F64, value: float, slope: F64) -> Climb:
        now = self.state
        ahead = float((self.scale * slope) @ now.drift) > 0
        weight = self._weight(slope)
        drift = weight * slope + (1 - weight) * now.drift
        steps = now.steps + 1
        if value > now.best:
            reach = min(2.0, now.reach * (1.1 if ahead else 0.95))
            return Climb(value, tried, drift, reach, waiting=0, steps=steps)
        if now.waiting + 1 < PATIENCE:
            return replace(now, drift=drift, waiting=now.waiting + 1, steps=steps)
        reach = now.reach * SHORTER
        if reach < SHORTEST:
            reach, slope = RESTART, self.value_at(now.prices)[1]
            return replace(now, drift=slope, reach=reach, waiting=0, steps=steps)
        return replace(now, drift=drift, reach=reach, waiting=0, steps=steps)

    def _weight(self, slope: F64) -> float:
        """How much the new slope counts: what makes the mix shortest, within limits."""
        apart = slope - self.state.drift
        length = float(apart @ (self.scale * apart))
        if length < 1e-12:
            return 0.1
        best = -float(self.state.drift @ (self.scale * apart)) / length
        return min(0.1, max(0.01, best))

    def certificate(self, members: list[list[int]]) -> Certificate:
        """The prices by id; a price of zero is left out."""
        instance = self.instance
        place, over, week, always = np.split(self.proof.prices, self.cut)
        week = week.reshape(-1, instance.weeks)
        people = [(instance.people[p].id, k) for k, group in enumerate(members) for p in group]
        return Certificate(
            post={instance.posts[j].id: float(place[j]) for j in np.flatnonzero(place).tolist()},
            mu=self.mu,
            overload={i: float(over[k]) for i, k in people if over[k]},
            week={i: tuple(week[k].tolist()) for i, k in people if week[k].any()},
            total={i: float(always[k]) for i, k in people if always[k]},
        )


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The best roster known while bounds are sought."""

    pairs: tuple[Pair, ...]
    value: Levels


LAGRANGIAN = "Lagrangian with one duty plan per person"
CONTESTED = "posts that nobody can hold, or that people are wanting for"
State = tuple[Climb, Proof, Climb, Proof]


class Bounder:
    """Both bounds of one problem, anytime.

    The ascent on cover comes first until it is closed, then the two take turns.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        classes, self.members = classes_of(instance)
        self.mu = _price_of_cover(instance)
        self.cover = Lagrangian(instance, classes, costs=False, mu=1.0)
        self.cost = Lagrangian(instance, classes, costs=True, mu=self.mu)
        self.whole = all(x == int(x) for x in instance.weight)

    @property
    def state(self) -> State:
        """What another process needs to go on from here."""
        cover, cost = self.cover, self.cost
        return cover.state, cover.offered, cost.state, cost.offered

    @state.setter
    def state(self, state: State) -> None:
        self.cover.state, self.cover.offered, self.cost.state, self.cost.offered = state

    def bounds(self, uncovered: float) -> Levels:
        """Both bounds; that of the cost is for rosters that leave at most *uncovered*."""
        cost = self.cost.proof.value - self.mu * uncovered
        return Levels(uncovered=max(0.0, self.cover.proof.value), cost=max(0.0, cost))

    def covered_best(self, uncovered: float) -> bool:
        """Whether no roster can leave less than *uncovered*."""
        near = 1 - 1e-6 if self.whole else 1e-6
        return self.cover.proof.value > uncovered - near

    def methods(self) -> dict[str, str]:
        """Which relaxation each bound came from, in words."""
        names = {}
        for level, side in (("uncovered", self.cover), ("cost", self.cost)):
            climbed = side.state.best > side.offered.value
            names[level] = LAGRANGIAN if climbed else CONTESTED
        return names

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
        if not self.cost.state.steps:
            self._start(known)
        if known.pairs and not self.covered_best(known.value.uncovered):
            self._offer_contested(known)
        done = 0
        while (steps is None or done < steps) and (until is None or monotonic() < until):
            done += 1
            self._step(known.value)

    def _step(self, value: Levels) -> None:
        """One step on the level that is due: cost first, for its prices begin the other."""
        if self.cost.state.steps < HEAD_START or self.covered_best(value.uncovered):
            self.cost.step(uncovered=value.uncovered, target=value.cost)
        elif not self.cover.state.steps:
            self.cover.climb_from(self.cost.state.prices / self.mu)
        elif (self.cost.state.steps + self.cover.state.steps) % 3:
            self.cover.step(uncovered=0.0, target=value.uncovered)
        else:
            self.cost.step(uncovered=value.uncovered, target=value.cost)

    def _start(self, known: Incumbent) -> None:
        prices, filled = _shares(self.instance, known.pairs)
        short = filled < self.cost.count
        n = len(self.instance.posts)
        start = np.zeros(len(self.cost.scale))
        start[:n] = np.where(short, self.mu * self.instance.weight, prices)
        self.cost.climb_from(start)
        self.cover.offer(np.zeros(len(start)))

    def _offer_contested(self, known: Incumbent) -> None:
        """Prove the cover by the posts that the roster's open posts compete with."""
        _, filled = _shares(self.instance, known.pairs)
        short = filled < self.cover.count
        if 0 < short.sum() <= MAX_CONTESTED:
            prices = np.zeros(len(self.cover.scale))
            prices[: len(short)] = _contested(self.instance, known.pairs, short)
            self.cover.offer(prices)


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
