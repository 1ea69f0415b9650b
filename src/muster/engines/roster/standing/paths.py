"""One employee's best row for given prices: exact dynamic programming over his whole horizon.

The state before a day is how he stands (days off so far, or the class of his last shift and the
length of his run), the weekends and minutes worked, and the shifts of a few limited kinds. Kinds
that no rule tells apart share a group. Limits of kinds that would make the table too large are
left out: then the row is the best of a relaxation, and ``left_out`` names them for pricing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.engines.roster.standing.compiling import compiled, inlined
from muster.engines.roster.standing.grouping import Grouping
from muster.engines.roster.standing.tables import (
    F64,
    I8,
    I64,
    LEAST_OFF,
    LEAST_RUN,
    MOST_RUN,
    MOST_WEEKENDS,
    Bool,
    Tables,
)

U8 = NDArray[np.uint8]

MAX_LAYER = 60_000  # states of a day up to which another limited kind is counted exactly
MAX_TABLE = 10_000_000  # states of all days beyond which weekends are left out
MAX_EXACT = 200_000_000  # the same for any table, however exact; beyond, minutes are left out
OFF = 0  # the decision for a day off; group g is decision g + 1

# entries of ``size``
OFFS, RUN, SHORTEST, WEEKENDS, MINUTES, LEAST, LAYER, LONGEST = range(8)


class Shape(NamedTuple):
    """How one employee's table is laid out: numbers only, whatever the prices.

    group[k]: the group of a kind, -1 if he never works it.  klass[g]: class of a group.
    units[g]: its length.  stride[g]: how far a shift moves within a layer.
    after[c, g]: whether g may follow class c.  counts: the places of counted limits in a layer.
    size: OFFS states of days off, longest and SHORTEST RUN, WEEKENDS (0: not counted), MINUTES
    at most and LEAST in units, states of a LAYER, LONGEST shift in units.
    """

    group: I64
    klass: I64
    stride: I64
    after: Bool
    counts: I64
    size: I64


@dataclass(frozen=True, slots=True)
class Way:
    """The shape of one employee's table and the limited kinds that it leaves out."""

    shape: Shape
    left_out: tuple[int, ...]

    @property
    def states(self) -> int:
        """States of a layer over all standings."""
        s = self.shape
        standings = s.size[OFFS] + len(s.after) * s.size[RUN]
        return int(standings * s.size[LAYER])


class Room(NamedTuple):
    """Memory that the tables of all employees use in turn."""

    value: F64
    choice: U8
    price: F64
    kind: I64


def room_for(ways: list[Way], days: int, kinds: int) -> Room:
    """Memory for the largest of the tables."""
    states = max((way.states for way in ways), default=1)
    return Room(
        value=np.empty(2 * states),
        choice=np.empty(days * states, np.uint8),
        price=np.empty((days, kinds + 1)),
        kind=np.empty((days, kinds + 1), np.int64),
    )


def way_of(t: Tables, e: int, *, exact: bool = False) -> Way:
    """Lay out the table of one employee; *exact*: count limits as long as there is memory."""
    lay = _Layout(t, e)
    room = MAX_EXACT // t.wish.shape[1] if exact else MAX_LAYER
    if not exact:
        lay.shrink(MAX_TABLE)
    limited = lay.by.limited()
    counted: list[int] = []
    for k in limited:
        if lay.states([*counted, k]) <= room:
            counted.append(k)
    return Way(lay.shape(counted), tuple(k for k in limited if k not in counted))


class _Layout:
    """Works out the shape of one table."""

    def __init__(self, t: Tables, e: int) -> None:
        self.t, self.e = t, e
        self.by = Grouping(t, e)
        self.limit = t.limit[e]
        self.longest, self.minutes, self.least = self.by.longest, self.by.minutes, self.by.least
        weekends = int(t.weekend.max(initial=-1)) + 1
        most = int(self.limit[MOST_WEEKENDS])
        self.weekends = most + 1 if most < weekends else 0
        self.timed = True
        if self.states([]) * t.wish.shape[1] > MAX_EXACT:
            self.timed, self.longest, self.minutes, self.least = False, 0, 0, 0
        self.shrink(MAX_EXACT)

    def shrink(self, most: int) -> None:
        """Leave the weekends out if the table would have more than *most* states."""
        if self.states([]) * self.t.wish.shape[1] > most:
            self.weekends = 0

    def units(self, k: int) -> int:
        """The length of a kind, as far as minutes are counted."""
        return self.by.units(k) if self.timed else 0

    def layer(self, counted: list[int]) -> int:
        """Places of a layer, with those that stand for too much."""
        size = self.minutes + 1 + self.longest
        for k in counted:
            size *= int(self.t.most_of[self.e, k]) + 2
        return size * (self.weekends + 1)

    def states(self, counted: list[int]) -> int:
        standings = int(self.limit[LEAST_OFF]) + len(self.by.classes) * int(self.limit[MOST_RUN])
        return standings * self.layer(counted)

    def shape(self, counted: list[int]) -> Shape:
        groups = self.by.groups(counted)
        strides = self._strides(counted)
        return Shape(
            group=groups.group,
            klass=groups.klass,
            stride=np.array([self.units(k) + strides.get(k, 0) for k in groups.lead], np.int64),
            after=groups.after,
            counts=np.array(sorted(self._counts(counted, strides)), np.int64),
            size=self._size(counted),
        )

    def _size(self, counted: list[int]) -> I64:
        limit, size = self.limit, np.zeros(8, np.int64)
        size[OFFS], size[RUN], size[SHORTEST] = limit[LEAST_OFF], limit[MOST_RUN], limit[LEAST_RUN]
        size[WEEKENDS], size[MINUTES], size[LEAST] = self.weekends, self.minutes, self.least
        size[LAYER], size[LONGEST] = self.layer(counted), self.longest
        return size

    def _strides(self, counted: list[int]) -> dict[int, int]:
        strides, stride = {}, self.minutes + 1 + self.longest
        for k in counted:
            strides[k] = stride
            stride *= int(self.t.most_of[self.e, k]) + 2
        return strides

    def _counts(self, counted: list[int], strides: dict[int, int]) -> Iterator[int]:
        """Where the legal counts of limited kinds begin in a weekend's part of a layer."""
        found = [0]
        for k in counted:
            most = int(self.t.most_of[self.e, k])
            found = [at + n * strides[k] for at in found for n in range(most + 1)]
        yield from found


@inlined
def group_prices(s: Shape, room: Room, able: Bool, price: F64) -> None:
    """The cheapest kind of each group on each day."""
    days, kinds = price.shape
    for d in range(days):
        room.price[d, OFF] = price[d, 0]
        room.kind[d, OFF] = 0
        for g in range(s.klass.shape[0]):
            room.price[d, g + 1] = np.inf
            room.kind[d, g + 1] = 0
        for k in range(1, kinds):
            g = s.group[k] + 1
            if g > 0 and able[d, k] and price[d, k] < room.price[d, g]:
                room.price[d, g] = price[d, k]
                room.kind[d, g] = k


@inlined
def relax(
    s: Shape, room: Room, at: int, source: int, chosen: int, most: int, rise: float, what: int
) -> None:
    """Offer the decision *what* to all places of one standing and day.

    at, source: where their values begin, today's and tomorrow's.  chosen: where choices begin.
    """
    value, choice = room.value, room.choice
    part = s.size[LAYER] // (s.size[WEEKENDS] + 1)
    for w in range(max(1, s.size[WEEKENDS])):
        for c in range(s.counts.shape[0]):
            base = w * part + s.counts[c]
            a, b, z = at + base, source + base, chosen + base
            for m in range(most + 1):
                offer = rise + value[b + m]
                better = offer < value[a + m]
                value[a + m] = offer if better else value[a + m]
                choice[z + m] = what if better else choice[z + m]


@inlined
def next_of(s: Shape, r: int, d: int, what: int) -> int:
    """How he stands after day d if he stood at r before it; -1 if a rule forbids it."""
    offs, run = s.size[OFFS], s.size[RUN]
    if r < offs:
        if what == OFF:
            return int(min(r + 1, offs - 1))
        return offs + s.klass[what - 1] * run if r == offs - 1 and run > 0 else -1
    c, n = (r - offs) // run, (r - offs) % run + 1
    if what == OFF:
        return 0 if n >= s.size[SHORTEST] or n == d else -1
    allowed = n < run and s.after[c, what - 1]
    return offs + s.klass[what - 1] * run + n if allowed else -1


@inlined
def weekend_step(s: Shape, weekend: I64, opens: Bool, r: int, d: int, what: int) -> int:
    """How far the decision moves within a layer because a weekend becomes a worked one."""
    if what == OFF or s.size[WEEKENDS] == 0 or weekend[d] < 0:
        return 0
    fresh = opens[d] or r < s.size[OFFS]
    return s.size[LAYER] // (s.size[WEEKENDS] + 1) if fresh else 0


@inlined
def last_layer(s: Shape, room: Room, at: int, standings: int) -> None:
    """After the last day everything legal is worth the same."""
    value, layer = room.value, s.size[LAYER]
    for i in range(at, at + standings * layer):
        value[i] = np.inf
    part = layer // (s.size[WEEKENDS] + 1)
    for r in range(standings):
        for w in range(max(1, s.size[WEEKENDS])):
            for c in range(s.counts.shape[0]):
                base = at + r * layer + w * part + s.counts[c]
                for m in range(max(0, s.size[LEAST]), s.size[MINUTES] + 1):
                    value[base + m] = 0.0


@inlined
def trace(s: Shape, room: Room, weekend: I64, opens: Bool, standings: int, row: I8) -> None:
    """Follow the choices from the first day."""
    r, place = s.size[OFFS] - 1, 0
    for d in range(row.shape[0]):
        what = room.choice[(d * standings + r) * s.size[LAYER] + place]
        row[d] = room.kind[d, what]
        place += weekend_step(s, weekend, opens, r, d, what)
        place += s.stride[what - 1] if what > 0 else 0
        r = next_of(s, r, d, what)


@inlined
def day(s: Shape, room: Room, weekend: I64, opens: Bool, d: int, now: int, later: int) -> None:
    """Work out the values and choices of one day from those of the next."""
    layer, most = s.size[LAYER], min(s.size[MINUTES], d * s.size[LONGEST])
    standings = s.size[OFFS] + s.after.shape[0] * s.size[RUN]
    for i in range(now, now + standings * layer):
        room.value[i] = np.inf
    for r in range(standings):
        if r >= s.size[OFFS] and (r - s.size[OFFS]) % s.size[RUN] + 1 > d:
            continue  # no run can be as long as that yet
        at, chosen = now + r * layer, (d * standings + r) * layer
        for what in range(s.klass.shape[0] + 1):
            rise = room.price[d, what]
            to = next_of(s, r, d, what)
            if to >= 0 and rise < np.inf:
                source = later + to * layer + weekend_step(s, weekend, opens, r, d, what)
                source += s.stride[what - 1] if what > 0 else 0
                relax(s, room, at, source, chosen, most, rise, what)


@compiled
def best_row(
    s: Shape, room: Room, weekend: I64, opens: Bool, able: Bool, price: F64, row: I8
) -> float:
    """Write the cheapest row for price[d, k] and return its price; inf if there is none."""
    days, layer = price.shape[0], s.size[LAYER]
    standings = s.size[OFFS] + s.after.shape[0] * s.size[RUN]
    half = standings * layer
    group_prices(s, room, able, price)
    now = (days % 2) * half
    last_layer(s, room, now, standings)
    for d in range(days - 1, -1, -1):
        now = half - now
        day(s, room, weekend, opens, d, now, half - now)
    start = s.size[OFFS] - 1
    value = room.value[now + start * layer]
    if value < np.inf:
        trace(s, room, weekend, opens, standings, row)
    return float(value)
