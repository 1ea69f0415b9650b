"""Simulated annealing over whole rosters: small exact changes, hot to cold, millions a second.

Broken rules are priced, cheaply at first and dearly at the end: at a low price the search walks
through slightly illegal rosters to legal ones that no legal step reaches.
"""

import math
from typing import NamedTuple

from muster.engines.roster.standing.compiling import compiled, inlined
from muster.engines.roster.standing.moves import (
    BROKEN,
    NEVER,
    PENALTY,
    Roster,
    below,
    book,
    chance,
    cover_rise,
    keep_best,
    put,
    take_back,
)
from muster.engines.roster.standing.tables import I8, Tables

COOL_EVERY = 256  # steps between two changes of the temperature
WISHES = 200.0  # what the second of two exchanging employees may gain by his wishes at most
FAR_D = 14  # longest block that two employees exchange, and farthest exchange within a row


class Heat(NamedTuple):
    """How hot a stretch of steps begins and ends, and how dear a broken rule is."""

    hot: float
    cold: float
    per_fault_hot: float
    per_fault_cold: float


@inlined
def draw_day(r: Roster, new: I8) -> tuple[int, int]:
    """One day gets any kind."""
    d = below(r, r.row.shape[1])
    new[d] = below(r, r.held.shape[1])
    return d, d + 1


@inlined
def draw_block(r: Roster, new: I8) -> tuple[int, int]:
    """A few days in a row get the same kind."""
    first = below(r, r.row.shape[1])
    end = min(r.row.shape[1], first + 1 + below(r, 4))
    k = below(r, r.held.shape[1])
    for d in range(first, end):
        new[d] = k
    return first, end


@inlined
def draw_exchange(r: Roster, e: int, new: I8) -> tuple[int, int]:
    """Two blocks of the same row change places."""
    row, days = r.row[e], r.row.shape[1]
    size = min(1 + below(r, 3), days)
    a, b = below(r, days - size + 1), below(r, days - size + 1)
    if chance(r.random) < 0.7:
        b = a + below(r, FAR_D + 3) - FAR_D // 2 - 1
    a, b = min(a, b), max(a, b)
    if a < 0 or b + size > days or a + size > b:
        return 0, 0
    for d in range(a, b + size):
        new[d] = row[d]
    for i in range(size):
        new[a + i], new[b + i] = row[b + i], row[a + i]
    return a, b + size


@inlined
def change_row(
    t: Tables, r: Roster, e: int, new: I8, first: int, end: int, per_fault: float, most: float
) -> None:
    """Change one row if that rises by no more than *most*."""
    row = r.row[e]
    while first < end and row[first] == new[first]:
        first += 1
    while first < end and row[end - 1] == new[end - 1]:
        end -= 1
    if first >= end:
        return
    cover = cover_rise(t, r, row, new, first, end)
    rise = put(t, r, e, new, first, end, cover, per_fault, most)
    if rise >= NEVER:
        return
    for d in range(first, end):
        r.held[d, row[d]] += 1
        r.held[d, new[d]] -= 1
    r.sums[PENALTY] += rise - per_fault * book(r, e)
    keep_best(r)


@inlined
def exchange_rows(t: Tables, r: Roster, per_fault: float, most: float) -> None:
    """Two employees exchange some days, which leaves the cover as it is."""
    staff, days = r.row.shape
    if staff < 2:
        return
    e, f = below(r, staff), below(r, staff - 1)
    f += 1 if f >= e else 0
    row, other = r.row[e], r.row[f]
    first = below(r, days)
    end = min(days, first + 1 + below(r, 3 if chance(r.random) < 0.5 else FAR_D))
    while first < end and row[first] == other[first]:
        first += 1
    while first < end and row[end - 1] == other[end - 1]:
        end -= 1
    if first >= end:
        return
    for d in range(first, end):
        r.draft[0, d], r.draft[1, d] = other[d], row[d]
    room = most + per_fault * r.broken[f] + WISHES
    rise = put(t, r, e, r.draft[0], first, end, 0.0, per_fault, room)
    if rise >= NEVER:
        return
    before = r.broken[e]
    # booked at once, as the second change writes over what the first has to say
    minutes, weekends, runs, over = r.minutes[e], r.weekends[e], r.runs[e], r.over[e]
    faults = book(r, e)
    rise = put(t, r, f, r.draft[1], first, end, rise, per_fault, most)
    if rise < NEVER:
        r.sums[PENALTY] += rise - per_fault * (faults + book(r, f))
        keep_best(r)
        return
    take_back(t, r, e, r.draft[0], first, end)
    r.minutes[e], r.weekends[e], r.runs[e], r.over[e] = minutes, weekends, runs, over
    r.broken[e] = before
    r.sums[BROKEN] -= faults


@inlined
def step(t: Tables, r: Roster, per_fault: float, most: float) -> None:
    """Try one change; it stays if it rises by no more than *most*."""
    move = chance(r.random)
    if move < 0.45:
        exchange_rows(t, r, per_fault, most)
        return
    e, new = below(r, r.row.shape[0]), r.draft[0]
    if move < 0.65:
        first, end = draw_day(r, new)
    elif move < 0.8:
        first, end = draw_block(r, new)
    else:
        first, end = draw_exchange(r, e, new)
    change_row(t, r, e, new, first, end, per_fault, most)


@compiled
def anneal(t: Tables, r: Roster, steps: int, heat: Heat) -> None:
    """Make *steps* steps."""
    legs = max(1, steps // COOL_EVERY)
    left = steps
    for leg in range(legs):
        share = (leg + 0.5) / legs
        warmth = heat.hot * (heat.cold / heat.hot) ** share
        per_fault = heat.per_fault_hot * (heat.per_fault_cold / heat.per_fault_hot) ** share
        count = left if leg == legs - 1 else COOL_EVERY
        left -= count
        for _ in range(count):
            most = -warmth * math.log(chance(r.random) + 1e-300)
            step(t, r, per_fault, most)
