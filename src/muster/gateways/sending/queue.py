"""Deliveries: queued once for each target, tried until they are taken, given up or cancelled."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID, uuid5

from muster.gateways.errors import DeliveryDone
from muster.gateways.models import Delivery
from muster.gateways.sending.allowing import Mail, Webhook
from muster.gateways.sending.content import Piece
from muster.gateways.sending.outcomes import Failed, Reason
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded

SPACE: Final = UUID("0f3c7a52-6d0e-5b0c-9a51-7d1f64b7c2ab")
MOST_QUEUED: Final = 200
MOST_TRIES: Final = 10
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(minutes=15)
KINDS: Final[Mapping[str, str]] = {
    Delivery.State.DELIVERED: "gateways.delivered",
    Delivery.State.GIVEN_UP: "gateways.delivery_given_up",
    Delivery.State.CANCELLED: "gateways.delivery_cancelled",
}


def queue_deliveries(
    actor: Actor,
    pieces: Iterable[Piece],
    *,
    targets: Mapping[str, Webhook | Mail],
    now: datetime,
) -> int:
    """Queue each piece for each target that gets its kind, once ever; how many were new.

    What does not fit into a target's queue is given up at once, so that a person sees it.
    """
    wanted = [
        (piece, target)
        for piece in pieces
        for target in targets.values()
        if piece.what in target.what
    ]
    keys = {_key(piece, target): (piece, target) for piece, target in wanted}
    known = set(Delivery.objects.filter(pk__in=keys).values_list("pk", flat=True))
    new = {key: pair for key, pair in keys.items() if key not in known}
    for key, (piece, target) in new.items():
        with recorded(actor, now=now) as record:
            row = _row(key, piece, target, now)
            if _waiting(target) >= MOST_QUEUED:
                row.state, row.reason, row.done_at = Delivery.State.GIVEN_UP, Reason.FULL, now
                row.save(force_insert=True)
                _record(record, row)
            else:
                row.save(force_insert=True)
    return len(new)


def _key(piece: Piece, target: Webhook | Mail) -> UUID:
    return uuid5(SPACE, f"{target.name}:{piece.what}:{piece.subject}")


def _row(key: UUID, piece: Piece, target: Webhook | Mail, now: datetime) -> Delivery:
    is_mail = isinstance(target, Mail)
    return Delivery(
        uuid=key,
        season_unit=piece.room.season_unit,
        room=piece.room.pk,
        what=piece.what.value,
        subject=piece.subject,
        number=piece.number,
        title=piece.title[:300],
        target=target.name,
        way=Delivery.Way.MAIL if is_mail else Delivery.Way.WEBHOOK,
        made_at=now,
        next_at=now,
    )


def _waiting(target: Webhook | Mail) -> int:
    return Delivery.objects.filter(target=target.name, state=Delivery.State.QUEUED).count()


def mark_delivered(actor: Actor, *, delivery: Delivery, now: datetime) -> None:
    """It was taken. One that was cancelled while it was under way was delivered all the same."""
    with recorded(actor, now=now) as record:
        row = _locked(delivery)
        row.tries += 1
        _end(record, row, Delivery.State.DELIVERED, now)


def mark_failed(
    actor: Actor, *, delivery: Delivery, failed: Failed, now: datetime, random: Random
) -> Delivery:
    """It was not taken: tried again later, or given up for good or after MOST_TRIES."""
    with recorded(actor, now=now) as record:
        row = _locked(delivery)
        if row.state != Delivery.State.QUEUED:
            return row
        row.tries += 1
        row.reason = failed.reason
        if failed.is_final or row.tries >= MOST_TRIES:
            _end(record, row, Delivery.State.GIVEN_UP, now)
            return row
        row.next_at = now + wait_after(row.tries, random=random)
        row.save(update_fields=("tries", "reason", "next_at"))
    return row


def wait_after(tries: int, *, random: Random) -> timedelta:
    """How long until the next try: twice as long each time, half of it by chance.

    So that many targets behind one line do not all come back at once.
    """
    most = min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)
    return most * random.uniform(0.5, 1.0)


def cancel_delivery(actor: Actor, *, delivery: Delivery, now: datetime) -> None:
    """Try no more. Raises DeliveryDone for what does not wait any more."""
    with recorded(actor, now=now) as record:
        row = _locked(delivery)
        if row.state != Delivery.State.QUEUED:
            raise DeliveryDone(title=row.title, target=row.target, state=row.get_state_display())
        row.done_by = actor.name
        _end(record, row, Delivery.State.CANCELLED, now)


def _locked(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("season_unit")
    return rows.get(pk=delivery.pk)


def _end(record: Record, row: Delivery, state: Delivery.State, now: datetime) -> None:
    row.state, row.done_at = state, now
    if state == Delivery.State.DELIVERED:
        row.reason = ""
    row.save()
    _record(record, row)


def _record(record: Record, row: Delivery) -> None:
    record(
        KINDS[row.state],
        f"delivery:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.SAFETY,
        body={
            "what": row.what,
            "subject": row.subject.hex,
            "number": row.number,
            "target": row.target,
            "tries": row.tries,
            "reason": row.reason,
        },
    )
