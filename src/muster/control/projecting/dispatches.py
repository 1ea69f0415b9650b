"""Who was sent, out of which advice."""

from collections.abc import Sequence
from dataclasses import replace

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import DispatchRow, Look, RoomRow, Row


def sent(fact: Fact, look: Look) -> Sequence[Row]:
    """The choice with its advice; that the teams go stands in entries of its own."""
    room, body = look(RoomRow, fact.room), fact.body
    made = DispatchRow(
        uuid=fact.named("dispatch"),
        room_id=fact.room,
        number=body["number"],
        incident_id=fact.named("incident"),
        teams=body["teams"],
        place=body["place"],
        reason=body["reason"],
        choices=body["choices"],
        sent_at=fact.happened_at,
        sent_by=fact.actor,
    )
    return [replace(room, dispatches=max(room.dispatches, made.number)), made]
