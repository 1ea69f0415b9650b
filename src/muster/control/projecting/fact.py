from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

SUBJECT: Final = "control:"
HEX: Final = 32
DAY: Final = "day:"
PIECE: Final = "piece:"
POST: Final = "post:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One entry of the record, as the projections need it.

    key: the entry's UUID. room: the room that it is about. body: as canonical JSON gives it back.
    log, counter: whose entry it is and its number there; empty where only one node ever wrote.
    """

    key: UUID
    kind: str
    room: UUID
    happened_at: datetime
    recorded_at: datetime
    actor: str
    account: int | None
    body: Mapping[str, Any]
    log: str = ""
    counter: int = 0

    def uuid(self, name: str) -> UUID | None:
        """A UUID of the body, or nothing."""
        found = self.body.get(name)
        return UUID(found) if found else None

    def named(self, name: str) -> UUID:
        """A UUID that the body must have."""
        return UUID(self.body[name])

    def time(self, name: str) -> datetime | None:
        """A time of the body, or nothing."""
        found = self.body.get(name)
        return datetime.fromisoformat(found) if found else None


def subject_of_room(room: UUID) -> str:
    """How the record names a room; its parts follow behind a stroke."""
    return f"{SUBJECT}{room.hex}"


def subject_of(room: UUID, part: str, key: UUID) -> str:
    """How the record names a line, an incident, a team of a room."""
    return f"{SUBJECT}{room.hex}/{part}:{key.hex}"


def subject_of_sheet(sheet: UUID) -> str:
    """How the record names the day of an event."""
    return f"{DAY}{sheet.hex}"


def sheet_of_subject(subject: str) -> UUID:
    """The sheet that a subject is about."""
    return UUID(subject[len(DAY) : len(DAY) + HEX])


def subject_of_piece(piece: UUID) -> str:
    """How the record names a piece of equipment."""
    return f"{PIECE}{piece.hex}"


def piece_of_subject(subject: str) -> UUID:
    """The piece that a subject is about."""
    return UUID(subject[len(PIECE) : len(PIECE) + HEX])


def room_of_subject(subject: str) -> UUID:
    """The room that a subject of this capability is about."""
    return UUID(subject[len(SUBJECT) : len(SUBJECT) + HEX])
