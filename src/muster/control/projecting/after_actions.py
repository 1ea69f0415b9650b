"""After-action reports."""

from collections.abc import Sequence

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import AfterActionRow, Look, Row


def reported(fact: Fact, look: Look) -> Sequence[Row]:  # of a closed room: nothing else changes
    """A report: nothing in it changes any more."""
    body = fact.body
    return [
        AfterActionRow(
            uuid=fact.named("after_action"),
            room_id=fact.room,
            number=body["number"],
            made_at=fact.happened_at,
            made_by=fact.actor,
            upto=body["upto"],
            content=body["content"],
            text=body["text"],
        )
    ]
