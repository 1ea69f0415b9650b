"""Compiled: rosters with a fixed number of people in use, and a tabu search on what is unheld.

A step gives one unheld task to somebody in use and takes away from that person what overlaps
it. Of all such moves the one of least loss is made; a task taken away may not return to the
same person for a while. Whatever stays unheld grows in weight, so that the tasks hard to place
come to be placed first. Between the steps two people trade the rest of their day where both may,
and now and then an idle person takes over the whole day of a busy one.
When everything is held, the person whose tasks weigh least goes idle, and the search goes on.
"""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.engines.roster.fewest.compiling import compiled
from muster.engines.roster.fewest.instance import I32, I64, Bools, Instance, Tables

U64 = npt.NDArray[np.uint64]

SWAP_EVERY = 200  # steps between two tries to let an idle person take over
SWAP_IDLE = 40  # idle people looked at in one try
SWAP_ANYWAY = 0.25  # chance of the change although a move of a task would lose less
SWAP_REST = 50  # tries for which neither of the two changes again
TENURE = 10  # steps at most, by chance, for which a task may not return
TENURE_SHARE = 0.6  # and for each unheld task
TRADES = 4  # tries after each loss to let two people trade the rest of their day
PARTNERS = 10  # people looked at in one such try
HEAVY = 1 << 8  # a weight at which all are halved, so that old trouble is forgotten
LOOK_EVERY = 1 << 10  # steps between two looks at the heaviest
LATE = 1 << 30  # steps after which they are counted anew
LOOKS = 20_000  # pairs of task and person compared in one step, beyond one task
NO_MOVE = 1 << 30

# entries of Lane.n
STEP, IN_USE, UNHELD, BEST_IN_USE, BEST_UNHELD, FEWEST = range(6)


class Lane(NamedTuple):
    """One search; every array changes in place.

    at: who holds each task, -1 for nobody.  route, size: the tasks of each person, in no order.
    clash[p, t]: weight of what p holds that overlaps t.  weight: of each task.
    barred[p, t]: the step until which t may not return to p.  rests: the same for changes.
    unheld[:n[UNHELD]]: what nobody holds; unheld_at: where each stands, -1 if held.
    best: the best roster so far.
    n: steps; people in use; tasks unheld; both of the best; people of whom fewer are not wanted.
    random: state of the random numbers.
    """

    at: I32
    route: I32
    size: I32
    clash: I32
    weight: I32
    barred: I32
    in_use: Bools
    rests: I64
    unheld: I32
    unheld_at: I32
    best: I32
    n: I64
    random: U64


def idle_lane(instance: Instance, *, seed: int) -> Lane:
    """Nobody in use, nothing held."""
    people, tasks = instance.tables.may.shape
    return Lane(
        at=np.full(tasks, -1, dtype=np.int32),
        route=np.zeros((people, max(1, instance.most_held)), dtype=np.int32),
        size=np.zeros(people, dtype=np.int32),
        clash=np.zeros((people, tasks), dtype=np.int32),
        weight=np.ones(tasks, dtype=np.int32),
        barred=np.zeros((people, tasks), dtype=np.int32),
        in_use=np.zeros(people, dtype=np.bool_),
        rests=np.zeros(people, dtype=np.int64),
        unheld=np.arange(tasks, dtype=np.int32),
        unheld_at=np.arange(tasks, dtype=np.int32),
        best=np.full(tasks, -1, dtype=np.int32),
        n=np.array([0, 0, tasks, people + 1, tasks + 1, 0], dtype=np.int64),
        random=np.array([_scrambled(seed)], dtype=np.uint64),
    )


def _scrambled(seed: int) -> int:
    """A state far from its neighbours' for each small seed; never 0."""
    return int(np.random.default_rng(seed % 2**63).integers(1, 2**63))


@compiled
def below(random: U64, count: int) -> int:
    """A random number from 0 to *count* - 1 (xorshift64)."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return int(float(x >> np.uint64(11)) / 9007199254740992.0 * count)


@compiled
def weigh(t: Tables, s: Lane, p: int, task: int, weight: int) -> None:
    """Add *weight* to the clash of p with everything that overlaps *task*."""
    start = t.start[task]
    for i in range(t.first[task], t.after[task]):
        s.clash[p, i] += weight * (t.end[i] > start)
    s.clash[p, task] -= weight


@compiled
def hold(t: Tables, s: Lane, p: int, task: int) -> None:
    """Give an unheld task to p, who has nothing that overlaps it."""
    s.at[task] = p
    s.route[p, s.size[p]] = task
    s.size[p] += 1
    weigh(t, s, p, task, s.weight[task])
    s.n[UNHELD] -= 1
    last = s.unheld[s.n[UNHELD]]
    s.unheld[s.unheld_at[task]] = last
    s.unheld_at[last] = s.unheld_at[task]
    s.unheld_at[task] = -1


@compiled
def take(t: Tables, s: Lane, p: int, k: int) -> int:
    """Take the k-th task of p away and return it."""
    task = s.route[p, k]
    s.size[p] -= 1
    s.route[p, k] = s.route[p, s.size[p]]
    s.at[task] = -1
    weigh(t, s, p, task, -s.weight[task])
    s.unheld[s.n[UNHELD]] = task
    s.unheld_at[task] = s.n[UNHELD]
    s.n[UNHELD] += 1
    return task


@compiled
def least_loss(t: Tables, s: Lane) -> tuple[int, int, int]:
    """The move of least loss: loss, task, person; NO_MOVE if every one is barred.

    Where much is unheld, only as many moves are compared as LOOKS allows, from a random task on.
    """
    least, task, person, ties, looks = NO_MOVE, -1, -1, 0, 0
    step, count = s.n[STEP], s.n[UNHELD]
    first = below(s.random, count)
    for k in range(count):
        i = s.unheld[(first + k) % count]
        looks += t.able_ptr[i + 1] - t.able_ptr[i]
        for q in range(t.able_ptr[i], t.able_ptr[i + 1]):
            p = t.able[q]
            clash = s.clash[p, i]
            loss = clash - s.weight[i]
            if loss > least or not s.in_use[p] or (clash > 0 and s.barred[p, i] > step):
                continue
            ties = 1 if loss < least else ties + 1
            if ties == 1 or below(s.random, ties) == 0:
                least, task, person = loss, i, p
        if looks > LOOKS:
            break
    return least, task, person


@compiled
def force(t: Tables, s: Lane, p: int, task: int) -> None:
    """Give *task* to p and take away what overlaps it."""
    k = 0
    while k < s.size[p]:
        i = s.route[p, k]
        if t.start[i] < t.end[task] and t.start[task] < t.end[i]:
            take(t, s, p, k)
            wait = int(TENURE_SHARE * s.n[UNHELD]) + 1 + below(s.random, TENURE)
            s.barred[p, i] = s.n[STEP] + wait
        else:
            k += 1
    hold(t, s, p, task)


@compiled
def loss_of_change(t: Tables, s: Lane, p: int, idle: int, enough: int) -> int:
    """Weight of what p holds and *idle* may not; counting stops above *enough*."""
    loss = 0
    for k in range(s.size[p]):
        if not t.may[idle, s.route[p, k]]:
            loss += s.weight[s.route[p, k]]
            if loss > enough:
                break
    return loss


@compiled
def best_change(t: Tables, s: Lane) -> tuple[int, int, int]:
    """The change of least loss: loss, who goes idle, who takes over."""
    people = len(s.in_use)
    least, leaves, comes, ties, looked = NO_MOVE, -1, -1, 0, 0
    first = below(s.random, people)
    for k in range(people):
        idle = (first + k) % people
        if s.in_use[idle] or s.rests[idle] > s.n[STEP]:
            continue
        looked += 1
        if looked > SWAP_IDLE:
            break
        for p in range(people):
            if not s.in_use[p] or s.rests[p] > s.n[STEP]:
                continue
            loss = loss_of_change(t, s, p, idle, least)
            if loss > least:
                continue
            ties = 1 if loss < least else ties + 1
            if ties == 1 or below(s.random, ties) == 0:
                least, leaves, comes = loss, p, idle
    return least, leaves, comes


@compiled
def change(t: Tables, s: Lane, leaves: int, comes: int) -> None:
    """Let *comes* take over what it may of the tasks of *leaves*."""
    s.in_use[leaves] = False
    s.in_use[comes] = True
    rest = SWAP_EVERY * (SWAP_REST + below(s.random, SWAP_REST))
    s.rests[leaves] = s.n[STEP] + rest
    s.rests[comes] = s.n[STEP] + rest
    while s.size[leaves] > 0:
        task = take(t, s, leaves, s.size[leaves] - 1)
        if t.may[comes, task]:
            hold(t, s, comes, task)


@compiled
def retire(t: Tables, s: Lane) -> None:
    """Let the person go idle whose tasks weigh least."""
    least, person, ties = NO_MOVE, -1, 0
    for p in range(len(s.in_use)):
        if not s.in_use[p]:
            continue
        weight = 0
        for k in range(s.size[p]):
            weight += s.weight[s.route[p, k]]
        ties = 1 if weight < least else ties + 1 if weight == least else ties
        if weight <= least and (ties == 1 or below(s.random, ties) == 0):
            least, person = weight, p
    s.in_use[person] = False
    s.n[IN_USE] -= 1
    while s.size[person] > 0:
        take(t, s, person, s.size[person] - 1)


@compiled
def keep_if_best(s: Lane) -> None:
    """Keep this roster if less is unheld than ever, or as little with fewer people."""
    if s.n[UNHELD] > s.n[BEST_UNHELD]:
        return
    if s.n[UNHELD] == 0:
        for p in range(len(s.in_use)):
            if s.in_use[p] and s.size[p] == 0:
                s.in_use[p] = False
                s.n[IN_USE] -= 1
    if s.n[UNHELD] < s.n[BEST_UNHELD] or s.n[IN_USE] < s.n[BEST_IN_USE]:
        for i in range(len(s.at)):
            s.best[i] = s.at[i]
        s.n[BEST_UNHELD] = s.n[UNHELD]
        s.n[BEST_IN_USE] = s.n[IN_USE]


@compiled
def lighten(t: Tables, s: Lane) -> None:
    """Halve all weights, or count the steps anew, before a number grows too large."""
    heaviest = 0
    for i in range(len(s.weight)):
        heaviest = max(heaviest, s.weight[i])
    if heaviest >= HEAVY:
        for i in range(len(s.weight)):
            s.weight[i] = (s.weight[i] + 1) // 2
        s.clash.fill(0)
        for i in range(len(s.weight)):
            if s.at[i] >= 0:
                weigh(t, s, s.at[i], i, s.weight[i])
    if s.n[STEP] >= LATE:
        s.barred.fill(0)
        s.rests.fill(0)
        s.n[STEP] = 0


@compiled
def may_trade(t: Tables, s: Lane, a: int, b: int, cut: int) -> bool:
    """Whether a has no task under way at *cut*, and b may hold all that a has from then on."""
    for k in range(s.size[a]):
        i = s.route[a, k]
        if t.start[i] >= cut:
            if not t.may[b, i]:
                return False
        elif t.end[i] > cut:
            return False
    return True


@compiled
def take_from(t: Tables, s: Lane, p: int, cut: int) -> int:
    """Take away all that p holds from *cut* on, and return how many tasks that are."""
    k, count = 0, 0
    while k < s.size[p]:
        if t.start[s.route[p, k]] >= cut:
            take(t, s, p, k)
            count += 1
        else:
            k += 1
    return count


@compiled
def trade(t: Tables, s: Lane) -> None:
    """Try to let two people trade all they hold from the start of a random task on."""
    i = below(s.random, len(s.at))
    a = s.at[i]
    if a < 0:
        return
    count = t.able_ptr[i + 1] - t.able_ptr[i]
    first = below(s.random, count)
    for q in range(min(count, PARTNERS)):
        b = t.able[t.able_ptr[i] + (first + q) % count]
        if a == b or not s.in_use[b] or not may_trade(t, s, a, b, t.start[i]):
            continue
        if may_trade(t, s, b, a, t.start[i]):
            from_a = take_from(t, s, a, t.start[i])
            from_b = take_from(t, s, b, t.start[i])
            for k in range(from_a + from_b):
                hold(t, s, a if k < from_b else b, s.unheld[s.n[UNHELD] - 1])
            return


@compiled
def step(t: Tables, s: Lane) -> None:
    """One move of a task, or one change of a person."""
    s.n[STEP] += 1
    loss, task, person = least_loss(t, s)
    if loss >= 0 and s.n[STEP] % SWAP_EVERY == 0:
        change_loss, leaves, comes = best_change(t, s)
        tempted = change_loss <= loss or below(s.random, 1000) < 1000 * SWAP_ANYWAY
        if leaves >= 0 and tempted:
            change(t, s, leaves, comes)
            return
    if task < 0:
        return
    force(t, s, person, task)
    if loss >= 0:
        for k in range(s.n[UNHELD]):
            s.weight[s.unheld[k]] += 1
        for _ in range(TRADES):
            trade(t, s)


@compiled
def search(t: Tables, s: Lane, steps: int) -> int:
    """Make up to *steps* steps, with fewer people after each full roster; how many were made."""
    for k in range(steps):
        if k % LOOK_EVERY == 0:
            lighten(t, s)
        if s.n[UNHELD] == 0:
            if s.n[IN_USE] <= s.n[FEWEST]:
                return k
            retire(t, s)
        step(t, s)
        keep_if_best(s)
    return steps


@compiled
def load(t: Tables, s: Lane, at: I32) -> None:
    """Continue from the roster *at*, with its people in use and the weights learned so far."""
    for p in range(len(s.in_use)):
        while s.size[p] > 0:
            take(t, s, p, s.size[p] - 1)
        s.in_use[p] = False
    s.n[IN_USE] = 0
    for i in range(len(at)):
        p = at[i]
        if p >= 0:
            if not s.in_use[p]:
                s.in_use[p] = True
                s.n[IN_USE] += 1
            hold(t, s, p, i)
    keep_if_best(s)
