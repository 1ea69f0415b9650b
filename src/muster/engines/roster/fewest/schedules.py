"""Compiled: the schedule of greatest worth for one person, by a programme over ends."""

# mypy: disable-error-code=no-any-return
# (an element of a numpy array has no static type)

from muster.engines.roster.fewest.compiling import compiled
from muster.engines.roster.fewest.instance import I32, I64, Tables


@compiled
def greatest_worth(t: Tables, p: int, worth: I64, best: I64) -> int:
    """The most that tasks, none of which overlap, are worth to p; fills *best* for ``schedule``.

    best[k]: the greatest worth from the first k tasks of p.
    """
    low = t.held_ptr[p]
    best[0] = 0
    for k in range(t.held_ptr[p + 1] - low):
        value = worth[t.held[low + k]]
        best[k + 1] = best[k]
        if value > 0:
            best[k + 1] = max(best[k], best[t.before[low + k]] + value)
    return best[t.held_ptr[p + 1] - low]


@compiled
def schedule(t: Tables, p: int, best: I64, chosen: I32) -> int:
    """Write the tasks of that schedule to *chosen*, and return how many they are."""
    low = t.held_ptr[p]
    k, count = t.held_ptr[p + 1] - low, 0
    while k > 0:
        if best[k] == best[k - 1]:
            k -= 1
        else:
            chosen[count] = t.held[low + k - 1]
            count += 1
            k = t.before[low + k - 1]
    return count


@compiled
def worth_of_all(t: Tables, worth: I64, best: I64, alone: I64) -> None:
    """``greatest_worth`` of each person."""
    for p in range(len(alone)):
        alone[p] = greatest_worth(t, p, worth, best)


@compiled
def excess(t: Tables, worth: I64, unit: int, best: I64, chosen: I32, cover: I64) -> int:
    """Sum over people of what their greatest worth exceeds *unit* by.

    Adds to *cover*, for each task, how many of those schedules hold it.
    """
    total = 0
    for p in range(len(t.held_ptr) - 1):
        over = greatest_worth(t, p, worth, best) - unit
        if over > 0:
            total += over
            for k in range(schedule(t, p, best, chosen)):
                cover[chosen[k]] += 1
    return total
