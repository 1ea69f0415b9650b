"""The Lagrangian of one level, and the ascent on it.

Places and hours are priced; what remains is one small problem for each class of people
(see :mod:`muster.engines.roster.pricing`). Whatever the prices are, the value is a valid
bound, and the prices are its certificate. They are raised by the volume algorithm (Barahona
and Anbil, 2000).
"""

from dataclasses import dataclass, replace

import numpy as np

from muster.engines.roster.instance import (
    CAP,
    COUNT,
    F64,
    FAIR,
    WEEK_CAP,
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
from muster.engines.roster.problem import Certificate

HOUR_SCALE = 8e-7  # prices of minutes move this much slower than prices of places
LAGRANGIAN = "Lagrangian with one duty plan per person"
PATIENCE = 10  # steps without progress before the stride is cut
SHORTER, SHORTEST, RESTART = 0.7, 3e-4, 0.02  # how it is cut, and where it starts over
START_REACH = 0.02  # first stride, as a share of the way to the roster's value


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
    """A value of the Lagrangian, the prices that give it, and how they were found."""

    value: float
    prices: F64
    by: str


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
        self.offered = Proof(-np.inf, nothing, by=LAGRANGIAN)
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
            return Proof(self.state.best, self.state.prices, by=LAGRANGIAN)
        return self.offered

    def climb_from(self, prices: F64) -> None:
        """Begin the ascent at *prices*; what was proven before stays proven."""
        self.offered = self.proof
        prices = np.clip(prices, self.low, self.high())
        value, slope = self.value_at(prices)
        self.state = Climb(value, prices, slope, START_REACH, waiting=0, steps=1)

    def offer(self, prices: F64, *, by: str) -> None:
        """Keep *prices* as the proof if none better is known."""
        prices = np.clip(prices, self.low, self.high())
        value, _ = self.value_at(prices)
        if value > self.offered.value:
            self.offered = Proof(value, prices, by=by)

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
