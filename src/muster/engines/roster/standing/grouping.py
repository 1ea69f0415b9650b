"""What one employee's rules tell apart: groups of kinds, units of minutes, limits that bind."""

from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np

from muster.engines.roster.standing.tables import I64, LEAST_MIN, MOST_MIN, Bool, Tables


@dataclass(frozen=True, slots=True)
class Groups:
    """Kinds that only prices tell apart, as groups, and classes of groups that ban the same.

    group[k]: -1 if he never works it.  klass[g].  lead[g]: one kind of the group.
    after[c, g]: whether g may follow class c.
    """

    group: I64
    klass: I64
    lead: tuple[int, ...]
    after: Bool


class Grouping:
    """Works out what matters for one employee.

    able: kinds that he may work at all.  unit: minutes that all their lengths are multiples of.
    minutes, least: his range in units.  longest: his longest shift in units.
    """

    def __init__(self, t: Tables, e: int) -> None:
        self.t, self.e = t, e
        self.able = [k for k in range(1, len(t.length_min)) if t.able[e, :, k].any()]
        self.unit = reduce(gcd, (int(t.length_min[k]) for k in self.able), 0) or 1
        self.longest = max((self.units(k) for k in self.able), default=0)
        self.minutes = int(t.limit[e, MOST_MIN]) // self.unit
        self.minutes = min(self.minutes, self.longest * t.wish.shape[1])
        self.least = -(-int(t.limit[e, LEAST_MIN]) // self.unit)
        self.classes = sorted({self._bans(k) for k in self.able})

    def units(self, k: int) -> int:
        """The length of a kind."""
        return int(self.t.length_min[k]) // self.unit

    def binds(self, k: int) -> bool:
        """Whether the limit of a kind forbids anything that the minutes allow."""
        most, possible = int(self.t.most_of[self.e, k]), int(self.t.able[self.e, :, k].sum())
        return most < possible and (most + 1) * self.units(k) <= self.minutes

    def limited(self) -> list[int]:
        """Kinds whose limit can bind, the scarcest first."""
        found = (k for k in self.able if self.binds(k))
        return sorted(found, key=lambda k: int(self.t.most_of[self.e, k]))

    def groups(self, counted: list[int]) -> Groups:
        """The groups if these limits are counted."""
        t = self.t
        keys = {k: self._key(k, counted) for k in self.able}
        found = sorted(set(keys.values()))
        group = np.full(len(t.length_min), -1, np.int64)
        for g, key in enumerate(found):
            group[[k for k in self.able if keys[k] == key]] = g
        lead = tuple(next(k for k in self.able if keys[k] == key) for key in found)
        at = [self.able.index(k) for k in lead]
        after = np.array([[not bans[i] for i in at] for bans in self.classes], np.bool_)
        return Groups(
            group=group,
            klass=np.array([self.classes.index(self._bans(k)) for k in lead], np.int64),
            lead=lead,
            after=after.reshape(len(self.classes), len(lead)),
        )

    def _bans(self, k: int) -> tuple[bool, ...]:
        """What must not follow k, among what he works at all."""
        return tuple(bool(self.t.banned[k, j]) for j in self.able)

    def _key(self, k: int, counted: list[int]) -> tuple[object, ...]:
        """Kinds with the same key are told apart by prices only."""
        before = tuple(bool(self.t.banned[j, k]) for j in self.able)
        return (self._bans(k), before, self.units(k), k if k in counted else 0)
