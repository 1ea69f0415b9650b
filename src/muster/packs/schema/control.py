"""The room on the day: states of teams and incidents, kinds of log lines, contingency cards."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from muster.packs.schema.base import Named, Ref, Sourced, Strict, Text

Letters = Annotated[str, Field(pattern=r"^[a-z]{2,6}$")]


class TeamState(StrEnum):
    """What a team is doing. The names and the allowed moves are the pack's."""

    AVAILABLE = "available"
    TASKED = "tasked"
    MOVING = "moving"
    ON_SCENE = "on_scene"
    RETURNING = "returning"
    REST = "rest"
    OFF = "off"


class TaskEnd(StrEnum):
    """How a task is over."""

    DONE = "done"
    DROPPED = "dropped"


class Contact(StrEnum):
    """What a line says about the contact with its team."""

    HEARD = "heard"  # it spoke: its next report is counted from now
    MISSED = "missed"  # it was called and did not answer


class TeamStateRule(Named):
    """One state: where a team may go from it, and whether it owes its reports meanwhile."""

    moves: tuple[TeamState, ...] = Field(min_length=1)
    reports: bool


class Priority(Named):
    """How urgent an incident is; level 1 stands above all others, whatever their timers say."""

    level: int = Field(ge=1, le=9)


class IncidentState(Named):
    """One state of an incident's life.

    Exactly one is the ``first``; in one that ``ends`` no timer runs.
    """

    moves: tuple[Annotated[str, Ref("incident_states")], ...]
    first: bool = False
    ends: bool = False


class IncidentType(Named):
    """A kind of incident as the room takes it.

    code: what the log line calls it. kind: what reports count it under. limit_min: minutes within
    which a team should be there. card: what is then to be done.
    """

    code: Letters
    kind: Annotated[str, Ref("incident_kinds")]
    priority: Annotated[str, Ref("priorities")]
    limit_min: int = Field(ge=1)
    card: Annotated[str, Ref("contingency_cards")] | None = None
    skills: tuple[Annotated[str, Ref("skills")], ...] = ()
    heads: int = Field(default=1, ge=1)


class CardTask(Strict):
    """One thing to be done ``due_min`` minutes after the incident began, and by whom."""

    text: Text
    owner: Text
    due_min: int = Field(ge=0)


class ContingencyCard(Named):
    """What is done when something happens; a venue may have its own form of it.

    by_hand: what to do first, with no device at all. tasks: what the room then follows up.
    """

    by_hand: tuple[Text, ...] = Field(min_length=1)
    tasks: tuple[CardTask, ...] = Field(min_length=1)


class LineKind(Named):
    """What a line of the log is, and what follows from it.

    contact: what it says about the team. team_state: the team goes into it. incident: without an
    incident in the line one of this type is opened. incident_state: the line's incident goes into
    it. task: the line is a task, owed by its team. task_state: the line's tasks are over, so.
    message: the line goes to its teams' phones, to all teams if it names none, and each
    acknowledges it.
    """

    code: Letters
    contact: Contact | None = None
    team_state: TeamState | None = None
    incident: Annotated[str, Ref("incident_types")] | None = None
    incident_state: Annotated[str, Ref("incident_states")] | None = None
    task: bool = False
    task_state: TaskEnd | None = None
    message: bool = False


class LineTemplate(Named):
    """Two letters at the beginning of a line that stand for a kind and a text."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    kind: Annotated[str, Ref("line_kinds")]
    text: Text


class RadioChannel(Named):
    """A channel that one loggist at a time writes down."""


class ControlRules(Sourced):
    """What holds in every room.

    usual: the kind of a line that names none. lost_contact: the type of a silent team's incident.
    calls_missed: so many calls without an answer make a team silent. grace_min: minutes past its
    own time before a team's report counts as missed. late_after_min: a line recorded so many
    minutes after it happened is marked late. soon_min: a task is near its time so long before.
    """

    usual: Annotated[str, Ref("line_kinds")]
    lost_contact: Annotated[str, Ref("incident_types")]
    calls_missed: int = Field(ge=1)
    grace_min: int = Field(ge=0)
    late_after_min: int = Field(ge=1)
    soon_min: int = Field(ge=0)


class DispatchRules(Sourced):
    """What advice on sending teams goes by: points for each amount, speeds, the reserve.

    minute: points for each minute of the way; late: on top for each beyond the limit of the type;
    uncovered, filled: for each point of weight of a post that nobody, or somebody, fills; fatigue:
    for each hour on duty beyond fresh_h; pulled_off: for leaving a less urgent incident or a rest.
    detour: the way is so many times the straight line. set_off_min: from the order to the first
    step. reserve_rings: who stands in them is the reserve.
    """

    minute: float = Field(ge=0)
    late: float = Field(ge=0)
    uncovered: float = Field(ge=0)
    filled: float = Field(ge=0)
    fatigue: float = Field(ge=0)
    fresh_h: float = Field(ge=0)
    pulled_off: float = Field(ge=0)
    detour: float = Field(ge=1)
    walk_kmh: float = Field(gt=0)
    drive_kmh: float = Field(gt=0)
    set_off_min: float = Field(ge=0)
    reserve_rings: tuple[Annotated[str, Ref("rings")], ...] = ()


class PositionRules(Sourced):
    """Positions of devices: within a duty and its event, and not for ever.

    before_min, after_min: how long before and after the duty a device may speak. exact_h: hours
    after the event for which positions stay exact; then they are made coarse. keep_days: days
    after the event until they are removed.
    """

    before_min: int = Field(ge=0, le=240)
    after_min: int = Field(ge=0, le=240)
    exact_h: int = Field(ge=0, le=24 * 30)
    keep_days: int = Field(ge=0, le=365)


class TokenRules(Sourced):
    """Device tokens for programs of others: within a duty, and not too many.

    before_min, after_min: how long before the first and after the last shift of its post a token
    holds. most_per_unit: how many of one unit hold at once. per_min: requests of one token.
    """

    before_min: int = Field(ge=0, le=240)
    after_min: int = Field(ge=0, le=240)
    most_per_unit: int = Field(ge=1, le=1000)
    per_min: int = Field(ge=6, le=6000)


class SendingRules(Sourced):
    """What may leave the house by webhook and mail, by its grade.

    highest: the highest grade that goes out. alerts, situations: the grade of each kind.
    """

    highest: Annotated[str, Ref("grades")]
    alerts: Annotated[str, Ref("grades")]
    situations: Annotated[str, Ref("grades")]


class DayStage(Named):
    """What a congress goes through on its day, in the order of the pack; a call says it is reached.

    code: the letter or figure that stands for it at the keyboard. after_start_min, after_end_min:
    when it should be reached, minutes after the event begins or ends (below 0: before); one of
    the two. withdraws: with it the force has left, and no report is owed any more. letters: what
    stands for it in a short message; counts: a number may follow them there.
    """

    code: Annotated[str, Field(pattern=r"^[0-9]$")]
    letters: Letters
    counts: bool = False
    after_start_min: int | None = None
    after_end_min: int | None = None
    withdraws: bool = False


class DayRules(Sourced):
    """How often a congress is heard of on its day, from its first stage to its last.

    late_min: minutes past its time before a stage, or a report, is marked late; an "all is well"
    without an hour, said again within them by short message, is no new one. well_letters,
    trouble_letters: what says so in a short message. situation_clocks: local times at which a room
    makes its situation report.
    """

    report_min: int = Field(ge=1)
    late_min: int = Field(ge=0)
    well_letters: Letters
    trouble_letters: Letters
    situation_clocks: tuple[Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")], ...] = Field(
        min_length=1
    )


class EquipmentKind(Named):
    """A kind of own radio, vehicle, weapon or support tool that is issued by number.

    call_sign: whether a piece of it has one. own_unit: it is issued to staff of the unit that owns
    it, and of units below, alone. missing: the type of the incident when a piece is missing.
    """

    call_sign: bool = False
    own_unit: bool = False
    missing: Annotated[str, Ref("incident_types")]
