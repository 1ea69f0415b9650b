"""Compiled: ruin and recreate under annealing, the search of the roster engine.

One step takes some people off related posts (see :mod:`muster.engines.roster.searching.ruin`),
fills the holes again one by one at least cost, and is undone unless the roster got better, or
little enough worse for the temperature.
(After Christiaens and Vanden Berghe, Slack induction by string removals, 2020.)
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

import math

from muster.engines.roster.instance import COUNT, CREDIT, END, I64, START, UNIT_RATE, Tables
from muster.engines.roster.jit import compiled
from muster.engines.roster.searching.candidates import cheapest
from muster.engines.roster.searching.routes import (
    COST,
    EMPTY,
    OPEN,
    UNCOVERED,
    Roster,
    chance,
    drop,
    put,
)
from muster.engines.roster.searching.ruin import (
    BAGGED,
    DIRTY,
    FAILED,
    LOGGED,
    LOOKS,
    STAMP,
    Work,
    bag_post,
    below,
    lead,
    note,
    ruin,
)

BLINK = 0.01  # how often the insertion overlooks a person, so that steps differ
MAX_EXTRA_OPEN = 8  # other open posts that one step tries to fill as well


@compiled
def rank_bag(t: Tables, r: Roster, w: Work) -> None:
    """Sort the bag by one of several rules, drawn at random."""
    rule = below(r, 5)
    for k in range(w.n[BAGGED]):
        j = w.bag[k]
        if rule == 0:
            key = chance(r.random)
        elif rule == 1:
            key = -t.weight[j] + 0.1 * chance(r.random)
        elif rule == 2:
            key = t.able_ptr[j + 1] - t.able_ptr[j] + chance(r.random)
        elif rule == 3:
            key = t.post[j, START] - t.post[j, END] + chance(r.random)
        else:
            key = j + chance(r.random)
        m = k
        while m > 0 and w.key[m - 1] > key:
            w.key[m] = w.key[m - 1]
            w.bag[m] = w.bag[m - 1]
            m -= 1
        w.key[m] = key
        w.bag[m] = j


@compiled
def fill(t: Tables, r: Roster, w: Work, j: int, blink: float) -> None:
    """Fill the empty places of post j, each with whom it costs least, as far as it is worth it."""
    worth = t.rate[UNIT_RATE] * t.weight[j]
    while r.filled[j] < t.post[j, COUNT]:
        who, best, looks = cheapest(t, r, w.candidates, j, blink)
        w.n[LOOKS] += looks + 4
        if who < 0 or best > worth:
            return
        put(t, r, who, j)
        note(w, 1, who, j)
        if w.n[FAILED]:
            return


@compiled
def recreate(t: Tables, r: Roster, w: Work) -> None:
    """Fill what the ruin emptied, and try a few other open posts."""
    n_open = int(r.sums[OPEN])
    if n_open <= MAX_EXTRA_OPEN:
        for k in range(n_open):
            bag_post(r, w, r.open_posts[k])
    else:
        for _ in range(MAX_EXTRA_OPEN):
            bag_post(r, w, r.open_posts[below(r, n_open)])
    rank_bag(t, r, w)
    for k in range(w.n[BAGGED]):
        if not w.n[FAILED]:
            fill(t, r, w, w.bag[k], BLINK)


@compiled
def undo(t: Tables, r: Roster, w: Work) -> None:
    """Take the whole step back."""
    for k in range(w.n[LOGGED] - 1, -1, -1):
        if w.log[k, 0] > 0:
            drop(t, r, w.log[k, 1], w.log[k, 2])
        else:
            put(t, r, w.log[k, 1], w.log[k, 2])


@compiled
def energy(t: Tables, r: Roster) -> float:
    """Both levels in one number."""
    credit = t.rate[CREDIT]
    weight = credit * r.sums[EMPTY] + (1.0 - credit) * r.sums[UNCOVERED]
    return t.rate[UNIT_RATE] * weight + r.sums[COST]


@compiled
def mark(w: Work, p: int) -> None:
    """Note that the route of p is not what it was when the best roster was saved."""
    if not w.is_dirty[p]:
        w.is_dirty[p] = 1
        w.dirty[w.n[DIRTY]] = p
        w.n[DIRTY] += 1


@compiled
def keep_if_best(r: Roster, w: Work) -> None:
    """Save the roster if none was better yet; only people who changed are copied."""
    for k in range(w.n[LOGGED]):
        mark(w, w.log[k, 1])
    less = r.sums[UNCOVERED] - w.best_sums[UNCOVERED]
    if less > 1e-9 or (less > -1e-9 and r.sums[COST] > w.best_sums[COST] - 1e-7):
        return
    for k in range(w.n[DIRTY]):
        p = w.dirty[k]
        w.is_dirty[p] = 0
        w.best_size[p] = r.size[p]
        for m in range(r.size[p]):
            w.best_route[p, m] = r.route[p, m]
    w.n[DIRTY] = 0
    for m in range(w.best_sums.shape[0]):
        w.best_sums[m] = r.sums[m]


@compiled
def anneal(t: Tables, r: Roster, w: Work, steps: int, hot: float, cold: float, size: int) -> None:
    """Make *steps* steps while the temperature falls from *hot* to *cold*."""
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        before = energy(t, r)
        w.n[LOGGED] = w.n[BAGGED] = w.n[FAILED] = 0
        w.n[STAMP] += 1
        if chance(r.random) < w.guide.share[0]:
            lead(t, r, w)
        else:
            ruin(t, r, w, size)
        recreate(t, r, w)
        rise = energy(t, r) - before
        if w.n[FAILED] or rise > -heat * math.log(chance(r.random) + 1e-300):
            undo(t, r, w)
        else:
            keep_if_best(r, w)


@compiled
def fill_all(t: Tables, r: Roster, w: Work, order: I64) -> None:
    """The greedy start: fill every post in this order, as far as it goes."""
    for j in order:
        w.n[FAILED] = 1
        while w.n[FAILED]:  # the log is full: a post of thousands of places
            w.n[LOGGED] = w.n[FAILED] = 0
            fill(t, r, w, j, 0.0)
