"""The passing on of a shift: drawn up and signed by the giver, taken and signed by the taker."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import PassingBySame, PassingNotYours, PassingOver, PassingUnderWay
from muster.control.models import Passing
from muster.control.projecting import PassingRow
from muster.control.queries.passing import content_of, under_way
from muster.control.services.counting import Count, check_count, put_count
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.ledger.actor import Actor
from muster.ledger.services import anchor, retry_on_deadlock
from muster.shell.formats import clock


@retry_on_deadlock
def draw_up_passing(
    room_id: UUID, *, actor: Actor, now: datetime, note: str = "", client_uuid: UUID | None = None
) -> Written:
    """Draw up what is handed over and sign it; it waits for the taker. Raises PassingUnderWay."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            waiting = under_way(pen.room)
            if waiting is not None:
                raise PassingUnderWay(who=waiting.giver, at=clock(waiting.drawn_at))
            content = content_of(pen.room, now=now)
            say(pen, Said(text=_("%(who)s hands the shift over") % {"who": actor.name}))
            key = pen.key("passing")
            number = next_number(pen, Passing, highest=pen.row.passings)
            body = {
                "passing": key.hex,
                "number": number,
                "upto": pen.row.lines,
                "content": content,
                "note": note.strip(),
            }
            pen.write("control.passing_drawn", body, about=("passing", key))
    return pen.written


def take_passing(
    passing: Passing,
    *,
    actor: Actor,
    now: datetime,
    count: Count | None = None,
    client_uuid: UUID | None = None,
) -> Written:
    """Sign as the taker: the shift is handed over, and the record's head is signed at once.

    count: of the equipment in the room; what it misses opens an incident in the same act. Raises
    PassingOver, PassingBySame, CountWanted, CountDiffers, PieceUnknown.
    """
    written = _take(passing, count or Count(), actor=actor, now=now, client_uuid=client_uuid)
    anchor(now=now)
    return written


@retry_on_deadlock
def _take(
    passing: Passing, count: Count, *, actor: Actor, now: datetime, client_uuid: UUID | None
) -> Written:
    with writing(passing.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _waiting(pen, passing)
            if row.giver_account == actor.account_id:
                raise PassingBySame(who=row.giver)
            counted = check_count(pen, count)
            said = {"who": actor.name, "giver": row.giver}
            text = _("%(who)s takes the shift over from %(giver)s") % said
            line = say(pen, Said(text=text))
            put_count(pen, counted, line=line)
            body = {
                "passing": row.uuid.hex,
                "number": row.number,
                "upto": pen.row.lines,
                "count": counted.body,
            }
            pen.write("control.passing_taken", body, about=("passing", row.uuid))
    return pen.written


@retry_on_deadlock
def withdraw_passing(
    passing: Passing, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Written:
    """Take the sheet back before anybody signed it. Raises PassingOver, PassingNotYours."""
    with writing(passing.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _waiting(pen, passing)
            if row.giver_account != actor.account_id:
                raise PassingNotYours(who=row.giver)
            say(pen, Said(text=_("%(who)s takes the handing over back") % {"who": actor.name}))
            body = {"passing": row.uuid.hex, "number": row.number}
            pen.write("control.passing_withdrawn", body, about=("passing", row.uuid))
    return pen.written


def _waiting(pen: Pen, passing: Passing) -> PassingRow:
    row = pen.live(PassingRow, passing.pk)
    if row.taken_at is not None or row.withdrawn_at is not None:
        raise PassingOver(number=row.number)
    return row
