"""Situation reports: the numbers of the moment and a few words, frozen under a signed head."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.models import Situation
from muster.control.queries.passing import content_of
from muster.control.queries.situations import hour_of
from muster.control.services.hand import Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.ledger.actor import Actor
from muster.ledger.services import anchor, retry_on_deadlock
from muster.shell.formats import clock

MOST_LETTERS = 4000


def report_situation(
    room_id: UUID, *, actor: Actor, now: datetime, text: str = "", client_uuid: UUID | None = None
) -> Written:
    """Freeze what the room shows and sign the head of the record over it. Raises RoomClosed."""
    written = _report(room_id, actor=actor, now=now, text=text, client_uuid=client_uuid)
    anchor(now=now)
    return written


@retry_on_deadlock
def _report(
    room_id: UUID, *, actor: Actor, now: datetime, text: str, client_uuid: UUID | None
) -> Written:
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            content, due_at = content_of(pen.room, now=now), hour_of(pen.room, now=now)
            key = pen.key("situation")
            number = next_number(pen, Situation, highest=pen.row.situations)
            said = _("Situation report %(number)s") % {"number": number}
            say(pen, Said(text=f"{said} ({clock(due_at)})" if due_at else said))
            body = {
                "situation": key.hex,
                "number": number,
                "due_at": due_at,
                "upto": pen.row.lines,
                "content": content,
                "text": text.strip()[:MOST_LETTERS],
            }
            pen.write("control.situation_reported", body, about=("situation", key))
    return pen.written
