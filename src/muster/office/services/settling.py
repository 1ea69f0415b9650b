"""What becomes of a paper: passed on, settled, opened again, cancelled but never removed."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import NotSettled, OtherRegister, PaperIncomplete, ReasonMissing
from muster.office.models import Paper
from muster.office.services.paper_hand import check, locked, must_be_open, note, save
from muster.tree.names import tidy


@retry_on_deadlock
def pass_on(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    holder: str,
    due_on: date | None = None,
    client_uuid: UUID | None = None,
) -> Paper:
    """Give a paper to a desk or a person, with the day by which it is dealt with."""
    if not holder.strip():
        raise PaperIncomplete(wanted=_("who deals with it"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(paper)
        if record.is_replay:
            return row
        check(row, version)
        must_be_open(row)
        row.holder, row.due_on = tidy(holder), due_on
        save(row, actor, now)
        note(record, "paper.passed_on", row, {"holder": row.holder, "due_on": due_on})
    return row


@retry_on_deadlock
def settle(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    how: str = "",
    answer: Paper | None = None,
    client_uuid: UUID | None = None,
) -> Paper:
    """Close a paper with the paper that answers it, or with how it was dealt with."""
    if answer is None and not how.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(paper)
        if record.is_replay:
            return row
        check(row, version)
        must_be_open(row)
        _settle(record, row, how=how, answer=answer, actor=actor, now=now)
    return row


def settle_by(record: Record, answer: Paper, answered_id: int) -> None:
    """Settle a paper of the same body with the one that answers it."""
    asked = locked(Paper(pk=answered_id))
    must_be_open(asked)
    if asked.season_unit_id != answer.season_unit_id:
        raise OtherRegister(symbol=str(asked))
    actor, now = record.actor, answer.registered_at
    _settle(record, asked, how="", answer=answer, actor=actor, now=now)


def _settle(
    record: Record, row: Paper, *, how: str, answer: Paper | None, actor: Actor, now: datetime
) -> None:
    row.answer, row.settled_how = answer, how.strip()
    row.settled_at, row.settled_by = now, actor.name
    save(row, actor, now)
    symbol = str(answer) if answer is not None else ""
    note(record, "paper.settled", row, {"how": row.settled_how, "answer": symbol})


@retry_on_deadlock
def reopen(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Paper:
    """Take back that a paper was settled. Raises NotSettled, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(paper)
        if record.is_replay:
            return row
        check(row, version)
        if row.settled_at is None:
            raise NotSettled(symbol=str(row))
        _open_again(record, row, reason.strip(), actor=actor, now=now)
    return row


def _open_again(record: Record, row: Paper, reason: str, *, actor: Actor, now: datetime) -> None:
    row.settled_at, row.settled_by, row.settled_how, row.answer = None, "", "", None
    save(row, actor, now)
    note(record, "paper.reopened", row, {"reason": reason})


def _why(answer: Paper) -> str:
    return _("its answer %(symbol)s was cancelled") % {"symbol": answer}


@retry_on_deadlock
def cancel(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Paper:
    """Strike a paper out. Its number stays taken; nobody else ever gets it.

    What it had answered is open again.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(paper)
        if record.is_replay:
            return row
        check(row, version)
        row.cancelled_at, row.cancelled_by = now, actor.name
        row.cancelled_reason = reason.strip()
        save(row, actor, now)
        note(record, "paper.cancelled", row, {"reason": row.cancelled_reason})
        for asked in Paper.objects.filter(answer=row).values_list("pk", flat=True):
            _open_again(record, locked(Paper(pk=asked)), _why(row), actor=actor, now=now)
    return row
