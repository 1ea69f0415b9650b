"""What a device of a post sends under a key: once each, however often it comes."""

import json
from datetime import datetime

from muster.control.services.hand import writing
from muster.control.services.phones.acts import act
from muster.control.services.phones.entered import Entered, Sending
from muster.control.services.phones.sender import device_sender
from muster.ledger.actor import Actor
from muster.ledger.errors import UuidReused
from muster.ledger.models import Entry
from muster.ledger.services import retry_on_deadlock
from muster.season.models import Event


@retry_on_deadlock
def take_act(
    event: Event, *, post: int, actor: Actor, entered: Entered, sending: Sending, now: datetime
) -> int:
    """Record an act of the device that is called as the actor; the number of its first entry.

    One that is recorded already gets the number that it got then, whatever has changed since.
    Raises RoomNotOpen, RoomClosed, KindUnknown, MessageUnknown, LineTooLong, and UuidReused for
    the same key with other content.
    """
    known = Entry.objects.filter(uuid=entered.uuid).first()
    if known is not None:
        return _number_of(known, entered)
    sender = device_sender(event, post=post, name=actor.name)
    with writing(sender.room_id, actor=actor, now=now, client_uuid=entered.uuid) as pen:
        if not pen.record.is_replay:
            act(pen, sender=sender, entered=entered, sending=sending, now=now)
    if pen.record.is_replay:
        # another copy of the request was recorded while this one waited for the room
        return _number_of(Entry.objects.get(uuid=entered.uuid), entered)
    return pen.written.number


def _number_of(entry: Entry, entered: Entered) -> int:
    if json.loads(entry.text).get("phone", {}).get("digest") != entered.digest:
        raise UuidReused(uuid=entered.uuid)
    return entry.counter
