"""Acts about the day of a closed room as a whole: its reports and its lessons."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from muster.control.errors import PostConcludesNothing, RoomStillOpen
from muster.control.services.hand import Pen, writing_even_closed
from muster.control.services.numbers import own_ordinal
from muster.ledger.actor import Actor


@contextmanager
def concluding(
    room_id: UUID, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Iterator[Pen]:
    """The pen of a closed room, at the first command post: there all bundles come together.

    Risks and cards are rows of that installation, not of the record. Raises RoomStillOpen,
    PostConcludesNothing, unless it is a retry of what was recorded before.
    """
    with writing_even_closed(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            if own_ordinal():
                raise PostConcludesNothing
            if pen.room.closed_at is None:
                raise RoomStillOpen(room=pen.room.name)
        yield pen
