"""Compiled: an ascent that moves the prices while it prices, for problems with many people.

A full step of the volume algorithm prices everybody once and then moves. Here the prices
move after every block of classes, along the slope made of what each class took when it was
priced last (the incremental aggregated subgradient of Blatt, Hero and Gauchman, 2007).
What comes out is only a start: its value as a bound is computed by a full pricing.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import END, F64, I32, START, WEEK
from muster.engines.roster.jit import compiled
from muster.engines.roster.lagrangian import Lagrangian
from muster.engines.roster.pricing import Classes, Duals, Ground, Scratch, best_set, load

MOST_SWEEPS, FEWEST_SWEEPS = 100, 24  # before the volume algorithm takes over
SWEPT_PAIRS = 100_000_000  # pairs of class and post that all sweeps together may price
BLOCKS = 25  # moves of the prices in one sweep
FAR, NEAR = 0.03, 0.003  # strides at the first and at the last sweep
HOUR_SCALE = 4e-6  # prices of minutes move this much slower than prices of places
MIX = 0.15  # how much the newest slope counts in the averaged one

# entries of Sweeps.sums
LEAST, STRIDE = range(2)


class Limits(NamedTuple):
    """What the prices answer to: places, shares and hours, and the largest price of each."""

    places: F64
    high: F64
    fair: F64
    week_cap: F64
    cap: F64
    high_over: float


class Sweeps(NamedTuple):
    """What each class took last, and the averaged slope.

    taken[k, :took[k]]: its posts.  worked: its minutes by week.  least: its value.
    over, total: prices of a minute above the fair share, and in all.
    """

    taken: I32
    took: I32
    worked: I32
    least: F64
    use: F64
    drift: F64
    over: F64
    total: F64
    sums: F64


@compiled
def retake(g: Ground, c: Classes, s: Scratch, w: Sweeps, k: int, last: int) -> None:
    """Replace what class k takes by the set that ends with *last*."""
    for x in range(w.took[k]):
        w.use[w.taken[k, x]] -= c.size[k]
    w.took[k] = 0
    for x in range(w.worked.shape[1]):
        w.worked[k, x] = 0
    b = last
    at = s.closed_k[b] if b >= 0 else 0
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
                at = s.closed_k[b]


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
def move_places(d: Duals, w: Sweeps, lim: Limits, reach: float, target: float) -> None:
    """Move the prices of places along the averaged slope, towards *target*."""
    value, length = w.sums[LEAST], 0.0
    for j in range(lim.places.shape[0]):
        w.drift[j] += MIX * (lim.places[j] - w.use[j] - w.drift[j])
        value += d.post[j] * lim.places[j]
        if d.post[j] < lim.high[j] or w.drift[j] < 0:
            length += w.drift[j] ** 2
    stride = reach * max(target - value, 0.01 * target) / max(length, 1e-9)
    w.sums[STRIDE] = stride
    for j in range(lim.places.shape[0]):
        d.post[j] = min(lim.high[j], d.post[j] + stride * w.drift[j])


@compiled
def sweep(
    g: Ground,
    c: Classes,
    d: Duals,
    s: Scratch,
    w: Sweeps,
    lim: Limits,
    order: I32,
    pace: F64,
) -> None:
    """Price the classes in *order*; pace: block length, reach, target, scale of hour prices."""
    block = int(pace[0])
    blocks = order.shape[0] / block
    for m in range(order.shape[0]):
        k = order[m]
        n = load(g, c, d, s, k)
        best, last = best_set(g, c, d, s, k, n)
        retake(g, c, s, w, k, last)
        own = best - w.over[k] * lim.fair[k] - w.total[k] * lim.cap[k]
        for x in range(lim.week_cap.shape[1]):
            own -= d.week[k, x] * lim.week_cap[k, x]
        w.sums[LEAST] += c.size[k] * (own - w.least[k])
        w.least[k] = own
        move_hours(d, w, lim, k, w.sums[STRIDE] * pace[3] * blocks)
        if m % block == block - 1:
            move_places(d, w, lim, pace[1], pace[2])


@dataclass(frozen=True, slots=True)
class Swept:
    """Where the sweeps stand: how many are done, the prices, and what each class took last."""

    done: int
    duals: Duals
    memory: Sweeps


def begin(lagrangian: Lagrangian, prices: F64) -> Swept:
    """The state before the first sweep, from *prices*."""
    prices = np.clip(prices, lagrangian.low, lagrangian.high())
    places, over, week, total = np.split(prices, lagrangian.cut)
    n, c = len(lagrangian.count), len(lagrangian.size)
    weeks, width = lagrangian.week_cap.shape[1], lagrangian.instance.route_width
    memory = Sweeps(
        taken=np.zeros((c, width), dtype=np.int32),
        took=np.zeros(c, dtype=np.int32),
        worked=np.zeros((c, weeks), dtype=np.int32),
        least=np.zeros(c),
        use=np.zeros(n),
        drift=np.zeros(n),
        over=over.copy(),
        total=total.copy(),
        sums=np.zeros(2),
    )
    duals = Duals(
        places.copy(),
        week.reshape(c, weeks).copy(),
        over + total,
        lagrangian.per_km,
        lagrangian.per_change,
    )
    swept = Swept(0, duals, memory)
    _sweep(lagrangian, swept, block=c + 1, reach=0.0, target=0.0)  # only to see what is taken
    memory.drift[:] = lagrangian.count - memory.use
    return swept


def planned(lagrangian: Lagrangian) -> int:
    """How many sweeps a problem of this size gets."""
    pairs = max(1, len(lagrangian.classes.held))
    return max(FEWEST_SWEEPS, min(MOST_SWEEPS, SWEPT_PAIRS // pairs))


def sweep_once(lagrangian: Lagrangian, swept: Swept, *, target: float) -> Swept:
    """One more sweep towards *target*; the arrays of *swept* are reused."""
    reach = FAR * (NEAR / FAR) ** (swept.done / planned(lagrangian))
    block = max(1, len(lagrangian.size) // BLOCKS)
    _sweep(lagrangian, swept, block=block, reach=reach, target=target)
    return Swept(swept.done + 1, swept.duals, swept.memory)


def prices_of(swept: Swept) -> F64:
    """The prices as the Lagrangian takes them."""
    memory, duals = swept.memory, swept.duals
    return np.concatenate([duals.post, memory.over, duals.week.ravel(), memory.total])


def _sweep(
    lagrangian: Lagrangian, swept: Swept, *, block: int, reach: float, target: float
) -> None:
    order = np.random.default_rng(swept.done).permutation(len(lagrangian.size)).astype(np.int32)
    high = lagrangian.high()[: len(lagrangian.count)]
    limits = Limits(
        places=lagrangian.count,
        high=high,
        fair=lagrangian.fair,
        week_cap=lagrangian.week_cap,
        cap=lagrangian.cap,
        high_over=lagrangian.per_overload_min,
    )
    sweep(
        lagrangian.ground,
        lagrangian.classes,
        swept.duals,
        lagrangian.scratch,
        swept.memory,
        limits,
        order,
        np.array([block, reach, target, HOUR_SCALE]),
    )
