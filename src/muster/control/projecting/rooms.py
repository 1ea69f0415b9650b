"""Rooms, their teams and channels, the lines of the log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import (
    ChannelRow,
    IncidentRow,
    LineRow,
    Look,
    RoomRow,
    Row,
    TeamRow,
)


def team_key(room: UUID, number: int) -> UUID:
    """The key of the team with that number: the same on every node."""
    return uuid5(room, f"team:{number}")


def channel_key(room: UUID, channel: str) -> UUID:
    """The key of a channel."""
    return uuid5(room, f"channel:{channel}")


def opened(fact: Fact, look: Look) -> Sequence[Row]:  # first: nothing to look at
    """A room, with the teams of the plan's posts."""
    body = fact.body
    room = RoomRow(
        uuid=fact.room,
        event_id=body["event"],
        season_unit_id=body["season_unit"],
        name=body["name"],
        mode=body["mode"],
        opened_at=fact.happened_at,
        opened_by=fact.actor,
        grace_min=body["grace_min"],
        calls_missed=body["calls_missed"],
    )
    return [room, *_teams(fact)]


def closed(fact: Fact, look: Look) -> Sequence[Row]:
    """The room is closed, by the first who did so."""
    room = look(RoomRow, fact.room)
    if room.closed_at is not None:
        return []
    return [replace(room, closed_at=fact.happened_at, closed_by=fact.actor)]


def teams_added(fact: Fact, look: Look) -> Sequence[Row]:
    """Teams that were not there at the opening; two posts may both bring those of the plan."""
    return [team for team in _teams(fact) if look.find(TeamRow, team.uuid) is None]


def _teams(fact: Fact) -> Iterator[TeamRow]:
    for said in fact.body["teams"]:
        yield TeamRow(
            uuid=team_key(fact.room, said["number"]),
            room_id=fact.room,
            post=said["post"],
            number=said["number"],
            name=said["name"],
            ring=said["ring"],
            state=said["state"],
            state_at=fact.happened_at,
            report_min=said["report_min"],
        )


def team_moved(fact: Fact, look: Look) -> Sequence[Row]:
    """A team goes into another state; the first to be sent and to be there count for the incident.

    checks: "in" or "out" if the state begins or ends its duty. on_scene: whether it is there then.
    reports: whether it owes reports in that state.
    """
    body = fact.body
    team = look(TeamRow, fact.named("team"))
    room = look(RoomRow, fact.room)
    checked_in_at = team.checked_in_at
    if body["checks"] == "in" and checked_in_at is None:
        checked_in_at = fact.happened_at
    elif body["checks"] == "out":
        checked_in_at = None
    last = max(filter(None, (team.heard_at, fact.happened_at)))
    moved = replace(
        team,
        state=body["state"],
        state_at=fact.happened_at,
        incident_id=fact.uuid("incident"),
        towards_id=fact.uuid("towards"),
        checked_in_at=checked_in_at,
        due_at=_due(room, team, last) if body["reports"] else None,
    )
    if moved.incident_id is None:
        return [moved]
    return [moved, _attended(look(IncidentRow, moved.incident_id), fact)]


def _attended(incident: IncidentRow, fact: Fact) -> IncidentRow:
    at, is_there = fact.happened_at, fact.body["on_scene"]
    tasked_at = min(filter(None, (incident.tasked_at, at)))
    there = (incident.on_scene_at, at) if is_there else (incident.on_scene_at,)
    on_scene_at = min(filter(None, there), default=None)
    return replace(incident, tasked_at=tasked_at, on_scene_at=on_scene_at)


def _due(room: RoomRow, team: TeamRow, last: datetime) -> datetime:
    return last + timedelta(minutes=team.report_min + room.grace_min)


def channel_taken(fact: Fact, look: Look) -> Sequence[Row]:  # whoever held it before
    """Somebody writes a channel down."""
    return [_channel(fact, holder=fact.actor, account=fact.account)]


def channel_left(fact: Fact, look: Look) -> Sequence[Row]:  # whoever held it before
    """Nobody writes a channel down any more."""
    return [_channel(fact, holder="", account=None)]


def _channel(fact: Fact, *, holder: str, account: int | None) -> ChannelRow:
    key: str = fact.body["channel"]
    return ChannelRow(
        uuid=channel_key(fact.room, key),
        room_id=fact.room,
        key=key,
        holder=holder,
        account=account,
        since=fact.happened_at,
    )


def line(fact: Fact, look: Look) -> Sequence[Row]:
    """A line of the log; if it says so, its team was heard, or was called in vain."""
    room = look(RoomRow, fact.room)
    made = _line(fact, room)
    grown = replace(room, lines=made.place)
    contact = fact.body.get("contact")
    if made.team_id is None or contact is None:
        return [grown, made]
    team = look(TeamRow, made.team_id)
    if contact == "missed":
        return [grown, made, replace(team, missed=team.missed + 1)]
    return [grown, made, _heard(room, team, fact.happened_at)]


def corrected(fact: Fact, look: Look) -> Sequence[Row]:
    """A line that is to be read for an older one. What followed from that one stays."""
    room = look(RoomRow, fact.room)
    made = replace(
        _line(fact, room), corrects_id=fact.named("corrects"), reason=fact.body["reason"]
    )
    return [replace(room, lines=made.place), made]


def _line(fact: Fact, room: RoomRow) -> LineRow:
    place = fact.body.get("place") or {}
    return LineRow(
        uuid=fact.key,
        room_id=fact.room,
        place=room.lines + 1,
        kind=fact.body["kind"],
        text=fact.body["text"],
        channel=fact.body["channel"],
        team_id=fact.uuid("team"),
        incident_id=fact.uuid("incident"),
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        actor=fact.actor,
        account=fact.account,
        lat=float(place["lat"]) if place else None,
        lon=float(place["lon"]) if place else None,
        accuracy_m=place.get("accuracy_m"),
        skew_s=fact.body.get("phone", {}).get("skew_s", 0),
    )


def _heard(room: RoomRow, team: TeamRow, at: datetime) -> TeamRow:
    """It spoke; what is recorded late does not make it spoken to later than it was."""
    if team.heard_at is not None and at < team.heard_at:
        return team
    due_at = team.due_at and max(team.due_at, _due(room, team, at))
    return replace(team, heard_at=at, missed=0, due_at=due_at)
