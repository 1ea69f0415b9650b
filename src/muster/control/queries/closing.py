"""What is still open in a room that somebody wants to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.control.models import Channel, Conflict, ControlRoom, Exercise, Passing, Piece
from muster.control.queries.board import Board, TeamLine, board_of
from muster.control.queries.conflicts import undecided
from muster.control.queries.exercises import exercise_of
from muster.control.queries.passing import under_way
from muster.packs.schema import TeamState

MOST_PIECES: Final = 60
AWAY: Final = (TeamState.TASKED, TeamState.MOVING, TeamState.ON_SCENE, TeamState.RETURNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What stands in the way of closing (incidents, pieces in hands), and what would stay open."""

    board: Board
    pieces: Sequence[str]
    channels: Sequence[Channel]
    passing: Passing | None
    conflicts: int
    is_playing: bool

    @property
    def is_free(self) -> bool:
        """Whether the room can be closed now."""
        return not (self.board.incidents or self.pieces)

    @property
    def away(self) -> Sequence[TeamLine]:
        """The teams that somebody has sent somewhere."""
        return [line for line in self.board.teams if TeamState(line.team.state) in AWAY]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing would stay open."""
        left = (self.board.tasks, self.board.silent, self.away, self.channels, self.passing)
        return not (any(left) or self.conflicts or self.is_playing)


def closing_of(room: ControlRoom, *, now: datetime) -> Closing:
    """Everything that the closing page names; a fixed number of queries."""
    held = Piece.objects.filter(room=room.pk, missing_at=None).exclude(holder=None)
    exercise = exercise_of(room)
    return Closing(
        board=board_of(room, now=now),
        pieces=list(held.order_by("number").values_list("number", flat=True)[:MOST_PIECES]),
        channels=list(room.channels.exclude(holder="").order_by("key")),
        passing=under_way(room),
        conflicts=undecided(Conflict.objects.filter(about=room.pk)).count(),
        is_playing=exercise is not None and exercise.state == Exercise.State.RUNNING,
    )
