"""People who are the same to every rule and price, put together for the bounds."""

import numpy as np

from muster.engines.roster.bounding.pricing import (
    Classes,
)
from muster.engines.roster.instance import (
    END,
    I32,
    SPAN,
    START,
    Instance,
)


def classes_of(instance: Instance) -> tuple[Classes, list[list[int]]]:
    """Put people together who are the same to every rule and price; and the members of each."""
    published = set(instance.published) if instance.problem.published is not None else None
    marked = {i for _, i in instance.published} if instance.problem.costs.per_change else set()
    members: dict[object, list[int]] = {}
    for p in range(len(instance.people)):
        row = instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]]
        if len(row):
            own = p if p in marked else -1
            key = (own, instance.week_min[p], instance.who[p].tobytes(), row.tobytes())
            members.setdefault(key, []).append(p)
    groups = list(members.values())
    rows = [_row(instance, g[0]) for g in groups]
    starts = np.unique(instance.post[:, START])
    span = int(instance.who[:, SPAN].max(initial=0))
    wide = np.arange(len(starts)) - np.searchsorted(starts, starts - span) + 1
    ends = instance.post[:, END]
    change = [_change(row, g[0], published) for row, g in zip(rows, groups, strict=True)]
    return Classes(
        ptr=np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64),
        held=_joined(rows),
        by_end=_joined([np.argsort(ends[r], kind="stable").astype(np.int32) for r in rows]),
        person=np.array([g[0] for g in groups], dtype=np.int32),
        size=np.array([len(g) for g in groups], dtype=np.int32),
        slot=np.searchsorted(starts, instance.post[:, START]).astype(np.int32),
        starts=starts.astype(np.int32),
        slots=int(wide.max(initial=1)),
        published=_joined(change),
    ), groups


def _row(instance: Instance, p: int) -> I32:
    return instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]]


def _joined(rows: list[I32]) -> I32:
    return np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)


def _change(row: I32, p: int, published: set[tuple[int, int]] | None) -> I32:
    if published is None:
        return np.zeros(len(row), dtype=np.int32)
    return np.array([-1 if (j, p) in published else 1 for j in row.tolist()], dtype=np.int32)
