"""The rows as plain values; fields are the columns of the models of the same name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a projection under its key."""

    uuid: UUID


R = TypeVar("R", bound=Row)


class Look(Protocol):
    """The rows that earlier entries made."""

    def __call__(self, row: type[R], key: UUID) -> R:
        """The row under *key*. Raises KeyError."""

    def find(self, row: type[R], key: UUID) -> R | None:
        """The row under *key*, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRow(Row):
    """A control room and the numbers that it has given out."""

    event_id: int
    season_unit_id: int
    name: str
    mode: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str = ""
    grace_min: int
    calls_missed: int
    lines: int = 0
    incidents: int = 0
    tasks: int = 0
    passings: int = 0
    dispatches: int = 0
    situations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow(Row):
    """Who can be called and sent."""

    room_id: UUID
    post: int | None
    number: int
    name: str
    ring: str
    state: str
    state_at: datetime
    incident_id: UUID | None = None
    towards_id: UUID | None = None
    checked_in_at: datetime | None = None
    heard_at: datetime | None = None
    missed: int = 0
    report_min: int
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow(Row):
    """A channel and its loggist."""

    room_id: UUID
    key: str
    holder: str
    account: int | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow(Row):
    """A line of the log."""

    room_id: UUID
    place: int
    kind: str
    text: str
    channel: str
    team_id: UUID | None
    incident_id: UUID | None
    happened_at: datetime
    recorded_at: datetime
    actor: str
    account: int | None
    corrects_id: UUID | None = None
    reason: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    skew_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow(Row):
    """An incident."""

    room_id: UUID
    number: int
    type: str
    priority: str
    level: int
    title: str
    state: str
    state_at: datetime
    is_over: bool = False
    team_id: UUID | None
    opened_at: datetime
    opened_by: str
    due_at: datetime
    tasked_at: datetime | None = None
    on_scene_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow(Row):
    """A task."""

    room_id: UUID
    number: int
    text: str
    owner: str
    team_id: UUID | None
    incident_id: UUID | None
    card: str
    given_at: datetime
    given_by: str
    due_at: datetime | None
    state: str = "open"
    closed_at: datetime | None = None
    closed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingRow(Row):
    """A passing on of the shift."""

    room_id: UUID
    number: int
    giver: str
    giver_account: int | None
    drawn_at: datetime
    upto: int
    content: Mapping[str, Any]
    note: str
    count: Mapping[str, Any] | None = None
    taker: str = ""
    taker_account: int | None = None
    taken_at: datetime | None = None
    taken_upto: int | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow(Row):
    """An alert of our own."""

    room_id: UUID
    number: int
    kind: str
    state: str
    content: Mapping[str, Any]
    headline: str
    incident_id: UUID | None
    replaces_id: UUID | None
    drafter: str
    drafter_account: int | None
    drafted_at: datetime
    releaser: str = ""
    releaser_account: int | None = None
    released_at: datetime | None = None
    expires_at: datetime | None = None
    message: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedAlertRow(Row):
    """An alert of somebody else."""

    room_id: UUID
    number: int
    sender: str
    identifier: str
    sent_at: datetime
    status: str
    kind: str
    severity: str
    headline: str
    expires_at: datetime | None
    is_signed: bool
    giver: str
    received_at: datetime
    actor: str
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow(Row):
    """An act of sending."""

    room_id: UUID
    number: int
    incident_id: UUID
    teams: Sequence[int]
    place: int | None
    reason: str
    choices: Mapping[str, Any]
    sent_at: datetime
    sent_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow(Row):
    """A line as one team gets it."""

    room_id: UUID
    line_id: UUID
    team_id: UUID
    sent_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceRow(Row):
    """An officer on a team's post."""

    room_id: UUID
    team_id: UUID
    officer: int
    name: str
    in_at: datetime | None = None
    out_at: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Whether the officer came after leaving the last time."""
        return self.in_at is not None and (self.out_at is None or self.in_at > self.out_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRow(Row):
    """A picture of a line."""

    room_id: UUID
    line_id: UUID
    sha256: str
    content_type: str
    size_bytes: int
    width_px: int
    height_px: int
    grade: str
    taken_at: datetime
    kept_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySheetRow(Row):
    """What is known of an event on its day."""

    event_id: int
    season_unit_id: int
    reached: Mapping[str, str]
    calls: int = 0
    troubles: int = 0
    heard_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCallRow(Row):
    """One call about an event."""

    sheet_id: UUID
    number: int
    way: str
    stage: str
    is_taken_back: bool
    is_trouble: bool
    text: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    settled_at: datetime | None = None
    settled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRow(Row):
    """A situation report."""

    room_id: UUID
    number: int
    due_at: datetime | None
    made_at: datetime
    made_by: str
    upto: int
    content: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseRow(Row):
    """The clock of an exercise."""

    room_id: UUID
    state: str = "ready"
    begin_s: int = 0
    run_s: int = 0
    speed: int = 1
    base_at: datetime | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectRow(Row):
    """What the story of an exercise says at a time."""

    room_id: UUID
    number: int
    after_min: int | None
    clock_s: int | None
    kind: str
    text: str
    team: int | None
    expected: str
    is_dropped: bool = False
    due_s: int | None = None
    line: UUID | None = None
    out_at: datetime | None = None
    is_done: bool | None = None
    judged_at: datetime | None = None
    judged_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceRow(Row):
    """A piece of own equipment."""

    number: str
    kind: str
    unit_id: int
    call_sign: str
    is_struck: bool = False
    room: UUID | None = None
    holder: int | None = None
    holder_name: str = ""
    giver_name: str = ""
    since: datetime | None = None
    missing_at: datetime | None = None
    incident: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow(Row):
    """What two posts changed differently while apart."""

    about: UUID
    season_unit_id: int
    topic: str
    thing: UUID
    number: int | None
    sides: Sequence[Mapping[str, Any]]
    found_at: datetime
    chosen: str = ""
    note: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPostRow(Row):
    """A command post: another one, or our own where it began as a copy."""

    ordinal: int
    name: str
    is_own: bool
    log: str
    verifier_key: str
    copied_at: datetime
    copied_by: str
    events: int
    enrolled_at: datetime | None = None
    enrolled_by: str = ""
    theirs: int = 0
    ours: int = 0
    written: int = 0
    refused: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    taken_at: datetime | None = None
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRow(Row):
    """A bundle that was written, taken or refused."""

    post_id: UUID | None
    way: str
    name: str
    sha256: str
    after: int
    upto: int
    new: int
    left_out: Mapping[str, int]
    conflicts: int
    reason: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterActionRow(Row):
    """An after-action report."""

    room_id: UUID
    number: int
    made_at: datetime
    made_by: str
    upto: int
    content: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRow(Row):
    """A lesson and what became of it."""

    room_id: UUID
    number: int
    text: str
    incident_id: UUID | None
    noted_at: datetime
    noted_by: str
    state: str = "noted"
    of: str = ""
    key: str = ""
    change: str = ""
    owner: str = ""
    due_min: int | None = None
    risk: int | None = None
    taken_at: datetime | None = None
    taken_by: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    note: str = ""


# Rooms first, so that a reader of the list meets each row after those it points at.
ROWS: Final[tuple[type[Row], ...]] = (
    RoomRow,
    TeamRow,
    ChannelRow,
    IncidentRow,
    LineRow,
    TaskRow,
    PassingRow,
    AlertRow,
    ReceivedAlertRow,
    DispatchRow,
    MessageRow,
    PresenceRow,
    PictureRow,
    SituationRow,
    ConflictRow,
    AfterActionRow,
    LessonRow,
    ExerciseRow,
    InjectRow,
)
# Rows of a day's sheet, which stands beside the rooms; conflicts are found in both.
DAY_ROWS: Final[tuple[type[Row], ...]] = (DaySheetRow, DayCallRow, ConflictRow)
# Own equipment, which goes from one room to another.
PIECE_ROWS: Final[tuple[type[Row], ...]] = (PieceRow,)
# What this installation alone says of its exchange with others.
POST_ROWS: Final[tuple[type[Row], ...]] = (CommandPostRow, BundleRow)
EVERY_ROW: Final[tuple[type[Row], ...]] = tuple(
    dict.fromkeys((*ROWS, *DAY_ROWS, *PIECE_ROWS, *POST_ROWS))
)
