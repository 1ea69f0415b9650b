"""Which table holds which rows, and how one becomes the other."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from django.db.models import Model

from muster.control.models import (
    AfterAction,
    Alert,
    Bundle,
    Channel,
    CommandPost,
    Conflict,
    ControlRoom,
    DayCall,
    DaySheet,
    Dispatch,
    Exercise,
    Incident,
    Inject,
    Lesson,
    Line,
    Message,
    Passing,
    Picture,
    Piece,
    Presence,
    ReceivedAlert,
    Situation,
    Task,
    Team,
)
from muster.control.projecting import (
    EVERY_ROW,
    AfterActionRow,
    AlertRow,
    BundleRow,
    ChannelRow,
    CommandPostRow,
    ConflictRow,
    DayCallRow,
    DaySheetRow,
    DispatchRow,
    ExerciseRow,
    IncidentRow,
    InjectRow,
    LessonRow,
    LineRow,
    MessageRow,
    PassingRow,
    PictureRow,
    PieceRow,
    PresenceRow,
    ReceivedAlertRow,
    RoomRow,
    Row,
    SituationRow,
    TaskRow,
    TeamRow,
)

R = TypeVar("R", bound=Row)
TABLES: Final[Mapping[type[Row], type[Model]]] = {
    RoomRow: ControlRoom,
    TeamRow: Team,
    ChannelRow: Channel,
    IncidentRow: Incident,
    LineRow: Line,
    TaskRow: Task,
    PassingRow: Passing,
    AlertRow: Alert,
    ReceivedAlertRow: ReceivedAlert,
    DispatchRow: Dispatch,
    MessageRow: Message,
    PresenceRow: Presence,
    PictureRow: Picture,
    SituationRow: Situation,
    ExerciseRow: Exercise,
    InjectRow: Inject,
    AfterActionRow: AfterAction,
    LessonRow: Lesson,
    DaySheetRow: DaySheet,
    DayCallRow: DayCall,
    PieceRow: Piece,
    ConflictRow: Conflict,
    CommandPostRow: CommandPost,
    BundleRow: Bundle,
}
COLUMNS: Final[Mapping[type[Row], tuple[str, ...]]] = {
    row: tuple(field.name for field in fields(row)) for row in EVERY_ROW
}


def row_of(kind: type[R], model: Model) -> R:
    """The row that stands in the table."""
    return kind(**{name: getattr(model, name) for name in COLUMNS[kind]})


def values_of(row: Row) -> dict[str, Any]:
    """The columns of a row."""
    return {name: getattr(row, name) for name in COLUMNS[type(row)]}


def model_of(row: Row) -> Model:
    """A row as its table takes it."""
    return TABLES[type(row)](**values_of(row))


def differing(before: Row, after: Row) -> dict[str, Any]:
    """The columns that are not as before."""
    was, now = values_of(before), values_of(after)
    return {name: value for name, value in now.items() if was[name] != value}
