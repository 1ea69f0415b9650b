"""Problems: raised at the base, dealt with there, passed up when nobody does in time."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.season.bridge import pack_of
from muster.season.errors import AlreadySolved, NobodyAbove, NotInSeason, ReasonMissing
from muster.season.models import Congress, Problem, Season, SeasonUnit
from muster.tree.clock import day_of

# The level above gets as long as this to act before the problem goes further up.
NEXT_LEVEL: Final = timedelta(days=3)


@retry_on_deadlock
def raise_problem(  # noqa: PLR0913  # a problem says what, where, since when, who and until when
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    what: str,
    owner: str,
    due_on: date,
    kind: str = "",
    where: str = "",
    help_wanted: str = "",
    since: date | None = None,
    client_uuid: UUID | None = None,
) -> Problem:
    """Raise what a unit cannot solve alone; the unit above holds it first."""
    if not what.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Problem.objects.filter(congress=congress).latest("pk")
        if congress.cancelled_at is not None:
            raise NotInSeason(unit=congress.season_unit.name)
        unit = congress.season_unit
        row = Problem.objects.create(
            congress=congress,
            kind=pack_of(congress).problems[kind].key if kind else "",
            what=what.strip(),
            where=where,
            since=since or day_of(now),
            help_wanted=help_wanted,
            owner=owner,
            due_on=due_on,
            held_by=unit.parent or unit,
            raised_at=now,
            raised_by=actor.name,
        )
        _note(record, "problem.raised", row, {"what": row.what, "due_on": due_on, "owner": owner})
    return row


def _note(record: Record, kind: str, row: Problem, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"congress:{row.congress_id}",
        unit=row.congress.season_unit.unit_id,
        season=row.congress.season_id,
        audience=Audience.UNIT,
        body={"problem": row.pk, "held_by": row.held_by.code, **body},
    )


@retry_on_deadlock
def solve(
    problem: Problem,
    *,
    actor: Actor,
    now: datetime,
    solution: str,
    client_uuid: UUID | None = None,
) -> Problem:
    """Close a problem with what solved it. Raises AlreadySolved, ReasonMissing."""
    if not solution.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Problem.objects.get(pk=problem.pk)
        row = _locked(problem)
        row.solved_at, row.solution = now, solution.strip()
        row.save(update_fields=["solved_at", "solution"])
        _note(record, "problem.solved", row, {"solution": row.solution})
    return row


@retry_on_deadlock
def pass_up(
    problem: Problem, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Problem:
    """Give a problem to the next unit above, with some days to act. Raises NobodyAbove."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Problem.objects.get(pk=problem.pk)
        row = _locked(problem)
        above = row.held_by.parent
        if above is None:
            raise NobodyAbove(unit=row.held_by.name)
        _lift(row, above, day_of(now))
        _note(record, "problem.passed_up", row, {"times": row.passed_up, "due_on": row.due_on})
    return row


def _locked(problem: Problem) -> Problem:
    row = Problem.objects.select_for_update().get(pk=problem.pk)
    if row.solved_at is not None:
        raise AlreadySolved
    return row


def _lift(row: Problem, above: SeasonUnit, today: date) -> None:
    row.held_by, row.passed_up = above, row.passed_up + 1
    row.due_on = today + NEXT_LEVEL
    row.save(update_fields=["held_by", "passed_up", "due_on"])


@retry_on_deadlock
def pass_up_overdue(season: Season, *, actor: Actor, now: datetime) -> int:
    """Pass every overdue problem up one level; what the top unit holds stays there. How many."""
    today, passed = day_of(now), 0
    with recorded(actor, now=now) as record:
        overdue = Problem.objects.select_for_update(of=("self",)).filter(
            congress__season=season,
            solved_at=None,
            due_on__lt=today,
            held_by__parent__isnull=False,
        )
        for row in overdue.select_related("congress__season_unit", "held_by__parent"):
            above = row.held_by.parent
            if above is not None:
                _lift(row, above, today)
                _note(record, "problem.passed_up", row, {"times": row.passed_up})
                passed += 1
    return passed
