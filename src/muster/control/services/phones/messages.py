"""Messages to posts, and the word that they were read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors.phones import MessageUnknown
from muster.control.models import Line, Message, Team
from muster.control.services.hand import Pen


def put_messages(pen: Pen, line: UUID, *, numbers: Sequence[int], happened_at: datetime) -> None:
    """Send a line to the phones of the teams with these numbers, to all if none is named."""
    teams = Team.objects.filter(room=pen.room)
    if numbers:
        teams = teams.filter(number__in=numbers)
    keys = [key.hex for key in teams.order_by("number").values_list("pk", flat=True)]
    body = {"line": line.hex, "teams": keys}
    pen.write("control.message_sent", body, about=("line", line), happened_at=happened_at)
    pen.made.append(_("sent to %(n)d posts") % {"n": len(keys)})


def message_to(team: UUID, message: UUID | None) -> Message:
    """A message that was sent to the team. Raises MessageUnknown."""
    rows = Message.objects.select_related("line").filter(team=team)
    found = rows.filter(pk=message).first() if message is not None else None
    if found is None:
        raise MessageUnknown
    return found


def put_acknowledgement(pen: Pen, message: Message, *, officer: str, happened_at: datetime) -> None:
    """Record as part of an act that the team has read the message."""
    body = {"message": message.pk.hex, "officer": officer}
    about = ("message", message.pk)
    pen.write("control.message_acknowledged", body, about=about, happened_at=happened_at)


def gist(line: Line, *, most: int = 120) -> str:
    """The beginning of a line's words."""
    return line.text if len(line.text) <= most else f"{line.text[: most - 1]}…"
