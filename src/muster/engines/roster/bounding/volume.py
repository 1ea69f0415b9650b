"""The last steps on the way up: the volume algorithm (Barahona and Anbil, 2000).

A step prices everybody and moves all prices along an averaged slope. It is slow from afar and
too dear for large problems, but near the best prices it gains what the sweeps leave.
"""

from dataclasses import dataclass, replace

import numpy as np

from muster.engines.roster.bounding.lagrangian import LAGRANGIAN, Lagrangian, Proof
from muster.engines.roster.instance import F64

HOUR_SCALE = 8e-7  # prices of minutes move this much slower than prices of places
PATIENCE = 10  # steps without progress before the stride is cut
SHORTER, SHORTEST, RESTART = 0.7, 3e-4, 0.02  # how it is cut, and where it starts over
START_REACH = 0.02  # first stride, as a share of the way to the roster's value


@dataclass(frozen=True, slots=True)
class Climb:
    """Where it stands: the best value and its prices, the averaged slope, the stride."""

    best: float
    prices: F64
    mu: float
    drift: F64
    reach: float
    waiting: int
    steps: int


def climb_from(lagrangian: Lagrangian, prices: F64, *, mu: float) -> Climb:
    """The state before the first step, from *prices*."""
    prices = np.clip(prices, lagrangian.low, lagrangian.high(mu))
    value, slope = lagrangian.value_at(prices)
    return Climb(value, prices, mu, slope, START_REACH, waiting=0, steps=1)


def climb_once(lagrangian: Lagrangian, now: Climb, *, uncovered: float, target: float) -> Climb:
    """One step towards *target*, the value of a roster that leaves *uncovered*."""
    high, scale = lagrangian.high(now.mu), _scale(lagrangian)
    drift = now.drift.copy()
    drift[(now.prices >= high) & (drift > 0)] = 0.0
    drift[(now.prices <= lagrangian.low) & (drift < 0)] = 0.0
    length = float(drift @ (scale * drift))
    if length < 1e-12:
        return replace(now, steps=now.steps + 1)
    missing = target + now.mu * uncovered - now.best
    reach = now.reach * max(missing, 1e-4 * abs(target) + 1e-6) / length
    tried = np.clip(now.prices + reach * scale * drift, lagrangian.low, high)
    value, slope = lagrangian.value_at(tried)
    lagrangian.offer(Proof(value, tried, now.mu, by=LAGRANGIAN), uncovered=uncovered)
    return _judged(lagrangian, now, tried, value, slope)


def _judged(lagrangian: Lagrangian, now: Climb, tried: F64, value: float, slope: F64) -> Climb:
    scale, steps = _scale(lagrangian), now.steps + 1
    ahead = float((scale * slope) @ now.drift) > 0
    weight = _weight(now, slope, scale)
    drift = weight * slope + (1 - weight) * now.drift
    if value > now.best:
        reach = min(2.0, now.reach * (1.1 if ahead else 0.95))
        return Climb(value, tried, now.mu, drift, reach, waiting=0, steps=steps)
    if now.waiting + 1 < PATIENCE:
        return replace(now, drift=drift, waiting=now.waiting + 1, steps=steps)
    reach = now.reach * SHORTER
    if reach < SHORTEST:
        drift, reach = lagrangian.value_at(now.prices)[1], RESTART
    return replace(now, drift=drift, reach=reach, waiting=0, steps=steps)


def _weight(now: Climb, slope: F64, scale: F64) -> float:
    """How much the new slope counts: what makes the mix shortest, within limits."""
    apart = slope - now.drift
    length = float(apart @ (scale * apart))
    if length < 1e-12:
        return 0.1
    best = -float(now.drift @ (scale * apart)) / length
    return min(0.1, max(0.01, best))


def _scale(lagrangian: Lagrangian) -> F64:
    slow = HOUR_SCALE / lagrangian.size
    weeks = np.repeat(slow, lagrangian.instance.weeks)
    return np.concatenate([np.ones(len(lagrangian.count)), slow, weeks, slow])
