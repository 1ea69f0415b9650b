"""How a document ends: adopted, withdrawn; and how an adoption is taken back."""

from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.documents import (
    DocumentWithdrawn,
    NotAdopted,
    NothingToAdopt,
    ReasonMissing,
)
from muster.papers.models import Document, DocumentState
from muster.papers.services.documents.hand import (
    locked,
    must_be_draft,
    must_be_unchanged,
    say,
    touch,
)
from muster.season.services.hand import local


@retry_on_deadlock
def adopt(
    document: Document,
    *,
    changes: int,
    reason: str = "",
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Take the newest version as the final text. reason: by what decision, if one is named.

    Raises DocumentChanged, DocumentEnded, NothingToAdopt.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(document)
        if record.is_replay:
            return row
        must_be_draft(row)
        must_be_unchanged(row, changes)
        if not row.latest:
            raise NothingToAdopt(title=row.title)
        _end(row, DocumentState.ADOPTED, reason, actor, now)
        touch(row, actor, now)
        say(record, "document.adopted", row, {"version": row.latest, "reason": row.ended_reason})
    return row


@retry_on_deadlock
def withdraw(
    document: Document,
    *,
    changes: int,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Withdraw a draft or an adopted document: it stays readable and takes nothing any more.

    Raises DocumentChanged, DocumentWithdrawn, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(document)
        if record.is_replay:
            return row
        if row.state == DocumentState.WITHDRAWN and row.ended_at is not None:
            raise DocumentWithdrawn(
                title=row.title,
                who=row.ended_by,
                at=local(row.ended_at),
                reason=row.ended_reason,
            )
        must_be_unchanged(row, changes)
        _end(row, DocumentState.WITHDRAWN, reason, actor, now)
        touch(row, actor, now)
        say(record, "document.withdrawn", row, {"reason": row.ended_reason})
    return row


@retry_on_deadlock
def reopen(
    document: Document,
    *,
    changes: int,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Take an adoption back: the document takes versions again.

    Raises DocumentChanged, NotAdopted, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(document)
        if record.is_replay:
            return row
        if row.state != DocumentState.ADOPTED:
            raise NotAdopted(title=row.title, state=row.get_state_display())
        must_be_unchanged(row, changes)
        row.state = DocumentState.DRAFT
        row.ended_at, row.ended_by, row.ended_reason = None, "", ""
        touch(row, actor, now)
        say(record, "document.reopened", row, {"reason": reason.strip()})
    return row


def _end(row: Document, state: DocumentState, reason: str, actor: Actor, now: datetime) -> None:
    row.state, row.ended_at, row.ended_by = state, now, actor.name
    row.ended_reason = reason.strip()[:500]
