"""Destruction by minutes that two different people sign; with the second, the copies are gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.errors.copies import (
    DestructionEnded,
    NothingToDestroy,
    SeriesIncomplete,
    SignedAlready,
    WhyMissing,
)
from muster.papers.models import (
    CopySeries,
    CopyState,
    Destruction,
    DestructionSignature,
)
from muster.papers.ranges import Range, ranges_of, written
from muster.papers.services.copies.hand import locked, note, put, said_of, taken
from muster.tree.models import Person
from muster.tree.names import search_key, tidy

CAN_BE_DESTROYED: Final = (CopyState.LEFT, CopyState.BACK, CopyState.SPOILED)
SIGNATURES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionDraft:
    """What minutes of destruction say. numbers: which copies; none means all that are here.

    symbol: the number of the minutes on paper.
    """

    reason: str
    method: str
    on_day: date
    numbers: Sequence[Range] = ()
    place: str = ""
    symbol: str = ""


@retry_on_deadlock
def draw_up_destruction(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    draft: DestructionDraft,
    client_uuid: UUID | None = None,
) -> Destruction:
    """Draw up minutes; the copies in them are given to nobody from now on.

    Raises SeriesIncomplete, NothingToDestroy, NumbersOutside, CopyElsewhere, CopyListed.
    """
    _must_be_whole(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return row.destructions.get(number=said_before(record)["minutes"])
        ranges = draft.numbers or _all_here(row)
        copies = taken(row, ranges, states=CAN_BE_DESTROYED)
        made = Destruction.objects.create(
            series=row,
            number=row.destructions.count() + 1,
            numbers=written(ranges),
            count=len(copies),
            reason=tidy(draft.reason),
            method=tidy(draft.method),
            place=tidy(draft.place),
            on_day=draft.on_day,
            symbol=tidy(draft.symbol),
            drawn_at=now,
            drawn_by=actor.name,
        )
        put(copies, actor=actor, now=now, destruction=made)
        body = {"minutes": made.number, **said_of(copies), "reason": made.reason}
        note(record, "copies.destruction_drawn", row, body)
    return made


def _must_be_whole(draft: DestructionDraft) -> None:
    wanted = []
    if not draft.reason.strip():
        wanted.append(_("why they are destroyed"))
    if not draft.method.strip():
        wanted.append(_("how they are destroyed"))
    if wanted:
        raise SeriesIncomplete(wanted=", ".join(wanted))


def _all_here(row: CopySeries) -> list[Range]:
    here = row.copies.filter(state__in=CAN_BE_DESTROYED, destruction=None)
    found = ranges_of(here.values_list("number", flat=True))
    if not found:
        raise NothingToDestroy
    return found


@retry_on_deadlock
def sign_destruction(
    destruction: Destruction, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Destruction:
    """Sign minutes with one's own account. Raises SignedAlready, DestructionEnded."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(destruction.series_id)
        made = Destruction.objects.get(pk=destruction.pk)
        if record.is_replay:
            return made
        signature = DestructionSignature(
            name=actor.name,
            person_id=actor.person_id,
            account_id=actor.account_id,
            how=_("signed in muster"),
        )
        _sign(record, row, made, signature, actor=actor, now=now)
    return made


@retry_on_deadlock
def sign_destruction_on_paper(
    destruction: Destruction,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    person: Person | None = None,
    client_uuid: UUID | None = None,
) -> Destruction:
    """Enter a signature that stands on the minutes on paper; they must bear a number.

    person: who it is in the own register. Raises SeriesIncomplete, SignedAlready,
    DestructionEnded.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(destruction.series_id)
        made = Destruction.objects.get(pk=destruction.pk)
        if record.is_replay:
            return made
        wanted = []
        if not name.strip():
            wanted.append(_("who signed"))
        if not made.symbol:
            wanted.append(_("the number of the minutes on paper"))
        if wanted:
            raise SeriesIncomplete(wanted=", ".join(wanted))
        said = {"symbol": made.symbol, "who": actor.name}
        how = _("on paper, %(symbol)s (entered by %(who)s)") % said
        signature = DestructionSignature(name=tidy(name), person=person, how=how[:200])
        _sign(record, row, made, signature, actor=actor, now=now)
    return made


def _sign(
    record: Record,
    row: CopySeries,
    made: Destruction,
    signature: DestructionSignature,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    _must_be_drawn(made)
    there = list(made.signatures.all())
    signature.name_key = search_key(signature.name)[:160]
    if any(_is_same(signature, one) for one in there):
        raise SignedAlready(name=signature.name)
    signature.destruction, signature.place = made, len(there) + 1
    signature.signed_at = now
    signature.save(force_insert=True)
    body = {"minutes": made.number, "name": signature.name, "how": signature.how}
    note(record, "copies.destruction_signed", row, body)
    if signature.place == SIGNATURES:
        _destroy(record, row, made, actor=actor, now=now)


def _is_same(one: DestructionSignature, other: DestructionSignature) -> bool:
    """Whether two signatures are one person's; of equal names only two known persons are two."""
    if one.person_id is not None and other.person_id is not None:
        return one.person_id == other.person_id
    if one.account_id is not None and one.account_id == other.account_id:
        return True
    return one.name_key == other.name_key


def _destroy(
    record: Record, row: CopySeries, made: Destruction, *, actor: Actor, now: datetime
) -> None:
    copies = list(made.copies.all())
    put(copies, actor=actor, now=now, state=CopyState.DESTROYED)
    made.state, made.ended_at = Destruction.State.DONE, now
    made.save(update_fields=["state", "ended_at"])
    note(record, "copies.destroyed", row, {"minutes": made.number, **said_of(copies)})


@retry_on_deadlock
def withdraw_destruction(
    destruction: Destruction,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    client_uuid: UUID | None = None,
) -> Destruction:
    """Nothing is destroyed after all. Raises WhyMissing, DestructionEnded."""
    if not reason.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(destruction.series_id)
        made = Destruction.objects.get(pk=destruction.pk)
        if record.is_replay:
            return made
        _must_be_drawn(made)
        put(made.copies.all(), actor=actor, now=now, destruction=None)
        made.state, made.ended_at = Destruction.State.WITHDRAWN, now
        made.withdrawn_reason = tidy(reason)
        made.save(update_fields=["state", "ended_at", "withdrawn_reason"])
        body = {"minutes": made.number, "reason": made.withdrawn_reason}
        note(record, "copies.destruction_withdrawn", row, body)
    return made


def _must_be_drawn(made: Destruction) -> None:
    if not made.is_drawn:
        raise DestructionEnded(state=made.get_state_display())
