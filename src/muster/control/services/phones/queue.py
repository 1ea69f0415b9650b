"""The queue of a phone: entries cut off, doubled and out of order come out once each."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from muster.control.errors.phones import RoomNotOpen
from muster.control.services.hand import Written, writing
from muster.control.services.phones.acts import act
from muster.control.services.phones.entered import Entered, Sending
from muster.control.services.phones.sender import Sender, sender_of
from muster.errors import DomainError
from muster.ledger.errors import UuidOfAnother, UuidReused
from muster.ledger.models import Entry
from muster.ledger.services import recorded, retry_on_deadlock
from muster.tree.actors import actor_for
from muster.tree.models import Account

MOST_ENTRIES: Final = 50
PATIENCE_S: Final = 0.25
VIA: Final = "device"


class Fate(StrEnum):
    """What became of an entry. Who waits is sent again; who is refused needs a person."""

    RECORDED = "recorded"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the phone is told of one entry. number: of the record; message: why not."""

    uuid: UUID
    fate: Fate
    number: int | None = None
    code: str = ""
    message: str = ""
    made: Sequence[str] = ()


Outcome = Callable[[], Answer]


def take_entries(
    account: Account,
    entries: Sequence[Entered],
    *,
    sending: Sending,
    now: datetime,
    stopwatch: Callable[[], float] = time.monotonic,
) -> list[Answer]:
    """Record what is new of these entries, in their order; answer for each.

    An entry that is recorded already gets the receipt that it got then, whatever has changed
    since. One that is refused leaves nothing behind and does not hold the others up. Several
    share a commit, as many as fit into PATIENCE_S: on SQLite every other writer waits for it.
    Raises ValueError for more than MOST_ENTRIES.
    """
    if len(entries) > MOST_ENTRIES:
        raise ValueError(f"{len(entries)} entries in one request")
    first: dict[UUID, Entered] = {}
    for one in entries:
        first.setdefault(one.uuid, one)
    waiting, answers = list(first.values()), list[Answer]()
    senders: dict[int, Sender] = {}
    while waiting:
        some = _take_some(account, waiting, senders, sending, now, stopwatch)
        del waiting[: len(some)]
        answers += some
    return answers


@retry_on_deadlock
def _take_some(
    account: Account,
    waiting: Sequence[Entered],
    senders: dict[int, Sender],
    sending: Sending,
    now: datetime,
    stopwatch: Callable[[], float],
) -> list[Answer]:
    """The first of these entries, at least one, in one transaction."""
    outcomes: list[Outcome] = []
    with recorded(actor_for(account, via=VIA), now=now):
        begun_s = stopwatch()
        known = _known(waiting)
        for one in waiting:
            outcomes.append(_take(account, one, known, senders, sending, now))
            if stopwatch() - begun_s > PATIENCE_S:
                break
    # receipts have their numbers only now
    return [outcome() for outcome in outcomes]


def _known(entries: Sequence[Entered]) -> dict[UUID, Entry]:
    return {row.uuid: row for row in Entry.objects.filter(uuid__in=[one.uuid for one in entries])}


def _take(
    account: Account,
    entered: Entered,
    known: dict[UUID, Entry],
    senders: dict[int, Sender],
    sending: Sending,
    now: datetime,
) -> Outcome:
    try:
        if entered.uuid in known:
            return _answer(_receipt(account, entered, known[entered.uuid]))
        written = _record(account, entered, senders, sending, now)
    except RoomNotOpen as early:
        return _answer(_said(entered, Fate.WAITING, early))
    except DomainError as refusal:
        return _answer(_said(entered, Fate.REFUSED, refusal))
    return lambda: Answer(
        uuid=entered.uuid, fate=Fate.RECORDED, number=written.number, made=written.made
    )


def _answer(answer: Answer) -> Outcome:
    return lambda: answer


def _said(entered: Entered, fate: Fate, refusal: DomainError) -> Answer:
    return Answer(uuid=entered.uuid, fate=fate, code=refusal.code, message=str(refusal))


def _receipt(account: Account, entered: Entered, entry: Entry) -> Answer:
    """The receipt of long ago. Raises UuidOfAnother, UuidReused for a forged retry."""
    if entry.account != account.pk:
        raise UuidOfAnother(uuid=entered.uuid)
    if json.loads(entry.text).get("phone", {}).get("digest") != entered.digest:
        raise UuidReused(uuid=entered.uuid)
    return Answer(uuid=entered.uuid, fate=Fate.RECORDED, number=entry.counter)


def _record(
    account: Account,
    entered: Entered,
    senders: dict[int, Sender],
    sending: Sending,
    now: datetime,
) -> Written:
    sender = senders.get(entered.shift)
    if sender is None:
        sender = senders[entered.shift] = sender_of(account, shift=entered.shift)
    actor = actor_for(account, via=VIA)
    with writing(sender.room_id, actor=actor, now=now, client_uuid=entered.uuid) as pen:
        if not pen.record.is_replay:
            act(pen, sender=sender, entered=entered, sending=sending, now=now)
    return pen.written
