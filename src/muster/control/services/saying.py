"""One line of the log as part of an act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from muster.control.errors import LineEmpty, LineTooLong
from muster.control.services.hand import Pen
from muster.packs.schema import Contact

MOST_LETTERS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a line says. kind: key of the pack, the room's usual one if empty.

    corrects: the older line that it is to be read for, and the reason. place: where, as the body
    holds it; phone: what the phone that sent it says of its clock.
    """

    text: str
    kind: str = ""
    channel: str = ""
    team: UUID | None = None
    incident: UUID | None = None
    contact: Contact | None = None
    happened_at: datetime | None = None
    corrects: UUID | None = None
    reason: str = ""
    place: Mapping[str, Any] | None = None
    phone: Mapping[str, Any] | None = None


def say(pen: Pen, said: Said) -> UUID:
    """Record a line. Raises LineEmpty, LineTooLong; of a retry with other words, UuidReused."""
    text = said.text.strip()
    if not text:
        raise LineEmpty
    if len(text) > MOST_LETTERS:
        raise LineTooLong(letters=len(text), most=MOST_LETTERS)
    body: dict[str, Any] = {
        "text": text,
        "kind": said.kind or pen.pack.control.usual,
        "channel": said.channel,
        "team": said.team and said.team.hex,
        "incident": said.incident and said.incident.hex,
        "contact": said.contact and said.contact.value,
    }
    body |= {name: part for name, part in (("place", said.place), ("phone", said.phone)) if part}
    kind = "control.line"
    if said.corrects is not None:
        kind = "control.corrected"
        body |= {"corrects": said.corrects.hex, "reason": said.reason}
    return pen.write(kind, body, about=("line", pen.first), happened_at=said.happened_at)
