"""Compiled: who comes into question for a post, nearest first, so that few need be looked at.

Somebody who has no duty just before or after a post travels from home and back. In order of
that way, the first who is cheaper than the way of the next ends the looking. Only those who
hold a post shortly before or after can cost less than their way; they are looked at first.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import (
    BREAK,
    CHANGE_RATE,
    END,
    F64,
    HOME,
    I32,
    I64,
    KM_RATE,
    PLACE,
    START,
    Instance,
    Tables,
)
from muster.engines.roster.jit import allocating, compiled
from muster.engines.roster.searching.routes import Roster, chance, cost_of_putting

NEVER = 1e300
JOINED = 24  # posts kept for each post with which it can make one duty period
WALK = 7919  # a prime: where among people of one home a post begins to look


class Candidates(NamedTuple):
    """Who comes into question.

    by_km: for each post (in the rows of ``Tables.able_ptr``) who is eligible, nearest home first.
    joined: for each post, posts shortly before or after it, nearest first (-1: none).
    """

    by_km: I32
    joined: I32


def candidates(instance: Instance) -> Candidates:
    """The candidates of one instance."""
    rank = np.argsort(np.argsort(instance.km, axis=1, kind="stable"), axis=1).astype(np.int32)
    home = instance.who[:, HOME]
    by_km = nearest_people(instance.able_ptr, instance.able, instance.post, home, rank)
    brk = int(instance.who[:, BREAK].max(initial=0))
    joined = joinable(instance.post, instance.km, instance.travel_min, brk, JOINED)
    return Candidates(by_km, joined)


@allocating
def nearest_people(ptr: I64, able: I32, post: I32, home: I32, rank: I32) -> I32:
    """Each row of *able* in order of the rank that the home has at the place of the post."""
    out = np.empty_like(able)
    first = np.zeros(rank.shape[1] + 1, dtype=np.int64)
    for j in range(post.shape[0]):
        first[:] = 0
        n = ptr[j + 1] - ptr[j]
        place = post[j, PLACE]
        for x in range(ptr[j], ptr[j + 1]):
            first[rank[place, home[able[x]]] + 1] += 1
        for k in range(1, first.shape[0]):
            first[k] += first[k - 1]
        for y in range(n):
            p = able[ptr[j] + (y + WALK * j) % n]
            k = rank[place, home[p]]
            out[ptr[j] + first[k]] = p
            first[k] += 1
    return out


@allocating
def joinable(post: I32, km: F64, travel_min: I32, brk: int, width: int) -> I32:
    """For each post those that one person can hold right before or after it in one period."""
    n = post.shape[0]
    out = np.full((n, width), -1, dtype=np.int32)
    far = np.full((n, width), NEVER)
    for i in range(n):
        j = np.searchsorted(post[:, START], post[i, END])
        while j < n and post[j, START] - post[i, END] <= brk:
            if travel_min[post[i, PLACE], post[j, PLACE]] <= post[j, START] - post[i, END]:
                away = km[post[i, PLACE], post[j, PLACE]]
                keep_nearest(out[i], far[i], j, away)
                keep_nearest(out[j], far[j], i, away)
            j += 1
    return out


@allocating
def keep_nearest(row: I32, far: F64, j: int, away: float) -> None:
    """Put j into the row of the nearest if it is among them."""
    k = row.shape[0] - 1
    if away >= far[k]:
        return
    while k > 0 and far[k - 1] > away:
        far[k], row[k] = far[k - 1], row[k - 1]
        k -= 1
    far[k], row[k] = away, j


@compiled
def is_able(t: Tables, p: int, j: int) -> bool:
    """Whether p is eligible for post j."""
    low, high = t.able_ptr[j], t.able_ptr[j + 1]
    while low < high:
        mid = (low + high) // 2
        if t.able[mid] < p:
            low = mid + 1
        else:
            high = mid
    return low < t.able_ptr[j + 1] and t.able[low] == p


@compiled
def cheapest(t: Tables, r: Roster, c: Candidates, j: int, blink: float) -> tuple[int, float, int]:
    """Who costs least on post j, that cost, and how many were looked at; some are overlooked."""
    who, best, looks = cheapest_joined(t, r, c, j, blink)
    for k in range(t.published_ptr[j], t.published_ptr[j + 1]):
        p = t.published[k]
        cost = cost_of_putting(t, r, p, j) if is_able(t, p, j) else NEVER
        if cost < best:
            who, best = p, cost
    place = t.post[j, PLACE]
    for k in range(t.able_ptr[j], t.able_ptr[j + 1]):
        p = c.by_km[k]
        way = 2.0 * t.km[t.who[p, HOME], place]
        if t.rate[KM_RATE] * way + t.rate[CHANGE_RATE] >= best:
            break
        if blink > 0 and chance(r.random) < blink:
            continue
        looks += 1
        cost = cost_of_putting(t, r, p, j)
        if cost < best:
            who, best = p, cost
    return who, best, looks


@compiled
def cheapest_joined(
    t: Tables, r: Roster, c: Candidates, j: int, blink: float
) -> tuple[int, float, int]:
    """The same among those who hold a post that may stand in one duty period with j."""
    who, best, looks = -1, NEVER, 0
    for x in range(c.joined.shape[1]):
        i = c.joined[j, x]
        if i < 0:
            break
        for k in range(r.holder_ptr[i], r.holder_ptr[i] + r.filled[i]):
            p = r.holder[k]
            if not is_able(t, p, j) or (blink > 0 and chance(r.random) < blink):
                continue
            looks += 1
            cost = cost_of_putting(t, r, p, j)
            if cost < best:
                who, best = p, cost
    return who, best, looks
