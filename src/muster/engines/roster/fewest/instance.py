"""The problem as arrays: what the compiled search and the prices read."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.engines.roster.fewest.problem import Problem

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Tables(NamedTuple):
    """What does not change during a search. Tasks are numbered by (start, end).

    first, after: the tasks that overlap task t are those of ``first[t] <= i < after[t]`` that
    end after it starts.
    able[able_ptr[t]:able_ptr[t + 1]]: the people who may hold t.
    held[held_ptr[p]:held_ptr[p + 1]]: the tasks that p may hold, by (end, start).
    before: for each entry of ``held``, how many of p's tasks have ended when it starts.
    may: the same as one table, people x tasks.
    """

    start: I32
    end: I32
    first: I32
    after: I32
    able_ptr: I64
    able: I32
    held_ptr: I64
    held: I32
    before: I32
    may: Bools


class Instance:
    """A compiled problem: numbering, tables, and the way back to ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tasks = sorted(problem.tasks, key=lambda t: (t.start_min, t.end_min))
        self.people = problem.people
        self.task_no = {t.id: k for k, t in enumerate(self.tasks)}
        self.tables = self._tables()
        self.most_held = _most_disjoint(self.tables)

    def _tables(self) -> Tables:
        base = min((t.start_min for t in self.tasks), default=0)
        start = np.array([t.start_min - base for t in self.tasks], dtype=np.int32)
        end = np.array([t.end_min - base for t in self.tasks], dtype=np.int32)
        may = np.zeros((len(self.people), len(self.tasks)), dtype=np.bool_)
        for k, person in enumerate(self.people):
            may[k, [self.task_no[t] for t in person.may_hold]] = True
        able_ptr, able = _sparse(may.T)
        by_end = np.lexsort((start, end))
        held_ptr, ranks = _sparse(may[:, by_end])
        held = by_end[ranks].astype(np.int32)
        rows = pairwise(held_ptr)
        before = [np.searchsorted(end[held[a:b]], start[held[a:b]], side="right") for a, b in rows]
        return Tables(
            start=start,
            end=end,
            first=np.searchsorted(np.maximum.accumulate(end), start, side="right").astype(np.int32),
            after=np.searchsorted(start, end, side="left").astype(np.int32),
            able_ptr=able_ptr,
            able=able,
            held_ptr=held_ptr,
            held=held,
            before=np.concatenate([np.empty(0, dtype=np.int32), *before]).astype(np.int32),
            may=may,
        )


def _sparse(table: Bools) -> tuple[I64, I32]:
    """The true entries of each row."""
    ptr = np.zeros(len(table) + 1, dtype=np.int64)
    np.cumsum(table.sum(axis=1), out=ptr[1:])
    return ptr, np.nonzero(table)[1].astype(np.int32)


def _most_disjoint(t: Tables) -> int:
    """No person can hold more tasks than this."""
    count, last = 0, -1
    for k in np.argsort(t.end, kind="stable"):
        if t.start[k] >= last:
            count, last = count + 1, int(t.end[k])
    return count
