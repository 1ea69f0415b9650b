"""Compiled: ruin and recreate under annealing, the search of the roster engine.

One step takes some people off related posts (around an open post, or posts of about the
same time and place), fills the holes again one by one at least cost, and is undone unless
the roster got better, or little enough worse for the temperature.
(After Christiaens and Vanden Berghe, Slack induction by string removals, 2020.)
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

import math
from typing import NamedTuple

import numpy as np

from muster.engines.roster.candidates import Candidates, candidates, cheapest
from muster.engines.roster.instance import (
    BREAK,
    COUNT,
    CREDIT,
    END,
    F64,
    I32,
    I64,
    PLACE,
    REST,
    START,
    UNIT_RATE,
    Instance,
    Tables,
)
from muster.engines.roster.jit import allocating, compiled
from muster.engines.roster.routes import (
    COST,
    EMPTY,
    NEVER,
    OPEN,
    UNCOVERED,
    Roster,
    chance,
    cost_of_putting,
    drop,
    gap_is_legal,
    is_kept,
    place_of,
    put,
)

NEAR = 32  # related posts kept for each post
BAG = 512  # most posts that one step may touch
BLINK = 0.01  # how often the insertion overlooks a person, so that steps differ
MAX_EXTRA_OPEN = 8  # other open posts that one step tries to fill as well

# entries of Work.n
LOGGED, BAGGED, FAILED, STAMP, DIRTY, LOOKS = range(6)


class Work(NamedTuple):
    """Scratch of the search, and the best roster met.

    log: what the step did, (1 put | -1 drop, person, post).  bag: posts to fill, by rank ``key``.
    in_bag: last step that bagged each post.  dirty: people changed since the best was saved.
    n: counters, among them how many costs of putting one person on one post were looked up.
    """

    log: I32
    bag: I32
    key: F64
    in_bag: I64
    dirty: I32
    is_dirty: I32
    n: I64
    best_route: I32
    best_size: I32
    best_sums: F64
    candidates: Candidates


def workspace(instance: Instance, roster: Roster, *, asked: Candidates | None = None) -> Work:
    """Scratch for searches that start from *roster*, which is the best so far."""
    return Work(
        log=np.zeros((16 * BAG, 3), dtype=np.int32),
        bag=np.zeros(BAG, dtype=np.int32),
        key=np.zeros(BAG, dtype=np.float64),
        in_bag=np.zeros(len(instance.posts), dtype=np.int64),
        dirty=np.zeros(len(instance.people), dtype=np.int32),
        is_dirty=np.zeros(len(instance.people), dtype=np.int32),
        n=np.zeros(6, dtype=np.int64),
        best_route=roster.route.copy(),
        best_size=roster.size.copy(),
        best_sums=roster.sums.copy(),
        candidates=asked if asked is not None else candidates(instance),
    )


@allocating
def nearest_posts(post: I32, km: F64, window_min: int, width: int) -> I32:
    """For each post those of about the same time and place, nearest first."""
    n = post.shape[0]
    near = np.full((n, width), -1, dtype=np.int32)
    far = np.full(width, NEVER)
    first = 0
    for j in range(n):
        far[:] = NEVER
        while post[first, START] < post[j, START] - window_min:
            first += 1
        i = first
        while i < n and post[i, START] <= post[j, START] + window_min:
            away = km[post[i, PLACE], post[j, PLACE]] / 10.0
            away += abs(post[i, START] - post[j, START]) / 240.0
            if i != j and away < far[width - 1]:
                k = width - 1
                while k > 0 and far[k - 1] > away:
                    far[k] = far[k - 1]
                    near[j, k] = near[j, k - 1]
                    k -= 1
                far[k] = away
                near[j, k] = i
            i += 1
    return near


@compiled
def below(r: Roster, n: int) -> int:
    """A random whole number in [0, n)."""
    return int(chance(r.random) * n)


@compiled
def bag_post(r: Roster, w: Work, j: int) -> None:
    """Note that the step must fill post j."""
    if w.in_bag[j] != w.n[STAMP] and w.n[BAGGED] < BAG:
        w.in_bag[j] = w.n[STAMP]
        w.bag[w.n[BAGGED]] = j
        w.n[BAGGED] += 1


@compiled
def note(w: Work, sign: int, p: int, j: int) -> None:
    """Log one put or drop, to be undone if the step is refused."""
    if w.n[LOGGED] + 1 >= w.log.shape[0]:
        w.n[FAILED] = 1
    k = w.n[LOGGED]
    w.log[k, 0] = sign
    w.log[k, 1] = p
    w.log[k, 2] = j
    w.n[LOGGED] += 1


@compiled
def release(t: Tables, r: Roster, w: Work, p: int, j: int) -> None:
    """Take p off post j, and off posts after it while the gap breaks a rule."""
    if w.n[FAILED] or is_kept(r, p, j):
        return
    k = place_of(t, r, p, j)
    while True:
        drop(t, r, p, j)
        note(w, -1, p, j)
        bag_post(r, w, j)
        if w.n[FAILED] or gap_is_legal(t, r, p, k):
            return
        j = r.route[p, k]
        if is_kept(r, p, j):
            w.n[FAILED] = 1
            return


@compiled
def release_period(t: Tables, r: Roster, w: Work, p: int, j: int) -> None:
    """Take p off the whole duty period around post j."""
    k = place_of(t, r, p, j)
    brk = t.who[p, BREAK]
    first, last = k, k
    while first > 0 and follows_soon(t, r, p, first, brk):
        first -= 1
    while last + 1 < r.size[p] and follows_soon(t, r, p, last + 1, brk):
        last += 1
    for m in range(last, first - 1, -1):
        if m < r.size[p]:
            release(t, r, w, p, r.route[p, m])


@compiled
def follows_soon(t: Tables, r: Roster, p: int, k: int, brk: int) -> bool:
    """Whether the post at position k is in one duty period with the one before it."""
    return t.post[r.route[p, k], START] - t.post[r.route[p, k - 1], END] <= brk


@compiled
def release_around(t: Tables, r: Roster, w: Work, p: int, j: int) -> None:
    """Free p for post j: of all posts nearer than a rest, then of others while j does not fit."""
    rest = t.who[p, REST]
    for m in range(r.size[p] - 1, -1, -1):
        if m < r.size[p]:
            i = r.route[p, m]
            if (
                t.post[i, START] < t.post[j, END] + rest
                and t.post[j, START] < t.post[i, END] + rest
            ):
                release(t, r, w, p, i)
    for _ in range(3):
        if r.size[p] == 0 or w.n[FAILED] or cost_of_putting(t, r, p, j) < NEVER:
            return
        release(t, r, w, p, r.route[p, below(r, r.size[p])])


@compiled
def ruin_for_open(t: Tables, r: Roster, w: Work, j: int) -> None:
    """Make room for an open post with a few of those who could hold it."""
    bag_post(r, w, j)
    able = t.able_ptr[j + 1] - t.able_ptr[j]
    if able == 0:
        return
    for _ in range(1 + below(r, 3)):
        p = t.able[t.able_ptr[j] + below(r, able)]
        if cost_of_putting(t, r, p, j) == NEVER:
            release_around(t, r, w, p, j)


@compiled
def ruin_near(t: Tables, r: Roster, w: Work, j: int, size: int) -> None:
    """Take people off posts around post j in time and place."""
    whole = chance(r.random) < 0.5
    ruin_holder(t, r, w, j, whole)
    for _ in range(size):
        u = chance(r.random)
        i = t.near[j, int(u * u * t.near.shape[1])]
        if i >= 0:
            ruin_holder(t, r, w, i, whole)


@compiled
def ruin_holder(t: Tables, r: Roster, w: Work, j: int, whole: bool) -> None:
    """Take a random holder off post j, or off the whole duty period."""
    if r.filled[j] == 0 or w.n[FAILED]:
        return
    p = r.holder[r.holder_ptr[j] + below(r, r.filled[j])]
    if whole:
        release_period(t, r, w, p, j)
    else:
        release(t, r, w, p, j)


@compiled
def ruin_person(t: Tables, r: Roster, w: Work, p: int) -> None:
    """Take p off everything."""
    for m in range(r.size[p] - 1, -1, -1):
        if m < r.size[p] and not w.n[FAILED]:
            release(t, r, w, p, r.route[p, m])


@compiled
def ruin(t: Tables, r: Roster, w: Work, size: int) -> None:
    """Empty some places that have to do with each other."""
    n_open = int(r.sums[OPEN])
    u = chance(r.random)
    if n_open > 0 and u < 0.4:
        j = r.open_posts[below(r, n_open)]
        ruin_for_open(t, r, w, j)
        if u < 0.2:
            ruin_near(t, r, w, j, below(r, size))
        return
    j = below(r, t.post.shape[0])
    ruin_near(t, r, w, j, 1 + below(r, size))
    if u > 0.9 and r.filled[j] > 0:
        ruin_person(t, r, w, r.holder[r.holder_ptr[j]])


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
