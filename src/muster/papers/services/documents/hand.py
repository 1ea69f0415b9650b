"""Taking a document in hand: the lock, what it still takes, and its entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.papers.bridge import key_of
from muster.papers.errors.documents import DocumentChanged, DocumentEnded, VersionStale
from muster.papers.models import Document, DocumentState, Version
from muster.season.services.hand import local


def locked(document: Document) -> Document:
    """The document as it is in the database now, under lock till the commit."""
    rows = Document.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season", "congress").get(pk=document.pk)


def must_be_draft(row: Document) -> None:
    """Refuse what needs a document that is neither adopted nor withdrawn."""
    if row.state != DocumentState.DRAFT:
        raise DocumentEnded(
            title=row.title,
            state=row.get_state_display(),
            who=row.ended_by,
            at=local(row.ended_at) if row.ended_at else "",
        )


def must_be_unchanged(row: Document, changes: int) -> None:
    """Refuse the second of two who change a document."""
    if row.changes != changes:
        raise DocumentChanged(who=row.changed_by, at=local(row.changed_at))


def must_be_latest(row: Document, expected: int) -> None:
    """Refuse the second of two who save a version."""
    if row.latest != expected:
        newest = Version.objects.get(document=row, number=row.latest)
        raise VersionStale(who=newest.made_by, number=newest.number, at=local(newest.made_at))


def touch(row: Document, actor: Actor, now: datetime) -> None:
    """Mark the document as changed by the actor and save it with its words to be found by."""
    row.changes += 1
    row.changed_by, row.changed_at = actor.name, now
    row.search_key = key_of(row)
    row.save()


def say(record: Record, kind: str, row: Document, body: Mapping[str, Any]) -> None:
    """Record what happened to a document. The title of a limited one stays with the document."""
    title = {} if row.is_limited else {"title": row.title}
    record(
        kind,
        f"document:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"kind": row.kind, "grade": row.grade, **title, **body},
    )
