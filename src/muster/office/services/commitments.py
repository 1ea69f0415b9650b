"""What partners are asked for: asked by letter, answered, confirmed by telephone, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.errors import ReasonMissing
from muster.office.errors.partners import NothingPromised, PartnerIncomplete
from muster.office.models import Commitment, Paper, Partner, Reply
from muster.office.services.partner_hand import check, locked, note, touch
from muster.office.services.replays import made_before
from muster.season.models import Event
from muster.tree.clock import day_of
from muster.tree.names import search_key, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentDraft:
    """What a partner is asked for. paper or symbol: the letter that asks, once it is out."""

    what: str
    starts_at: datetime | None
    ends_at: datetime | None
    reply_due_on: date | None
    where: str = ""
    count: int | None = None
    event: Event | None = None
    asked_on: date | None = None
    paper: Paper | None = None
    symbol: str = ""


@retry_on_deadlock
def ask_partner(
    partner: Partner,
    *,
    actor: Actor,
    now: datetime,
    draft: CommitmentDraft,
    client_uuid: UUID | None = None,
) -> Commitment:
    """Ask a partner for something: an open post until it answers. Raises PartnerIncomplete."""
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Commitment.objects.get(pk=made_before(record))
        row = Commitment(partner=partner, changed_by=actor.name, changed_at=now)
        _fill(row, draft)
        row.save(force_insert=True)
        note(record, "commitment.asked", row, {"symbol": row.asked_symbol, "count": row.count})
    return row


@retry_on_deadlock
def change_commitment(
    commitment: Commitment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: CommitmentDraft,
    client_uuid: UUID | None = None,
) -> Commitment:
    """Other hours, another place or number. What was confirmed must be confirmed again.

    Raises Changed, CommitmentWithdrawn, PartnerIncomplete.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(commitment)
        if record.is_replay:
            return row
        check(row, version)
        before = (row.starts_at, row.ends_at, row.where, row.count, row.what)
        _fill(row, draft)
        if before != (row.starts_at, row.ends_at, row.where, row.count, row.what):
            row.confirmed_at, row.confirmed_by = None, ""
        touch(row, actor, now)
        note(record, "commitment.changed", row, {"symbol": row.asked_symbol, "count": row.count})
    return row


def _complete(draft: CommitmentDraft) -> None:
    wanted = []
    if not draft.what.strip():
        wanted.append(_("what is asked for"))
    if draft.starts_at is None or draft.ends_at is None:
        wanted.append(_("from when to when"))
    elif draft.ends_at <= draft.starts_at:
        wanted.append(_("an end after the beginning"))
    if draft.reply_due_on is None:
        wanted.append(_("by when they answer"))
    if wanted:
        raise PartnerIncomplete(wanted=", ".join(wanted))


def _fill(row: Commitment, draft: CommitmentDraft) -> None:
    assert draft.starts_at is not None
    assert draft.ends_at is not None
    assert draft.reply_due_on is not None
    row.what, row.where, row.count = tidy(draft.what), tidy(draft.where), draft.count
    row.starts_at, row.ends_at, row.event = draft.starts_at, draft.ends_at, draft.event
    row.asked_paper, row.asked_symbol = draft.paper, str(draft.paper or tidy(draft.symbol))
    row.asked_on, row.reply_due_on = draft.asked_on, draft.reply_due_on
    row.search_key = _key(row)


def _key(row: Commitment) -> str:
    event = row.event.name if row.event else ""
    said = (row.what, row.where, row.partner.name, event, row.asked_symbol, row.reply_symbol)
    return search_key(" ".join(part for part in said if part))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDraft:
    """What a partner answered. promised: how many; paper or symbol: the letter that says so."""

    reply: str
    promised: int | None = None
    symbol: str = ""
    paper: Paper | None = None
    on: date | None = None


@retry_on_deadlock
def take_reply(
    commitment: Commitment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: ReplyDraft,
    client_uuid: UUID | None = None,
) -> Commitment:
    """Record what the partner answered; a later answer takes its place.

    Something promised in part says how many. Raises Changed, CommitmentWithdrawn,
    PartnerIncomplete.
    """
    if draft.reply == Reply.PARTLY and draft.promised is None:
        raise PartnerIncomplete(wanted=_("how many they promise"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(commitment)
        if record.is_replay:
            return row
        check(row, version)
        row.reply, row.replied_on = Reply(draft.reply), draft.on or day_of(now)
        row.promised = _promised(row, draft)
        row.reply_paper = draft.paper
        row.reply_symbol = str(draft.paper or tidy(draft.symbol))
        row.confirmed_at, row.confirmed_by = None, ""
        row.search_key = _key(row)
        touch(row, actor, now)
        body = {"reply": row.reply, "promised": row.promised, "symbol": row.reply_symbol}
        note(record, "commitment.answered", row, body)
    return row


def _promised(row: Commitment, draft: ReplyDraft) -> int | None:
    if row.reply == Reply.NO:
        return 0
    return draft.promised if draft.promised is not None else row.count


@retry_on_deadlock
def confirm_commitment(
    commitment: Commitment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    by: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> Commitment:
    """Record the telephone call before the day. by: who called, the actor if nothing is said.

    Raises Changed, CommitmentWithdrawn, NothingPromised.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(commitment)
        if record.is_replay:
            return row
        check(row, version)
        if not row.is_promised:
            raise NothingPromised(partner=row.partner.name, what=row.what)
        row.confirmed_at, row.confirmed_by = at or now, tidy(by) or actor.name
        touch(row, actor, now)
        note(record, "commitment.confirmed", row, {"by": row.confirmed_by})
    return row


@retry_on_deadlock
def withdraw_commitment(
    commitment: Commitment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Commitment:
    """It is not wanted any more; the reason stays. Raises Changed, CommitmentWithdrawn."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(commitment)
        if record.is_replay:
            return row
        check(row, version)
        row.withdrawn_at, row.withdrawn_by = now, actor.name
        row.withdrawn_reason = reason.strip()
        touch(row, actor, now)
        note(record, "commitment.withdrawn", row, {"reason": row.withdrawn_reason})
    return row
