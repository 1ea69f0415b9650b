"""The tables of stretches laid out: what a stretch takes, what a row can have used by a day."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from muster.engines.roster.standing.grouping import Grouping, Groups
from muster.engines.roster.standing.stretches import Shape
from muster.engines.roster.standing.tables import (
    I64,
    LEAST_OFF,
    LEAST_RUN,
    MOST_RUN,
    MOST_WEEKENDS,
    Bool,
    Tables,
)

MAX_WORK = 2_000_000  # offers for one row up to which another limited kind is counted exactly
NEVER = -(10**9)
MOST_WORK = 200_000_000  # offers for one row beyond which ``paths`` does better
MAX_TAKEN = 4_000  # things that stretches can take, beyond which ``paths`` does better


@dataclass(frozen=True, slots=True)
class Laid:
    """The shape of one employee's tables and the limited kinds that it leaves out."""

    shape: Shape
    left_out: tuple[int, ...]


def lay(t: Tables, e: int) -> Laid | None:
    """Lay out the tables of one employee; None if long runs would make them too large."""
    layout = _Layout(t, e)
    best = layout.shape([])
    if best is None or _work(best) > MOST_WORK:
        return None
    counted: list[int] = []
    limited = layout.by.limited()
    for k in limited:
        if _work(best) * (int(t.most_of[e, k]) + 1) <= MAX_WORK:
            shape = layout.shape([*counted, k])
            if shape is not None and _work(shape) <= MAX_WORK:
                best = shape
                counted.append(k)
    return Laid(best, tuple(k for k in limited if k not in counted))


def _work(s: Shape) -> float:
    """How many offers are made for one row."""
    layer = (s.high - s.low + 1) * (s.weekends + 1)
    return float(layer[:-1].sum() * len(s.to) * len(s.units))


class _Layout:
    """Works out the shape for one employee."""

    def __init__(self, t: Tables, e: int) -> None:
        self.t, self.e = t, e
        self.by = Grouping(t, e)
        self.days = t.wish.shape[1]
        self.limit = t.limit[e]
        self.low, self.high = self._window()
        self.touched = self._touched()

    def shape(self, counted: list[int]) -> Shape | None:
        """The shape with these limits counted; None if stretches take too many things."""
        groups = self.by.groups(counted)
        most = [int(self.t.most_of[self.e, k]) for k in counted]
        taken = self._taken(groups, counted, most)
        if taken is None:
            return None
        grow, bounds, units, rises = taken
        kinds = sorted(set(rises))
        weekends = self._weekends()
        counts = list(product(*(range(m + 1) for m in most)))
        size = (weekends + 1) * len(counts) * (self.high - self.low + 1)
        limit = self.limit
        return Shape(
            group=groups.group,
            klass=groups.klass,
            after=groups.after,
            grow=grow,
            bounds=bounds,
            units=units,
            kinds=np.array([kinds.index(r) for r in rises], np.int64),
            to=_counts_after(counts, kinds),
            low=self.low,
            high=self.high,
            weekends=weekends,
            touched=self.touched,
            start=np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
            size=np.array(
                [
                    weekends.max(initial=0),
                    len(counts),
                    limit[LEAST_RUN],
                    limit[MOST_RUN],
                    limit[LEAST_OFF],
                    len(units),
                    len(groups.after),
                    len(groups.lead),
                ],
                np.int64,
            ),
        )

    def _taken(
        self, groups: Groups, counted: list[int], most: list[int]
    ) -> tuple[I64, I64, I64, list[tuple[int, ...]]] | None:
        """All that a stretch can take, by its length: units, and counts of limited kinds."""
        gains = [
            (self.by.units(k), tuple(1 if k == c else 0 for c in counted)) for k in groups.lead
        ]
        found: list[tuple[int, tuple[int, ...]]] = [(0, (0,) * len(counted))]
        bounds, grow, layer = [0, 1], [], list(found)
        for n in range(int(self.limit[MOST_RUN])):
            places: dict[tuple[int, tuple[int, ...]], int] = {}
            for units, rise in layer:
                row = []
                for more, gain in gains:
                    after = tuple(a + b for a, b in zip(rise, gain, strict=True))
                    fits = all(a <= m for a, m in zip(after, most, strict=True))
                    key = (units + more, after)
                    row.append(places.setdefault(key, bounds[-1] + len(places)) if fits else -1)
                grow.append(row)
            layer = list(places)
            found += layer
            bounds.append(bounds[-1] + len(layer))
            if len(found) > MAX_TAKEN or n >= self.days:
                return None
        grow += [[-1] * len(gains) for _ in layer]
        table = np.array(grow, np.int64).reshape(len(found), len(gains))
        units_of = np.array([units for units, _ in found], np.int64)
        return table, np.array(bounds, np.int64), units_of, [rise for _, rise in found]

    def _window(self) -> tuple[I64, I64]:
        """Least and most units before each day that a legal row can have worked."""
        before = self._most_before(self.t.able[self.e])
        behind = self._most_before(self.t.able[self.e, ::-1])[::-1]
        high = np.minimum(before, self.by.minutes)
        low = np.maximum(0, self.by.least - behind)
        return low, np.maximum(high, low - 1)

    def _most_before(self, able: Bool) -> I64:
        """Units that can be worked before each day at most, runs and days off being kept."""
        by, t = self.by, self.t
        units = np.array([by.units(k) if k in by.able else 0 for k in range(len(t.length_min))])
        plain = max((by.units(k) for k in by.able if not by.binds(k)), default=0)
        extra = sum(max(0, by.units(k) - plain) * int(t.most_of[self.e, k]) for k in by.limited())
        dearest = (able * units).max(axis=1)
        usual = np.where(able[:, 1:].any(axis=1), plain, 0)
        return np.minimum(self._sum_before(dearest), self._sum_before(usual) + extra)

    def _sum_before(self, worth: I64) -> I64:
        """The most that days with a shift can be worth before each day."""
        longest, offs = int(self.limit[MOST_RUN]), int(self.limit[LEAST_OFF])
        run = np.full(longest + 1, NEVER, np.int64)  # by shifts in a row so far
        off = np.full(offs, NEVER, np.int64)  # by days off so far, less one
        off[-1] = 0
        found = [0]
        for value in worth.tolist():
            ended, rested = run.max(), off[-1]
            gain = value if value > 0 else NEVER
            run[2:] = run[1:-1] + gain
            run[1:2] = rested + gain
            off[1:] = off[:-1]
            off[0] = ended
            off[-1] = max(off[-1], rested)
            found.append(int(max(run.max(), off.max())))
        return np.array(found, np.int64)

    def _weekends(self) -> I64:
        """Weekends that can have been worked before each day, if their number is limited."""
        opened = np.concatenate([[0], np.cumsum(self.t.opens)]).astype(np.int64)
        most = int(self.limit[MOST_WEEKENDS])
        limited = most < opened[-1]
        return np.minimum(opened, most) if limited else np.zeros_like(opened)

    def _touched(self) -> I64:
        """Weekends that a stretch of n shifts from a day works."""
        longest = int(self.limit[MOST_RUN])
        found = np.zeros((self.days, longest + 1), np.int64)
        if int(self.limit[MOST_WEEKENDS]) >= int(self.t.opens.sum()):
            return found
        for d in range(self.days):
            seen = -1
            for n in range(1, min(longest, self.days - d) + 1):
                weekend = int(self.t.weekend[d + n - 1])
                fresh = weekend >= 0 and weekend != seen
                seen = weekend if fresh else seen
                found[d, n] = found[d, n - 1] + fresh
        return found


def _counts_after(counts: list[tuple[int, ...]], kinds: list[tuple[int, ...]]) -> I64:
    """Where the counts are after each rise; -1 if that is more than allowed."""
    at = {count: i for i, count in enumerate(counts)}
    return np.array(
        [
            [at.get(tuple(a + b for a, b in zip(c, rise, strict=True)), -1) for rise in kinds]
            for c in counts
        ],
        np.int64,
    )
