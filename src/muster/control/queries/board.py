"""The screen of a room at a moment: posts, incidents, tasks, the log. The worst stands first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.control.models import ControlRoom, Incident, Task, Team
from muster.control.queries.pack import pack_of
from muster.control.queries.people import OnPost, on_posts
from muster.control.queries.silence import Silence, silence_of
from muster.control.queries.timeline import LogLine, newest_lines
from muster.packs import Pack
from muster.packs.schema import TeamState
from muster.shell.formats import clock

MOST: Final = 200
LAST_RANK: Final = 99
# States that say no more than their name and since when: shape and colour of the row.
PLAIN: Final = {
    TeamState.TASKED: ("p-ack", "move"),
    TeamState.RETURNING: ("p-move", "move"),
    TeamState.REST: ("wait", "wait"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLine:
    """One team on the board. mark: its shape; tone: row colour; said: what it is doing."""

    team: Team
    mark: str
    tone: str
    names: Sequence[str]
    said: str
    is_silent: bool
    rank: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One open incident. is_late: nobody was there within the limit of its type."""

    incident: Incident
    type: str
    state: str
    mark: str
    said: str
    limit_min: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One open task. mark: late past its hour, soon shortly before."""

    task: Task
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many teams bear a mark, for the bar on top."""

    mark: str
    word: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on the screen."""

    room: ControlRoom
    teams: Sequence[TeamLine]
    tallies: Sequence[Tally]
    incidents: Sequence[IncidentLine]
    ended: int
    tasks: Sequence[TaskLine]
    lines: Sequence[LogLine]

    @property
    def silent(self) -> Sequence[TeamLine]:
        """The teams out of contact."""
        return [line for line in self.teams if line.is_silent]


def board_of(room: ControlRoom, *, now: datetime) -> Board:
    """The screen; a fixed number of queries, at most 200 rows of each kind."""
    pack = pack_of(room)
    rows = Team.objects.filter(room=room).select_related("incident", "towards")
    teams = list(rows.order_by("number")[:MOST])
    posts = on_posts((team.post for team in teams if team.post), now=now, pack=pack)
    shown = sorted(
        (_team(team, room, posts, pack, now) for team in teams), key=lambda line: line.rank
    )
    incidents = Incident.objects.filter(room=room)
    opened = incidents.filter(is_over=False).order_by("level", "opened_at", "number")[:MOST]
    tasks = Task.objects.filter(room=room, state=Task.State.OPEN)
    return Board(
        room=room,
        teams=shown,
        tallies=_tallies(shown),
        incidents=[_incident(row, teams, pack, now) for row in opened],
        ended=incidents.filter(is_over=True).count(),
        tasks=[
            TaskLine(task=task, mark=_task_mark(task, pack, now))
            for task in tasks.select_related("incident", "team")[:MOST]
        ],
        lines=newest_lines(room, pack=pack),
    )


def _team(
    team: Team, room: ControlRoom, posts: Mapping[int, OnPost], pack: Pack, now: datetime
) -> TeamLine:
    silence = silence_of(team, calls_missed=room.calls_missed, now=now)
    on_post = posts.get(team.post) if team.post else None
    mark, tone, said = _doing(team, silence, on_post, pack, now)
    return TeamLine(
        team=team,
        mark=mark,
        tone=tone,
        names=on_post.names if on_post else (),
        said=said,
        is_silent=silence is not None,
        rank=(_rank(team, silence, tone, pack), team.number),
    )


def _rank(team: Team, silence: Silence | None, tone: str, pack: Pack) -> int:
    """Who is seen first: by the priority of the incident, then by what is open."""
    if team.incident is not None and not team.incident.is_over:
        return team.incident.level * 10
    if silence is not None:
        rule = pack.incident_types[pack.control.lost_contact]
        return pack.priorities[rule.priority].level * 10 + 1
    return {"late": 90, "move": 91, "wait": 92}.get(tone, LAST_RANK)


def _doing(
    team: Team, silence: Silence | None, on_post: OnPost | None, pack: Pack, now: datetime
) -> tuple[str, str, str]:
    """Shape, colour of the row, and words."""
    if silence is not None:
        minutes = max(0, int((now - silence.since) / timedelta(minutes=1)))
        words = ngettext("out of contact %(n)d minute", "out of contact %(n)d minutes", minutes)
        return "p-silent", "late", words % {"n": minutes}
    name = str(pack.team_states[TeamState(team.state)].label).lower()
    match TeamState(team.state):
        case TeamState.AVAILABLE:
            return "p-in", "", _rhythm(team)
        case TeamState.ON_SCENE:
            return "p-in", "move", f"{_where(team)} {clock(team.state_at)}"
        case TeamState.MOVING:
            return "p-move", "move", f"→ {_where(team)} {clock(team.state_at)}"
        case TeamState.OFF:
            return _not_there(on_post, name, now)
        case state:
            return (*PLAIN[state], f"{name} {clock(team.state_at)}")


def _rhythm(team: Team) -> str:
    """When it was heard, and how often it reports."""
    schedule = _("every %(n)d min") % {"n": team.report_min}
    return f"{clock(team.heard_at or team.state_at)} · {schedule}"


def _where(team: Team) -> str:
    if team.towards is not None:
        return team.towards.name
    return f"#{team.incident.number}" if team.incident else ""


def _not_there(on_post: OnPost | None, name: str, now: datetime) -> tuple[str, str, str]:
    if on_post is None:
        return "todo", "wait", name
    said = {"at": clock(on_post.starts_at)}
    if on_post.starts_at <= now:
        return "p-open", "late", _("not in position, shift %(at)s") % said
    return "p-full", "", _("staffed, shift %(at)s") % said


def _tallies(shown: Sequence[TeamLine]) -> list[Tally]:
    counts = Counter(line.mark for line in shown)
    words = {
        "p-in": _("in position"),
        "p-ack": _("orders taken"),
        "p-full": _("staffed"),
        "p-move": _("moving"),
        "p-open": _("not there"),
        "p-silent": _("out of contact"),
    }
    return [
        Tally(mark=mark, word=word, count=counts[mark])
        for mark, word in words.items()
        if counts[mark] or mark in ("p-in", "p-silent")
    ]


def _incident(incident: Incident, teams: Sequence[Team], pack: Pack, now: datetime) -> IncidentLine:
    is_late = incident.on_scene_at is None and now > incident.due_at
    return IncidentLine(
        incident=incident,
        type=str(pack.incident_types[incident.type].name),
        state=str(pack.incident_states[incident.state].name),
        mark="late" if is_late or incident.level == 1 else "soon",
        said=_attending(incident, teams, pack),
        limit_min=round((incident.due_at - incident.opened_at) / timedelta(minutes=1)),
        is_late=is_late,
    )


def _attending(incident: Incident, teams: Sequence[Team], pack: Pack) -> str:
    """Who is there or on the way; nobody yet is said as well."""
    parts = [
        f"@{team.number} {str(pack.team_states[TeamState(team.state)].label).lower()}"
        for team in teams
        if team.incident_id == incident.pk
    ]
    state = str(pack.incident_states[incident.state].name).lower()
    return " · ".join([state, *(parts or [_("nobody sent yet")])])


def _task_mark(task: Task, pack: Pack, now: datetime) -> str:
    if task.due_at is None:
        return "doing"
    if now > task.due_at:
        return "late"
    soon = timedelta(minutes=pack.control.soon_min)
    return "soon" if task.due_at - now <= soon else "doing"
