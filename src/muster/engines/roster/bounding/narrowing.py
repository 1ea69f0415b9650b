"""Compiled: which pairs of class and post matter while prices move a little.

The regret of a pair is what the best plan that uses it is worse than the best plan of all. At
full size nine pairs in ten have a regret of many kilometres: they need not be priced again
until the prices have moved by as much. Pricing the rest gives too high a value between two
looks at everything, so a bound is only ever claimed from a full pricing.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.bounding.pricing import (
    NEVER,
    Classes,
    Duals,
    Ground,
    Scratch,
    Use,
    best_set,
    load,
    trace,
)
from muster.engines.roster.instance import BREAK, F64, I32, REST, SPAN
from muster.engines.roster.jit import compiled


class Ahead(NamedTuple):
    """Room for the way back through the programme.

    cell[b, k]: least value of what follows post b if its period began k starts before b's own.
    open[b]: least value of plans that begin with b or a later post.  reach[b]: the most starts
    that a period with b may have begun earlier.  regret: of each loaded post.
    """

    cell: F64
    open: F64
    reach: I32
    regret: F64


class Narrow(NamedTuple):
    """The pairs kept: row pointers, and the tables of Classes, filled from the front."""

    ptr: I32
    held: I32
    by_end: I32
    published: I32
    seat: I32


def ahead(classes: Classes) -> Ahead:
    """Room for the largest class."""
    n = int(np.diff(classes.ptr).max(initial=0)) + 1
    return Ahead(
        cell=np.zeros((n, classes.slots)),
        open=np.zeros(n),
        reach=np.zeros(n, dtype=np.int32),
        regret=np.zeros(n),
    )


@compiled
def first_from(s: Scratch, low: int, high: int, moment: int) -> int:
    """The first of the loaded posts from *low* to *high* that starts at *moment* or later."""
    while low < high:
        middle = (low + high) // 2
        if s.start[middle] < moment:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def look_ahead(g: Ground, c: Classes, d: Duals, s: Scratch, w: Ahead, p: int, n: int) -> None:
    """Fill *w* from the last loaded post to the first."""
    w.open[n] = 0.0
    for b in range(n - 1, -1, -1):
        slot = c.slot[s.at[b]]
        reach, most = -1, min(slot, c.slots - 1)
        while reach < most and s.end[b] - c.starts[slot - reach - 1] <= g.who[p, SPAN]:
            reach += 1
        w.reach[b] = reach
        home = s.home_km[b] + w.open[first_from(s, b + 1, n, s.end[b] + g.who[p, REST])]
        for k in range(c.slots):
            w.cell[b, k] = home
        a = first_from(s, b + 1, n, s.end[b])
        while a < n and s.start[a] - s.end[b] <= g.who[p, BREAK]:
            if s.start[a] - s.end[b] >= g.travel_min[s.place[b], s.place[a]]:
                step = d.per_km * g.km[s.place[b], s.place[a]] + s.worth[a]
                follow(w, b, a, c.slot[s.at[a]] - slot, step)
            a += 1
        w.open[b] = w.open[b + 1]
        if reach >= 0:
            w.open[b] = min(w.open[b], s.home_km[b] + s.worth[b] + w.cell[b, 0])


@compiled
def follow(w: Ahead, b: int, a: int, shift: int, step: float) -> None:
    """Try post a right after post b."""
    for k in range(w.reach[a] - shift + 1):
        w.cell[b, k] = min(w.cell[b, k], step + w.cell[a, k + shift])


@compiled
def regrets(s: Scratch, w: Ahead, n: int, best: float) -> None:
    """The regret of each loaded post: both ways joined, over the best of all."""
    for b in range(n):
        least = NEVER
        for x in range(s.labels[b]):
            k = s.label[b, x]
            least = min(least, s.cell[b, k] + w.cell[b, k])
        w.regret[b] = least - best


@compiled
def keep(c: Classes, s: Scratch, w: Ahead, out: Narrow, k: int, n: int, most: float) -> bool:
    """Add the posts of class k with a regret of at most *most* to *out*, if there is room."""
    base, to = c.ptr[k], out.ptr[k]
    kept = 0
    for b in range(n):
        out.seat[b] = -1
        if w.regret[b] <= most:
            if to + kept >= out.held.shape[0]:
                return False
            out.seat[b] = kept
            out.held[to + kept] = s.at[b]
            out.published[to + kept] = c.published[base + b]
            kept += 1
    m = to
    for x in range(n):
        if out.seat[c.by_end[base + x]] >= 0:
            out.by_end[m] = out.seat[c.by_end[base + x]]
            m += 1
    out.ptr[k + 1] = to + kept
    return True


@compiled
def narrow_all(
    g: Ground, c: Classes, d: Duals, s: Scratch, w: Ahead, u: Use, out: Narrow, most: float
) -> tuple[float, bool]:
    """Sum of the least values over all people as by ``price_all``; *out* gets the kept pairs."""
    total, room = 0.0, True
    for k in range(c.person.shape[0]):
        n = load(g, c, d, s, k)
        best, last = best_set(g, c, d, s, k, n)
        total += best * c.size[k]
        trace(g, c, s, u, k, last)
        look_ahead(g, c, d, s, w, c.person[k], n)
        regrets(s, w, n, best)
        room = room and keep(c, s, w, out, k, n, most)
    return total, room


@compiled
def skim_all(
    g: Ground, c: Classes, d: Duals, s: Scratch, w: Ahead, out: Narrow, far: float, most: float
) -> None:
    """Keep in *out* what is worth, by itself, a share *far* of the way from home, or nearly."""
    room = True
    for k in range(c.person.shape[0]):
        n = load(g, c, d, s, k)
        for b in range(n):
            w.regret[b] = s.worth[b] + far * s.home_km[b]
        room = room and keep(c, s, w, out, k, n, most)


def _room(classes: Classes) -> Narrow:
    size = len(classes.held)
    return Narrow(
        ptr=np.zeros(len(classes.ptr), dtype=np.int32),
        held=np.zeros(size, dtype=np.int32),
        by_end=np.zeros(size, dtype=np.int32),
        published=np.zeros(size, dtype=np.int32),
        seat=np.zeros(int(np.diff(classes.ptr).max(initial=0)) + 1, dtype=np.int32),
    )


def _kept(classes: Classes, out: Narrow) -> Classes:
    kept = int(out.ptr[-1])
    return classes._replace(
        ptr=out.ptr.astype(np.int64),
        held=out.held[:kept].copy(),
        by_end=out.by_end[:kept].copy(),
        published=out.published[:kept].copy(),
    )


def skimmed(
    ground: Ground, classes: Classes, duals: Duals, room: Scratch, *, far: float, most: float
) -> Classes:
    """The classes with the pairs that may pay by themselves: cheap, and only roughly right."""
    out = _room(classes)
    skim_all(ground, classes, duals, room, ahead(classes), out, far, most)
    return _kept(classes, out)


def narrowed(
    ground: Ground, classes: Classes, duals: Duals, room: Scratch, use: Use, *, most: float
) -> tuple[float, Classes]:
    """The least value of all people, and the classes with the pairs of a regret up to *most*.

    *use*, empty at first, becomes what they take.
    """
    out = _room(classes)
    value, _ = narrow_all(ground, classes, duals, room, ahead(classes), use, out, most)
    return value, _kept(classes, out)
