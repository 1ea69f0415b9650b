"""What was fetched is put before the open rooms it is for; everything else is counted."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from muster.control.errors import RoomClosed
from muster.control.errors.alerts import AlertKnown
from muster.control.models import ControlRoom
from muster.control.services import receive_alert
from muster.engines import cap
from muster.gateways.cap.fetching import Found
from muster.gateways.gps.store import NOBODY, store
from muster.ledger.actor import Actor, command

GATEWAY: Final = "cap"
TAKEN, KNOWN, NOBODY_OPEN = "taken_in", "known", "no_room"
ACTOR: Final[Actor] = command("gateway cap")


def take(found: Iterable[Found], *, now: datetime, room: UUID | None = None) -> Counter[str]:
    """Put each message before the rooms; what became of them, by word.

    A message in earnest goes to rooms in earnest, an exercise to exercises. Test, system and draft
    messages are for machines: they are counted and shown to nobody. room: that one alone.
    """
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(_one(one, room, now))
    store().tell(GATEWAY, {(NOBODY, word): count for word, count in counts.items()}, now=now)
    return counts


def open_rooms() -> frozenset[UUID]:
    """The rooms that take something in now."""
    return frozenset(ControlRoom.objects.filter(closed_at=None).values_list("pk", flat=True))


def _one(found: Found, room: UUID | None, now: datetime) -> list[str]:
    try:
        message = cap.read(found.content)
    except cap.Refused as refusal:
        return [str(refusal.fault)]
    modes = {
        cap.Status.ACTUAL: ControlRoom.Mode.ACTUAL,
        cap.Status.EXERCISE: ControlRoom.Mode.EXERCISE,
    }
    mode = modes.get(message.status)
    if mode is None:
        return [f"status_{message.status.lower()}"]
    rooms = ControlRoom.objects.filter(closed_at=None, mode=mode)
    if room is not None:
        rooms = rooms.filter(pk=room)
    keys = list(rooms.values_list("pk", flat=True))
    return [_into(key, message, found.giver, now) for key in keys] or [NOBODY_OPEN]


def _into(room: UUID, message: cap.Alert, giver: str, now: datetime) -> str:
    try:
        receive_alert(room, actor=ACTOR, now=now, message=message, giver=giver)
    except AlertKnown:
        return KNOWN
    except RoomClosed:
        return NOBODY_OPEN
    return TAKEN
