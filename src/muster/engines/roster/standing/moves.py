"""Changing rows under the annealing: what a change makes better or worse, exactly and fast.

Rows may break rules meanwhile; ``broken[e]`` counts how much. All functions are compiled and
make no arrays.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.engines.roster.standing.compiling import compiled, inlined
from muster.engines.roster.standing.tables import (
    F64,
    I8,
    I64,
    LEAST_MIN,
    LEAST_OFF,
    LEAST_RUN,
    MOST_MIN,
    MOST_RUN,
    MOST_WEEKENDS,
    Bool,
    Tables,
)

NEVER = 1e18

# entries of ``sums``
PENALTY, BROKEN, BEST = 0, 1, 2
# entries of ``change``: what the last change that was put does to its row
MINUTES, WEEKENDS, RUNS, OVER, ROW_BROKEN = range(5)


class Roster(NamedTuple):
    """The rows under change, and counts kept with them.

    row[e, d].  held[d, k]: people.  of_kind[e, k]: shifts.  minutes, weekends, runs, over, broken
    by employee: minutes worked, weekends worked, faults of runs, shifts over a kind's limit, all
    faults.  best: the best legal rows.  draft: room for two changed rows.
    """

    row: I8
    held: I64
    of_kind: I64
    minutes: I64
    weekends: I64
    runs: I64
    over: I64
    broken: F64
    best: I8
    sums: F64
    change: F64
    draft: I8
    random: NDArray[np.uint64]


def empty_roster(t: Tables, *, seed: int) -> Roster:
    """A roster in which nobody works; ``settle`` counts it."""
    staff, days, kinds = t.wish.shape
    state = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    return Roster(
        row=np.zeros((staff, days), np.int8),
        held=np.zeros((days, kinds), np.int64),
        of_kind=np.zeros((staff, kinds), np.int64),
        minutes=np.zeros(staff, np.int64),
        weekends=np.zeros(staff, np.int64),
        runs=np.zeros(staff, np.int64),
        over=np.zeros(staff, np.int64),
        broken=np.zeros(staff),
        best=np.zeros((staff, days), np.int8),
        sums=np.array([0.0, 0.0, NEVER]),
        change=np.zeros(5),
        draft=np.zeros((2, days), np.int8),
        random=state,
    )


@inlined
def chance(random: NDArray[np.uint64]) -> float:
    """A random number in [0, 1), by xorshift."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return float((x >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@inlined
def below(r: Roster, n: int) -> int:
    """A random whole number in [0, n)."""
    return int(chance(r.random) * n)


@inlined
def run_start(row: I8, d: int) -> int:
    """The first day of the run that day d - 1 belongs to."""
    if d <= 0:
        return 0
    d -= 1
    works = row[d] != 0
    while d > 0 and (row[d - 1] != 0) == works:
        d -= 1
    return d


@inlined
def run_end(row: I8, d: int) -> int:
    """The day after the run that day d belongs to."""
    days = row.shape[0]
    if d >= days:
        return int(days)
    works = row[d] != 0
    d += 1
    while d < days and (row[d] != 0) == works:
        d += 1
    return d


@compiled
def run_faults(banned: Bool, limit: I64, row: I8, first: int, end: int) -> int:
    """Days missing from or too many in the runs of [first, end), and banned successions.

    Both must lie between runs.
    """
    days = row.shape[0]
    faults, d = 0, first
    while d < end:
        start = d
        works = row[d] != 0
        d += 1
        while d < end and (row[d] != 0) == works:
            if banned[row[d - 1], row[d]]:
                faults += 1
            d += 1
        n = d - start
        least = limit[LEAST_RUN] if works else limit[LEAST_OFF]
        if works and n > limit[MOST_RUN]:
            faults += n - limit[MOST_RUN]
        elif n < least and start > 0 and d < days:
            faults += least - n
    return faults


@compiled
def weekends_worked(weekend: I64, opens: Bool, row: I8, first: int, end: int) -> int:
    """Weekends with a shift among those that touch [first, end)."""
    days = row.shape[0]
    if first > 0 and weekend[first] >= 0 and not opens[first]:
        first -= 1
    if end < days and weekend[end] >= 0 and not opens[end]:
        end += 1
    n = 0
    for d in range(first, end):
        if weekend[d] >= 0 and row[d] != 0:
            fresh = opens[d] or row[d - 1] == 0
            n += 1 if fresh else 0
    return n


@inlined
def minute_faults(t: Tables, e: int, minutes: int) -> float:
    """Shifts by which the minutes miss their range; 0, or 1 and more."""
    off = max(minutes - t.limit[e, MOST_MIN], t.limit[e, LEAST_MIN] - minutes)
    return max(1.0, off / t.unit_min) if off > 0 else 0.0


@inlined
def keep_best(r: Roster) -> None:
    """Remember the rows if they are legal and better than the best."""
    if r.sums[BROKEN] < 0.5 and r.sums[PENALTY] < r.sums[BEST] - 0.5:
        r.sums[BEST] = r.sums[PENALTY]
        for e in range(r.row.shape[0]):
            for d in range(r.row.shape[1]):
                r.best[e, d] = r.row[e, d]


@compiled
def settle(t: Tables, r: Roster) -> None:
    """Count everything anew from the rows."""
    r.held[:] = 0
    r.of_kind[:] = 0
    r.minutes[:] = 0
    r.sums[PENALTY] = 0.0
    r.sums[BROKEN] = 0.0
    staff, days = r.row.shape
    for e in range(staff):
        for d in range(days):
            k = r.row[e, d]
            r.held[d, k] += 1
            r.of_kind[e, k] += 1
            r.minutes[e] += t.length_min[k]
            r.sums[PENALTY] += t.wish[e, d, k]
        settle_faults(t, r, e)
        r.sums[BROKEN] += r.broken[e]
    for d in range(days):
        for k in range(1, t.length_min.shape[0]):
            r.sums[PENALTY] += t.cover[d, k, r.held[d, k]]
    keep_best(r)


@compiled
def settle_faults(t: Tables, r: Roster, e: int) -> None:
    """Count anew what one row breaks."""
    days = r.row.shape[1]
    r.weekends[e] = weekends_worked(t.weekend, t.opens, r.row[e], 0, days)
    r.runs[e] = run_faults(t.banned, t.limit[e], r.row[e], 0, days)
    r.over[e] = 0
    for k in range(1, t.length_min.shape[0]):
        r.over[e] += max(0, r.of_kind[e, k] - t.most_of[e, k])
    weekends = max(0, r.weekends[e] - t.limit[e, MOST_WEEKENDS])
    r.broken[e] = r.runs[e] + r.over[e] + weekends + minute_faults(t, e, r.minutes[e])


@inlined
def cover_rise(t: Tables, r: Roster, row: I8, new: I8, first: int, end: int) -> float:
    """What the cover of [first, end) gains in weight if the row becomes the new one."""
    rise = 0
    for d in range(first, end):
        k, old = new[d], row[d]
        if k != old:
            held = r.held[d]
            if k > 0:
                rise += t.cover[d, k, held[k] + 1] - t.cover[d, k, held[k]]
            if old > 0:
                rise += t.cover[d, old, held[old] - 1] - t.cover[d, old, held[old]]
    return float(rise)


@inlined
def exchange(row: I8, new: I8, first: int, end: int) -> None:
    """Let row and new change places in [first, end)."""
    for d in range(first, end):
        row[d], new[d] = new[d], row[d]


@compiled
def recount(t: Tables, r: Roster, e: int, gone: I8, come: I8, first: int, end: int) -> int:
    """Count the kinds of *come* for those of *gone*; returns how much ``over`` rises."""
    count, most = r.of_kind[e], t.most_of[e]
    rise = 0
    for d in range(first, end):
        k, old = come[d], gone[d]
        if k != old:
            count[old] -= 1
            rise -= 1 if count[old] >= most[old] else 0
            count[k] += 1
            rise += 1 if count[k] > most[k] else 0
    return rise


@inlined
def take_back(t: Tables, r: Roster, e: int, new: I8, first: int, end: int) -> None:
    """Undo the last ``put`` of row e, before it is booked."""
    exchange(r.row[e], new, first, end)
    recount(t, r, e, new, r.row[e], first, end)


@compiled
def put(
    t: Tables,
    r: Roster,
    e: int,
    new: I8,
    first: int,
    end: int,
    rise: float,
    per_fault: float,
    most: float,
) -> float:
    """Make the row of e the new one in [first, end) unless that rises by more than *most*.

    rise: what the change adds apart from this row's wishes and faults. Returns the whole rise
    and writes ``change``, which ``keep`` books or ``exchange`` undoes; NEVER if nothing changed.
    """
    row = r.row[e]
    minutes = 0
    for d in range(first, end):
        k, old = new[d], row[d]
        if k != old:
            if not t.able[e, d, k]:
                return NEVER
            minutes += t.length_min[k] - t.length_min[old]
            rise += t.wish[e, d, k] - t.wish[e, d, old]
    faults = minute_faults(t, e, r.minutes[e] + minutes)
    if rise + per_fault * (faults - r.broken[e]) > most:
        return NEVER
    over = r.over[e] + recount(t, r, e, row, new, first, end)
    faults += over
    if rise + per_fault * (faults - r.broken[e]) > most:
        recount(t, r, e, new, row, first, end)
        return NEVER
    low, high = run_start(row, first), run_end(row, end)
    weekends = r.weekends[e] - weekends_worked(t.weekend, t.opens, row, first, end)
    runs = r.runs[e] - run_faults(t.banned, t.limit[e], row, low, high)
    exchange(row, new, first, end)
    weekends += weekends_worked(t.weekend, t.opens, row, first, end)
    runs += run_faults(t.banned, t.limit[e], row, low, high)
    faults += runs + max(0, weekends - t.limit[e, MOST_WEEKENDS])
    rise += per_fault * (faults - r.broken[e])
    if rise > most:
        take_back(t, r, e, new, first, end)
        return NEVER
    c = r.change
    c[MINUTES], c[WEEKENDS], c[RUNS], c[OVER] = r.minutes[e] + minutes, weekends, runs, over
    c[ROW_BROKEN] = faults
    return rise


@inlined
def book(r: Roster, e: int) -> float:
    """Keep the last ``put`` of row e; returns how much ``broken`` rises."""
    c = r.change
    r.minutes[e], r.weekends[e] = int(c[MINUTES]), int(c[WEEKENDS])
    r.runs[e], r.over[e] = int(c[RUNS]), int(c[OVER])
    rise = c[ROW_BROKEN] - r.broken[e]
    r.broken[e] = c[ROW_BROKEN]
    r.sums[BROKEN] += rise
    return float(rise)
