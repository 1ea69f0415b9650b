"""The Lagrangian of one level.

Places and hours are priced; what remains is one small problem for each class of people
(see :mod:`muster.engines.roster.bounding.pricing`). Whatever the prices are, the value is a valid
bound, and the prices are its certificate.
"""

from dataclasses import dataclass

import numpy as np

from muster.engines.roster.bounding.narrowing import narrowed, skimmed
from muster.engines.roster.bounding.pricing import (
    Classes,
    Duals,
    Ground,
    Use,
    price_all,
    scratch,
)
from muster.engines.roster.instance import (
    CAP,
    COUNT,
    F64,
    FAIR,
    WEEK_CAP,
    Instance,
)
from muster.engines.roster.problem import Certificate

LAGRANGIAN = "Lagrangian with one duty plan per person"


@dataclass(frozen=True, slots=True)
class Proof:
    """A value of the Lagrangian, the prices and the price of cover that give it, and the way."""

    value: float
    prices: F64
    mu: float
    by: str

    def bound(self, uncovered: float) -> float:
        """What it proves for rosters that leave at most *uncovered*."""
        return self.value - self.mu * uncovered


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
        rows = n_posts + n_classes * (2 + instance.weeks)
        self.low = np.concatenate([np.full(n_posts, -np.inf), np.zeros(rows - n_posts)])
        self.ground = Ground(instance.post, instance.who, instance.km, instance.travel_min)
        self.scratch = scratch(classes)
        self.use = Use(np.zeros(n_posts), np.zeros((n_classes, instance.weeks)))
        self.proof = Proof(-np.inf, np.zeros(rows), mu, by=LAGRANGIAN)

    def high(self, mu: float | None = None) -> F64:
        """The largest price that a certificate may name at the price *mu* of cover."""
        out = np.full(len(self.low), np.inf)
        out[: self.cut[0]] = (self.mu if mu is None else mu) * self.instance.weight
        out[self.cut[0] : self.cut[1]] = self.per_overload_min
        return out

    def duals_of(self, prices: F64) -> Duals:
        """The prices as the pricing takes them."""
        place, over, week, always = np.split(prices, self.cut)
        week = week.reshape(-1, self.instance.weeks)
        return Duals(place.copy(), week.copy(), over + always, self.per_km, self.per_change)

    def value_at(self, prices: F64) -> tuple[float, F64]:
        """The Lagrangian at *prices* (without the price of the cover), and its slope."""
        use = self._nothing_used()
        least = price_all(self.ground, self.classes, self.duals_of(prices), self.scratch, use)
        worked = use.week_min.sum(axis=1)
        slope = (
            self.count - use.post,
            self.size * (worked - self.fair),
            (self.size[:, None] * (use.week_min - self.week_cap)).ravel(),
            self.size * (worked - self.cap),
        )
        return self._value(prices, least), np.concatenate(slope)

    def narrowed_at(self, prices: F64, classes: Classes, *, most: float) -> tuple[float, Classes]:
        """The value at *prices* if there were only *classes*; of these what regrets *most*."""
        least, narrow = narrowed(
            self.ground,
            classes,
            self.duals_of(prices),
            self.scratch,
            self._nothing_used(),
            most=most,
        )
        return self._value(prices, least), narrow

    def skimmed_at(self, prices: F64, *, far: float, most: float) -> Classes:
        """What may pay by itself at *prices*, roughly; *far*: the share of the way that counts."""
        duals = self.duals_of(prices)
        return skimmed(self.ground, self.classes, duals, self.scratch, far=far, most=most)

    def _nothing_used(self) -> Use:
        self.use.post[:] = 0.0
        self.use.week_min[:] = 0.0
        return self.use

    def _value(self, prices: F64, least: float) -> float:
        place, over, week, always = np.split(prices, self.cut)
        value = least + self.constant + float(place @ self.count)
        value -= float(self.size @ (over * self.fair + always * self.cap))
        week = week.reshape(-1, self.instance.weeks)
        return value - float(self.size @ (week * self.week_cap).sum(axis=1))

    def offer(self, proof: Proof, *, uncovered: float) -> None:
        """Keep *proof* if it proves most for rosters that leave at most *uncovered*."""
        if proof.bound(uncovered) > self.proof.bound(uncovered):
            self.proof = proof

    def offer_prices(self, prices: F64, *, mu: float, by: str, uncovered: float) -> None:
        """Keep *prices* as the proof if none better is known."""
        prices = np.clip(prices, self.low, self.high(mu))
        value, _ = self.value_at(prices)
        self.offer(Proof(value, prices, mu, by=by), uncovered=uncovered)

    def certificate(self, members: list[list[int]]) -> Certificate:
        """The prices by id; a price of zero is left out."""
        instance = self.instance
        place, over, week, always = np.split(self.proof.prices, self.cut)
        week = week.reshape(-1, instance.weeks)
        people = [(instance.people[p].id, k) for k, group in enumerate(members) for p in group]
        return Certificate(
            post={instance.posts[j].id: float(place[j]) for j in np.flatnonzero(place).tolist()},
            mu=self.proof.mu,
            overload={i: float(over[k]) for i, k in people if over[k]},
            week={i: tuple(week[k].tolist()) for i, k in people if week[k].any()},
            total={i: float(always[k]) for i, k in people if always[k]},
        )
