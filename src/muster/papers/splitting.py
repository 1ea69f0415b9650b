"""An even split of work over people: a proposal, which a person decides on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One thing to give out. weight: how much work it is; barred: who must not have it."""

    key: int
    weight: int
    barred: frozenset[int] = field(default_factory=frozenset)


def split(
    works: Sequence[Work], loads: Mapping[int, int], *, each: int
) -> dict[int, tuple[int, ...]]:
    """*each* people for every work, the least loaded first; fewer where fewer may have it.

    loads: what everybody has already; who comes first in it is preferred among equals. The
    heaviest work is given out first: then nobody ends with more above the least loaded than the
    greater of what he had above him before and one work.
    """
    load, order = dict(loads), {person: at for at, person in enumerate(loads)}
    found: dict[int, tuple[int, ...]] = {}
    for work in sorted(works, key=lambda one: -one.weight):
        free = [person for person in load if person not in work.barred]
        chosen = sorted(free, key=lambda person: (load[person], order[person]))[:each]
        for person in chosen:
            load[person] += work.weight
        found[work.key] = tuple(chosen)
    return found
