"""Compiled: one roster as arrays, and the two moves on it, ``put`` and ``drop``.

A route is the sorted list of the posts of one person. ``cost_of_putting`` says what one more
post would cost, or that a rule forbids it; it looks only at the neighbours in the route.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.engines.roster.instance import (
    BREAK,
    CAP,
    CHANGE_RATE,
    COUNT,
    CREW,
    DAY,
    END,
    F64,
    FAIR,
    H_END,
    H_PLACE,
    H_RUN,
    H_START,
    HOME,
    I32,
    I64,
    KM_RATE,
    OVER_RATE,
    PLACE,
    REST,
    RUN_CAP,
    SPAN,
    START,
    WEEK,
    WEEK_CAP,
    Instance,
    Tables,
)
from muster.engines.roster.jit import compiled, inlined

U64 = npt.NDArray[np.uint64]

NEVER = 1e300

# columns of Roster.sums
COST, EMPTY, UNCOVERED, OPEN = range(4)


class Roster(NamedTuple):
    """A roster under construction; every array changes in place.

    size, worked: posts and minutes of each person.  week, day: minutes by week, posts by day.
    open_posts[:sums[OPEN]]: the posts with an empty place, in no order; open_at: where each stands.
    holder[holder_ptr[j]:][:filled[j]]: who holds post j.
    crew_missing, crew_weight: empty places and whole weight of each crew.
    sums: cost; weight of the empty places; uncovered weight (short crews as a whole); open posts.
    kept_ptr, kept: fixed posts of each person.
    random: state of the random numbers.
    """

    route: I32
    size: I32
    worked: I32
    week: I32
    day: I32
    filled: I32
    open_posts: I32
    open_at: I32
    holder_ptr: I64
    holder: I32
    crew_missing: I32
    crew_weight: F64
    sums: F64
    kept_ptr: I64
    kept: I32
    random: U64


def empty_roster(instance: Instance, *, seed: int) -> Roster:
    """Nobody on any post."""
    people, posts = len(instance.people), len(instance.posts)
    holder_ptr = np.zeros(posts + 1, dtype=np.int64)
    room = np.minimum(instance.post[:, COUNT], np.diff(instance.able_ptr))
    np.cumsum(room, out=holder_ptr[1:])
    crews = len(instance.crew_ids)
    crew_missing = np.zeros(crews, dtype=np.int32)
    crew_weight = np.zeros(crews, dtype=np.float64)
    in_crew = instance.post[:, CREW] >= 0
    counts = instance.post[in_crew, COUNT]
    np.add.at(crew_missing, instance.post[in_crew, CREW], counts)
    np.add.at(crew_weight, instance.post[in_crew, CREW], instance.weight[in_crew] * counts)
    week = np.zeros((people, instance.weeks), dtype=np.int32)
    week[:, 0] = instance.week_min
    total = float((instance.weight * instance.post[:, COUNT]).sum())
    kept = sorted((i, j) for j, i in instance.fixed)
    kept_ptr = np.searchsorted(np.array([i for i, _ in kept]), np.arange(people + 1))
    return Roster(
        route=np.full((people, instance.route_width), -1, dtype=np.int32),
        size=np.zeros(people, dtype=np.int32),
        worked=np.zeros(people, dtype=np.int32),
        week=week,
        day=np.zeros((people, instance.days), dtype=np.int32),
        filled=np.zeros(posts, dtype=np.int32),
        open_posts=np.arange(posts, dtype=np.int32),
        open_at=np.arange(posts, dtype=np.int32),
        holder_ptr=holder_ptr,
        holder=np.full(int(holder_ptr[-1]), -1, dtype=np.int32),
        crew_missing=crew_missing,
        crew_weight=crew_weight,
        sums=np.array([0.0, total, total, posts]),
        kept_ptr=kept_ptr.astype(np.int64),
        kept=np.array([j for _, j in kept], dtype=np.int32),
        random=np.array([_scrambled(seed)], dtype=np.uint64),
    )


def _scrambled(seed: int) -> int:
    """A state far from its neighbours' for each small seed (splitmix64); never 0."""
    z = (seed + 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return (z ^ (z >> 31)) or 1


@compiled
def chance(random: U64) -> float:
    """A number in [0, 1) (xorshift64)."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return float(x >> np.uint64(11)) / 9007199254740992.0


@inlined
def place_of(t: Tables, r: Roster, p: int, j: int) -> int:
    """Where post j stands, or would stand, in the route of p."""
    low, high = 0, r.size[p]
    while low < high:
        mid = (low + high) // 2
        if r.route[p, mid] < j:
            low = mid + 1
        else:
            high = mid
    return low


@inlined
def way_km(t: Tables, p: int, a: int, b: int) -> float:
    """Kilometres of p between posts a and b in a row; -1 is home before or after all duty."""
    home = t.who[p, HOME]
    if a < 0 and b < 0:
        return 0.0
    if a < 0:
        return t.km[home, t.post[b, PLACE]]
    if b < 0:
        return t.km[t.post[a, PLACE], home]
    if t.post[b, START] - t.post[a, END] <= t.who[p, BREAK]:
        return t.km[t.post[a, PLACE], t.post[b, PLACE]]
    return t.km[t.post[a, PLACE], home] + t.km[home, t.post[b, PLACE]]


@inlined
def may_follow(t: Tables, p: int, a: int, b: int) -> bool:
    """Whether p may hold b next after a (-1: after the history, if there is one)."""
    if a >= 0:
        gap = t.post[b, START] - t.post[a, END]
        travel = t.travel_min[t.post[a, PLACE], t.post[b, PLACE]]
    else:
        if t.who[p, H_PLACE] < 0:
            return True
        gap = t.post[b, START] - t.who[p, H_END]
        travel = t.travel_min[t.who[p, H_PLACE], t.post[b, PLACE]]
    return gap >= travel and (gap <= t.who[p, BREAK] or gap >= t.who[p, REST])


@inlined
def neighbours(t: Tables, r: Roster, p: int, k: int) -> tuple[int, int]:
    """The posts before and from position k in the route of p, -1 where there is none."""
    before = r.route[p, k - 1] if k > 0 else -1
    after = r.route[p, k] if k < r.size[p] else -1
    return before, after


@inlined
def period_start(t: Tables, r: Roster, p: int, k: int, start: int) -> int:
    """When the duty period of a post that begins at *start*, put at position k, began."""
    brk = t.who[p, BREAK]
    while k > 0 and start - t.post[r.route[p, k - 1], END] <= brk:
        k -= 1
        start = t.post[r.route[p, k], START]
    if k == 0 and t.who[p, H_PLACE] >= 0 and start - t.who[p, H_END] <= brk:
        return t.who[p, H_START]
    return start


@inlined
def period_end(t: Tables, r: Roster, p: int, k: int, end: int) -> int:
    """When the duty period of a post that ends at *end*, put before position k, will end."""
    brk = t.who[p, BREAK]
    while k < r.size[p] and t.post[r.route[p, k], START] - end <= brk:
        end = t.post[r.route[p, k], END]
        k += 1
    return end


@inlined
def run_fits(t: Tables, r: Roster, p: int, day: int) -> bool:
    """Whether one more day of duty keeps the days in a row within the rule."""
    if r.day[p, day] > 0:
        return True
    first = day
    while first > 0 and r.day[p, first - 1] > 0:
        first -= 1
    last = day
    while last + 1 < r.day.shape[1] and r.day[p, last + 1] > 0:
        last += 1
    run = last - first + 1
    if first == 0:
        run += t.who[p, H_RUN]
    return run <= t.who[p, RUN_CAP]


@inlined
def change_cost(t: Tables, p: int, j: int) -> float:
    """What holding the pair changes against the published roster."""
    if t.rate[CHANGE_RATE] == 0.0:
        return 0.0
    for k in range(t.published_ptr[j], t.published_ptr[j + 1]):
        if t.published[k] == p:
            return -t.rate[CHANGE_RATE]
    return t.rate[CHANGE_RATE]


@inlined
def overload_cost(t: Tables, p: int, worked: int) -> float:
    """What the minutes above the fair share cost."""
    return t.rate[OVER_RATE] * max(0, worked - t.who[p, FAIR])


@inlined
def hours_fit(t: Tables, r: Roster, p: int, j: int) -> bool:
    """Whether the post fits into the hours that p has left."""
    length = t.post[j, END] - t.post[j, START]
    if r.worked[p] + length > t.who[p, CAP]:
        return False
    return r.week[p, t.post[j, WEEK]] + length <= t.who[p, WEEK_CAP]


@compiled
def cost_of_putting(t: Tables, r: Roster, p: int, j: int) -> float:
    """What it costs to put p, who is eligible and does not hold it yet, on post j; or NEVER."""
    if not hours_fit(t, r, p, j):
        return NEVER
    k = place_of(t, r, p, j)
    a, b = neighbours(t, r, p, k)
    if b == j or not may_follow(t, p, a, j) or (b >= 0 and not may_follow(t, p, j, b)):
        return NEVER
    first = period_start(t, r, p, k, t.post[j, START])
    last = period_end(t, r, p, k, t.post[j, END])
    if last - first > t.who[p, SPAN] or not run_fits(t, r, p, t.post[j, DAY]):
        return NEVER
    length = t.post[j, END] - t.post[j, START]
    km = way_km(t, p, a, j) + way_km(t, p, j, b) - way_km(t, p, a, b)
    over = overload_cost(t, p, r.worked[p] + length) - overload_cost(t, p, r.worked[p])
    return t.rate[KM_RATE] * km + over + change_cost(t, p, j)


@compiled
def list_open(t: Tables, r: Roster, j: int) -> None:
    """Bring the list of open posts up to date for post j."""
    short = r.filled[j] < t.post[j, COUNT]
    n = int(r.sums[OPEN])
    if short and r.open_at[j] < 0:
        r.open_posts[n] = j
        r.open_at[j] = n
        r.sums[OPEN] += 1
    elif not short and r.open_at[j] >= 0:
        last = r.open_posts[n - 1]
        r.open_posts[r.open_at[j]] = last
        r.open_at[last] = r.open_at[j]
        r.open_at[j] = -1
        r.sums[OPEN] -= 1


@compiled
def book(t: Tables, r: Roster, p: int, j: int, sign: int, km: float) -> None:
    """Bring hours, cover and sums up to date for one pair more (sign 1) or less (-1)."""
    length = sign * (t.post[j, END] - t.post[j, START])
    over = overload_cost(t, p, r.worked[p] + length) - overload_cost(t, p, r.worked[p])
    r.worked[p] += length
    r.size[p] += sign
    r.week[p, t.post[j, WEEK]] += length
    r.day[p, t.post[j, DAY]] += sign
    r.filled[j] += sign
    list_open(t, r, j)
    r.sums[COST] += t.rate[KM_RATE] * km + over + sign * change_cost(t, p, j)
    r.sums[EMPTY] -= sign * t.weight[j]
    crew = t.post[j, CREW]
    if crew < 0:
        r.sums[UNCOVERED] -= sign * t.weight[j]
        return
    was = r.crew_missing[crew]
    r.crew_missing[crew] -= sign
    if was == 0 or r.crew_missing[crew] == 0:
        r.sums[UNCOVERED] -= sign * r.crew_weight[crew]


@compiled
def put(t: Tables, r: Roster, p: int, j: int) -> None:
    """Put p on post j; the caller has seen that it is legal."""
    k = place_of(t, r, p, j)
    a, b = neighbours(t, r, p, k)
    for m in range(r.size[p], k, -1):
        r.route[p, m] = r.route[p, m - 1]
    r.route[p, k] = j
    r.holder[r.holder_ptr[j] + r.filled[j]] = p
    book(t, r, p, j, 1, way_km(t, p, a, j) + way_km(t, p, j, b) - way_km(t, p, a, b))


@compiled
def drop(t: Tables, r: Roster, p: int, j: int) -> None:
    """Take p off post j; the gap that is left may break a rule, see ``gap_is_legal``."""
    k = place_of(t, r, p, j)
    for m in range(k, r.size[p] - 1):
        r.route[p, m] = r.route[p, m + 1]
    r.route[p, r.size[p] - 1] = -1
    low, high = r.holder_ptr[j], r.holder_ptr[j] + r.filled[j] - 1
    for m in range(low, high + 1):
        if r.holder[m] == p:
            r.holder[m] = r.holder[high]
            break
    a = r.route[p, k - 1] if k > 0 else -1
    b = r.route[p, k] if k < r.size[p] - 1 else -1
    book(t, r, p, j, -1, way_km(t, p, a, b) - way_km(t, p, a, j) - way_km(t, p, j, b))


@compiled
def gap_is_legal(t: Tables, r: Roster, p: int, k: int) -> bool:
    """Whether the post at position k of the route of p may follow what stands before it."""
    a, b = neighbours(t, r, p, k)
    return b < 0 or may_follow(t, p, a, b)


@compiled
def is_kept(r: Roster, p: int, j: int) -> bool:
    """Whether the pair is fixed."""
    for k in range(r.kept_ptr[p], r.kept_ptr[p + 1]):  # noqa: SIM110 -- numba has no generators here
        if r.kept[k] == j:
            return True
    return False
