"""What a typed line means in its room, and what recording it would bring. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.control.errors import (
    HappensLater,
    IncidentWanted,
    KindUnknown,
    NotInRoom,
    TasksWanted,
    TeamWanted,
)
from muster.control.models import ControlRoom, Incident, Task, Team
from muster.control.queries.pack import lexicon_of, pack_of
from muster.control.reading import Reading, read_line
from muster.control.services.tasks import may_become
from muster.packs.schema import LineKind
from muster.shell.formats import clock as clock_of

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
    """A line whose marks were found in the room. closing: what its kind makes of its tasks."""

    reading: Reading
    kind: LineKind
    team: Team | None
    towards: Team | None
    incident: Incident | None
    tasks: Sequence[Task]
    happened_at: datetime
    due_at: datetime | None

    @property
    def closing(self) -> Task.State | None:
        """What its kind makes of its tasks; nothing if it only mentions them."""
        state = self.kind.task_state
        return None if state is None else Task.State(state.value)


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
    tasks = _tasks(room, list(dict.fromkeys(reading.tasks)))
    if not tasks and kind.task_state is not None:
        raise TasksWanted(kind=kind.name, known=_open_tasks(room))
    return Meant(
        reading=reading,
        kind=kind,
        team=team,
        towards=next((one for one in teams[1:] if one != team), None),
        incident=incident,
        tasks=tasks,
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


def _tasks(room: ControlRoom, numbers: Sequence[int]) -> list[Task]:
    """The tasks of these numbers in their order. One query, none without a number."""
    found = {task.number: task for task in Task.objects.filter(room=room, number__in=numbers)}
    for number in numbers:
        if number not in found:
            raise NotInRoom(given=f"*{number}", known=_open_tasks(room))
    return [found[number] for number in numbers]


def _open_tasks(room: ControlRoom) -> str:
    """The numbers of what may be closed, the next due first."""
    rows = Task.objects.filter(room=room, state=Task.State.OPEN)
    numbers = ", ".join(f"*{one}" for one in rows.values_list("number", flat=True)[:20])
    return numbers or _("no open task")


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

    Raises what :func:`write_line` would raise for its marks and its tasks. Locks nothing.
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
    for task in meant.tasks:
        if meant.closing is not None:
            may_become(task, meant.closing)
        goal = f" → {meant.closing.label}" if meant.closing is not None else ""
        said.append(f"*{task.number} {task.text}{goal}")
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
