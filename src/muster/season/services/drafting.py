"""Drafts of congresses: what is computed before the write transaction of a bulk plan begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from muster import packs
from muster.engines.schedule import Gathering, Schedule, out_of_order
from muster.packs import Pack
from muster.season.bridge import (
    Outline,
    deadlines_in_force,
    desk_for,
    outline_of,
    pack_of,
    schedule_of,
    slack_on,
    steps_of,
)
from muster.season.errors import (
    AlreadyPlanned,
    EndsBeforeStart,
    NotInSeason,
    OutOfOrder,
    OutsideSeason,
)
from muster.season.models import Congress, Event, Season, SeasonUnit, Step, StepState
from muster.season.services.hand import day, held_deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class CongressRow:
    """A congress to plan. What is empty comes from the pack; ends_on None means one day.

    delegates: who meet; expected_people: who will be at the place (delegates if None).
    """

    season_unit_id: int
    starts_on: date
    ends_on: date | None = None
    content: str = ""
    delegates: int | None = None
    size: str = ""
    risk: str = ""
    form: str = ""
    venue_id: int | None = None
    name: str = ""
    expected_people: int | None = None

    @property
    def closes_on(self) -> date:
        """The last day."""
        return self.ends_on or self.starts_on


@dataclass(slots=True)
class Draft:
    """One congress with its event and its steps, not saved yet."""

    congress: Congress
    event: Event
    steps: list[Step]


@dataclass(slots=True)
class Frame:
    """The season around the drafts: read once for all of them."""

    season: Season
    pack: Pack
    units: dict[int, SeasonUnit]
    deadlines: Mapping[tuple[str, str], date]
    opens: dict[int, tuple[date, date]]  # by unit: days of the congresses planned, drafts included

    def above(self, unit: SeasonUnit) -> int | None:
        """The next unit above that holds a congress."""
        parent_id = unit.parent_id
        while parent_id is not None and parent_id not in self.opens:
            parent_id = self.units[parent_id].parent_id
        return parent_id


def read_frame(season: Season) -> Frame:
    """Read what drafts depend on: three queries, whatever the number of rows."""
    units = {row.pk: row for row in SeasonUnit.objects.filter(season=season)}
    planned = Congress.objects.filter(season=season, cancelled_at=None)
    days = planned.values_list("season_unit_id", "starts_on", "ends_on")
    return Frame(
        season=season,
        pack=pack_of(season),
        units=units,
        deadlines=deadlines_in_force(season),
        opens={unit_id: (first, last) for unit_id, first, last in days},
    )


def draft_congresses(frame: Frame, rows: Sequence[CongressRow]) -> list[Draft]:
    """Congresses with their steps counted back.

    Raises NotInSeason, AlreadyPlanned, EndsBeforeStart, OutsideSeason, OutOfOrder; a key that the
    pack does not know raises RuleUnknown.
    """
    for row in rows:
        _must_fit(frame, row)
        frame.opens[row.season_unit_id] = (row.starts_on, row.closes_on)
    must_be_in_order(frame, {row.season_unit_id for row in rows})
    return [_draft(frame, row) for row in rows]


def _must_fit(frame: Frame, row: CongressRow) -> None:
    unit = frame.units.get(row.season_unit_id)
    if unit is None or unit.left_on is not None:
        raise NotInSeason(unit=unit.name if unit else row.season_unit_id)
    if unit.pk in frame.opens:
        raise AlreadyPlanned(unit=unit.name)
    must_be_days(frame.season, unit, row.starts_on, row.closes_on)


def must_be_days(season: Season, unit: SeasonUnit, starts_on: date, ends_on: date) -> None:
    """Refuse days in the wrong order or outside the season."""
    if ends_on < starts_on:
        raise EndsBeforeStart(unit=unit.name, ends_on=day(ends_on), starts_on=day(starts_on))
    if not season.starts_on <= starts_on <= ends_on <= season.ends_on:
        raise OutsideSeason(
            unit=unit.name,
            starts_on=day(starts_on),
            first=day(season.starts_on),
            last=day(season.ends_on),
        )


def must_be_in_order(frame: Frame, changed: Iterable[int]) -> None:
    """Refuse with OutOfOrder if a changed congress stands wrong to the one above or below."""
    wanted = {str(unit_id) for unit_id in changed}
    for fault in out_of_order(gatherings(frame)):
        if fault.child in wanted or fault.parent in wanted:
            raise OutOfOrder(
                child=frame.units[int(fault.child)].name,
                child_closes_on=day(fault.child_closes_on),
                parent=frame.units[int(fault.parent)].name,
                parent_opens_on=day(fault.parent_opens_on),
            )


def gatherings(frame: Frame) -> list[Gathering]:
    """All congresses of the season as the engine takes them."""
    found = []
    for unit_id, (first, last) in frame.opens.items():
        above = frame.above(frame.units[unit_id])
        parent = None if above is None else str(above)
        found.append(Gathering(unit=str(unit_id), opens_on=first, closes_on=last, parent=parent))
    return found


def _draft(frame: Frame, row: CongressRow) -> Draft:
    unit, pack = frame.units[row.season_unit_id], frame.pack
    congress = Congress(
        season=frame.season,
        season_unit=unit,
        procedure=pack.procedure_for(unit.tier).key,
        pack=pack.key,
        pack_version=pack.version,
        starts_on=row.starts_on,
        ends_on=row.closes_on,
        delegates=row.delegates,
        size=pack.sizes[row.size].key if row.size else default_size(pack, unit.tier, row.delegates),
        risk=pack.risks[row.risk].key if row.risk else pack.congress_event.default_risk,
        form=pack.forms[row.form].key if row.form else "",
        content=pack.agendas[row.content].key if row.content else pack.default_agenda.key,
    )
    outline = outline_in(frame, congress)
    steps = draft_steps(congress, outline)
    first = min(steps, key=lambda step: (step.due_on, step.position))
    congress.steps_total = len(steps)
    congress.next_due_on, congress.next_step = first.due_on, first.key
    congress.next_desk = first.desk
    congress.slack_on = slack_on(outline, frozenset())
    return Draft(congress, _event(frame, congress, row), steps)


def default_size(pack: Pack, tier: str, delegates: int | None) -> str:
    """The size of a congress from who meet, or the usual one of its tier."""
    if delegates is None:
        return pack.tiers[tier].default_size
    return pack.size_for(delegates).key


def outline_in(frame: Frame, congress: Congress) -> Outline:
    """The outline of a congress in a season that was read once."""
    unit = congress.season_unit
    above = frame.above(unit)
    return outline_of(
        congress,
        tier_deadline_on=held_deadline(frame.season, unit.tier, frame.deadlines),
        parent_opens_on=None if above is None else frame.opens[above][0],
    )


def draft_steps(congress: Congress, outline: Outline) -> list[Step]:
    """All steps of a congress, open, with their days."""
    planned = schedule_of(outline)
    return [
        draft_step(congress, rule, planned, position)
        for position, rule in enumerate(steps_of(outline), start=1)
    ]


def draft_step(congress: Congress, rule: packs.Step, planned: Schedule, position: int) -> Step:
    """One step as the pack and the counted-back days say."""
    days = planned[rule.key]
    return Step(
        congress=congress,
        key=rule.key,
        position=position,
        start_on=days.start_on,
        due_on=days.due_on,
        duration_days=rule.duration_days,
        closes=rule.closes,
        state=StepState.OPEN,
        desk=desk_for(StepState.OPEN, rule),
    )


def event_key(unit: SeasonUnit) -> str:
    """The key of the event that is a unit's congress."""
    return f"congress-{unit.code}"


def _event(frame: Frame, congress: Congress, row: CongressRow) -> Event:
    unit, pack = congress.season_unit, frame.pack
    starts_at, ends_at = event_hours(pack, congress.starts_on, congress.ends_on)
    return Event(
        season=frame.season,
        season_unit=unit,
        key=event_key(unit),
        kind=pack.congress_event.key,
        name=row.name or unit.name,
        venue_id=row.venue_id,
        starts_at=starts_at,
        ends_at=ends_at,
        expected_people=row.expected_people or row.delegates,
        size=congress.size,
        risk=congress.risk,
    )


def event_hours(pack: Pack, starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From the opening hour of the first day to the closing hour of the last, pack's zone."""
    zone = ZoneInfo(pack.time_zone)
    opens = datetime.combine(starts_on, pack.hours.opens, tzinfo=zone)
    return opens, datetime.combine(ends_on, pack.hours.closes, tzinfo=zone)
