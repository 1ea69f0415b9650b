"""One employee's best row for given prices, by stretches: exact and some ten times as fast.

A stretch is an unbroken row of shifts; days off lie on both sides, so no rule of succession
reaches from one stretch to the next. What a stretch takes from the rest of the row is little:
minutes, weekends, and shifts of a few limited kinds. Stretches of one length that take the same
share a place in a small table, and a row is days off and stretches in turn. The minutes that can
have been worked before a day lie in a narrow window, which keeps the tables small.

Best for short runs; ``paths`` does without a limit on them, and the tests hold one against the
other.
"""

from typing import NamedTuple

import numpy as np

from muster.engines.roster.standing.compiling import compiled, inlined
from muster.engines.roster.standing.tables import F64, I8, I64, Bool

# entries of ``size``
WEEKENDS, COUNTS, SHORTEST, LONGEST, OFFS, TAKEN, CLASSES, GROUPS = range(8)


class Shape(NamedTuple):
    """How the tables of one employee are laid out: numbers only, whatever the prices.

    group[k]: the group of a kind, -1 if he never works it.  klass[g]: class of a group.
    after[c, g]: whether g may follow class c.  grow[v, g]: what is taken after another shift of
    g, -1 if a limit forbids it; stretches of n shifts take v in [bounds[n], bounds[n + 1]).
    units[v]: minutes.  kinds[v]: which counts rise.  to[c, kinds]: counts afterwards, or -1.
    low[d], high[d]: least and most units worked before day d that a legal row can have.
    weekends[d]: most weekends worked before it.  touched[d, n]: weekends that a stretch from d
    works.  start[d]: where the day's values begin.
    size: most WEEKENDS, COUNTS of limited kinds, SHORTEST and LONGEST stretch, least OFFS
    between two, kinds of TAKEN, CLASSES, GROUPS.
    """

    group: I64
    klass: I64
    after: Bool
    grow: I64
    bounds: I64
    units: I64
    kinds: I64
    to: I64
    low: I64
    high: I64
    weekends: I64
    touched: I64
    start: I64
    size: I64


class Room(NamedTuple):
    """Memory that the tables of all employees use in turn.

    price[d, g + 1], kind[d, g + 1]: the cheapest kind of a group; 0 is a day off.
    cost[v, c]: cheapest stretch that takes v and ends in class c.  last_group, last_class,
    last_taken[v, c]: how it came there.
    """

    value: F64
    price: F64
    kind: I64
    cost: F64
    last_group: I64
    last_class: I64
    last_taken: I64


def room_for(shapes: list[Shape], days: int) -> Room:
    """Memory for the largest of the tables."""
    taken = max((int(s.size[TAKEN]) for s in shapes), default=1)
    classes = max((int(s.size[CLASSES]) for s in shapes), default=1)
    groups = max((int(s.size[GROUPS]) for s in shapes), default=1)
    table = (taken, max(1, classes))
    return Room(
        value=np.empty(max((int(s.start[-1]) for s in shapes), default=1)),
        price=np.empty((days, groups + 1)),
        kind=np.empty((days, groups + 1), np.int64),
        cost=np.empty(table),
        last_group=np.empty(table, np.int64),
        last_class=np.empty(table, np.int64),
        last_taken=np.empty(table, np.int64),
    )


@inlined
def group_prices(s: Shape, room: Room, able: Bool, price: F64) -> None:
    """The cheapest kind of each group on each day."""
    days, kinds = price.shape
    for d in range(days):
        room.price[d, 0] = price[d, 0]
        room.kind[d, 0] = 0
        for g in range(s.size[GROUPS]):
            room.price[d, g + 1] = np.inf
            room.kind[d, g + 1] = 0
        for k in range(1, kinds):
            g = s.group[k] + 1
            if g > 0 and able[d, k] and price[d, k] < room.price[d, g]:
                room.price[d, g] = price[d, k]
                room.kind[d, g] = k


@inlined
def offer_shift(s: Shape, room: Room, v: int, c: int, g: int, cost: float, to: int) -> None:
    """Offer a stretch that goes on with group g."""
    klass = s.klass[g]
    if cost < room.cost[to, klass]:
        room.cost[to, klass] = cost
        room.last_group[to, klass] = g
        room.last_class[to, klass] = c
        room.last_taken[to, klass] = v


@inlined
def lengthen(s: Shape, room: Room, v: int, c: int, d: int) -> None:
    """Offer all ways in which a stretch that takes v and ends in class c goes on."""
    cost = room.cost[v, c]
    for g in range(s.size[GROUPS]):
        to = s.grow[v, g]
        if s.after[c, g] and to >= 0:
            offer_shift(s, room, v, c, g, cost + room.price[d, g + 1], to)


@compiled
def stretches_from(s: Shape, room: Room, first: int, longest: int) -> None:
    """The cheapest stretch from a day for all that it can take and every class of its end."""
    room.cost[: s.bounds[longest + 1]] = np.inf
    for g in range(s.size[GROUPS]):
        if s.grow[0, g] >= 0:
            offer_shift(s, room, 0, 0, g, room.price[first, g + 1], s.grow[0, g])
    for n in range(1, longest):
        for v in range(s.bounds[n], s.bounds[n + 1]):
            for c in range(s.size[CLASSES]):
                if room.cost[v, c] < np.inf:
                    lengthen(s, room, v, c, first + n)


@inlined
def cheapest_class(s: Shape, room: Room, v: int) -> int:
    """The class in which the cheapest stretch that takes v ends."""
    best = 0
    for c in range(1, s.size[CLASSES]):
        if room.cost[v, c] < room.cost[v, best]:
            best = c
    return best


@inlined
def next_start(s: Shape, days: int, first: int, n: int) -> int:
    """The first day after a stretch and its days off; -1 if a rule forbids the stretch."""
    end = first + n
    if end >= days:
        return int(days)
    if n < s.size[SHORTEST] and first > 0:
        return -1
    return int(min(days, end + s.size[OFFS]))


@inlined
def days_off(room: Room, first: int, end: int) -> float:
    """The price of days off."""
    total = 0.0
    for d in range(first, end):
        total += room.price[d, 0]
    return total


@compiled
def offer_all(s: Shape, value: F64, d: int, to: int, taken: int, touched: int, cost: float) -> None:
    """Offer a way from day d to another day for all that was used before."""
    wide, wide_to = s.high[d] - s.low[d] + 1, s.high[to] - s.low[to] + 1
    up = s.units[taken]
    first = max(s.low[d], s.low[to] - up)
    count = min(s.high[d], s.high[to] - up) - first + 1
    if count <= 0:
        return
    counts = s.size[COUNTS]
    for w in range(min(s.weekends[d], s.weekends[to] - touched) + 1):
        for c in range(counts):
            c_to = s.to[c, s.kinds[taken]]
            if c_to >= 0:
                a = s.start[d] + (w * counts + c) * wide + first - s.low[d]
                b = s.start[to] + ((w + touched) * counts + c_to) * wide_to
                b += first + up - s.low[to]
                for m in range(count):
                    value[a + m] = min(value[a + m], cost + value[b + m])


@compiled
def value_day(s: Shape, room: Room, days: int, d: int) -> None:
    """Work out the values of a day on which a stretch may begin."""
    value = room.value
    for i in range(s.start[d], s.start[d + 1]):
        value[i] = np.inf
    offer_all(s, value, d, d + 1, 0, 0, room.price[d, 0])
    longest = min(s.size[LONGEST], days - d)
    stretches_from(s, room, d, longest)
    for n in range(1, longest + 1):
        to = next_start(s, days, d, n)
        if to >= 0:
            after = days_off(room, d + n, to)
            for v in range(s.bounds[n], s.bounds[n + 1]):
                cost = room.cost[v, cheapest_class(s, room, v)]
                if cost < np.inf:
                    offer_all(s, value, d, to, v, s.touched[d, n], cost + after)


@inlined
def place(s: Shape, d: int, w: int, c: int, m: int) -> int:
    """Where a value stands; -1 if no legal row is there."""
    if w > s.weekends[d] or c < 0 or m < s.low[d] or m > s.high[d]:
        return -1
    wide = s.high[d] - s.low[d] + 1
    return int(s.start[d] + (w * s.size[COUNTS] + c) * wide + m - s.low[d])


@inlined
def write_stretch(s: Shape, room: Room, first: int, n: int, v: int, row: I8) -> None:
    """Write the cheapest stretch that takes v."""
    c = cheapest_class(s, room, v)
    for d in range(first + n - 1, first - 1, -1):
        row[d] = room.kind[d, room.last_group[v, c] + 1]
        v, c = room.last_taken[v, c], room.last_class[v, c]


@inlined
def follow(s: Shape, room: Room, d: int, w: int, c: int, m: int, row: I8) -> tuple[int, int]:
    """Write the stretch that the values followed from a day; its length and what it takes."""
    days = row.shape[0]
    goal = room.value[place(s, d, w, c, m)]
    longest = min(s.size[LONGEST], days - d)
    stretches_from(s, room, d, longest)
    for n in range(1, longest + 1):
        to = next_start(s, days, d, n)
        if to >= 0:
            after = days_off(room, d + n, to)
            for v in range(s.bounds[n], s.bounds[n + 1]):
                cost = room.cost[v, cheapest_class(s, room, v)]
                at = place(s, to, w + s.touched[d, n], s.to[c, s.kinds[v]], m + s.units[v])
                if at >= 0 and cost + after + room.value[at] == goal:
                    write_stretch(s, room, d, n, v, row)
                    return n, v
    return 0, 0  # never: some way gave the value


@compiled
def best_row(s: Shape, room: Room, able: Bool, price: F64, row: I8) -> float:
    """Write the cheapest row for price[d, k] and return its price; inf if there is none."""
    days = price.shape[0]
    group_prices(s, room, able, price)
    for i in range(s.start[days], s.start[days + 1]):
        room.value[i] = 0.0
    for d in range(days - 1, -1, -1):
        value_day(s, room, days, d)
    at = place(s, 0, 0, 0, 0)
    if at < 0 or room.value[at] == np.inf:
        return np.inf
    d, w, c, m = 0, 0, 0, 0
    row[:] = 0
    while d < days:
        to = place(s, d + 1, w, c, m)
        goal = room.value[place(s, d, w, c, m)]
        if to >= 0 and room.price[d, 0] + room.value[to] == goal:
            d += 1
        else:
            n, v = follow(s, room, d, w, c, m, row)
            w, c, m = w + s.touched[d, n], s.to[c, s.kinds[v]], m + s.units[v]
            d = next_start(s, days, d, n)
    return float(room.value[at])
