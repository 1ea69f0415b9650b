"""The season board: read from counters, so that 700 and 52,000 congresses cost the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Case, F, Q, Sum, Value, When

from muster import packs
from muster.packs import Milestone, Pack, Text
from muster.season.models import (
    Congress,
    Desk,
    DueCounter,
    SeasonUnit,
    Snapshot,
    TierDeadline,
)
from muster.season.queries.columns import StepColumn, columns_for
from muster.season.queries.figures import (
    MILESTONE_MARK,
    Figures,
    GroupLine,
    finished_of,
    group_lines,
    read_figures,
    tiers_of,
    total_of,
)

GROUP_LINES: Final = 100
LEAVES_LAST: Final = Case(When(first=F("last"), then=Value(1)), default=Value(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFigure:
    """Held, reported or ratified in one tier, against its own deadline."""

    tier: str
    tier_name: Text
    milestone: str
    name: str
    done: int
    total: int
    due_on: date | None
    days_left: int | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference to the last snapshot; total: the denominator moved."""

    since_on: date
    finished: int
    late: int
    newly_late: int
    recovered: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLine:
    """What unfinished congresses wait for next, and at which desk."""

    step: str
    label: Text
    desk: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """The unfinished ones, split: with the unit, or waiting for those above."""

    unit: Sequence[CauseLine]
    superior: Sequence[CauseLine]
    unit_total: int
    superior_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A unit and everything below it, on one day.

    groups: at most so many of the units directly below, those with units below them first;
    units_below: how many stand directly below.
    """

    unit: SeasonUnit
    today: date
    total: int
    finished: int
    late: int
    late_by_desk: Mapping[str, int]
    milestones: Sequence[MilestoneFigure]
    due_on: date | None
    yesterday: Snapshot | None
    change: Change | None
    columns: Sequence[StepColumn]
    groups: Sequence[GroupLine]
    causes: Causes
    units_below: int

    @property
    def unfinished(self) -> int:
        """Still to do."""
        return self.total - self.finished

    @property
    def days_left(self) -> int | None:
        """Days to the last deadline of a report."""
        return None if self.due_on is None else (self.due_on - self.today).days


def board(unit: SeasonUnit, *, today: date) -> Board:
    """The board of a unit. The number of queries does not depend on how much lies below."""
    below = SeasonUnit.objects.filter(parent=unit, left_on=None)
    children = list(below.order_by(LEAVES_LAST, "first")[:GROUP_LINES])
    figures = read_figures([unit, *children])
    own = figures[unit.pk]
    pack = packs.load(unit.season.pack, unit.season.pack_version)
    tiers = tiers_of(own, pack)
    waiting = _waiting(unit, today)
    late_by_desk = _by_desk(waiting, late_only=True)
    late = sum(late_by_desk.values())
    total, finished = total_of(own), finished_of(own)
    milestones = _milestones(unit, own, pack, tiers, today)
    yesterday = Snapshot.objects.filter(season_unit=unit, taken_on__lt=today).last()
    return Board(
        unit=unit,
        today=today,
        total=total,
        finished=finished,
        late=late,
        late_by_desk=late_by_desk,
        milestones=milestones,
        due_on=last_report(milestones),
        yesterday=yesterday,
        change=_change(unit, yesterday, total=total, finished=finished, late=late, today=today),
        columns=columns_for(unit.season, tiers),
        groups=group_lines(children, figures, pack, today=today),
        causes=_causes(waiting, pack),
        units_below=len(children) if len(children) < GROUP_LINES else below.count(),
    )


# ---- what waits where


@dataclass(frozen=True, slots=True)
class _Waiting:
    desk: str
    step: str
    unfinished: int
    late: int


def _waiting(unit: SeasonUnit, today: date) -> list[_Waiting]:
    """The unfinished congresses by desk and next step."""
    if unit.is_leaf:
        rows = Congress.objects.filter(
            season_unit=unit, cancelled_at=None, is_finished=False, next_due_on__isnull=False
        )
        return [
            _Waiting(row.next_desk, row.next_step, 1, int(_is_before(row.next_due_on, today)))
            for row in rows
        ]
    counters = DueCounter.objects.filter(season_unit=unit, unfinished__gt=0)
    sums = counters.values_list("desk", "step").order_by("desk", "step")
    late = Sum("unfinished", filter=Q(next_due_on__lt=today), default=0)
    return [_Waiting(*row) for row in sums.annotate(n=Sum("unfinished"), late=late)]


def _is_before(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _by_desk(waiting: Iterable[_Waiting], *, late_only: bool) -> dict[str, int]:
    found = dict.fromkeys(Desk.values, 0)
    for row in waiting:
        found[row.desk] += row.late if late_only else row.unfinished
    return found


def _causes(waiting: Sequence[_Waiting], pack: Pack) -> Causes:
    lines = sorted(
        (
            CauseLine(
                step=row.step,
                label=_label(pack, row.step),
                desk=row.desk,
                count=row.unfinished,
            )
            for row in waiting
        ),
        key=lambda line: (-line.count, line.step),
    )
    own = [line for line in lines if line.desk == Desk.UNIT]
    above = [line for line in lines if line.desk != Desk.UNIT]
    return Causes(
        unit=own,
        superior=above,
        unit_total=sum(line.count for line in own),
        superior_total=sum(line.count for line in above),
    )


def _label(pack: Pack, key: str) -> Text:
    steps = (one.steps[key] for one in pack.procedures.values() if key in one.steps)
    return next(steps).label


# ---- milestones and the last snapshot


def _milestones(
    unit: SeasonUnit, figures: Figures, pack: Pack, tiers: Sequence[str], today: date
) -> list[MilestoneFigure]:
    rows = TierDeadline.objects.filter(season=unit.season_id, replaced_at=None)
    deadlines = {(row.tier, row.milestone): row.due_on for row in rows}
    return [
        _milestone(figures, pack, tier, milestone, deadlines.get((tier, milestone.value)), today)
        for tier in tiers
        for milestone in Milestone
    ]


def _milestone(
    figures: Figures, pack: Pack, tier: str, milestone: Milestone, due_on: date | None, today: date
) -> MilestoneFigure:
    counts = figures.get((tier, MILESTONE_MARK + milestone.value), Counter())
    done = counts[pack.procedure_for(tier).board_counts.value]
    return MilestoneFigure(
        tier=tier,
        tier_name=pack.tiers[tier].label,
        milestone=milestone.value,
        name=str(TierDeadline.Milestone(milestone.value).label),
        done=done,
        total=counts["total"],
        due_on=due_on,
        days_left=None if due_on is None else (due_on - today).days,
        is_late=due_on is not None and due_on < today and done < counts["total"],
    )


def last_report(milestones: Iterable[MilestoneFigure]) -> date | None:
    """The last deadline by which a tier at hand must have reported."""
    days = (one.due_on for one in milestones if one.milestone == Milestone.REPORTED.value)
    return max((day for day in days if day is not None), default=None)


def _change(
    unit: SeasonUnit,
    then: Snapshot | None,
    *,
    total: int,
    finished: int,
    late: int,
    today: date,
) -> Change | None:
    if then is None:
        return None
    since = Q(next_due_on__gte=then.taken_on, next_due_on__lt=today)
    newly = (
        DueCounter.objects.filter(since, season_unit=unit).aggregate(n=Sum(F("unfinished")))["n"]
        or 0
    )
    return Change(
        since_on=then.taken_on,
        finished=finished - then.finished,
        late=late - then.late,
        newly_late=newly,
        recovered=max(0, then.late + newly - late),
        total=total - then.total,
    )
