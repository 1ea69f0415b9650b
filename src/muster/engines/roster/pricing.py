"""Compiled: the best set of posts of one person at given prices, by dynamic programming.

It keeps eligibility, travel, breaks, rest and the span of duty periods; hours and days in a
row are left to the prices (or left out), so its value is a lower bound. People who may hold
the same posts from the same home under the same rules are priced once, as a class.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import (
    BREAK,
    END,
    F64,
    H_END,
    H_PLACE,
    H_START,
    HOME,
    I32,
    I64,
    PLACE,
    REST,
    SPAN,
    START,
    WEEK,
)
from muster.engines.roster.jit import compiled, inlined

NEVER = 1e300


class Classes(NamedTuple):
    """People by class, and what each class may hold.

    ptr, held: posts of each class by start.  by_end: positions in that list by end.
    person: one member of each class; size: how many members.
    slot, slots: number of each post's start among the distinct starts; most in one span.
    published: for each entry of held -1 if the pair stands in the published roster, 1 if
    another roster does, 0 if there is none.
    """

    ptr: I64
    held: I32
    by_end: I32
    person: I32
    size: I32
    slot: I32
    starts: I32
    slots: int
    published: I32


class Ground(NamedTuple):
    """What the pricing reads of the instance."""

    post: I32
    who: I32
    km: F64
    travel_min: I32


class Duals(NamedTuple):
    """Prices: a place of each post, and a minute of each class by week and in all."""

    post: F64
    week: F64
    always: F64
    per_km: float
    per_change: float


class Use(NamedTuple):
    """What all people together take at the prices: places of each post, minutes of each class."""

    post: F64
    week_min: F64


class Scratch(NamedTuple):
    """Room for one person's dynamic programme.

    cell[b, k]: least value of sets that end with b and whose last duty period began k starts
    before b's own; back: the cell or period before it.
    """

    at: I32
    worth: F64
    cell: F64
    back: I64
    closed: F64
    closed_k: I32


def scratch(classes: Classes) -> Scratch:
    """Room for the largest class."""
    n = int(np.diff(classes.ptr).max(initial=0)) + 1
    return Scratch(
        at=np.zeros(n, dtype=np.int32),
        worth=np.zeros(n, dtype=np.float64),
        cell=np.zeros((n, classes.slots), dtype=np.float64),
        back=np.zeros((n, classes.slots), dtype=np.int64),
        closed=np.zeros(n, dtype=np.float64),
        closed_k=np.zeros(n, dtype=np.int32),
    )


@compiled
def load(g: Ground, c: Classes, d: Duals, s: Scratch, k: int) -> int:
    """List the posts of class k with what holding them is worth; worthless ones may be bridges."""
    for x in range(c.ptr[k], c.ptr[k + 1]):
        j = c.held[x]
        price = d.week[k, g.post[j, WEEK]] + d.always[k]
        worth = price * (g.post[j, END] - g.post[j, START]) - d.post[j]
        worth += d.per_change * c.published[x]
        s.at[x - c.ptr[k]] = j
        s.worth[x - c.ptr[k]] = worth
    return c.ptr[k + 1] - c.ptr[k]


@compiled
def opens(g: Ground, p: int, j: int, rested: float) -> float:
    """Value before a new duty period of p that begins with post j; the history may forbid it."""
    if g.who[p, H_PLACE] < 0:
        return rested
    gap = g.post[j, START] - g.who[p, H_END]
    brk = g.who[p, BREAK]
    bad = gap < g.travel_min[g.who[p, H_PLACE], g.post[j, PLACE]]
    bad = bad or (brk < gap < g.who[p, REST])
    bad = bad or (gap <= brk and g.post[j, END] - g.who[p, H_START] > g.who[p, SPAN])
    if bad and rested == 0.0:
        return NEVER
    return rested


@compiled
def extend(g: Ground, c: Classes, d: Duals, s: Scratch, p: int, b: int, a: int) -> None:
    """Try post b right after post a, in one duty period; a ended no longer ago than a break."""
    j, i = s.at[b], s.at[a]
    start, end, span = g.post[j, START], g.post[j, END], g.who[p, SPAN]
    if start - g.post[i, END] < g.travel_min[g.post[i, PLACE], g.post[j, PLACE]]:
        return
    step = d.per_km * g.km[g.post[i, PLACE], g.post[j, PLACE]] + s.worth[b]
    shift = c.slot[j] - c.slot[i]
    for k in range(c.slots - shift):
        value = s.cell[a, k] + step
        if value < s.cell[b, k + shift] and end - c.starts[c.slot[i] - k] <= span:
            s.cell[b, k + shift] = value
            s.back[b, k + shift] = a * c.slots + k


@compiled
def close(g: Ground, c: Classes, d: Duals, s: Scratch, p: int, b: int) -> None:
    """The best way to go home after post b."""
    home_km = d.per_km * g.km[g.post[s.at[b], PLACE], g.who[p, HOME]]
    s.closed[b] = NEVER
    for k in range(c.slots):
        if s.cell[b, k] < NEVER and s.cell[b, k] + home_km < s.closed[b]:
            s.closed[b] = s.cell[b, k] + home_km
            s.closed_k[b] = k


@compiled
def best_set(g: Ground, c: Classes, d: Duals, s: Scratch, k: int, n: int) -> tuple[float, int]:
    """Least value of a set of the n loaded posts, and the last post of it (-1: none)."""
    p = c.person[k]
    best, last = 0.0, -1
    rested, before = 0.0, -1
    base = c.ptr[k]
    size = c.ptr[k + 1] - base
    done = broke = over = 0  # in order of ends: rested from, before a break, ended before b
    for b in range(n):
        start = g.post[s.at[b], START]
        reached = upto(g, c, base, size, done, start - g.who[p, REST])
        for m in range(done, reached):
            seat = c.by_end[base + m]
            if s.closed[seat] < rested:
                rested, before = s.closed[seat], seat
        done = reached
        begin_period(g, c, d, s, p, b, rested, before)
        over = upto(g, c, base, size, over, start)
        broke = upto(g, c, base, size, broke, start - g.who[p, BREAK] - 1)
        for m in range(broke, over):
            extend(g, c, d, s, p, b, c.by_end[base + m])
        close(g, c, d, s, p, b)
        if s.closed[b] < best:
            best, last = s.closed[b], b
    return best, last


@compiled
def begin_period(
    g: Ground, c: Classes, d: Duals, s: Scratch, p: int, b: int, rested: float, before: int
) -> None:
    """Try a new duty period with post b, after the best plan that has rested by then."""
    j = s.at[b]
    for m in range(c.slots):
        s.cell[b, m] = NEVER
    value = opens(g, p, j, rested)
    if value < NEVER and g.post[j, END] - g.post[j, START] <= g.who[p, SPAN]:
        s.cell[b, 0] = value + d.per_km * g.km[g.who[p, HOME], g.post[j, PLACE]] + s.worth[b]
        s.back[b, 0] = -2 - before


@compiled
def upto(g: Ground, c: Classes, base: int, size: int, m: int, until: int) -> int:
    """The first number from m on, in order of ends, whose post ends after *until*."""
    while m < size and end_at(g, c, base, m) <= until:
        m += 1
    return m


@inlined
def end_at(g: Ground, c: Classes, base: int, m: int) -> int:
    """When the post ends that is number m of a class in order of ends."""
    return g.post[c.held[base + c.by_end[base + m]], END]


@compiled
def trace(g: Ground, c: Classes, s: Scratch, u: Use, k: int, last: int) -> None:
    """Add the set that ends with *last* to what is taken, once for each member of the class."""
    b = last
    at = s.closed_k[b] if b >= 0 else 0
    while b >= 0:
        j = s.at[b]
        u.post[j] += c.size[k]
        u.week_min[k, g.post[j, WEEK]] += g.post[j, END] - g.post[j, START]
        code = s.back[b, at]
        if code >= 0:
            b, at = code // c.slots, code % c.slots
        else:
            b = -2 - code
            if b >= 0:
                at = s.closed_k[b]


@compiled
def price_all(g: Ground, c: Classes, d: Duals, s: Scratch, u: Use) -> float:
    """Sum of the least values over all people; *u*, empty at first, becomes what they take."""
    total = 0.0
    for k in range(c.person.shape[0]):
        n = load(g, c, d, s, k)
        best, last = best_set(g, c, d, s, k, n)
        total += best * c.size[k]
        trace(g, c, s, u, k, last)
    return total
