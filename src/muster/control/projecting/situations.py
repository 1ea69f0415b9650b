"""Situation reports."""

from collections.abc import Sequence
from dataclasses import replace

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import Look, RoomRow, Row, SituationRow


def reported(fact: Fact, look: Look) -> Sequence[Row]:
    """A report: nothing in it changes any more."""
    room, body = look(RoomRow, fact.room), fact.body
    made = SituationRow(
        uuid=fact.named("situation"),
        room_id=fact.room,
        number=body["number"],
        due_at=fact.time("due_at"),
        made_at=fact.happened_at,
        made_by=fact.actor,
        upto=body["upto"],
        content=body["content"],
        text=body["text"],
    )
    return [replace(room, situations=max(room.situations, made.number)), made]
