"""The log line: what somebody typed becomes a line and what follows from it. Corrections."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from muster.control.errors import AlreadyCorrected, HappensLater, ReasonMissing
from muster.control.models import Line, Task
from muster.control.projecting import TeamRow
from muster.control.services.channels import must_hold
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.incidents import IncidentDraft, put_incident, put_life
from muster.control.services.meaning import A_MOMENT, Meant, Typed, understand
from muster.control.services.phones.messages import put_messages
from muster.control.services.saying import Said, say
from muster.control.services.tasks import TaskDraft, closing_words, put_closing, put_task
from muster.control.services.teams import put_team
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.shell.formats import short_moment


@retry_on_deadlock
def write_line(
    room_id: UUID, *, actor: Actor, now: datetime, typed: Typed, client_uuid: UUID | None = None
) -> Written:
    """Record a typed line and what its kind brings with it, in one act.

    Raises LineEmpty, LineTooLong, KindUnknown, NotInRoom, TeamWanted, IncidentWanted,
    TasksWanted, HappensLater, ChannelTaken, ChannelNotHeld, MoveNotAllowed, LifeNotAllowed,
    TaskClosed, RoomClosed.
    """
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        meant = understand(pen.room, typed, now=now)
        if typed.channel and not pen.record.is_replay:
            must_hold(pen, typed.channel)
        for team in (meant.team, meant.towards):
            if team is not None:
                pen.live.hold(TeamRow, team)
        line = say(pen, _said(meant, typed))
        if not pen.record.is_replay:
            _follow(pen, meant, line)
    return pen.written


def _said(meant: Meant, typed: Typed) -> Said:
    said = Said(
        text=_words(meant),
        kind=meant.kind.key,
        channel=typed.channel,
        team=meant.team.pk if meant.team else None,
        incident=meant.incident.pk if meant.incident else None,
        contact=meant.kind.contact,
        happened_at=meant.happened_at,
    )
    return said if meant.closing is None else _closing(said, meant, meant.closing)


def _closing(said: Said, meant: Meant, state: Task.State) -> Said:
    """The line that closes tasks: in the words of the task's own button, behind who speaks.

    It belongs to whom the one task belongs to; that alone does not make a team heard.
    """
    speakers = " ".join(f"@{number}" for number in meant.reading.teams)
    words = closing_words(meant.tasks, state=state, note=meant.reading.bare)
    of_one = meant.tasks[0] if len(meant.tasks) == 1 else None
    return replace(
        said,
        text=f"{speakers} {words}".strip(),
        team=said.team or (of_one.team_id if of_one else None),
        incident=said.incident or (of_one.incident_id if of_one else None),
        contact=said.contact if said.team else None,
    )


def _words(meant: Meant) -> str:
    """The words; marks alone say what their kind is called, behind the one who speaks."""
    text = meant.reading.text
    if meant.reading.bare or not (text or meant.reading.kind):
        return text
    speaker, _space, rest = text.partition(" ") if text.startswith("@") else ("", "", text)
    return " ".join(part for part in (speaker, str(meant.kind.name), rest) if part)


def _follow(pen: Pen, meant: Meant, line: UUID) -> None:
    """What the kind of the line brings with it."""
    kind, at = meant.kind, meant.happened_at
    team = meant.team.pk if meant.team else None
    incident = meant.incident.pk if meant.incident else None
    if kind.incident is not None and incident is None:
        draft = IncidentDraft(type=kind.incident, title=meant.reading.bare, team=team)
        incident = put_incident(pen, draft, line=line, happened_at=at)
    if kind.incident_state is not None and incident is not None:
        put_life(pen, incident, state=kind.incident_state, happened_at=at)
    if kind.team_state is not None and team is not None:
        towards = meant.towards.pk if meant.towards else None
        put_team(
            pen, team, state=kind.team_state, incident=incident, towards=towards, happened_at=at
        )
    if kind.task:
        owner = f"@{meant.team.number} {meant.team.name}" if meant.team else pen.actor.name
        draft_task = TaskDraft(
            text=meant.reading.bare or str(kind.name),
            owner=owner,
            due_at=meant.due_at,
            team=team,
            incident=incident,
        )
        put_task(pen, draft_task, happened_at=at)
    if meant.closing is not None:
        for task in meant.tasks:
            note = meant.reading.bare
            put_closing(pen, task, state=meant.closing, note=note, happened_at=at)
    if kind.message:
        put_messages(pen, line, numbers=meant.reading.teams, happened_at=at)


@retry_on_deadlock
def correct_line(
    line: Line,
    *,
    actor: Actor,
    now: datetime,
    text: str,
    reason: str,
    happened_at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> Written:
    """Put a new line in the place of one that said something wrong; the old one stays readable.

    What followed from the old line is not undone: that takes lines of its own. Raises
    AlreadyCorrected, ReasonMissing, LineEmpty, HappensLater.
    """
    if not reason.strip():
        raise ReasonMissing
    with writing(line.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if pen.record.is_replay:
            return pen.written
        newer = Line.objects.filter(corrects=line.pk).first()
        if newer is not None:
            raise AlreadyCorrected(who=newer.actor, at=short_moment(newer.recorded_at))
        if happened_at is not None and happened_at > now + A_MOMENT:
            raise HappensLater(given=short_moment(happened_at))
        say(
            pen,
            Said(
                text=text,
                kind=line.kind,
                channel=line.channel,
                team=line.team_id,
                incident=line.incident_id,
                happened_at=happened_at or line.happened_at,
                corrects=line.pk,
                reason=reason.strip()[:300],
            ),
        )
    return pen.written
