"""A round ends: the drafts become the next version, and every author can read the answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.remarks import DraftBehind, RoundIsOpen, RoundRuns, StillUndecided
from muster.papers.models import (
    Document,
    ParagraphDraft,
    Passage,
    Published,
    Remark,
    Round,
    RoundState,
    Version,
)
from muster.papers.services.documents import PassageDraft, add_version, passages_of
from muster.papers.services.remarks.hand import must_not_be_consolidated, note_round, take_round
from muster.papers.services.remarks.holding import lock_round, must_hold
from muster.season.services.hand import local

NAMED = 12


@retry_on_deadlock
def consolidate(
    opened: Round,
    *,
    actor: Actor,
    now: datetime,
    carry_undecided: bool = False,
    client_uuid: UUID | None = None,
) -> Round:
    """End a closed round: fold the drafts into a new version that keeps every paragraph's number.

    Without a draft there is no new version. carry_undecided: remarks that are not decided, or
    still lie below, go on in the next round; else they stop the act. Locks every desk, the round
    and the document. Raises RoundIsOpen, RoundConsolidated, NotHeld, HeldByAnother,
    StillUndecided, DraftBehind and what adding a version raises.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = take_round(opened)
        if record.is_replay:
            return row
        must_not_be_consolidated(row)
        if row.state == RoundState.OPEN:
            raise RoundIsOpen(number=row.number, document=row.document.title)
        must_hold(row, actor)
        pending = Remark.objects.filter(desk__round=row, decision="").count()
        if pending and not carry_undecided:
            raise StillUndecided(count=pending)
        row.result = _fold(row, actor=actor, now=now)
        row.state, row.consolidated_at, row.consolidated_by = (
            *(RoundState.CONSOLIDATED, now, actor.name),
        )
        row.holder, row.holder_account, row.held_since = "", None, None
        row.save()
        body = {"version": row.result.number if row.result else None, "carried": pending}
        note_round(record, "round.consolidated", row, body)
    return row


def _fold(opened: Round, *, actor: Actor, now: datetime) -> Version | None:
    """The version that the drafts make of the newest text; none without a draft."""
    drafts = {
        draft.paragraph_id: draft
        for draft in ParagraphDraft.objects.filter(round=opened).select_related("paragraph")
    }
    if not drafts:
        return None
    document = Document.objects.get(pk=opened.document_id)
    rows = Passage.objects.filter(version__document=document, version__number=document.latest)
    passages = list(rows.select_related("paragraph").order_by("place"))
    _must_fit(drafts.values(), passages, document)
    note = _("From the remarks of round %(number)s") % {"number": opened.number}
    return add_version(
        document,
        passages=list(_folded(passages, drafts)),
        source=Version.Source.CONSOLIDATED,
        expected_latest=document.latest,
        note=note,
        actor=actor,
        now=now,
    )


def _must_fit(
    drafts: Iterable[ParagraphDraft], passages: Sequence[Passage], document: Document
) -> None:
    """Refuse drafts of paragraphs whose text is another one by now. Raises DraftBehind."""
    now_says = {passage.paragraph_id: passage.text for passage in passages}
    behind = [draft for draft in drafts if draft.based_on != document.latest]
    said = {
        (version, paragraph): text
        for version, paragraph, text in Passage.objects.filter(
            version__document=document,
            version__number__in={draft.based_on for draft in behind},
            paragraph__in=[draft.paragraph_id for draft in behind],
        ).values_list("version__number", "paragraph_id", "text")
    }
    changed = [
        draft.paragraph.number
        for draft in behind
        if now_says.get(draft.paragraph_id) != said.get((draft.based_on, draft.paragraph_id))
    ]
    if changed:
        named = ", ".join(map(str, sorted(changed)[:NAMED]))
        raise DraftBehind(numbers=named + ("…" if len(changed) > NAMED else ""))


def _folded(
    passages: Sequence[Passage], drafts: Mapping[int, ParagraphDraft]
) -> Iterator[PassageDraft]:
    """Every passage as it will be; further lines of a draft are new paragraphs behind it."""
    for passage in passages:
        draft = drafts.get(passage.paragraph_id)
        if draft is not None and draft.is_removed:
            continue
        first, *more = draft.text.split("\n", 1) if draft is not None else [passage.text]
        yield PassageDraft(
            text=first.strip(),
            kind=passage.kind,
            level=passage.level,
            label=passage.label,
            cell=passage.cell,
            number=passage.paragraph.number,
        )
        for rest in more:
            yield from (replace(one, cell=passage.cell) for one in passages_of(rest))


@retry_on_deadlock
def publish(
    opened: Round,
    *,
    actor: Actor,
    now: datetime,
    form: Published,
    client_uuid: UUID | None = None,
) -> Round:
    """Let every body of a consolidated round read all remarks with their answers, in a form.

    Raises RoundRuns while it is not consolidated.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = lock_round(opened)
        if record.is_replay or row.published == form:
            return row
        if row.state != RoundState.CONSOLIDATED:
            raise RoundRuns(
                number=row.number,
                document=row.document.title,
                who=row.opened_by,
                at=local(row.opened_at),
            )
        body = {"from": row.published, "form": form}
        row.published = form
        row.save(update_fields=["published"])
        note_round(record, "round.published", row, body)
    return row
