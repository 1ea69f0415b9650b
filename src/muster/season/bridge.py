"""Rows of a season to what the packs and the schedule engine take, and back.

A congress's days depend on little: its pack, its marks and the days it counts from. Congresses
that share them share one computed schedule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from muster import packs
from muster.engines import schedule
from muster.packs import Milestone, Pack, Procedure
from muster.packs.timing import calendar_of, engine_steps
from muster.season.models import Congress, Season, Step, StepState, TierDeadline

# Waived means that nothing is owed: for the counters that is as far as accepted.
RANK = {
    StepState.OPEN: 0,
    StepState.RETURNED: 0,
    StepState.SUBMITTED: 1,
    StepState.CHECKED: 2,
    StepState.ACCEPTED: 3,
    StepState.WAIVED: 3,
}
CALENDAR_MARGIN = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All that decides the days of a congress's steps.

    tier_deadline_on: the superior's day for the tier. parent_opens_on: first day of the congress
    above; the tier's deadline stands in where none is planned.
    """

    pack: str
    version: str
    procedure: str
    content: str
    size: str
    risk: str
    form: str
    opens_on: date
    closes_on: date
    tier_deadline_on: date
    parent_opens_on: date

    def moved(self, *, opens_on: date, closes_on: date) -> "Outline":
        """The same congress on other days."""
        return replace(self, opens_on=opens_on, closes_on=closes_on)

    @property
    def anchors(self) -> dict[str, date]:
        """The day of each anchor."""
        return {
            packs.Anchor.OPENS.value: self.opens_on,
            packs.Anchor.CLOSES.value: self.closes_on,
            packs.Anchor.TIER_DEADLINE.value: self.tier_deadline_on,
            packs.Anchor.PARENT_OPENS.value: self.parent_opens_on,
        }

    @property
    def days(self) -> int:
        """Length of the congress."""
        return (self.closes_on - self.opens_on).days + 1


def pack_of(row: Congress | Season) -> Pack:
    """The rules that a congress or a season pinned."""
    return packs.load(row.pack, row.pack_version)


def procedure_of(congress: Congress) -> Procedure:
    """The procedure of a congress, of the version it pinned."""
    return pack_of(congress).procedures[congress.procedure]


def rule_of(step: Step, congress: Congress) -> packs.Step:
    """What the pack says about a step."""
    return procedure_of(congress).steps[step.key]


def outline_of(
    congress: Congress, *, tier_deadline_on: date, parent_opens_on: date | None
) -> Outline:
    """The outline of a planned congress."""
    return Outline(
        pack=congress.pack,
        version=congress.pack_version,
        procedure=congress.procedure,
        content=congress.content,
        size=congress.size,
        risk=congress.risk,
        form=congress.form,
        opens_on=congress.starts_on,
        closes_on=congress.ends_on,
        tier_deadline_on=tier_deadline_on,
        parent_opens_on=parent_opens_on or tier_deadline_on,
    )


@lru_cache(maxsize=4096)
def rules_for(
    pack: str, version: str, procedure: str, content: str, size: str, risk: str, form: str
) -> tuple[packs.Step, ...]:
    """The steps of a procedure that a congress with these marks has."""
    rules = packs.load(pack, version)
    agenda = rules.agendas[content] if content else rules.default_agenda
    return rules.procedures[procedure].steps_for(
        contents=agenda.contents, size=size, risk=risk, form=form
    )


def steps_of(outline: Outline) -> tuple[packs.Step, ...]:
    """The steps that a congress of this outline has."""
    one = outline
    return rules_for(
        one.pack, one.version, one.procedure, one.content, one.size, one.risk, one.form
    )


@lru_cache(maxsize=8192)
def schedule_of(outline: Outline) -> schedule.Schedule:
    """The days of all steps, counted back."""
    return schedule.plan(
        engine_steps(steps_of(outline), days=outline.days),
        anchors=outline.anchors,
        calendar=calendar_around(outline),
    )


@lru_cache(maxsize=256)
def _calendar(pack: str, version: str, first_year: int, last_year: int) -> schedule.Calendar:
    return calendar_of(
        packs.load(pack, version), first=date(first_year, 1, 1), last=date(last_year, 12, 31)
    )


def calendar_around(outline: Outline) -> schedule.Calendar:
    """The pack's calendar wide enough for the steps of a congress."""
    first, last = outline.opens_on - CALENDAR_MARGIN, outline.closes_on + CALENDAR_MARGIN
    return _calendar(outline.pack, outline.version, first.year, last.year)


@lru_cache(maxsize=65536)
def slack_on(outline: Outline, done: frozenset[str]) -> date:
    """Last day on which the least duration of what the congress waits for still fits.

    The congress's own first day if nothing before it is open.
    """
    steps = steps_of(outline)
    goal = _goal(steps)
    if goal is None:
        return outline.opens_on
    found = schedule.outlook(
        engine_steps(steps, days=outline.days),
        goal=goal,
        goal_on=outline.opens_on,
        done=done,
        today=outline.opens_on,
        calendar=calendar_around(outline),
    )
    return found.must_start_on or outline.opens_on


def _goal(steps: Iterable[packs.Step]) -> str | None:
    return next((step.key for step in steps if step.milestone is Milestone.HELD), None)


def is_counted(state: str, procedure: Procedure) -> bool:
    """Whether a step in that state counts as done on the board."""
    return RANK[StepState(state)] >= RANK[StepState(procedure.board_counts.value)]


def desk_for(state: str, rule: packs.Step) -> str:
    """With whom a step in that state lies."""
    if state == StepState.SUBMITTED and rule.checked_by is not None:
        return rule.checked_by.value
    if state in (StepState.OPEN, StepState.RETURNED):
        return rule.done_by.value
    return rule.accepted_by.value


def tier_deadlines(
    pack: Pack, tier: str, *, first: date, last: date, given: Mapping[str, date]
) -> dict[str, date]:
    """The last day of each milestone of a tier in a season from *first* to *last*.

    What is given holds; then the pack's own date if it falls into the season, else the season's
    last day; a deadline that counts from another one counts from what holds here.
    """
    calendar = calendar_of(pack, first=first, last=last + CALENDAR_MARGIN)
    found: dict[str, date] = {}
    for milestone in Milestone:
        due = pack.tiers[tier].deadlines.of(milestone)
        if milestone.value in given:
            found[milestone.value] = given[milestone.value]
        elif due.after is not None and due.days is not None:
            start = found[due.after.value]
            found[milestone.value] = calendar.shift(start, due.days, count=due.count)
        else:
            fits = due.on is not None and first <= due.on <= last
            found[milestone.value] = due.on if fits and due.on else last
    return found


def deadlines_in_force(season: Season) -> Mapping[tuple[str, str], date]:
    """The season's deadlines by (tier, milestone): one query."""
    rows = TierDeadline.objects.filter(season=season, replaced_at=None)
    return {(row.tier, row.milestone): row.due_on for row in rows}
