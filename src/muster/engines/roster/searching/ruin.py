"""Compiled: how a step of the search empties places that have to do with each other.

Around an open post, around posts of about the same time and place, or for somebody whom the
prices of the bound lead to a better duty.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import (
    BREAK,
    COUNT,
    END,
    F64,
    I32,
    I64,
    PLACE,
    REST,
    START,
    Instance,
    Tables,
)
from muster.engines.roster.jit import allocating, compiled
from muster.engines.roster.searching.candidates import Candidates, candidates
from muster.engines.roster.searching.routes import (
    NEVER,
    OPEN,
    Roster,
    chance,
    cost_of_putting,
    drop,
    gap_is_legal,
    is_kept,
    place_of,
    put,
)
from muster.engines.roster.searching.steering import Guide, in_plan, no_guide, plan_for, worst_off

NEAR = 32  # related posts kept for each post
BAG = 512  # most posts that one step may touch

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
    guide: Guide


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
        guide=no_guide(),
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
def lead(t: Tables, r: Roster, w: Work) -> None:
    """Put somebody with much regret on his best plan, and take off whom he displaces."""
    g = w.guide
    p = worst_off(t, r, g)
    if p < 0:
        return
    size = plan_for(r, g, p)
    for m in range(r.size[p] - 1, -1, -1):
        if m < r.size[p] and not in_plan(g, size, r.route[p, m]):
            release(t, r, w, p, r.route[p, m])
    for k in range(size):
        j = g.plan[k]
        if w.n[FAILED] or holds(t, r, p, j):
            continue
        if r.filled[j] == t.post[j, COUNT]:
            release(t, r, w, r.holder[r.holder_ptr[j] + below(r, r.filled[j])], j)
        if r.filled[j] < t.post[j, COUNT] and cost_of_putting(t, r, p, j) < NEVER:
            put(t, r, p, j)
            note(w, 1, p, j)


@compiled
def holds(t: Tables, r: Roster, p: int, j: int) -> bool:
    """Whether p holds post j."""
    k = place_of(t, r, p, j)
    return k < r.size[p] and r.route[p, k] == j
