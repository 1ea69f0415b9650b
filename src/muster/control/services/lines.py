"""The log line: what somebody typed becomes a line and what follows from it. Corrections."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.control.errors import (
    AlreadyCorrected,
    HappensLater,
    IncidentWanted,
    KindUnknown,
    NotInRoom,
    ReasonMissing,
    TeamWanted,
)
from muster.control.models import ControlRoom, Incident, Line, Team
from muster.control.projecting import TeamRow
from muster.control.queries.pack import lexicon_of, pack_of
from muster.control.reading import Reading, read_line
from muster.control.services.channels import must_hold
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.incidents import IncidentDraft, put_incident, put_life
from muster.control.services.phones.messages import put_messages
from muster.control.services.saying import Said, say
from muster.control.services.tasks import TaskDraft, put_task
from muster.control.services.teams import put_team
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.packs.schema import LineKind
from muster.shell.formats import clock as clock_of
from muster.shell.formats import short_moment

LONGEST_WAIT: Final = timedelta(days=2)
A_MOMENT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line as it left the loggist's hands.

    age: how long before it arrived here its first key was pressed, by the loggist's own machine,
    so that a clock that goes wrong there does no harm. channel: key of the pack, or nothing.
    """

    text: str
    age: timedelta = timedelta(0)
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A line whose marks were found in the room."""

    reading: Reading
    kind: LineKind
    team: Team | None
    towards: Team | None
    incident: Incident | None
    happened_at: datetime
    due_at: datetime | None


@retry_on_deadlock
def write_line(
    room_id: UUID, *, actor: Actor, now: datetime, typed: Typed, client_uuid: UUID | None = None
) -> Written:
    """Record a typed line and what its kind brings with it, in one act.

    Raises LineEmpty, LineTooLong, KindUnknown, NotInRoom, TeamWanted, IncidentWanted,
    HappensLater, ChannelTaken, ChannelNotHeld, MoveNotAllowed, LifeNotAllowed, RoomClosed.
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
    return Said(
        text=_words(meant),
        kind=meant.kind.key,
        channel=typed.channel,
        team=meant.team.pk if meant.team else None,
        incident=meant.incident.pk if meant.incident else None,
        contact=meant.kind.contact,
        happened_at=meant.happened_at,
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
    if kind.message:
        put_messages(pen, line, numbers=meant.reading.teams, happened_at=at)


def understand(room: ControlRoom, typed: Typed, *, now: datetime) -> Meant:
    """Find what the line's marks name. Raises what cannot be found or is missing."""
    pack = pack_of(room)
    reading = read_line(typed.text, lexicon_of(pack))
    if reading.unknown:
        known = ", ".join(f"/{one.code}" for one in pack.line_kinds.values())
        raise KindUnknown(given=reading.unknown, known=known)
    kind = pack.line_kinds[reading.kind or pack.control.usual]
    teams = [_team(room, number) for number in reading.teams]
    team = teams[0] if teams else None
    incident = None if reading.incident is None else _incident(room, reading.incident)
    if team is None and (kind.contact or kind.team_state) and kind.incident is None:
        raise TeamWanted(kind=kind.name)
    if incident is None and kind.incident_state is not None and kind.incident is None:
        raise IncidentWanted(kind=kind.name)
    return Meant(
        reading=reading,
        kind=kind,
        team=team,
        towards=next((one for one in teams[1:] if one != team), None),
        incident=incident,
        happened_at=_happened(reading.clock, typed.age, now),
        due_at=_due(reading, now),
    )


def _team(room: ControlRoom, number: int) -> Team:
    found = Team.objects.filter(room=room, number=number).first()
    if found is None:
        numbers = Team.objects.filter(room=room).values_list("number", flat=True)
        raise NotInRoom(given=f"@{number}", known=", ".join(f"@{one}" for one in numbers[:40]))
    return found


def _incident(room: ControlRoom, number: int) -> Incident:
    found = Incident.objects.filter(room=room, number=number).first()
    if found is None:
        rows = Incident.objects.filter(room=room).order_by("-number")
        numbers = ", ".join(f"#{one}" for one in rows.values_list("number", flat=True)[:20])
        raise NotInRoom(given=f"#{number}", known=numbers or _("no incident yet"))
    return found


def _happened(clock: time | None, age: timedelta, now: datetime) -> datetime:
    """When it happened: by the line itself, else at the first key.

    A clock later than now is yesterday's if that is the nearer one, as shortly after midnight.
    """
    if clock is None:
        return now - min(max(age, timedelta(0)), LONGEST_WAIT)
    local = timezone.localtime(now)
    at = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    if at > local + timedelta(hours=12):
        at -= timedelta(days=1)
    if at > local + A_MOMENT:
        raise HappensLater(given=f"{clock:%H:%M}")
    return min(at, local)


def _due(reading: Reading, now: datetime) -> datetime | None:
    if reading.due_min is not None:
        return now + timedelta(minutes=reading.due_min)
    if reading.due_clock is None:
        return None
    clock, local = reading.due_clock, timezone.localtime(now)
    at = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)


def foresee(room: ControlRoom, typed: Typed, *, now: datetime) -> list[str]:
    """What recording a line would bring, as short sentences: shown before it is recorded.

    Raises what :func:`write_line` would raise for its marks. Locks nothing.
    """
    meant, pack = understand(room, typed, now=now), pack_of(room)
    kind, said = meant.kind, [str(meant.kind.name)]
    if meant.team is not None:
        said.append(f"@{meant.team.number} {meant.team.name}")
    if kind.team_state is not None and meant.team is not None:
        goal = f" @{meant.towards.number}" if meant.towards else ""
        said.append(f"→ {pack.team_states[kind.team_state].name}{goal}")
    if meant.incident is not None:
        said.append(f"#{meant.incident.number} {meant.incident.title}")
    elif kind.incident is not None:
        rule = pack.incident_types[kind.incident]
        said.append(_("opens an incident: %(type)s") % {"type": rule.name})
    said += _asked(meant)
    if meant.reading.clock is not None:
        said.append(_("happened %(at)s") % {"at": clock_of(meant.happened_at)})
    return said


def _asked(meant: Meant) -> list[str]:
    """What the line asks of others: a task, a message."""
    said = []
    if meant.kind.task:
        said.append(_("gives a task"))
        if meant.due_at is not None:
            said.append(_("due %(at)s") % {"at": clock_of(meant.due_at)})
    if meant.kind.message:
        said.append(_("goes to the phones and is acknowledged"))
    return said


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
