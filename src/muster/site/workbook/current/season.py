"""Congresses, their progress and the events around them as they are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from muster.exchange.sheets import Values
from muster.season.models import Congress, Event, Season, Step, StepState
from muster.site.workbook.current.ground import Ground, iso
from muster.site.workbook.step_cells import BAR, StepCell
from muster.tree.clock import day_of

STREAMED: Final = 5000


def congresses(ground: Ground) -> Iterator[Values]:
    """The congresses of the season."""
    if ground.season is None:
        return
    events = Event.objects.filter(season=ground.season, congress__isnull=False)
    venues = dict(events.values_list("congress_id", "venue__code"))
    for congress in planned(ground.season):
        yield {
            "unit": congress.season_unit.code,
            "starts_on": congress.starts_on.isoformat(),
            "ends_on": iso(congress.ends_on if congress.ends_on > congress.starts_on else None),
            "delegates": congress.delegates,
            "venue": venues.get(congress.pk) or "",
            "content": congress.content,
            "size": congress.size,
            "risk": congress.risk,
        }


def planned(season: Season) -> QuerySet[Congress]:
    """Congresses that were not cancelled, in the order of the tree."""
    rows = Congress.objects.filter(season=season, cancelled_at=None)
    return rows.select_related("season_unit").order_by("season_unit__first")


def progress(ground: Ground) -> Iterator[Values]:
    """The steps of each congress."""
    if ground.season is None:
        return
    rows: dict[int, Values] = {
        congress.pk: {"unit": congress.season_unit.code} for congress in planned(ground.season)
    }
    steps = Step.objects.filter(congress__season=ground.season, congress__cancelled_at=None)
    for step in steps.iterator(STREAMED):
        rows[step.congress_id][f"step:{step.key}"] = step_value(step)
    yield from rows.values()


def step_value(step: Step) -> str | None:
    """A step as its cell's plain value; None for one that is open and has nothing to say."""
    at, note = _said(step)
    cell = StepCell(
        step.state,
        day_of(at).isoformat() if at else "",
        iso(step.promised_on) or "",
        note.replace(BAR, "/"),
    )
    is_blank = step.state == StepState.OPEN and not (cell.promised_on or cell.note)
    return None if is_blank else cell.plain()


def _said(step: Step) -> tuple[datetime | None, str]:
    """When the state was reached, and the remark that goes with it."""
    match step.state:
        case StepState.ACCEPTED:
            return step.accepted_at, step.note
        case StepState.CHECKED:
            return step.checked_at, step.note
        case StepState.SUBMITTED:
            return step.submitted_at, step.note
        case StepState.RETURNED:
            return step.returned_at, step.return_reason or step.note
        case StepState.WAIVED:
            return None, step.waived_reason
        case _:
            return None, step.note


def side_events(ground: Ground) -> Iterator[Values]:
    """The events that are no congress."""
    if ground.season is None:
        return
    rows = Event.objects.filter(season=ground.season, congress=None, is_cancelled=False)
    for row in rows.select_related("venue", "season_unit").order_by("pk"):
        yield {
            "key": row.key,
            "kind": row.kind,
            "name": row.name,
            "unit": row.season_unit.code,
            "venue": row.venue.code if row.venue else "",
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "people": row.expected_people,
            "size": row.size,
            "risk": row.risk,
        }
