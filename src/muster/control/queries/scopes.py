"""How the rows of this capability hang on the tree: what an account may see of them."""

from django.db.models import Q

from muster.control.models import (
    AfterAction,
    Alert,
    Channel,
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
from muster.control.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(ControlRoom)
def _rooms(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


def _in_room(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("room__season_unit")


for _model in (
    *(AfterAction, Alert, Channel, Dispatch, Exercise, Incident, Inject),
    *(Lesson, Line, Message, Passing),
    *(Picture, Presence, ReceivedAlert, Situation, Task, Team),
):
    scoped(_model)(_in_room)


@scoped(Piece)
def _pieces(reach: Reach) -> Q:
    """Those of units that are reached, and those in charge of a room that is."""
    held = reach.by(Can.READ)
    rooms = ControlRoom.objects.filter(held.season_units("season_unit"))
    return held.units("unit") | Q(room__in=rooms.values("pk"))


@scoped(Conflict)
@scoped(DaySheet)
def _sheets(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(DayCall)
def _calls(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("sheet__season_unit")
