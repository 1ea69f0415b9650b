"""What the quotas of all units leave open together, and what each unit is asked for by skill."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from muster.duty.models import Quota, Split
from muster.duty.queries.reasons import skill_names
from muster.duty.queries.verdict import places_at_most
from muster.duty.queries.windows import shifts_of
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitGap:
    """Places of officers: needed, asked of units, left to nobody.

    more_at_most: how many of those left any other sharing out could ask of somebody; proven.
    """

    needed: int
    asked: int
    more_at_most: int

    @property
    def left(self) -> int:
        """Places that no unit is asked for."""
        return self.needed - self.asked


def gap_of(split: Split) -> SplitGap:
    """The gap of a sharing out, in places. One query."""
    mine = Sum("quotas__head_count", filter=Q(quotas__split=split))
    shifts = shifts_of(split.roster).filter(of_vehicles=False).annotate(asked=Coalesce(mine, 0))
    rows = list(shifts.values_list("weight", "head_count", "asked"))
    left = [(float(weight), heads - asked) for weight, heads, asked in rows if heads > asked]
    return SplitGap(
        needed=sum(heads for _weight, heads, _asked in rows),
        asked=sum(min(heads, asked) for _weight, heads, asked in rows),
        more_at_most=places_at_most(left, weight=split.uncovered - split.uncovered_bound),
    )


def asks_by_skill(split: Split, quotas: QuerySet[Quota], *, pack: Pack) -> dict[int, str]:
    """By unit: each skill with its head count, as a letter asks for it. quotas: those in scope."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = quotas.filter(split=split).order_by("shift__starts_at", "pk")
    for unit_id, skills, count in rows.values_list("unit", F("shift__skills"), "head_count"):
        found[unit_id][skill_names(skills, pack=pack)] += count
    return {
        unit_id: ", ".join(f"{skills or '–'} {count}" for skills, count in counts.most_common())
        for unit_id, counts in found.items()
    }
