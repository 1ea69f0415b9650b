"""Compiled: an ascent that moves the prices while it prices.

A full step of a subgradient method prices everybody once and then moves. Here the prices
move after every block of classes, along the slope made of what each class took when it was
priced last (the incremental aggregated subgradient of Blatt, Hero and Gauchman, 2007).
What comes out is no bound by itself: its value is computed by a full pricing.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from muster.engines.roster.bounding.lagrangian import Lagrangian
from muster.engines.roster.bounding.pricing import Classes, Duals, Ground, Scratch, best_set, load
from muster.engines.roster.instance import END, F64, I32, START, WEEK
from muster.engines.roster.jit import compiled

BLOCKS = 100  # moves of the prices in one sweep
HOUR_SCALE = 2e-5  # prices of minutes move this much slower than prices of places
MIX = 0.15  # how much the newest slope counts in the averaged one
COVER_SCALE = 0.25  # of the pace of places; at the full pace its noise carries it away


class Limits(NamedTuple):
    """What the prices answer to: places and their weights, shares and hours."""

    places: F64
    weight: F64
    fair: F64
    week_cap: F64
    cap: F64
    high_over: float


class Pace(NamedTuple):
    """How one sweep moves: classes in a block, strides of places, hours and the price of cover.

    uncovered: the weight of the rosters that the bound is for.
    """

    block: int
    stride: float
    hour_stride: float
    cover_stride: float
    uncovered: float


class Sweeps(NamedTuple):
    """What each class took last, and the averaged slope.

    taken[k, :took[k]]: its posts.  worked: its minutes by week.
    over, total: prices of a minute above the fair share, and in all.  mu: the price of cover.
    """

    taken: I32
    took: I32
    worked: I32
    use: F64
    drift: F64
    over: F64
    total: F64
    mu: F64


@compiled
def retake(g: Ground, c: Classes, s: Scratch, w: Sweeps, k: int, last: int) -> None:
    """Replace what class k takes by the set that ends with *last*."""
    for x in range(w.took[k]):
        w.use[w.taken[k, x]] -= c.size[k]
    w.took[k] = 0
    for x in range(w.worked.shape[1]):
        w.worked[k, x] = 0
    b = last
    at = s.low_k[b] if b >= 0 else 0
    while b >= 0:
        j = s.at[b]
        w.taken[k, w.took[k]] = j
        w.took[k] += 1
        w.use[j] += c.size[k]
        w.worked[k, g.post[j, WEEK]] += g.post[j, END] - g.post[j, START]
        code = s.back[b, at]
        if code >= 0:
            b, at = code // c.slots, code % c.slots
        else:
            b = -2 - code
            if b >= 0:
                at = s.low_k[b]


@compiled
def move_hours(d: Duals, w: Sweeps, lim: Limits, k: int, stride: float) -> None:
    """Move the prices of the minutes of class k along their own slope."""
    worked = 0
    for x in range(w.worked.shape[1]):
        worked += w.worked[k, x]
        price = d.week[k, x] + stride * (w.worked[k, x] - lim.week_cap[k, x])
        d.week[k, x] = max(0.0, price)
    w.over[k] = min(lim.high_over, max(0.0, w.over[k] + stride * (worked - lim.fair[k])))
    w.total[k] = max(0.0, w.total[k] + stride * (worked - lim.cap[k]))
    d.always[k] = w.over[k] + w.total[k]


@compiled
def move_places(d: Duals, w: Sweeps, lim: Limits, pace: Pace) -> None:
    """Move the prices of places along the averaged slope, and the price of cover with them.

    The price of cover holds down the places that are at their weight's worth: it moves along
    what they want of it together, less what may stay uncovered.
    """
    want, held_down = -pace.uncovered, 0.0
    for j in range(lim.places.shape[0]):
        w.drift[j] += MIX * (lim.places[j] - w.use[j] - w.drift[j])
        d.post[j] += pace.stride * w.drift[j]
        if d.post[j] >= w.mu[0] * lim.weight[j]:
            want += lim.weight[j] * w.drift[j]
            held_down += lim.weight[j] ** 2
    step = pace.cover_stride * want / max(held_down, 1.0)
    w.mu[0] = min(1.001 * w.mu[0], max(0.999 * w.mu[0], w.mu[0] + step))
    for j in range(lim.places.shape[0]):
        d.post[j] = min(w.mu[0] * lim.weight[j], d.post[j])


@compiled
def sweep(
    g: Ground,
    c: Classes,
    d: Duals,
    s: Scratch,
    w: Sweeps,
    lim: Limits,
    order: I32,
    pace: Pace,
) -> None:
    """Price the classes in *order*, moving the prices after every block."""
    for m in range(order.shape[0]):
        k = order[m]
        n = load(g, c, d, s, k)
        _, last = best_set(g, c, d, s, k, n)
        retake(g, c, s, w, k, last)
        if pace.stride > 0:
            move_hours(d, w, lim, k, pace.hour_stride)
            if m % pace.block == pace.block - 1:
                move_places(d, w, lim, pace)


@dataclass(frozen=True, slots=True)
class Swept:
    """Where the sweeps stand.

    done: how many.  unit: what a place is worth about.  mean: prices and price of cover,
    summed up since the last look, over *since* sweeps.
    """

    done: int
    unit: float
    duals: Duals
    memory: Sweeps
    mean: F64
    since: int


def begin(lagrangian: Lagrangian, prices: F64, *, mu: float, unit: float) -> Swept:
    """The state before the first sweep, from *prices*; unit: what a place is worth about."""
    n, c = len(lagrangian.count), len(lagrangian.size)
    weeks, width = lagrangian.week_cap.shape[1], lagrangian.instance.route_width
    prices = np.clip(prices, lagrangian.low, lagrangian.high(mu))
    memory = Sweeps(
        taken=np.zeros((c, width), dtype=np.int32),
        took=np.zeros(c, dtype=np.int32),
        worked=np.zeros((c, weeks), dtype=np.int32),
        use=np.zeros(n),
        drift=np.zeros(n),
        over=np.zeros(c),
        total=np.zeros(c),
        mu=np.array([mu]),
    )
    duals = lagrangian.duals_of(prices)
    swept = Swept(0, unit, duals, memory, np.zeros(len(prices) + 1), 0)
    move_to(lagrangian, swept, prices, mu=mu)
    return swept


def move_to(lagrangian: Lagrangian, swept: Swept, prices: F64, *, mu: float) -> None:
    """Set the prices that the next sweep starts from."""
    places, over, week, total = np.split(prices, lagrangian.cut)
    swept.duals.post[:] = places
    swept.duals.week[:] = week.reshape(swept.duals.week.shape)
    swept.duals.always[:] = over + total
    swept.memory.over[:] = over
    swept.memory.total[:] = total
    swept.memory.mu[0] = mu


def see(lagrangian: Lagrangian, swept: Swept, classes: Classes) -> None:
    """Note what everybody takes at the prices, without moving them."""
    order = np.arange(len(lagrangian.size), dtype=np.int32)
    _sweep(lagrangian, swept, classes, order, Pace(len(order), 0.0, 0.0, 0.0, 0.0))
    swept.memory.drift[:] = lagrangian.count - swept.memory.use


def sweep_once(
    lagrangian: Lagrangian, swept: Swept, classes: Classes, *, stride: float, uncovered: float
) -> Swept:
    """One more sweep; the arrays of *swept* are reused."""
    rng = np.random.default_rng(swept.done)
    order = rng.permutation(len(lagrangian.size)).astype(np.int32)
    block = max(1, len(order) // BLOCKS)
    per_move = stride * block / max(1, len(order))
    cover = COVER_SCALE * per_move if lagrangian.costs else 0.0
    pace = Pace(block, per_move, stride * HOUR_SCALE, cover, uncovered)
    _sweep(lagrangian, swept, classes, order, pace)
    swept.mean[:-1] += prices_of(swept)
    swept.mean[-1] += swept.memory.mu[0]
    return replace(swept, done=swept.done + 1, since=swept.since + 1)


def prices_of(swept: Swept) -> F64:
    """The prices as the Lagrangian takes them."""
    memory, duals = swept.memory, swept.duals
    return np.concatenate([duals.post, memory.over, duals.week.ravel(), memory.total])


def _sweep(lagrangian: Lagrangian, swept: Swept, classes: Classes, order: I32, pace: Pace) -> None:
    limits = Limits(
        places=lagrangian.count,
        weight=lagrangian.instance.weight,
        fair=lagrangian.fair,
        week_cap=lagrangian.week_cap,
        cap=lagrangian.cap,
        high_over=lagrangian.per_overload_min,
    )
    sweep(
        lagrangian.ground,
        classes,
        swept.duals,
        lagrangian.scratch,
        swept.memory,
        limits,
        order,
        pace,
    )
