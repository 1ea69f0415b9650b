"""Coming to a post and leaving it: the team's state follows who is there.

In whatever order the words arrive, the end is the same.
"""

from datetime import datetime
from uuid import UUID

from muster.control.models import Presence
from muster.control.projecting import PresenceRow, TeamRow, presence_key
from muster.control.services.hand import Pen
from muster.control.services.phones.sender import Sender
from muster.control.services.teams import put_team
from muster.packs.schema import TeamState


def put_presence(pen: Pen, sender: Sender, *, is_coming: bool, happened_at: datetime) -> None:
    """Record as part of an act that an officer came or left, and move the team if that follows.

    Of a device that is nobody's own only the team's move is recorded: who stands there it cannot
    know.
    """
    if sender.officer is None:
        move = _man if is_coming else _leave
        move(pen, sender.team_id, happened_at)
        return
    body = {"team": sender.team_id.hex, "officer": sender.officer.pk, "name": sender.name}
    kind = "control.checked_in" if is_coming else "control.checked_out"
    pen.write(kind, body, about=("team", sender.team_id), happened_at=happened_at)
    mine = pen.live(PresenceRow, presence_key(sender.team_id, sender.officer.pk))
    if mine.is_there:
        _begin(pen, sender.team_id, mine)
    else:
        _end(pen, sender.team_id, mine)


def _begin(pen: Pen, team: UUID, mine: PresenceRow) -> None:
    """The team is in position, unless the room itself said later that it is off."""
    row = pen.live(TeamRow, team)
    if row.state != TeamState.OFF or mine.in_at is None:
        return
    left = Presence.objects.filter(team=team, out_at=row.state_at).exists()
    if row.state_at <= mine.in_at or left:
        at = max(mine.in_at, row.state_at)
        put_team(pen, team, state=TeamState.AVAILABLE, happened_at=at)


def _end(pen: Pen, team: UUID, mine: PresenceRow) -> None:
    """With nobody left the team is off, unless the room said later what it does, or it is busy."""
    others = list(Presence.objects.filter(team=team).exclude(pk=mine.uuid))
    row = pen.live(TeamRow, team)
    if any(_is_there(other) for other in others) or row.state == TeamState.OFF:
        return
    gone = max(filter(None, (mine.out_at, *(other.out_at for other in others))), default=None)
    allowed = pen.pack.team_states[TeamState(row.state)].moves
    if gone is not None and row.state_at <= gone and TeamState.OFF in allowed:
        put_team(pen, team, state=TeamState.OFF, happened_at=gone)


def _man(pen: Pen, team: UUID, happened_at: datetime) -> None:
    """The team is in position, unless the room said later that it is off."""
    row = pen.live(TeamRow, team)
    if row.state == TeamState.OFF and row.state_at <= happened_at:
        put_team(pen, team, state=TeamState.AVAILABLE, happened_at=happened_at)


def _leave(pen: Pen, team: UUID, happened_at: datetime) -> None:
    """The team is off, unless an officer says by phone to be there, or it was moved later."""
    row = pen.live(TeamRow, team)
    allowed = pen.pack.team_states[TeamState(row.state)].moves
    if row.state_at > happened_at or TeamState.OFF not in allowed:
        return
    if not any(_is_there(one) for one in Presence.objects.filter(team=team)):
        put_team(pen, team, state=TeamState.OFF, happened_at=happened_at)


def _is_there(row: Presence) -> bool:
    return row.in_at is not None and (row.out_at is None or row.in_at > row.out_at)
