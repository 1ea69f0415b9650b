"""From the entries of a control room to the rows that its pages read: pure functions.

Each takes one entry as a :class:`Fact` and looks at rows that earlier entries made; it returns
the rows as they become. The services use them when they record, ``muster control rebuild`` uses
them on the whole record: both must give the same rows. No clock, no pack, no database: whatever
a rule decided stands in the entry.
"""

from muster.control.projecting.alerts import received_key
from muster.control.projecting.days import sheet_key
from muster.control.projecting.equipment import piece_key
from muster.control.projecting.exercises import exercise_key, inject_key
from muster.control.projecting.fact import (
    DAY,
    PIECE,
    POST,
    Fact,
    piece_of_subject,
    room_of_subject,
    sheet_of_subject,
    subject_of,
    subject_of_piece,
    subject_of_room,
    subject_of_sheet,
)
from muster.control.projecting.fold import KINDS, Memory, Merging, project
from muster.control.projecting.ordering import Knowledge, in_order
from muster.control.projecting.phones import message_key, presence_key
from muster.control.projecting.posts import post_key
from muster.control.projecting.rooms import channel_key, team_key
from muster.control.projecting.rows import (
    DAY_ROWS,
    EVERY_ROW,
    PIECE_ROWS,
    POST_ROWS,
    ROWS,
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
    Look,
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

__all__ = [
    "DAY",
    "DAY_ROWS",
    "EVERY_ROW",
    "KINDS",
    "PIECE",
    "PIECE_ROWS",
    "POST",
    "POST_ROWS",
    "ROWS",
    "AfterActionRow",
    "AlertRow",
    "BundleRow",
    "ChannelRow",
    "CommandPostRow",
    "ConflictRow",
    "DayCallRow",
    "DaySheetRow",
    "DispatchRow",
    "ExerciseRow",
    "Fact",
    "IncidentRow",
    "InjectRow",
    "Knowledge",
    "LessonRow",
    "LineRow",
    "Look",
    "Memory",
    "Merging",
    "MessageRow",
    "PassingRow",
    "PictureRow",
    "PieceRow",
    "PresenceRow",
    "ReceivedAlertRow",
    "RoomRow",
    "Row",
    "SituationRow",
    "TaskRow",
    "TeamRow",
    "channel_key",
    "exercise_key",
    "in_order",
    "inject_key",
    "message_key",
    "piece_key",
    "piece_of_subject",
    "post_key",
    "presence_key",
    "project",
    "received_key",
    "room_of_subject",
    "sheet_key",
    "sheet_of_subject",
    "subject_of",
    "subject_of_piece",
    "subject_of_room",
    "subject_of_sheet",
    "team_key",
]
