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
    """Room for one person's dynamic programme; posts by their place in the class's list.

    at, start, end, place, home_km, worth: the loaded posts, and what holding them is worth.
    cell[b, k]: least value of sets that end with b and whose last duty period began k starts
    before b's own; back: the cell or period before it.  label[b, :labels[b]]: the k that no
    later start undercuts.  low, low_k: the least of them.  closed: low and the way home.
    """

    at: I32
    start: I32
    end: I32
    place: I32
    home_km: F64
    worth: F64
    cell: F64
    back: I64
    label: I32
    labels: I32
    low: F64
    low_k: I32
    closed: F64


def scratch(classes: Classes) -> Scratch:
    """Room for the largest class."""
    n = int(np.diff(classes.ptr).max(initial=0)) + 1
    return Scratch(
        at=np.zeros(n, dtype=np.int32),
        start=np.zeros(n, dtype=np.int32),
        end=np.zeros(n, dtype=np.int32),
        place=np.zeros(n, dtype=np.int32),
        home_km=np.zeros(n, dtype=np.float64),
        worth=np.zeros(n, dtype=np.float64),
        cell=np.zeros((n, classes.slots), dtype=np.float64),
        back=np.zeros((n, classes.slots), dtype=np.int64),
        label=np.zeros((n, classes.slots), dtype=np.int32),
        labels=np.zeros(n, dtype=np.int32),
        low=np.zeros(n, dtype=np.float64),
        low_k=np.zeros(n, dtype=np.int32),
        closed=np.zeros(n, dtype=np.float64),
    )


@compiled
def load(g: Ground, c: Classes, d: Duals, s: Scratch, k: int) -> int:
    """List the posts of class k with what holding them is worth; worthless ones may be bridges."""
    base, home = c.ptr[k], g.who[c.person[k], HOME]
    n = c.ptr[k + 1] - base
    for b in range(n):
        j = c.held[base + b]
        s.at[b] = j
        s.start[b] = g.post[j, START]
        s.end[b] = g.post[j, END]
        s.place[b] = g.post[j, PLACE]
        s.home_km[b] = d.per_km * g.km[home, g.post[j, PLACE]]
        price = d.week[k, g.post[j, WEEK]] + d.always[k]
        worth = price * (g.post[j, END] - g.post[j, START]) - d.post[j]
        s.worth[b] = worth + d.per_change * c.published[base + b]
    return n


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
    if s.start[b] - s.end[a] < g.travel_min[s.place[a], s.place[b]]:
        return
    step = d.per_km * g.km[s.place[a], s.place[b]] + s.worth[b]
    if s.low[a] + step >= s.cell[b, 0]:
        return  # a new duty period is as good, and leaves more of the span
    i = c.slot[s.at[a]]
    shift = c.slot[s.at[b]] - i
    for x in range(s.labels[a]):
        k = s.label[a, x]
        if k + shift >= c.slots or s.end[b] - c.starts[i - k] > g.who[p, SPAN]:
            return
        value = s.cell[a, k] + step
        if value < s.cell[b, k + shift]:
            s.cell[b, k + shift] = value
            s.back[b, k + shift] = a * c.slots + k


@compiled
def settle(c: Classes, s: Scratch, b: int) -> None:
    """Keep the cells of post b that no later start of the period undercuts, and go home."""
    least, n = NEVER, 0
    for k in range(c.slots):
        if s.cell[b, k] < least:
            least = s.cell[b, k]
            s.label[b, n] = k
            s.low_k[b] = k
            n += 1
    s.labels[b] = n
    s.low[b] = least
    s.closed[b] = least + s.home_km[b] if n > 0 else NEVER


@compiled
def best_set(g: Ground, c: Classes, d: Duals, s: Scratch, k: int, n: int) -> tuple[float, int]:
    """Least value of a set of the n loaded posts, and the last post of it (-1: none)."""
    p = c.person[k]
    best, last = 0.0, -1
    rested, before = 0.0, -1
    base = c.ptr[k]
    done = broke = over = 0  # in order of ends: rested from, before a break, ended before b
    for b in range(n):
        start = s.start[b]
        reached = upto(c, s, base, n, done, start - g.who[p, REST])
        for m in range(done, reached):
            seat = c.by_end[base + m]
            if s.closed[seat] < rested:
                rested, before = s.closed[seat], seat
        done = reached
        begin_period(g, c, d, s, p, b, rested, before)
        over = upto(c, s, base, n, over, start)
        broke = upto(c, s, base, n, broke, start - g.who[p, BREAK] - 1)
        floor = s.cell[b, 0] - s.worth[b] - s.home_km[b]
        for m in range(broke, over):
            a = c.by_end[base + m]
            if s.low[a] - s.home_km[a] < floor:  # else b alone is as good, by the triangle
                extend(g, c, d, s, p, b, a)
        settle(c, s, b)
        if s.closed[b] < best:
            best, last = s.closed[b], b
    return best, last


@compiled
def begin_period(
    g: Ground, c: Classes, d: Duals, s: Scratch, p: int, b: int, rested: float, before: int
) -> None:
    """Try a new duty period with post b, after the best plan that has rested by then."""
    for m in range(c.slots):
        s.cell[b, m] = NEVER
    value = opens(g, p, s.at[b], rested)
    if value < NEVER and s.end[b] - s.start[b] <= g.who[p, SPAN]:
        s.cell[b, 0] = value + s.home_km[b] + s.worth[b]
        s.back[b, 0] = -2 - before


@inlined
def upto(c: Classes, s: Scratch, base: int, size: int, m: int, until: int) -> int:
    """The first number from m on, in order of ends, whose post ends after *until*."""
    while m < size and s.end[c.by_end[base + m]] <= until:
        m += 1
    return m


@compiled
def trace(g: Ground, c: Classes, s: Scratch, u: Use, k: int, last: int) -> None:
    """Add the set that ends with *last* to what is taken, once for each member of the class."""
    b = last
    at = s.low_k[b] if b >= 0 else 0
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
                at = s.low_k[b]


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
