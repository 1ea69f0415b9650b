"""Compiled: steps that the prices of the bound lead: who has the worst duty gets his best one.

At the prices of the bound everybody has a plan of duty that nobody's own duty undercuts. How much
dearer his duty is, is his regret; the gap between roster and bound is the sum of the regrets
(and of what the prices leave open), and a tenth of the people hold most of it. Such a step puts
one of them on his plan, whoever stands there, and the search goes on from what that displaces.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.bounding.lagrangian import Lagrangian
from muster.engines.roster.bounding.pricing import (
    Classes,
    Duals,
    Ground,
    Scratch,
    best_set,
    load,
    scratch,
)
from muster.engines.roster.instance import END, F64, I32, KM_RATE, START, WEEK, Tables
from muster.engines.roster.jit import compiled
from muster.engines.roster.searching.routes import Roster, chance, change_cost, way_km

TOURNAMENT = 6  # people drawn, of whom the one with the most regret is led
NOISE = 0.25  # how far the worth of a place is taken off, at most, so that plans differ


class Guide(NamedTuple):
    """The prices, and what they make of everybody.

    class_of: the class of each person (-1: nobody may use him).  least: value of the best
    plan of each class.  plan: posts of the plan under way.  share: of the steps that are led.
    """

    ground: Ground
    classes: Classes
    duals: Duals
    scratch: Scratch
    class_of: I32
    least: F64
    plan: I32
    share: F64


def no_guide() -> Guide:
    """A guide that leads no step, for as long as there are no prices."""
    none, nothing, nowhere = np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.int64)
    table, grid = np.zeros((0, 0), np.int32), np.zeros((0, 0))
    back = np.zeros((0, 0), np.int64)
    return Guide(
        Ground(table, table, grid, table),
        Classes(nowhere, none, none, none, none, none, none, 0, none),
        Duals(nothing, grid, nothing, 0.0, 0.0),
        Scratch(
            *(none, none, none, none, nothing, nothing, grid, back, table, none),
            *(nothing, none, nothing),
        ),
        *(none, nothing, none, np.zeros(1)),
    )


def guide_of(lagrangian: Lagrangian, members: list[list[int]], *, people: int) -> Guide:
    """A guide with room for the prices of a Lagrangian."""
    class_of = np.full(people, -1, dtype=np.int32)
    for k, group in enumerate(members):
        class_of[group] = k
    return Guide(
        lagrangian.ground,
        lagrangian.classes,
        lagrangian.duals_of(np.zeros(len(lagrangian.low))),
        scratch(lagrangian.classes),
        class_of,
        np.zeros(len(members)),
        np.zeros(lagrangian.instance.route_width, dtype=np.int32),
        np.zeros(1),
    )


def take_prices(guide: Guide, duals: Duals) -> None:
    """Lead by these prices from now on."""
    guide.duals.post[:] = duals.post
    guide.duals.week[:] = duals.week
    guide.duals.always[:] = duals.always
    revalue(guide)


@compiled
def revalue(g: Guide) -> None:
    """Work out what the best plan of each class is worth."""
    for k in range(g.classes.person.shape[0]):
        n = load(g.ground, g.classes, g.duals, g.scratch, k)
        g.least[k], _ = best_set(g.ground, g.classes, g.duals, g.scratch, k, n)


@compiled
def regret(t: Tables, r: Roster, g: Guide, p: int) -> float:
    """How much dearer the duty of p is, at the prices, than the best plan."""
    k = g.class_of[p]
    if k < 0:
        return -1.0
    value, before = 0.0, -1
    for m in range(r.size[p]):
        j = r.route[p, m]
        value += t.rate[KM_RATE] * way_km(t, p, before, j) - g.duals.post[j]
        value += change_cost(t, p, j)
        price = g.duals.week[k, t.post[j, WEEK]] + g.duals.always[k]
        value += price * (t.post[j, END] - t.post[j, START])
        before = j
    value += t.rate[KM_RATE] * way_km(t, p, before, -1)
    return value - g.least[k]


@compiled
def worst_off(t: Tables, r: Roster, g: Guide) -> int:
    """The one with the most regret of a few people drawn."""
    who, most = -1, 1e-6
    for _ in range(TOURNAMENT):
        p = int(chance(r.random) * g.class_of.shape[0])
        lost = regret(t, r, g, p)
        if lost > most:
            who, most = p, lost
    return who


@compiled
def plan_for(r: Roster, g: Guide, p: int) -> int:
    """The best plan of p at prices a little off; how many posts it has."""
    k, s = g.class_of[p], g.scratch
    n = load(g.ground, g.classes, g.duals, s, k)
    noise = NOISE * chance(r.random)
    for b in range(n):
        s.worth[b] += noise * chance(r.random) * abs(g.duals.post[s.at[b]])
    _, b = best_set(g.ground, g.classes, g.duals, s, k, n)
    at = s.low_k[b] if b >= 0 else 0
    size = 0
    while b >= 0:
        g.plan[size] = s.at[b]
        size += 1
        code = s.back[b, at]
        if code >= 0:
            b, at = code // g.classes.slots, code % g.classes.slots
        else:
            b = -2 - code
            if b >= 0:
                at = s.low_k[b]
    return size


@compiled
def in_plan(g: Guide, size: int, j: int) -> bool:
    """Whether post j stands in the plan under way."""
    for k in range(size):  # noqa: SIM110 -- numba has no generators here
        if g.plan[k] == j:
            return True
    return False
