"""What the phones of officers on post say, and what is sent to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import Look, MessageRow, PictureRow, PresenceRow, Row


def message_key(line: UUID, team: UUID) -> UUID:
    """The key of a line as one team gets it."""
    return uuid5(line, f"message:{team.hex}")


def presence_key(team: UUID, officer: int) -> UUID:
    """The key of an officer's presence on a team's post."""
    return uuid5(team, f"presence:{officer}")


def message_sent(fact: Fact, look: Look) -> Sequence[Row]:  # new: nothing to look at
    """A line goes to the phones of teams."""
    line = fact.named("line")
    return [
        MessageRow(
            uuid=message_key(line, team),
            room_id=fact.room,
            line_id=line,
            team_id=team,
            sent_at=fact.happened_at,
        )
        for team in map(UUID, fact.body["teams"])
    ]


def message_acknowledged(fact: Fact, look: Look) -> Sequence[Row]:
    """Somebody of the team acknowledges it; the first does so for the team, whenever it arrives."""
    message = look(MessageRow, fact.named("message"))
    if message.acknowledged_at is not None and message.acknowledged_at <= fact.happened_at:
        return []
    return [
        replace(message, acknowledged_at=fact.happened_at, acknowledged_by=fact.body["officer"])
    ]


def checked_in(fact: Fact, look: Look) -> Sequence[Row]:
    """An officer came to the post."""
    presence = _presence(fact, look)
    return [replace(presence, in_at=_later(presence.in_at, fact.happened_at))]


def checked_out(fact: Fact, look: Look) -> Sequence[Row]:
    """An officer left the post."""
    presence = _presence(fact, look)
    return [replace(presence, out_at=_later(presence.out_at, fact.happened_at))]


def _presence(fact: Fact, look: Look) -> PresenceRow:
    team, officer = fact.named("team"), fact.body["officer"]
    new = PresenceRow(
        uuid=presence_key(team, officer),
        room_id=fact.room,
        team_id=team,
        officer=officer,
        name=fact.body["name"],
    )
    return look.find(PresenceRow, new.uuid) or new


def _later(known: datetime | None, at: datetime) -> datetime:
    return at if known is None else max(known, at)


def picture_kept(fact: Fact, look: Look) -> Sequence[Row]:  # new: nothing to look at
    """A picture of a line is kept."""
    body = fact.body
    return [
        PictureRow(
            uuid=fact.key,
            room_id=fact.room,
            line_id=fact.named("line"),
            sha256=body["sha256"],
            content_type=body["content_type"],
            size_bytes=body["size_bytes"],
            width_px=body["width_px"],
            height_px=body["height_px"],
            grade=body["grade"],
            taken_at=fact.happened_at,
            kept_at=fact.recorded_at,
            actor=fact.actor,
        )
    ]
