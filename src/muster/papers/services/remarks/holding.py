"""Who consolidates a round: one editor at a time, taken over only on the record."""

from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.remarks import HeldByAnother, NotHeld
from muster.papers.models import Round
from muster.papers.services.remarks.hand import must_not_be_consolidated, note_round
from muster.season.services.hand import local

HELD = ("holder", "holder_account", "held_since")


@retry_on_deadlock
def hold(opened: Round, *, actor: Actor, now: datetime, client_uuid: UUID | None = None) -> Round:
    """Begin to consolidate. Raises HeldByAnother, which says who and since when."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = lock_round(opened)
        if record.is_replay or is_holder(row, actor):
            return row
        must_not_be_consolidated(row)
        if row.holder:
            raise _held(row)
        _give(row, actor, now)
        note_round(record, "round.held", row, {})
    return row


@retry_on_deadlock
def take_over(
    opened: Round, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Round:
    """Consolidate in place of whoever holds the round; the record keeps both names."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = lock_round(opened)
        if record.is_replay or is_holder(row, actor):
            return row
        must_not_be_consolidated(row)
        body = {"from": row.holder, "held_since": row.held_since}
        _give(row, actor, now)
        note_round(record, "round.taken_over", row, body)
    return row


@retry_on_deadlock
def release(
    opened: Round, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Round:
    """Let somebody else consolidate. Raises HeldByAnother; a round that nobody holds stays so."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = lock_round(opened)
        if record.is_replay or not row.holder:
            return row
        if not is_holder(row, actor):
            raise _held(row)
        row.holder, row.holder_account, row.held_since = "", None, None
        row.save(update_fields=HELD)
        note_round(record, "round.released", row, {})
    return row


def lock_round(opened: Round) -> Round:
    """Lock the round's row alone: for what concerns its editor and not its remarks."""
    rows = Round.objects.select_for_update(of=("self",))
    return rows.select_related("document__season_unit__season", "version").get(pk=opened.pk)


def is_holder(opened: Round, actor: Actor) -> bool:
    """Whether *actor* is the editor."""
    return bool(opened.holder) and (
        (opened.holder_account, opened.holder) == (actor.account_id, actor.name)
    )


def must_hold(opened: Round, actor: Actor) -> None:
    """Refuse whoever does not hold the round. Raises NotHeld, HeldByAnother."""
    if not opened.holder:
        raise NotHeld
    if not is_holder(opened, actor):
        raise _held(opened)


def _held(opened: Round) -> HeldByAnother:
    assert opened.held_since is not None
    return HeldByAnother(who=opened.holder, since=local(opened.held_since))


def _give(opened: Round, actor: Actor, now: datetime) -> None:
    opened.holder, opened.holder_account, opened.held_since = actor.name, actor.account_id, now
    opened.save(update_fields=HELD)
