"""What stands behind a merged remark: every body and every member counted once.

A body is counted once, however many of its remarks went in. Of its members those are counted
who certainly are different people: the greatest number that one of its meetings or papers gave,
or the number of members who wrote for themselves if that is greater. Members of different bodies
are different people, so over the bodies the numbers add up. What comes out depends on the
remarks as they were written alone, not on how or where they were merged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from muster.papers.models import Remark, Source


@dataclass(frozen=True, slots=True)
class Weight:
    """What stands behind a remark."""

    leaves: int
    units: int
    members: int
    spoke: int

    def put_on(self, remark: Remark) -> None:
        """Write it on a merged remark."""
        remark.leaves, remark.units = self.leaves, self.units
        remark.members, remark.spoke = self.members, self.spoke


def weigh(leaves: Iterable[Remark]) -> Weight:
    """What stands behind *leaves*, remarks as they were written."""
    count = spoke = members = 0
    own: defaultdict[int, set[int]] = defaultdict(set)
    said: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for leaf in leaves:
        count += 1
        if leaf.source == Source.OWN and leaf.account_id is not None:
            own[leaf.season_unit_id].add(leaf.account_id)
        else:
            said[leaf.season_unit_id].append((leaf.members, leaf.spoke))
    units = own.keys() | said.keys()
    for unit in units:
        members += max([len(own[unit]), *(n for n, _ in said[unit])])
        spoke += max((n for _, n in said[unit]), default=0)
    return Weight(count, len(units), members, spoke)


def leaves_of(whole: Remark) -> list[Remark]:
    """The remarks as they were written that stand behind *whole*: one query."""
    rows = Remark.objects.filter(outermost=whole).exclude(source=Source.MERGED)
    return list(rows.only("season_unit_id", "account_id", "source", "members", "spoke"))
