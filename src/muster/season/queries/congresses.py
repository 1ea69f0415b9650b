"""One congress: its steps as the pack groups them, what is due, and what stands in its way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from muster import packs
from muster.packs import Pack, Procedure, Text
from muster.season.models import (
    Congress,
    DayChange,
    Event,
    Evidence,
    Finding,
    Problem,
    SeasonUnit,
    Step,
    StepState,
)
from muster.season.queries.danger import danger_of
from muster.season.queries.marks import holder_of, is_counted, mark_of, rules_of
from muster.season.queries.units import ancestors

SOON: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of evidence that a step asks for, and how much of it is there."""

    kind: str
    name: Text
    needed: int
    there: int

    @property
    def is_enough(self) -> bool:
        """Nothing more is wanted."""
        return self.there >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of a congress on a day. depends_on: keys of the steps it waits for."""

    step: Step
    key: str
    name: Text
    label: Text
    group: str
    start_on: date
    due_on: date
    mark: str
    state_name: str
    days_late: int
    days_left: int
    desk: str
    holder: str
    is_critical: bool
    depends_on: Sequence[str]
    evidence: Sequence[Wanted]
    actions: Sequence[str]
    is_counted: bool


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The steps of one group, in the procedure's order."""

    name: Text
    steps: Sequence[StepLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressPage:
    """Everything the congress page shows that season knows."""

    congress: Congress
    event: Event | None
    pack: Pack
    tier_name: Text
    procedure_name: Text
    agenda_name: str
    size_name: str
    ancestors: Sequence[SeasonUnit]
    days_left: int
    cannot_be_met: bool
    needed_days: int
    groups: Sequence[StepGroup]
    due: Sequence[StepLine]
    problems: Sequence[Problem]
    findings: Sequence[Finding]
    moves: Sequence[DayChange]
    critical_path: Sequence[str]

    @property
    def spare_days(self) -> int:
        """Days left beyond those that what remains takes at least; negative is too late."""
        return self.days_left - self.needed_days

    @property
    def has_no_reserve(self) -> bool:
        """Not one day to lose."""
        return self.spare_days <= 0


def congress_page(congress: Congress, *, today: date) -> CongressPage:
    """One congress as its page shows it."""
    pack, procedure = rules_of(congress)
    unit, danger = congress.season_unit, danger_of(congress, today=today)
    lines = step_lines(congress, today=today)
    agenda = pack.agendas[congress.content].label if congress.content else ""
    return CongressPage(
        congress=congress,
        event=Event.objects.filter(congress=congress).select_related("venue").first(),
        pack=pack,
        tier_name=pack.tiers[unit.tier].name,
        procedure_name=procedure.name,
        agenda_name=str(agenda),
        size_name=str(pack.sizes[congress.size].label) if congress.size else "",
        ancestors=ancestors(unit),
        days_left=danger.left_days,
        cannot_be_met=danger.cannot_be_met,
        needed_days=danger.needed_days,
        groups=_grouped(lines, pack, procedure),
        due=_due(lines, today),
        problems=list(Problem.objects.filter(congress=congress, solved_at=None)),
        findings=open_findings(congress),
        moves=list(DayChange.objects.filter(congress=congress)),
        critical_path=[line.key for line in lines if line.is_critical],
    )


def open_findings(congress: Congress) -> list[Finding]:
    """What inspections found and nobody has reported as cured, first due first."""
    rows = Finding.objects.filter(inspection__congress=congress, cured_at=None)
    return list(rows.exclude(result=Finding.Result.OK).order_by("due_on", "pk"))


def step_lines(congress: Congress, *, today: date) -> list[StepLine]:
    """The steps of a congress in the order of its procedure."""
    pack, procedure = rules_of(congress)
    steps = list(Step.objects.filter(congress=congress))
    there = Counter(Evidence.objects.filter(step__in=steps).values_list("step_id", "kind"))
    critical = critical_steps(steps, procedure, congress)
    return [
        _line(step, congress, pack, procedure, there, is_critical=step.key in critical, today=today)
        for step in steps
    ]


def _line(
    step: Step,
    congress: Congress,
    pack: Pack,
    procedure: Procedure,
    there: Mapping[tuple[int, str], int],
    *,
    is_critical: bool,
    today: date,
) -> StepLine:
    rule = procedure.steps[step.key]
    mark = mark_of(step, procedure, today=today)
    return StepLine(
        step=step,
        key=step.key,
        name=rule.name,
        label=rule.label,
        group=rule.group,
        start_on=step.start_on,
        due_on=step.due_on,
        mark=mark.shape,
        state_name=step.get_state_display(),
        days_late=mark.days_late,
        days_left=(step.due_on - today).days,
        desk=step.desk,
        holder=holder_of(step.desk, congress.season_unit, pack),
        is_critical=is_critical,
        depends_on=rule.depends_on,
        evidence=[
            Wanted(
                proof.kind,
                pack.evidence[proof.kind].name,
                proof.at_least,
                there.get((step.pk, proof.kind), 0),
            )
            for proof in rule.evidence
        ],
        actions=actions_of(step, rule),
        is_counted=is_counted(step, procedure),
    )


def actions_of(step: Step, rule: packs.Step) -> list[str]:
    """What the step's state allows, whoever asks."""
    state = StepState(step.state)
    found = []
    if state in (StepState.OPEN, StepState.RETURNED):
        found.append("submit")
    if state is StepState.SUBMITTED and rule.checked_by is not None:
        found.append("check")
    ready = StepState.SUBMITTED if rule.checked_by is None else StepState.CHECKED
    if state is ready:
        found.append("accept")
    if state in (StepState.SUBMITTED, StepState.CHECKED):
        found.append("return")
    if state in (StepState.ACCEPTED, StepState.WAIVED) or step.closes:
        found.append("reopen")
    if state not in (StepState.ACCEPTED, StepState.WAIVED):
        found += ["promise", "amend"]
    if state is not StepState.WAIVED:
        found.append("waive")
    return found


def critical_steps(
    steps: Sequence[Step], procedure: Procedure, congress: Congress
) -> frozenset[str]:
    """The chain that may not slip: back from the congress through what held up each step."""
    by_key = {step.key: step for step in steps}
    held = procedure.at(packs.Milestone.HELD).key
    chain, at = [held], held
    while before := [key for key in procedure.steps[at].depends_on if key in by_key]:
        at = max(before, key=lambda key: (by_key[key].due_on, by_key[key].position))
        chain.append(at)
    after = procedure.at(packs.Milestone.REPORTED).key
    return frozenset([*chain, after] if after in by_key else chain)


def _grouped(lines: Sequence[StepLine], pack: Pack, procedure: Procedure) -> list[StepGroup]:
    keys = {step.group for step in procedure.steps.values()}
    groups = [(pack.groups[key].label, key) for key in pack.groups if key in keys]
    return [
        StepGroup(name, found)
        for name, key in groups
        if (found := [line for line in lines if line.group == key])
    ]


def _due(lines: Sequence[StepLine], today: date) -> list[StepLine]:
    """What is late, and what is due in the next days: the first due first."""
    owed = [line for line in lines if not line.is_counted and line.due_on <= today + SOON]
    return sorted(owed, key=lambda line: (line.due_on, line.step.position))
