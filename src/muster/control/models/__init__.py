"""Control rooms and what is projected from their entries.

Every row here but nothing else follows from the record: ``muster control rebuild`` makes all of
them again. The primary key is the UUID of the entry that made the row, so it is the same on
every node. Do not add a column that the record does not tell.
"""

from muster.control.models.after_action import AfterAction
from muster.control.models.alert import Alert, ReceivedAlert
from muster.control.models.day import DayCall, DaySheet
from muster.control.models.dispatch import Dispatch
from muster.control.models.equipment import Piece
from muster.control.models.exercise import Exercise, Inject
from muster.control.models.incident import Incident, Task
from muster.control.models.lesson import Lesson
from muster.control.models.line import Line
from muster.control.models.passing import Passing
from muster.control.models.phone import Message, Picture, Presence
from muster.control.models.post import Bundle, CommandPost, Conflict
from muster.control.models.room import Channel, ControlRoom, Team
from muster.control.models.situation import Situation

__all__ = [
    "AfterAction",
    "Alert",
    "Bundle",
    "Channel",
    "CommandPost",
    "Conflict",
    "ControlRoom",
    "DayCall",
    "DaySheet",
    "Dispatch",
    "Exercise",
    "Incident",
    "Inject",
    "Lesson",
    "Line",
    "Message",
    "Passing",
    "Picture",
    "Piece",
    "Presence",
    "ReceivedAlert",
    "Situation",
    "Task",
    "Team",
]
