"""The owner answers: each remark accepted, in part or not, and what the paragraph will say."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.remarks import (
    DraftChanged,
    OnlyOwnerDecides,
    ParagraphUnknown,
    RemarkTooLong,
)
from muster.papers.models import (
    Decision,
    ParagraphDraft,
    Passage,
    Remark,
    RemarkAct,
    Round,
    RoundDesk,
)
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.remarks.counting import settle, tally_of
from muster.papers.services.remarks.hand import (
    acts,
    must_not_be_consolidated,
    note,
    note_round,
    on_desk,
    some,
    take_desk,
    wanted,
)
from muster.papers.services.remarks.holding import lock_round, must_hold
from muster.papers.services.remarks.own import must_be_fresh, must_be_undecided, touch
from muster.papers.services.remarks.places import places_of
from muster.papers.services.remarks.words import LONGEST, clean
from muster.season.services.hand import local
from muster.season.services.rows import updating

DECIDED = ("decision", "reason", "decided_at", "decided_by", "version", "changed_at", "changed_by")


@retry_on_deadlock
def decide(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    remarks: Mapping[int, int],
    decision: Decision,
    reason: str = "",
    client_uuid: UUID | None = None,
) -> list[Remark]:
    """Answer remarks that lie on the owner's desk, several with the same words if wanted.

    remarks: the version of each as the page showed it. Locks the desk. Raises OnlyOwnerDecides,
    NotHeld, HeldByAnother, RemarkElsewhere, RemarkDecided, RemarkChanged, RoundConsolidated, and
    ReasonMissing for whatever is not accepted in full, NothingChosen.
    """
    some(remarks)
    why = reason.strip() if decision == Decision.ACCEPTED else wanted(reason)
    if len(why) > 2000:
        raise RemarkTooLong(found=len(why), most=2000)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_desk(desk)
        if record.is_replay:
            return list(Remark.objects.filter(pk__in=remarks))
        must_take_texts(row.round.document, now)
        lying = _decidable(row, remarks, actor)
        for remark in lying:
            must_be_undecided(remark)
            must_be_fresh(remark, remarks[remark.pk])
        before = tally_of(lying)
        for remark in lying:
            remark.decision, remark.reason = decision, why
            remark.decided_at, remark.decided_by = now, actor.name
            touch(remark, actor, now)
        updating(lying, DECIDED).run()
        said = {"decision": decision, "reason": why}
        acts(lying, RemarkAct.Kind.DECIDED, actor=actor, now=now, **said)
        settle(before, lying)
        note(record, "remarks.decided", row, lying, said)
    return lying


@retry_on_deadlock
def undecide(
    desk: RoundDesk,
    *,
    actor: Actor,
    now: datetime,
    remarks: Mapping[int, int],
    client_uuid: UUID | None = None,
) -> list[Remark]:
    """Take decisions back before the round is consolidated; both stay on the remarks' way.

    Refuses as decide does.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_desk(desk)
        if record.is_replay:
            return list(Remark.objects.filter(pk__in=remarks))
        lying = [one for one in _decidable(row, remarks, actor) if one.decision]
        for remark in lying:
            must_be_fresh(remark, remarks[remark.pk])
        before = tally_of(lying)
        for remark in lying:
            remark.decision, remark.reason = "", ""
            remark.decided_at, remark.decided_by = None, ""
            touch(remark, actor, now)
        updating(lying, DECIDED).run()
        acts(lying, RemarkAct.Kind.REOPENED, actor=actor, now=now)
        settle(before, lying)
        if lying:
            note(record, "remarks.undecided", row, lying, {})
    return lying


def _decidable(desk: RoundDesk, remarks: Mapping[int, int], actor: Actor) -> list[Remark]:
    must_not_be_consolidated(desk.round)
    if not desk.is_owner:
        raise OnlyOwnerDecides(
            number=min(remarks, default=0),
            unit=desk.season_unit.name,
            owner=desk.round.season_unit.name,
        )
    must_hold(desk.round, actor)
    return on_desk(desk, list(remarks))


@retry_on_deadlock
def draft_text(
    opened: Round,
    *,
    actor: Actor,
    now: datetime,
    number: int,
    text: str,
    version: int,
    is_removed: bool = False,
    client_uuid: UUID | None = None,
) -> ParagraphDraft | None:
    """Say what a paragraph will say. Nothing, or what it says already: it stays as it is.

    version: of the draft as the page showed it, 0 if there was none. Lines make paragraphs:
    those after the first become new ones behind it. Raises DraftChanged, NotHeld, HeldByAnother,
    ParagraphUnknown, ParagraphGone, RemarkTooLong, RoundConsolidated.
    """
    words = "" if is_removed else clean(text)
    if len(words) > 4 * LONGEST:
        raise RemarkTooLong(found=len(words), most=4 * LONGEST)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = lock_round(opened)
        drafts = ParagraphDraft.objects.filter(round=row, paragraph__number=number)
        there = drafts.first()
        if record.is_replay:
            return there
        must_take_texts(row.document, now)
        must_not_be_consolidated(row)
        must_hold(row, actor)
        if there is not None and there.version != version:
            raise DraftChanged(who=there.changed_by, number=number, at=local(there.changed_at))
        made = _save_draft(row, there, number, words, is_removed, actor, now)
        body = {"paragraph": number, "text": canonical.digest(words), "is_removed": is_removed}
        note_round(record, "round.text_drafted", row, body)
    return made


def _says_now(opened: Round, number: int) -> str:
    """What the newest version says."""
    rows = Passage.objects.filter(
        version__document=opened.document_id,
        version__number=opened.document.latest,
        paragraph__number=number,
    )
    return rows.values_list("text", flat=True).first() or ""


def _save_draft(
    opened: Round,
    there: ParagraphDraft | None,
    number: int,
    words: str,
    is_removed: bool,  # as the row has it
    actor: Actor,
    now: datetime,
) -> ParagraphDraft | None:
    if not is_removed and words in ("", _says_now(opened, number)):
        if there is not None:
            there.delete()
        return None
    paragraph = places_of(opened).paragraph_of(number)
    if paragraph is None:
        raise ParagraphUnknown(found=number, version=opened.version.number, least=1, most="…")
    draft = there or ParagraphDraft(round=opened, paragraph_id=paragraph, version=0)
    draft.text, draft.is_removed = words, is_removed
    draft.based_on = opened.document.latest
    draft.version += 1
    draft.changed_at, draft.changed_by = now, actor.name
    draft.save()
    return draft
