"""What a document is called and how it is marked."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.bridge import rules_of
from muster.papers.errors.documents import DocumentIncomplete, ReasonMissing, TextsHeld
from muster.papers.models import Document
from muster.papers.services.documents.hand import locked, must_be_unchanged, say, touch
from muster.season.queries.grades import may_hold
from muster.tree.clock import day_of
from muster.tree.names import tidy


@retry_on_deadlock
def retitle(
    document: Document,
    *,
    changes: int,
    title: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Give a document another title. Raises DocumentChanged, DocumentIncomplete."""
    if not title.strip():
        raise DocumentIncomplete(wanted=_("the title"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(document)
        if record.is_replay:
            return row
        must_be_unchanged(row, changes)
        before, row.title = row.title, tidy(title)[:300]
        touch(row, actor, now)
        was = {} if row.is_limited else {"was": before}
        say(record, "document.retitled", row, was)
    return row


@retry_on_deadlock
def regrade(
    document: Document,
    *,
    changes: int,
    grade: str,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Mark a document with another grade, and say why: readings before it stay as they were.

    A grade that may not be held here is refused while the document says something: its texts are
    taken out with the marking then. Raises DocumentChanged, TextsHeld, ReasonMissing, RuleUnknown.
    """
    if not reason.strip():
        raise ReasonMissing
    pack = rules_of(document.season_unit)
    rule = pack.grades[grade]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(document)
        if record.is_replay:
            return row
        must_be_unchanged(row, changes)
        held = row.latest - row.taken_out_upto
        if held and not may_hold(pack, rule, on=day_of(now)):
            raise TextsHeld(title=row.title, count=held, grade=str(rule.name))
        before, row.grade, row.is_limited = row.grade, rule.key, rule.limited
        touch(row, actor, now)
        say(record, "document.regraded", row, {"was": before, "reason": reason.strip()})
    return row
