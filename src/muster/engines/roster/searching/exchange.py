"""Compiled: everybody's duty of some hours or days, dealt out anew at least cost.

What people hold in a window of time is taken off them, whole, and given back by an exact
assignment in which each person takes at most one such duty; open places in the window join.
One assignment moves hundreds of people at once, where a step of the search moves a few.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np

from muster.engines.roster.instance import (
    COUNT,
    F64,
    I32,
    I64,
    PLACE,
    START,
    UNIT_RATE,
    Instance,
    Tables,
)
from muster.engines.roster.jit import compiled
from muster.engines.roster.problem import DAY_MIN
from muster.engines.roster.searching.annealing import energy, keep_if_best, mark
from muster.engines.roster.searching.assignment import NEVER, Assignment, assign, assignment_room
from muster.engines.roster.searching.candidates import Candidates, is_able
from muster.engines.roster.searching.routes import (
    OPEN,
    Roster,
    cost_of_putting,
    drop,
    is_kept,
    may_follow,
    put,
)
from muster.engines.roster.searching.ruin import LOGGED, LOOKS, Work

MOST_PAIRS = 600_000  # of duty and person in one assignment
TAKERS = 200  # people who can take one duty, besides those whom it would join
HAIR = 1e-6
WIDTHS_MIN = (240, 480, 720, 720, 1440, 1440, 1440, 2880, 2880, 4320)
FAR_KM, WIDE_KM = 30_000.0, 200.0  # everywhere; from where on a reach is cut
NARROWER, WIDER = 0.8, 1.02
LOOK_COST, COST_OF_START = 3.0, 2000.0  # against looking up one cost in a step of the search


class Duties(NamedTuple):
    """Duties on the table, and the assignment of them.

    post[ptr[u]:ptr[u + 1]]: the posts of duty u.  who: whose it was, -1 for an open place.
    waits: the duties of each post that are on the table, while open places are collected.
    """

    ptr: I64
    post: I32
    who: I32
    waits: I32
    deal: Assignment


class Window(NamedTuple):
    """Which duties are dealt out: begun in [start, end), at most *reach_km* from a place."""

    start: int
    end: int
    centre: int
    reach_km: float


def duties_room(instance: Instance) -> Duties:
    """Room for the exchanges of one instance."""
    places = int(instance.post[:, COUNT].sum()) + 1
    pairs = int((instance.post[:, COUNT] * np.diff(instance.able_ptr)).sum())
    widest = int(np.diff(instance.able_ptr).max(initial=0))
    pairs = 2 * min(pairs, MOST_PAIRS + widest) + 1
    return Duties(
        ptr=np.zeros(places + 1, dtype=np.int64),
        post=np.zeros(places, dtype=np.int32),
        who=np.zeros(places, dtype=np.int32),
        waits=np.zeros(len(instance.posts), dtype=np.int32),
        deal=assignment_room(rows=places, columns=len(instance.people), pairs=pairs),
    )


@compiled
def stretch(t: Tables, r: Roster, p: int, w: Window) -> tuple[int, int]:
    """From where to where the route of p lies in the window; equal if it cannot be taken out."""
    first = 0
    while first < r.size[p] and t.post[r.route[p, first], START] < w.start:
        first += 1
    last = first
    while last < r.size[p] and t.post[r.route[p, last], START] < w.end:
        if is_kept(r, p, r.route[p, last]):
            return first, first
        last += 1
    if first == last or t.km[w.centre, t.post[r.route[p, first], PLACE]] > w.reach_km:
        return first, first
    before = r.route[p, first - 1] if first > 0 else -1
    if last < r.size[p] and not may_follow(t, p, before, r.route[p, last]):
        return first, first
    return first, last


@compiled
def rarest(t: Tables, d: Duties, u: int) -> int:
    """The post of duty u that the fewest people are eligible for."""
    best = d.post[d.ptr[u]]
    for k in range(d.ptr[u] + 1, d.ptr[u + 1]):
        j = d.post[k]
        if t.able_ptr[j + 1] - t.able_ptr[j] < t.able_ptr[best + 1] - t.able_ptr[best]:
            best = j
    return best


@compiled
def take_off(t: Tables, r: Roster, d: Duties, w: Window, first: int) -> tuple[int, int]:
    """Take duties off people, from number *first* on; how many duties and pairs that makes."""
    n, pairs = 0, 0
    people = r.size.shape[0]
    for q in range(people):
        p = (first + q) % people
        low, high = stretch(t, r, p, w)
        if low == high:
            continue
        at = d.ptr[n]
        for k in range(high - 1, low - 1, -1):
            j = r.route[p, k]
            d.post[at + k - low] = j
            d.waits[j] += 1
            drop(t, r, p, j)
        d.who[n] = p
        d.ptr[n + 1] = at + high - low
        j = rarest(t, d, n)
        pairs += min(TAKERS, t.able_ptr[j + 1] - t.able_ptr[j])
        n += 1
        if pairs >= MOST_PAIRS:
            break
    return n, pairs


@compiled
def add_open(t: Tables, r: Roster, d: Duties, w: Window, n: int, pairs: int) -> int:
    """Lay the open places of the window beside the n duties; how many lie there then."""
    for k in range(int(r.sums[OPEN])):
        j = r.open_posts[k]
        missing = t.post[j, COUNT] - r.filled[j] - d.waits[j]
        if not w.start <= t.post[j, START] < w.end:
            continue
        for _ in range(missing):
            pairs += min(TAKERS, t.able_ptr[j + 1] - t.able_ptr[j])
            if pairs > MOST_PAIRS:
                break
            d.post[d.ptr[n]], d.who[n] = j, -1
            d.ptr[n + 1] = d.ptr[n] + 1
            n += 1
    for k in range(d.ptr[n]):
        d.waits[d.post[k]] = 0
    return n


@compiled
def cost_of_duty(t: Tables, r: Roster, d: Duties, u: int, p: int) -> float:
    """What it costs to give duty u to p, or NEVER."""
    first, last = d.ptr[u], d.ptr[u + 1]
    total = cost_of_putting(t, r, p, d.post[first])
    if last - first == 1 or total >= NEVER:
        return total
    for k in range(first, last):
        if not is_able(t, p, d.post[k]):
            return NEVER
    k = first
    while True:
        put(t, r, p, d.post[k])
        k += 1
        if k == last:
            break
        cost = cost_of_putting(t, r, p, d.post[k])
        if cost >= NEVER:
            total = NEVER
            break
        total += cost
    for m in range(k - 1, first - 1, -1):
        drop(t, r, p, d.post[m])
    return total


@compiled
def price_duties(t: Tables, r: Roster, c: Candidates, d: Duties, n: int) -> int:
    """List who could take each duty and at what cost; how many costs were looked up."""
    a, looks = d.deal, 0
    for u in range(n):
        a.alone[u] = 0.0
        for k in range(d.ptr[u], d.ptr[u + 1]):
            a.alone[u] += t.rate[UNIT_RATE] * t.weight[d.post[k]]
        a.ptr[u + 1] = a.ptr[u]
        if d.who[u] >= 0:
            price_pair(t, r, d, u, d.who[u])
        looks += price_joined(t, r, c, d, u) + price_nearest(t, r, c, d, u)
    return looks


@compiled
def price_pair(t: Tables, r: Roster, d: Duties, u: int, p: int) -> bool:
    """List p for duty u, whose row is the last so far, if it is worth it."""
    a = d.deal
    at = a.ptr[u + 1]
    cost = cost_of_duty(t, r, d, u, p)
    if cost >= a.alone[u] or at >= a.who.shape[0]:
        return False
    a.who[at], a.cost[at] = p, cost
    a.ptr[u + 1] += 1
    return True


@compiled
def price_nearest(t: Tables, r: Roster, c: Candidates, d: Duties, u: int) -> int:
    """List the nearest who can take duty u; how many were looked at, by posts."""
    j, found = rarest(t, d, u), 0
    first, k = t.able_ptr[j], t.able_ptr[j]
    while k < t.able_ptr[j + 1] and found < TAKERS:
        found += price_pair(t, r, d, u, c.by_km[k])
        k += 1
    return (k - first) * (d.ptr[u + 1] - d.ptr[u])


@compiled
def price_joined(t: Tables, r: Roster, c: Candidates, d: Duties, u: int) -> int:
    """List those who hold a post that duty u may join; how many were looked at."""
    looks = 0
    first, last = d.post[d.ptr[u]], d.post[d.ptr[u + 1] - 1]
    for x in range(2 * c.joined.shape[1]):
        i = c.joined[first if x % 2 == 0 else last, x // 2]
        if i < 0:
            continue
        for k in range(r.holder_ptr[i], r.holder_ptr[i] + r.filled[i]):
            p = r.holder[k]
            if is_able(t, p, first):
                looks += 1
                price_pair(t, r, d, u, p)
    return looks


@compiled
def give(t: Tables, r: Roster, d: Duties, n: int, who: I32) -> None:
    """Give each duty to whom *who* names."""
    for u in range(n):
        if who[u] >= 0:
            for k in range(d.ptr[u], d.ptr[u + 1]):
                put(t, r, who[u], d.post[k])


@compiled
def take_back(t: Tables, r: Roster, d: Duties, n: int) -> None:
    """Take off again what the assignment gave, and give it to whom it belonged."""
    for u in range(n):
        if d.deal.mate[u] >= 0:
            for k in range(d.ptr[u], d.ptr[u + 1]):
                drop(t, r, d.deal.mate[u], d.post[k])
    give(t, r, d, n, d.who)


@compiled
def deal_out(
    t: Tables, r: Roster, c: Candidates, d: Duties, w: Window, first: int
) -> tuple[int, int]:
    """Deal the duties of the window out anew; how many, and how many costs were looked up."""
    d.ptr[0] = d.deal.ptr[0] = 0
    n, pairs = take_off(t, r, d, w, first)
    n = add_open(t, r, d, w, n, pairs)
    looks = price_duties(t, r, c, d, n)
    assign(d.deal, n)
    give(t, r, d, n, d.deal.mate)
    return n, looks


@compiled
def exchange(
    t: Tables, r: Roster, w: Work, d: Duties, window: Window, first: int
) -> tuple[int, int]:
    """Deal out anew unless that is worse; how many duties, and how many costs were looked up.

    It can only be worse where crews count, or where the order of putting a duty's posts matters.
    """
    before = energy(t, r)
    n, looks = deal_out(t, r, w.candidates, d, window, first)
    if energy(t, r) > before + HAIR:
        take_back(t, r, d, n)
        return n, looks
    for u in range(n):
        if d.who[u] >= 0:
            mark(w, d.who[u])
        if d.deal.mate[u] >= 0:
            mark(w, d.deal.mate[u])
    w.n[LOGGED] = 0
    keep_if_best(r, w)
    return n, looks


@compiled
def note_worth(d: Duties, n: int, worth: F64, times: I32) -> None:
    """Add what the assignment makes each duty worth to its posts, by the number of its posts."""
    a = d.deal
    for u in range(n):
        value = a.alone[u]
        for x in range(a.ptr[u], a.ptr[u + 1]):
            value = min(value, a.cost[x] - a.price[a.who[x]])
        posts = d.ptr[u + 1] - d.ptr[u]
        for k in range(d.ptr[u], d.ptr[u + 1]):
            worth[d.post[k]] += value / posts
            times[d.post[k]] += 1


class Exchanges:
    """Exchanges in windows of changing width, as many as their share of the work allows."""

    def __init__(self, instance: Instance, *, seed: int) -> None:
        self.instance = instance
        self.duties = duties_room(instance)
        self.random = np.random.default_rng(seed)
        self.reach_km = FAR_KM
        self.looks = 0.0

    def run(self, tables: Tables, roster: Roster, work: Work, *, share: float) -> None:
        """Exchange until this much of all looking up was done here."""
        if not self.instance.people:
            return
        while self.looks < share / (1 - share) * work.n[LOOKS]:
            self.looks += COST_OF_START + LOOK_COST * self.once(tables, roster, work)

    def once(self, tables: Tables, roster: Roster, work: Work) -> int:
        """One exchange; the reach follows the room there is."""
        width = int(self.random.choice(WIDTHS_MIN))
        start = int(self.random.integers(-width // 2, self.instance.days * DAY_MIN))
        if width == DAY_MIN:
            start -= start % DAY_MIN
        centre = int(self.random.integers(len(self.instance.posts)))
        place = int(self.instance.post[centre, PLACE])
        window = Window(start, start + width, place, self.reach_km)
        first = int(self.random.integers(len(self.instance.people)))
        _, looks = exchange(tables, roster, work, self.duties, window, first)
        if looks >= MOST_PAIRS:
            self.reach_km = min(self.reach_km, WIDE_KM) * NARROWER
        else:
            self.reach_km = min(FAR_KM, self.reach_km * WIDER)
        return looks

    def survey(self, tables: Tables, roster: Roster, work: Work, *, day: int, worth: F64) -> None:
        """Deal out a day; set what a place of each post of it is *worth*, if it was dealt.

        A duty is worth what it costs whoever takes it, and what he forgoes by it: the dual
        prices of the assignment.
        """
        window = Window(day * DAY_MIN, (day + 1) * DAY_MIN, 0, FAR_KM)
        n, _ = exchange(tables, roster, work, self.duties, window, 0)
        total, times = np.zeros(len(worth)), np.zeros(len(worth), dtype=np.int32)
        note_worth(self.duties, n, total, times)
        dealt = times > 0
        worth[dealt] = total[dealt] / times[dealt]
