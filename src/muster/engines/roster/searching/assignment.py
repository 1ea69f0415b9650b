"""Compiled: the cheapest assignment of rows to columns, sparse, where a row may stay without one.

Shortest augmenting paths after a reduction of the rows (Jonker and Volgenant, 1987). Rows are
duties that were taken off people, columns are people, and each person takes at most one.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import F64, I32, I64
from muster.engines.roster.jit import compiled

NEVER = 1e300
HAIR = 1e-9
REDUCTIONS = 2  # passes over the rows before paths are sought
DISPLACED = 20  # displacements per row that one pass follows at once

NOBODY, WAITING = -1, -2  # what a row has if it has no column
NEW, SEEN, DONE = range(3)  # what a path search knows of a column


class Assignment(NamedTuple):
    """Room for one assignment.

    ptr, who, cost: for each row the columns it may have, and what each costs.
    alone: what the row costs without one.  mate, paid: its column, and that pair's cost.
    seat, price: the row of each column, and the column's dual price (never above 0).
    dist, prev, state, touched, heap_key, heap_who: scratch of one path search.
    """

    ptr: I64
    who: I32
    cost: F64
    alone: F64
    mate: I32
    paid: F64
    waiting: I32
    seat: I32
    price: F64
    dist: F64
    prev: I32
    state: I32
    touched: I32
    heap_key: F64
    heap_who: I32
    heap_size: I64


def assignment_room(*, rows: int, columns: int, pairs: int) -> Assignment:
    """Room for that many rows, columns and pairs."""
    return Assignment(
        ptr=np.zeros(rows + 1, dtype=np.int64),
        who=np.zeros(pairs, dtype=np.int32),
        cost=np.zeros(pairs),
        alone=np.zeros(rows),
        mate=np.zeros(rows, dtype=np.int32),
        paid=np.zeros(rows),
        waiting=np.zeros(rows, dtype=np.int32),
        seat=np.zeros(columns, dtype=np.int32),
        price=np.zeros(columns),
        dist=np.zeros(columns),
        prev=np.zeros(columns, dtype=np.int32),
        state=np.zeros(columns, dtype=np.int32),
        touched=np.zeros(columns, dtype=np.int32),
        heap_key=np.zeros(pairs),
        heap_who=np.zeros(pairs, dtype=np.int32),
        heap_size=np.zeros(1, dtype=np.int64),
    )


@compiled
def assign(a: Assignment, n: int) -> None:
    """Give the first n rows their columns at least cost in sum: ``mate``."""
    a.price[:] = 0.0
    a.seat[:] = NOBODY
    for u in range(n):
        a.mate[u] = WAITING
        a.waiting[u] = u
    waiting = n
    for _ in range(REDUCTIONS):
        waiting = reduce_rows(a, waiting)
    for k in range(waiting):
        augment(a, a.waiting[k])


@compiled
def two_best(a: Assignment, u: int) -> tuple[int, int, float, float]:
    """The best and second best pair of row u at today's prices (-1: to stay alone), and values."""
    best, second = -1, -1
    low, high = a.alone[u], NEVER
    for x in range(a.ptr[u], a.ptr[u + 1]):
        value = a.cost[x] - a.price[a.who[x]]
        if value < low:
            second, high = best, low
            best, low = x, value
        elif value < high:
            second, high = x, value
    return best, second, low, high


@compiled
def reduce_rows(a: Assignment, todo: int) -> int:
    """One pass of bidding by the waiting rows; how many wait after it."""
    left, k, looks = 0, 0, DISPLACED * todo
    while k < todo:
        u = a.waiting[k]
        k += 1
        looks -= 1
        best, second, low, high = two_best(a, u)
        if best < 0:
            a.mate[u] = NOBODY
            continue
        gains = low < high - HAIR
        if not gains and a.seat[a.who[best]] >= 0 and second >= 0:
            best = second
        p = a.who[best]
        other = a.seat[p]
        if gains:
            a.price[p] -= high - low
        elif other >= 0:
            a.waiting[left] = u
            left += 1
            continue
        a.mate[u], a.paid[u], a.seat[p] = p, a.cost[best], u
        if other < 0:
            continue
        a.mate[other] = WAITING
        if looks > 0:
            k -= 1
            a.waiting[k] = other
        else:
            a.waiting[left] = other
            left += 1
    return left


@compiled
def push(a: Assignment, key: float, p: int) -> None:
    """Put a column into the heap."""
    k = a.heap_size[0]
    a.heap_size[0] += 1
    while k > 0:
        m = (k - 1) // 2
        if a.heap_key[m] <= key:
            break
        a.heap_key[k], a.heap_who[k] = a.heap_key[m], a.heap_who[m]
        k = m
    a.heap_key[k], a.heap_who[k] = key, p


@compiled
def pop(a: Assignment) -> int:
    """Take the nearest column out of the heap."""
    top = a.heap_who[0]
    a.heap_size[0] -= 1
    n = a.heap_size[0]
    key, p = a.heap_key[n], a.heap_who[n]
    k = 0
    while True:
        m = 2 * k + 1
        if m >= n:
            break
        if m + 1 < n and a.heap_key[m + 1] < a.heap_key[m]:
            m += 1
        if a.heap_key[m] >= key:
            break
        a.heap_key[k], a.heap_who[k] = a.heap_key[m], a.heap_who[m]
        k = m
    a.heap_key[k], a.heap_who[k] = key, p
    return top


@compiled
def nearest(a: Assignment) -> int:
    """The nearest column that is not done yet, -1 if there is none."""
    while a.heap_size[0] > 0:
        p = pop(a)
        if a.state[p] != DONE:
            return p
    return -1


@compiled
def scan(a: Assignment, row: int, far: float, best: float, touched: int) -> tuple[float, int, int]:
    """Look at all columns of *row*, which is *far* away: the nearest free one, how many touched."""
    end = -1
    for x in range(a.ptr[row], a.ptr[row + 1]):
        p = a.who[x]
        d = far + a.cost[x] - a.price[p]
        if d >= best or a.state[p] == DONE or (a.state[p] == SEEN and d >= a.dist[p]):
            continue
        if a.state[p] == NEW:
            a.state[p] = SEEN
            a.touched[touched] = p
            touched += 1
        a.dist[p], a.prev[p] = d, row
        if a.seat[p] < 0:
            best, end = d, p
        else:
            push(a, d, p)
    return best, end, touched


@compiled
def augment(a: Assignment, root: int) -> None:
    """Serve row *root* along the shortest path to a free column or a row that stays alone."""
    a.heap_size[0] = 0
    row, far, touched = root, 0.0, 0
    best, end, alone = a.alone[root], -1, root
    while True:
        found, free, touched = scan(a, row, far, best, touched)
        if free >= 0:
            best, end = found, free
        p = nearest(a)
        if p < 0 or a.dist[p] >= best:
            break
        a.state[p] = DONE
        row = a.seat[p]
        far = a.dist[p] - (a.paid[row] - a.price[p])
        if far + a.alone[row] < best:
            best, end, alone = far + a.alone[row], -1, row
    for k in range(touched):
        p = a.touched[k]
        if a.state[p] == DONE:
            a.price[p] += a.dist[p] - best
        a.state[p] = NEW
    flip(a, root, end, alone)


@compiled
def flip(a: Assignment, root: int, end: int, alone: int) -> None:
    """Move the rows along the path from *root* to column *end*, or to the row that stays alone."""
    p = end
    if end < 0:
        p = a.mate[alone]
        a.mate[alone] = NOBODY
        if alone == root:
            return
    while True:
        row = a.prev[p]
        following = a.mate[row]
        a.mate[row], a.seat[p] = p, row
        for x in range(a.ptr[row], a.ptr[row + 1]):
            if a.who[x] == p:
                a.paid[row] = a.cost[x]
        if row == root:
            return
        p = following
