"""After-action reports: what the day of a closed room came to, frozen under a signed head."""

from datetime import datetime
from uuid import UUID

from muster.control.models import AfterAction
from muster.control.queries.after_actions import content_after
from muster.control.services.concluding import concluding
from muster.control.services.hand import Written
from muster.ledger.actor import Actor
from muster.ledger.services import anchor, retry_on_deadlock

MOST_LETTERS = 8000


def report_after_action(
    room_id: UUID, *, actor: Actor, now: datetime, text: str = "", client_uuid: UUID | None = None
) -> Written:
    """Freeze what the day came to and sign the head of the record over it. Raises RoomStillOpen."""
    written = _report(room_id, actor=actor, now=now, text=text, client_uuid=client_uuid)
    anchor(now=now)
    return written


@retry_on_deadlock
def _report(
    room_id: UUID, *, actor: Actor, now: datetime, text: str, client_uuid: UUID | None
) -> Written:
    with concluding(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            key = pen.key("after_action")
            body = {
                "after_action": key.hex,
                "number": AfterAction.objects.filter(room=room_id).count() + 1,
                "upto": pen.row.lines,
                "content": content_after(pen.room, now=now),
                "text": text.strip()[:MOST_LETTERS],
            }
            pen.write("control.after_action_reported", body, about=("after_action", key))
    return pen.written
