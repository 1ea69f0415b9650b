"""A remark in the hands of the body that wrote it: amended or withdrawn while it lies there."""

from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.remarks import (
    NotWrittenHere,
    RemarkChanged,
    RemarkDecided,
    RemarkElsewhere,
)
from muster.papers.models import Remark, RemarkAct, RoundDesk, Source
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.remarks.counting import add_up, settle, tally_of
from muster.papers.services.remarks.figures import must_be_possible
from muster.papers.services.remarks.hand import (
    acts,
    must_take_remarks,
    note,
    on_desk,
    take_desk,
    wanted,
    whereabouts,
)
from muster.papers.services.remarks.places import places_of
from muster.papers.services.remarks.words import RemarkDraft, digest, said
from muster.season.bridge import pack_of
from muster.season.services.hand import local


@retry_on_deadlock
def amend(
    remark: Remark,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: RemarkDraft,
    client_uuid: UUID | None = None,
) -> Remark:
    """Change the words of a remark while it lies on the desk of the body that wrote it.

    Raises RemarkElsewhere, NotWrittenHere, RemarkChanged, RoundOver and what entering raises.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row, desk = take_own(remark)
        if record.is_replay:
            return row
        must_take_texts(desk.round.document, now)
        must_be_fresh(row, version)
        before, old = tally_of([row]), digest(row)
        places = places_of(desk.round)
        must_be_possible(draft, present=row.intake.present if row.intake is not None else None)
        row.paragraph_id, row.number = places.paragraph_of(draft.number), draft.number
        row.text, row.proposal = said(draft, pack_of(desk.season_unit.season))
        row.kind = draft.kind
        if not row.is_merged and row.source != Source.OWN:
            row.spoke, row.members = draft.spoke, draft.members
        touch(row, actor, now)
        row.save()
        settle(before, [row])
        acts([row], RemarkAct.Kind.AMENDED, actor=actor, now=now)
        note(record, "remark.amended", desk, [row], {"old": old, "new": digest(row)})
    return row


@retry_on_deadlock
def withdraw(
    remark: Remark,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Remark:
    """Take a remark back while it lies on the desk of the body that wrote it; it stays readable.

    Raises ReasonMissing, RemarkElsewhere, NotWrittenHere, RemarkChanged, NotMerged.
    """
    why = wanted(reason)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row, desk = take_own(remark)
        if record.is_replay:
            return row
        must_be_fresh(row, version)
        if row.is_merged:
            raise NotWrittenHere(number=row.pk, unit=row.season_unit.name)
        before = tally_of([row])
        row.desk, row.withdrawn_at, row.withdrawn_reason = None, now, why
        row.returned_reason = ""
        touch(row, actor, now)
        row.save()
        settle(before, [row])
        if row.round_id == desk.round_id:
            add_up(desk, written=-1)
        acts([row], RemarkAct.Kind.WITHDRAWN, actor=actor, now=now, from_desk=desk, reason=why)
        note(record, "remark.withdrawn", desk, [row], {"reason": why})
    return row


def take_own(remark: Remark) -> tuple[Remark, RoundDesk]:
    """Lock the desk on which a remark lies, which must be that of the body that wrote it."""
    fresh = Remark.objects.select_related("desk", "season_unit").get(pk=remark.pk)
    if fresh.desk is None:
        raise RemarkElsewhere(number=fresh.pk, unit=fresh.season_unit.name, what=whereabouts(fresh))
    desk = take_desk(fresh.desk)
    must_take_remarks(desk.round)
    row = on_desk(desk, [fresh.pk])[0]
    if row.season_unit_id != desk.season_unit_id:
        raise NotWrittenHere(number=row.pk, unit=row.season_unit.name)
    must_be_undecided(row)
    return row, desk


def must_be_undecided(remark: Remark) -> None:
    """Refuse to touch what is decided."""
    if remark.decision:
        assert remark.decided_at is not None
        raise RemarkDecided(
            number=remark.pk,
            who=remark.decided_by,
            at=local(remark.decided_at),
            decision=remark.get_decision_display(),
        )


def must_be_fresh(remark: Remark, version: int) -> None:
    """Refuse if somebody saved the remark since the page was opened."""
    if remark.version != version:
        at = local(remark.changed_at) if remark.changed_at else ""
        raise RemarkChanged(who=remark.changed_by, number=remark.pk, at=at)


def touch(remark: Remark, actor: Actor, now: datetime) -> None:
    """Mark a remark as changed."""
    remark.version += 1
    remark.changed_at, remark.changed_by = now, actor.name
