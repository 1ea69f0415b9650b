"""What the counters say of units, and of leaves, which keep none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Sum

from muster import packs
from muster.packs import Pack
from muster.season.models import (
    Congress,
    DueCounter,
    SeasonUnit,
    Step,
    StepCounter,
    StepState,
)

MILESTONE_MARK: Final = "@"
# States that a counter adds up, by how far a step has come.
REACHED: Final = {
    StepState.SUBMITTED: ("submitted",),
    StepState.CHECKED: ("submitted", "checked"),
    StepState.ACCEPTED: ("submitted", "checked", "accepted"),
    StepState.WAIVED: ("submitted", "checked", "accepted"),
}
# (tier, key) to what is counted there.
Figures = dict[tuple[str, str], Counter[str]]


@dataclass(frozen=True, slots=True)
class Passed:
    """How many congresses have passed a step, of those that have it."""

    done: int
    total: int

    @property
    def is_all(self) -> bool:
        """Every one of them."""
        return self.done == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One unit directly below, with everything below it."""

    unit: SeasonUnit
    total: int
    finished: int
    late: int
    passed: Mapping[str, Passed]


def read_figures(units: Iterable[SeasonUnit]) -> Mapping[int, Figures]:
    """What the counters say of each unit; of a leaf, what its congress says. Three queries."""
    found: dict[int, Figures] = defaultdict(lambda: defaultdict(Counter))
    rows = list(units)
    inner = [row.pk for row in rows if not row.is_leaf]
    counters = StepCounter.objects.filter(season_unit__in=inner)
    for unit_id, tier, key, *counts in counters.values_list(
        "season_unit_id", "tier", "key", "total", "submitted", "checked", "accepted"
    ):
        names = ("total", "submitted", "checked", "accepted")
        found[unit_id][tier, key].update(dict(zip(names, counts, strict=True)))
    _add_leaves(found, {row.pk: row for row in rows if row.is_leaf})
    return found


def _add_leaves(found: dict[int, Figures], leaves: Mapping[int, SeasonUnit]) -> None:
    if not leaves:
        return
    congresses = Congress.objects.filter(season_unit__in=leaves.keys(), cancelled_at=None)
    procedures = {}
    for row in congresses:
        tier = leaves[row.season_unit_id].tier
        own = found[row.season_unit_id]
        own[tier, ""].update(total=1, accepted=int(row.is_finished))
        rules = packs.load(row.pack, row.pack_version)
        procedures[row.pk] = (own, tier, rules.procedures[row.procedure])
    steps = Step.objects.filter(congress__in=procedures.keys())
    for congress_id, key, state in steps.values_list("congress_id", "key", "state"):
        own, tier, procedure = procedures[congress_id]
        counts = {"total": 1, **dict.fromkeys(REACHED.get(StepState(state), ()), 1)}
        own[tier, key].update(counts)
        milestone = procedure.steps[key].milestone
        if milestone is not None:
            own[tier, MILESTONE_MARK + milestone.value].update(counts)


def total_of(figures: Figures) -> int:
    """Congresses."""
    return sum(counts["total"] for (_, key), counts in figures.items() if key == "")


def finished_of(figures: Figures) -> int:
    """Congresses finished."""
    return sum(counts["accepted"] for (_, key), counts in figures.items() if key == "")


def tiers_of(figures: Figures, pack: Pack) -> list[str]:
    """The tiers at hand, in the pack's order."""
    there = {tier for (tier, key), counts in figures.items() if key == "" and counts["total"]}
    return [tier for tier in pack.tiers if tier in there]


def passed_of(figures: Figures, pack: Pack) -> dict[str, Passed]:
    """How many have passed each step: in the state that each tier's board counts."""
    done, total = Counter[str](), Counter[str]()
    for (tier, key), counts in figures.items():
        if key and not key.startswith(MILESTONE_MARK) and counts["total"]:
            done[key] += counts[pack.procedure_for(tier).board_counts.value]
            total[key] += counts["total"]
    return {key: Passed(done[key], total[key]) for key in total}


def group_lines(
    children: Sequence[SeasonUnit], figures: Mapping[int, Figures], pack: Pack, *, today: date
) -> list[GroupLine]:
    """The units directly below that have a congress in them. Two queries."""
    late = late_of(children, today=today)
    return [
        GroupLine(
            unit=child,
            total=total_of(figures[child.pk]),
            finished=finished_of(figures[child.pk]),
            late=late[child.pk],
            passed=passed_of(figures[child.pk], pack),
        )
        for child in children
        if child.pk in figures and total_of(figures[child.pk])
    ]


def late_of(units: Sequence[SeasonUnit], *, today: date) -> Counter[int]:
    """How many congresses of each unit and below are late."""
    inner = [row.pk for row in units if not row.is_leaf]
    leaves = [row.pk for row in units if row.is_leaf]
    found = Counter[int]()
    counters = DueCounter.objects.filter(season_unit__in=inner, next_due_on__lt=today)
    sums = counters.values("season_unit").annotate(n=Sum("unfinished")).order_by()
    found.update({row["season_unit"]: row["n"] for row in sums})
    single = Congress.objects.filter(
        season_unit__in=leaves, cancelled_at=None, is_finished=False, next_due_on__lt=today
    )
    found.update(single.values_list("season_unit_id", flat=True))
    return found
