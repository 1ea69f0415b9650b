"""The passing on of shifts."""

from collections.abc import Sequence
from dataclasses import replace

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import Look, PassingRow, RoomRow, Row


def drawn(fact: Fact, look: Look) -> Sequence[Row]:
    """The giver draws the sheet up and signs it."""
    room, body = look(RoomRow, fact.room), fact.body
    made = PassingRow(
        uuid=fact.named("passing"),
        room_id=fact.room,
        number=body["number"],
        giver=fact.actor,
        giver_account=fact.account,
        drawn_at=fact.happened_at,
        upto=body["upto"],
        content=body["content"],
        note=body["note"],
    )
    return [replace(room, passings=max(room.passings, made.number)), made]


def taken(fact: Fact, look: Look) -> Sequence[Row]:
    """The taker signs: the room is theirs; a second signature counts for more than a taking back.

    If two sign at two posts the first of them stands, and both are a conflict.
    """
    passing = look(PassingRow, fact.named("passing"))
    if passing.taken_at is not None:
        return []
    return [
        replace(
            passing,
            withdrawn_at=None,
            taker=fact.actor,
            taker_account=fact.account,
            taken_at=fact.happened_at,
            taken_upto=fact.body["upto"],
            count=fact.body.get("count"),
        )
    ]


def withdrawn(fact: Fact, look: Look) -> Sequence[Row]:
    """The giver takes the sheet back, unless somebody signed it meanwhile."""
    passing = look(PassingRow, fact.named("passing"))
    if passing.taken_at is not None:
        return []
    return [replace(passing, withdrawn_at=fact.happened_at)]
