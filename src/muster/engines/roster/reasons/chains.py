"""Compiled: fill one open place with as few moves as possible.

Directly; or somebody leaves a post of his, which somebody else takes directly (a chain of two);
or of three; or the post that he leaves weighs less and stays open.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import COUNT, CREW, F64, I32, I64, UNIT_RATE, Instance, Tables
from muster.engines.roster.jit import compiled
from muster.engines.roster.reasons.fitness import Fitness, fits
from muster.engines.roster.searching.routes import (
    NEVER,
    Roster,
    change_cost,
    cost_of_putting,
    drop,
    gap_is_legal,
    is_kept,
    place_of,
    put,
)

WIDE, NARROW = 200, 24  # moves that a chain tries at its first and at its second place

# what filling a place came to
NOTHING, DIRECT, CHAIN, BUMPED = range(4)


class Scratch(NamedTuple):
    """Moves that would make room, the cheapest first; one list for each depth of a chain.

    who, what: this person leaves this post.  cost: what that comes to.
    asked[0]: moves priced so far, the measure of the effort.
    """

    who: I32
    what: I32
    cost: F64
    size: I64
    asked: I64


def scratch() -> Scratch:
    """Empty lists."""
    return Scratch(
        who=np.zeros((2, WIDE), dtype=np.int32),
        what=np.zeros((2, WIDE), dtype=np.int32),
        cost=np.zeros((2, WIDE), dtype=np.float64),
        size=np.zeros(2, dtype=np.int64),
        asked=np.zeros(1, dtype=np.int64),
    )


@compiled
def put_legal(t: Tables, r: Roster, f: Fitness, pairs: I32, reserved: I32) -> None:
    """Put every pair (post, person) that is legal beside the others; fixed ones whatever happens.

    Pairs go by person and then by time, as a post may bridge a gap that is illegal without it.
    reserved: places of each post that are kept for fixed pairs.
    """
    first = 0
    while first < pairs.shape[0]:
        p, last = pairs[first, 1], first
        while last < pairs.shape[0] and pairs[last, 1] == p:
            last += 1
        if not put_route(t, r, f, pairs, reserved, first, last):
            for m in range(r.kept_ptr[p], r.kept_ptr[p + 1]):
                put(t, r, p, r.kept[m])
                reserved[r.kept[m]] -= 1
            for k in range(first, last):
                if may_put(t, r, f, reserved, p, pairs[k, 0]):
                    put(t, r, p, pairs[k, 0])
        first = last


@compiled
def may_put(t: Tables, r: Roster, f: Fitness, reserved: I32, p: int, j: int) -> bool:
    """Whether p may hold post j beside what is put already, fixed pairs of others included."""
    if is_kept(r, p, j) or r.filled[j] + reserved[j] >= t.post[j, COUNT]:
        return False
    return fits(t, f, p, j) and cost_of_putting(t, r, p, j) < NEVER


@compiled
def put_route(
    t: Tables, r: Roster, f: Fitness, pairs: I32, reserved: I32, first: int, last: int
) -> bool:
    """Put the pairs from *first* to *last*, all of one person, if together they are legal."""
    p = pairs[first, 1]
    for k in range(first, last):
        j = pairs[k, 0]
        kept = is_kept(r, p, j)
        fits_in = cost_of_putting(t, r, p, j) < NEVER
        if fits_in and (kept or may_put(t, r, f, reserved, p, j)):
            put(t, r, p, j)
            reserved[j] -= 1 if kept else 0
            continue
        for m in range(first, k):
            drop(t, r, p, pairs[m, 0])
            reserved[pairs[m, 0]] += 1 if is_kept(r, p, pairs[m, 0]) else 0
        return False
    return True


@compiled
def best_direct(t: Tables, r: Roster, f: Fitness, s: Scratch, j: int) -> int:
    """Who may hold post j as things are, at the least cost; -1 if nobody."""
    best, who = NEVER, -1
    for p in range(t.who.shape[0]):
        if fits(t, f, p, j):
            s.asked[0] += 1
            cost = cost_of_putting(t, r, p, j)
            if cost < best:
                best, who = cost, p
    return who


@compiled
def swap_in(t: Tables, r: Roster, p: int, j: int, out: int) -> float:
    """Move p from post *out* to post j if that is legal; what it costs, or NEVER, nothing done."""
    before = r.sums[0]
    drop(t, r, p, out)
    if cost_of_putting(t, r, p, j) < NEVER:
        put(t, r, p, j)
        if gap_is_legal(t, r, p, place_of(t, r, p, out)):
            return r.sums[0] - before
        drop(t, r, p, j)
    put(t, r, p, out)
    return NEVER


@compiled
def swap_back(t: Tables, r: Roster, p: int, j: int, out: int) -> None:
    """Undo ``swap_in``."""
    drop(t, r, p, j)
    put(t, r, p, out)


@compiled
def list_move(s: Scratch, depth: int, width: int, p: int, out: int, cost: float) -> None:
    """Keep the move if it is among the cheapest *width*."""
    n = s.size[depth]
    if n == width:
        if cost >= s.cost[depth, n - 1]:
            return
        n -= 1
    k = n
    while k > 0 and s.cost[depth, k - 1] > cost:
        s.cost[depth, k] = s.cost[depth, k - 1]
        s.who[depth, k] = s.who[depth, k - 1]
        s.what[depth, k] = s.what[depth, k - 1]
        k -= 1
    s.cost[depth, k] = cost
    s.who[depth, k] = p
    s.what[depth, k] = out
    s.size[depth] = n + 1


@compiled
def list_moves(
    t: Tables, r: Roster, f: Fitness, s: Scratch, j: int, depth: int, width: int, weight: float
) -> None:
    """The cheapest ways to put somebody on post j who leaves a post of at most *weight*.

    A post of a crew is left only to somebody else (*weight* NEVER), as all of it would be open.
    """
    s.size[depth] = 0
    for p in range(t.who.shape[0]):
        if not fits(t, f, p, j):
            continue
        for m in range(r.size[p]):
            out = r.route[p, m]
            if out == j:
                break
            in_crew = weight < NEVER and t.post[out, CREW] >= 0
            if in_crew or t.weight[out] > weight or is_kept(r, p, out):
                continue
            s.asked[0] += 1
            cost = swap_in(t, r, p, j, out)
            if cost < NEVER:
                swap_back(t, r, p, j, out)
                list_move(s, depth, width, p, out, cost)


@compiled
def fill_by_two(
    t: Tables, r: Roster, f: Fitness, s: Scratch, j: int, depth: int, width: int
) -> bool:
    """Fill post j with one who leaves a post that somebody takes directly."""
    list_moves(t, r, f, s, j, depth, width, NEVER)
    for k in range(s.size[depth]):
        p, out = s.who[depth, k], s.what[depth, k]
        if swap_in(t, r, p, j, out) == NEVER:
            continue
        who = best_direct(t, r, f, s, out)
        if who >= 0:
            put(t, r, who, out)
            return True
        swap_back(t, r, p, j, out)
    return False


@compiled
def fill_by_three(t: Tables, r: Roster, f: Fitness, s: Scratch, j: int) -> bool:
    """The same with one link more; the moves for post j are listed already."""
    for k in range(min(s.size[0], NARROW)):
        p, out = s.who[0, k], s.what[0, k]
        if swap_in(t, r, p, j, out) == NEVER:
            continue
        if fill_by_two(t, r, f, s, out, 1, NARROW):
            return True
        swap_back(t, r, p, j, out)
    return False


@compiled
def bump(t: Tables, r: Roster, f: Fitness, s: Scratch, j: int) -> int:
    """Put somebody on post j who leaves a lighter post open; that post, or -1."""
    best, who, what = t.weight[j] * t.rate[UNIT_RATE], -1, -1
    list_moves(t, r, f, s, j, 0, WIDE, t.weight[j] - 1e-9)
    for k in range(s.size[0]):
        price = s.cost[0, k] + t.rate[UNIT_RATE] * t.weight[s.what[0, k]]
        if price < best:
            best, who, what = price, s.who[0, k], s.what[0, k]
    if who >= 0:
        swap_in(t, r, who, j, what)
    return what


@compiled
def fill_place(t: Tables, r: Roster, f: Fitness, s: Scratch, j: int, deep: bool) -> int:
    """Fill one place of post j with the fewest moves; what it came to, or 4 + the post bumped."""
    who = best_direct(t, r, f, s, j)
    if who >= 0:
        put(t, r, who, j)
        return DIRECT
    if not deep:
        return NOTHING
    if fill_by_two(t, r, f, s, j, 0, WIDE) or fill_by_three(t, r, f, s, j):
        return CHAIN
    bumped = bump(t, r, f, s, j)
    return NOTHING if bumped < 0 else BUMPED + 1 + bumped


def by_person(pairs: Iterable[tuple[int, int]]) -> I32:
    """Pairs (post, person) as the kernels read them: by person, and by time."""
    rows = sorted(set(pairs), key=lambda x: (x[1], x[0]))
    return np.array(rows, dtype=np.int32).reshape(len(rows), 2)


def reserved_places(instance: Instance) -> I32:
    """How many places of each post fixed pairs need."""
    posts = np.array([j for j, _ in instance.fixed], dtype=np.int64)
    return np.bincount(posts, minlength=len(instance.posts)).astype(np.int32)


@compiled
def restore(t: Tables, r: Roster, f: Fitness, pairs: I32) -> int:
    """Put published pairs back that are legal again where a new holder can leave; how many."""
    n = 0
    for k in range(pairs.shape[0]):
        j, p = pairs[k, 0], pairs[k, 1]
        if not fits(t, f, p, j) or cost_of_putting(t, r, p, j) == NEVER:
            continue
        if r.filled[j] < t.post[j, COUNT] or newcomer_leaves(t, r, j):
            put(t, r, p, j)
            n += 1
    return n


@compiled
def newcomer_leaves(t: Tables, r: Roster, j: int) -> bool:
    """Take one off post j who did not hold it in the published roster, if he may go."""
    for m in range(r.holder_ptr[j], r.holder_ptr[j] + r.filled[j]):
        p = r.holder[m]
        if change_cost(t, p, j) > 0.0 and not is_kept(r, p, j):
            place = place_of(t, r, p, j)
            drop(t, r, p, j)
            if gap_is_legal(t, r, p, place):
                return True
            put(t, r, p, j)
            return False
    return False


@compiled
def settle(t: Tables, r: Roster, f: Fitness, s: Scratch) -> float:
    """Give each newcomer's place to whoever now takes it at the least cost; what that saves."""
    before = r.sums[0]
    for j in range(t.post.shape[0]):
        for m in range(r.holder_ptr[j], r.holder_ptr[j] + r.filled[j]):
            p = r.holder[m]
            if change_cost(t, p, j) <= 0.0 or is_kept(r, p, j):
                continue
            place = place_of(t, r, p, j)
            drop(t, r, p, j)
            who = p
            if gap_is_legal(t, r, p, place):
                who = best_direct(t, r, f, s, j)
            put(t, r, who if who >= 0 else p, j)
    return before - r.sums[0]
