"""Compiled: what keeps each of thousands of people from one post, coarsely, in a millisecond.

It says whom to look at closely; ``obstacles`` has the exact words. The order of the rules and the
measure of how far one gives are those of ``obstacles`` and ``openings``.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import (
    BREAK,
    CAP,
    DAY,
    END,
    F64,
    H_END,
    H_PLACE,
    H_RUN,
    HOME,
    I32,
    PLACE,
    REST,
    RUN_CAP,
    SPAN,
    START,
    WEEK,
    WEEK_CAP,
    Tables,
)
from muster.engines.roster.jit import compiled
from muster.engines.roster.reasons.chains import swap_back, swap_in
from muster.engines.roster.reasons.fitness import Fitness
from muster.engines.roster.searching.routes import (
    NEVER,
    Roster,
    is_kept,
    period_end,
    period_start,
    place_of,
)

# what stands in the way, as bits, in the order in which they are told
OVERLAP, TRAVEL, RESTS, SPANS, TOTAL_HOURS, WEEK_HOURS, DAYS_IN_A_ROW = (1 << k for k in range(7))

# columns of Screened.state: what somebody is to the post; obstacles of his duty; how many rules
# bar him whatever he holds, and the first of them
STATE, BITS, BARS, FIRST = range(4)
UNSKILLED, HOLDS, BARRED, BLOCKED, FREE = range(5)
RANK, UNIT, RANGE, AVAILABLE = range(1, 5)

UNIT_GIVES = 0.1  # see ``openings.give``
LEAVE_MIN = 600.0


class Screened(NamedTuple):
    """One row for each person; ``gives``: how far the rules would have to give, in all.

    lightest: the least weight of a post that he could leave to come, NEVER if there is none.
    """

    state: I32
    gives: F64
    lightest: F64


def screened(people: int) -> Screened:
    """Room for the answers about one post."""
    return Screened(
        state=np.zeros((people, 4), dtype=np.int32),
        gives=np.zeros(people, dtype=np.float64),
        lightest=np.zeros(people, dtype=np.float64),
    )


@compiled
def bar(out: Screened, p: int, rule: int, much: float) -> None:
    """Note one more rule that bars p whatever he holds."""
    if out.state[p, BARS] == 0:
        out.state[p, FIRST] = rule
    out.state[p, BARS] += 1
    out.gives[p] += much


@compiled
def screen_standing(t: Tables, f: Fitness, out: Screened, p: int, j: int) -> None:
    """The rules that bar p from post j whatever he holds."""
    if f.rank[p] < f.min_rank[j]:
        bar(out, p, RANK, (f.min_rank[j] - f.rank[p]) / max(1.0, abs(f.min_rank[j])))
    if not f.asked[f.post_units[j], f.person_unit[p]]:
        bar(out, p, UNIT, UNIT_GIVES)
    km = t.km[t.who[p, HOME], t.post[j, PLACE]]
    if km > f.max_km[j]:
        bar(out, p, RANGE, (km - f.max_km[j]) / max(1.0, f.max_km[j]))
    start, end = t.post[j, START], t.post[j, END]
    for k in range(f.away_ptr[p], f.away_ptr[p + 1]):
        begin, until = f.away[k, 0], f.away[k, 1]
        if begin < end and start < until:
            bar(out, p, AVAILABLE, min(until - start, end - begin) / LEAVE_MIN)


@compiled
def block(out: Screened, p: int, bit: int, limit: int, needed: int) -> None:
    """Note a rule that p would break because of what he holds."""
    out.state[p, BITS] |= bit
    out.gives[p] += abs(needed - limit) / max(1.0, abs(limit))


@compiled
def screen_gap(t: Tables, out: Screened, p: int, gap: int, way: int, least: int) -> int:
    """What is wrong with a gap of so many minutes; the least rest on either side so far."""
    if gap < way:
        out.state[p, BITS] |= TRAVEL
    if t.who[p, BREAK] < gap < t.who[p, REST]:
        return min(least, gap)
    return least


@compiled
def around(t: Tables, r: Roster, out: Screened, p: int, j: int) -> tuple[int, int]:
    """The posts of p next to post j, -1 where there is none; notes those that overlap it."""
    before, after = -1, -1
    for m in range(r.size[p]):
        i = r.route[p, m]
        if t.post[i, END] <= t.post[j, START]:
            before = i
        elif t.post[i, START] < t.post[j, END]:
            out.state[p, BITS] |= OVERLAP
        elif after < 0:
            after = i
    return before, after


@compiled
def screen_gaps(t: Tables, out: Screened, p: int, j: int, before: int, after: int) -> None:
    """Too little time to get there, and a rest that is too short on either side."""
    start, end, place = t.post[j, START], t.post[j, END], t.post[j, PLACE]
    enough = least = t.who[p, REST]
    if before >= 0:
        way = t.travel_min[t.post[before, PLACE], place]
        least = screen_gap(t, out, p, start - t.post[before, END], way, least)
    elif t.who[p, H_PLACE] >= 0:
        way = t.travel_min[t.who[p, H_PLACE], place]
        least = screen_gap(t, out, p, start - t.who[p, H_END], way, least)
    if after >= 0:
        way = t.travel_min[place, t.post[after, PLACE]]
        least = screen_gap(t, out, p, t.post[after, START] - end, way, least)
    if least < enough:
        block(out, p, RESTS, enough, least)


@compiled
def screen_duty(t: Tables, r: Roster, out: Screened, p: int, j: int) -> None:
    """The rules that p, who is not on post j, would break there because of what he holds."""
    before, after = around(t, r, out, p, j)
    screen_gaps(t, out, p, j, before, after)
    if not out.state[p, BITS] & OVERLAP:
        k = place_of(t, r, p, j)
        last = period_end(t, r, p, k, t.post[j, END])
        span = last - period_start(t, r, p, k, t.post[j, START])
        if span > t.who[p, SPAN]:
            block(out, p, SPANS, t.who[p, SPAN], span)
    screen_hours(t, r, out, p, j)


@compiled
def screen_hours(t: Tables, r: Roster, out: Screened, p: int, j: int) -> None:
    """The rules on hours and days that p would break on post j."""
    length = t.post[j, END] - t.post[j, START]
    total = r.worked[p] + length
    if total > t.who[p, CAP]:
        block(out, p, TOTAL_HOURS, t.who[p, CAP], total)
    week = r.week[p, t.post[j, WEEK]] + length
    if week > t.who[p, WEEK_CAP]:
        block(out, p, WEEK_HOURS, t.who[p, WEEK_CAP], week)
    first = last = t.post[j, DAY]
    while first > 0 and r.day[p, first - 1] > 0:
        first -= 1
    while last + 1 < r.day.shape[1] and r.day[p, last + 1] > 0:
        last += 1
    run = last - first + 1
    if first == 0:
        run += t.who[p, H_RUN]
    if run > t.who[p, RUN_CAP]:
        block(out, p, DAYS_IN_A_ROW, t.who[p, RUN_CAP], run)


@compiled
def lightest_to_leave(t: Tables, r: Roster, p: int, j: int) -> float:
    """The least weight of a post, not above post j's, that p could leave to come to post j."""
    best = NEVER
    for m in range(r.size[p]):
        i = r.route[p, m]
        weight = t.weight[i]
        worse = weight > t.weight[j] or weight >= best or is_kept(r, p, i)
        if not worse and swap_in(t, r, p, j, i) < NEVER:
            swap_back(t, r, p, j, i)
            best = weight
    return best


@compiled
def screen(t: Tables, r: Roster, f: Fitness, out: Screened, j: int, full: bool) -> None:
    """What everybody is to post j; if *full*, also what he could leave to come."""
    for p in range(t.who.shape[0]):
        out.state[p, BITS] = out.state[p, BARS] = out.state[p, FIRST] = 0
        out.gives[p], out.lightest[p] = 0.0, NEVER
        if f.lacks[f.post_skills[j], f.person_skills[p]] > 0:
            out.state[p, STATE] = UNSKILLED
            continue
        k = place_of(t, r, p, j)
        if k < r.size[p] and r.route[p, k] == j:
            out.state[p, STATE] = HOLDS
            continue
        screen_standing(t, f, out, p, j)
        bars = out.state[p, BARS]
        if bars <= 1:
            screen_duty(t, r, out, p, j)
        if bars > 0:
            out.state[p, STATE] = BARRED
        elif out.state[p, BITS] > 0:
            out.state[p, STATE] = BLOCKED
            if full:
                out.lightest[p] = lightest_to_leave(t, r, p, j)
        else:
            out.state[p, STATE] = FREE
