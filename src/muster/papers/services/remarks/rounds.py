"""Rounds: a version laid before bodies, each with its own day, until the owner closes it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import made_before
from muster.papers.errors.remarks import (
    BodyOutside,
    NotLatest,
    RoundRuns,
    TakesNoRemarks,
)
from muster.papers.models import (
    Document,
    DocumentState,
    Round,
    RoundDesk,
    RoundState,
    Version,
)
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.remarks.carrying import carry
from muster.papers.services.remarks.hand import (
    must_not_be_consolidated,
    must_take_remarks,
    note_round,
    take_round,
    wanted,
)
from muster.papers.services.remarks.laying import lay_desks, make_room, move_days
from muster.season.bridge import pack_of
from muster.season.models import SeasonUnit
from muster.season.services.hand import local
from muster.tree.clock import day_of

NAMED: Final = 5


@retry_on_deadlock
def open_round(
    version: Version,
    *,
    actor: Actor,
    now: datetime,
    bodies: Sequence[SeasonUnit],
    closes_on: date,
    asks: str = "",
    client_uuid: UUID | None = None,
) -> Round:
    """Lay a document's newest version before *bodies*; the owner's own desk is always there.

    A body passes on to the nearest body above it that takes part, by a day counted back from
    *closes_on* by the pack. What an earlier round left undecided is carried into this one.
    Raises NotLatest, TakesNoRemarks, RoundRuns, BodyOutside, RoundTooShort.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Round.objects.get(pk=made_before(record))
        document = (
            Document.objects.select_for_update(of=("self",))
            .select_related("season_unit__season")
            .get(pk=version.document_id)
        )
        must_take_texts(document, now)
        _must_be_open(document, version)
        owner = document.season_unit
        units = _inside(owner, bodies)
        opened = Round.objects.create(
            document=document,
            version=version,
            number=document.rounds.count() + 1,
            asks=asks.strip(),
            closes_on=closes_on,
            opened_at=now,
            opened_by=actor.name,
        )
        desks = lay_desks(opened, units, pack_of(owner.season), today=day_of(now))
        carried = carry(opened, desks, actor=actor, now=now)
        note_round(
            record,
            "round.opened",
            opened,
            {
                "version": version.number,
                "closes_on": closes_on,
                "bodies": len(desks),
                "carried": carried,
            },
        )
    return opened


def _must_be_open(document: Document, version: Version) -> None:
    if document.state != DocumentState.DRAFT:
        raise TakesNoRemarks(document=document.title, state=document.get_state_display())
    if version.number != document.latest:
        raise NotLatest(number=version.number, document=document.title, latest=document.latest)
    running = document.rounds.exclude(state=RoundState.CONSOLIDATED).first()
    if running is not None:
        raise RoundRuns(
            number=running.number,
            document=document.title,
            who=running.opened_by,
            at=local(running.opened_at),
        )


def _inside(owner: SeasonUnit, bodies: Iterable[SeasonUnit]) -> list[SeasonUnit]:
    """The owner and *bodies*, each once, in the order of the tree."""
    once = {owner.pk: owner, **{body.pk: body for body in bodies}}
    outside = [
        body.name
        for body in once.values()
        if body.season_id != owner.season_id or not owner.first <= body.first <= owner.last
    ]
    if outside:
        more = "…" if len(outside) > NAMED else ""
        raise BodyOutside(units=", ".join(outside[:NAMED]) + more, owner=owner.name)
    return sorted(once.values(), key=lambda body: body.first)


@retry_on_deadlock
def close_round(
    opened: Round, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Round:
    """Take no more remarks, and pass nothing on any more. Raises RoundOver, RoundConsolidated."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_round(opened)
        if record.is_replay:
            return row
        must_take_remarks(row)
        row.state, row.closed_at, row.closed_by = RoundState.CLOSED, now, actor.name
        row.save(update_fields=["state", "closed_at", "closed_by"])
        behind = RoundDesk.objects.filter(round=row, above__isnull=False, lying__gt=0).count()
        note_round(record, "round.closed", row, {"not_passed_on": behind})
    return row


@retry_on_deadlock
def reopen_round(
    opened: Round,
    *,
    actor: Actor,
    now: datetime,
    closes_on: date,
    reason: str,
    client_uuid: UUID | None = None,
) -> Round:
    """Take remarks of a closed round again, or move the day of an open one; every day moves along.

    Raises RoundConsolidated, RoundTooShort, ReasonMissing.
    """
    why = wanted(reason)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_round(opened)
        if record.is_replay:
            return row
        must_not_be_consolidated(row)
        body = {"closed_by": row.closed_by, "old_closes_on": row.closes_on}
        row.state, row.closes_on, row.closed_at, row.closed_by = (
            *(RoundState.OPEN, closes_on, None, ""),
        )
        row.save(update_fields=["state", "closes_on", "closed_at", "closed_by"])
        move_days(row, pack_of(row.season_unit.season), today=day_of(now))
        body |= {"closes_on": closes_on, "reason": why}
        note_round(record, "round.reopened", row, body)
    return row


@retry_on_deadlock
def add_body(
    opened: Round,
    *,
    actor: Actor,
    now: datetime,
    unit: SeasonUnit,
    client_uuid: UUID | None = None,
) -> RoundDesk:
    """Let one more body remark: it passes on to the nearest body above it that takes part.

    Raises BodyOutside, RoundOver, RoundConsolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_round(opened)
        there = RoundDesk.objects.filter(round=row, season_unit=unit).first()
        if there is not None:
            return there
        must_take_remarks(row)
        _inside(row.season_unit, [unit])
        above = (
            RoundDesk.objects.select_related("season_unit")
            .filter(round=row, season_unit__first__lte=unit.first, season_unit__last__gte=unit.last)
            .order_by("-depth")[0]
        )
        desk = make_room(row, above, unit, pack_of(row.season_unit.season))
        note_round(record, "round.body_added", row, {"unit": unit.unit_id, "due_on": desk.due_on})
    return desk
