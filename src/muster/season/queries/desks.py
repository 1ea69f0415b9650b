"""My desk: what waits for the person who signed in, the most overdue first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from muster.packs import Text
from muster.season.models import Desk as DeskOf
from muster.season.models import Finding, Problem, Season, SeasonUnit, Step, StepState
from muster.season.queries.marks import mark_of, rules_of
from muster.season.rules import DECIDERS, Can
from muster.tree.models import Account
from muster.tree.reach import Reach, reach_of

SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """One step that I can move. reason: unit (to hand in), check or accept."""

    step: Step
    name: Text
    label: Text
    unit: SeasonUnit
    due_on: date
    days_late: int
    days_left: int
    mark: str
    desk: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What waits for one person. waiting: handed in by others, for me to check or accept."""

    overdue: Sequence[DeskLine]
    soon: Sequence[DeskLine]
    waiting: Sequence[DeskLine]
    problems: Sequence[Problem]
    findings: Sequence[Finding]


def desk(account: Account, *, today: date, season: Season | None = None, limit: int = 100) -> Desk:
    """What *account* can move: its own units' open steps, and what lies at its desks."""
    reach = reach_of(account)
    mine = _open_steps(reach, season).filter(due_on__lte=today + SOON).order_by("due_on", "pk")
    lines = [_line(step, "unit", today) for step in mine[:limit]]
    handed = _handed_in(reach, season)[:limit]
    return Desk(
        overdue=[line for line in lines if line.days_late],
        soon=[line for line in lines if not line.days_late],
        waiting=[_line(step, _reason(step), today) for step in handed],
        problems=_problems(reach, season, limit),
        findings=_findings(reach, season, limit),
    )


def _open_steps(reach: Reach, season: Season | None) -> QuerySet[Step]:
    """Open steps at the unit's desk for those who hand in, at a superior's for those who check."""
    units = reach.by(Can.SUBMIT)
    above = reach.by(Can.CHECK)
    rows = Step.objects.filter(
        (units.season_units("congress__season_unit") & Q(desk=DeskOf.UNIT))
        | (above.season_units("congress__season_unit") & ~Q(desk=DeskOf.UNIT)),
        state__in=(StepState.OPEN, StepState.RETURNED),
    )
    return _joined(rows, season)


def _handed_in(reach: Reach, season: Season | None) -> QuerySet[Step]:
    """What was handed in and lies at a desk that the account sits at."""
    checks = reach.by(Can.CHECK).season_units("congress__season_unit")
    accepts = reach.as_any(DECIDERS).season_units("congress__season_unit")
    rows = Step.objects.filter(
        (checks & Q(desk=DeskOf.APPRAISER)) | (accepts & Q(desk=DeskOf.SUPERIOR)),
        state__in=(StepState.SUBMITTED, StepState.CHECKED),
    )
    return _joined(rows, season).order_by("due_on", "pk")


def _joined(rows: QuerySet[Step], season: Season | None) -> QuerySet[Step]:
    found = rows.filter(congress__cancelled_at=None)
    if season is not None:
        found = found.filter(congress__season=season)
    return found.select_related("congress__season_unit")


def _reason(step: Step) -> str:
    return "check" if step.desk == DeskOf.APPRAISER else "accept"


def _line(step: Step, reason: str, today: date) -> DeskLine:
    procedure = rules_of(step.congress)[1]
    rule = procedure.steps[step.key]
    mark = mark_of(step, procedure, today=today)
    return DeskLine(
        step=step,
        name=rule.name,
        label=rule.label,
        unit=step.congress.season_unit,
        due_on=step.due_on,
        days_late=max(0, (today - step.due_on).days),
        days_left=(step.due_on - today).days,
        mark=mark.shape,
        desk=step.desk,
        reason=reason,
    )


def _problems(reach: Reach, season: Season | None, limit: int) -> list[Problem]:
    held = reach.by(Can.SOLVE_PROBLEM).season_units("held_by")
    rows = Problem.objects.filter(held, solved_at=None)
    if season is not None:
        rows = rows.filter(congress__season=season)
    return list(rows.select_related("congress__season_unit", "held_by")[:limit])


def _findings(reach: Reach, season: Season | None, limit: int) -> list[Finding]:
    own = reach.by(Can.CURE).season_units("inspection__congress__season_unit")
    rows = Finding.objects.filter(own, cured_at=None).exclude(result=Finding.Result.OK)
    if season is not None:
        rows = rows.filter(inspection__congress__season=season)
    rows = rows.select_related("inspection__congress__season_unit").order_by("due_on", "pk")
    return list(rows[:limit])
