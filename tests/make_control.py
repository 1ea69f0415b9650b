"""Builders of the control room: a small congress with four posts, on its day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from tests import make_duty as make

from muster.control import services
from muster.control.models import ControlRoom, Incident, Line, Piece, Team
from muster.control.services import PieceDraft, Typed, Written
from muster.ledger.actor import Actor
from muster.season.models import Event
from muster.tree.models import Unit

# 09:42:17 in Ho Chi Minh City on the day of the congress
NOW: Final = datetime(2030, 8, 22, 2, 42, 17, tzinfo=UTC)
TAM: Final = Actor(name="Nguyễn Tâm", via="page", account_id=801)
SANG: Final = Actor(name="Bùi Tấn Sang", via="page", account_id=802)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A world, its congress and the open control room."""

    world: make.World
    event: Event
    room: ControlRoom

    def team(self, number: int) -> Team:
        """A team as it is now."""
        return Team.objects.get(room=self.room, number=number)

    def incident(self, number: int) -> Incident:
        """An incident as it is now."""
        return Incident.objects.get(room=self.room, number=number)

    def newest(self) -> Line:
        """The last line of the log."""
        return Line.objects.filter(room=self.room).latest("place")

    def say(self, text: str, *, after_min: float = 0, actor: Actor = TAM) -> Written:
        """Type a line into the log."""
        now = NOW + timedelta(minutes=after_min)
        return services.write_line(self.room.pk, actor=actor, now=now, typed=Typed(text=text))


def equip(day: Day, *numbers: str, kind: str = "radio_set", unit: Unit | None = None) -> None:
    """Pieces in the register of the eastern branch, or of another unit."""
    owner = unit or day.world.east.unit
    drafts = [PieceDraft(number=number, kind=kind, unit_id=owner.pk) for number in numbers]
    services.register_pieces(
        TAM, now=NOW, drafts=drafts, within=frozenset((owner.pk,)), pack=day.world.pack
    )


def piece(number: str) -> Piece:
    """A piece as it is now."""
    return Piece.objects.get(number=number)


def day(*, mode: ControlRoom.Mode = ControlRoom.Mode.ACTUAL) -> Day:
    """Posts 1 main gate (15 min), 2 guard (60), 3 parking (30), 4 perimeter (30)."""
    world = make.world()
    event = make.event(world)
    make.plan(event)
    opened_at = NOW - timedelta(hours=2)
    room = services.open_room(event, actor=TAM, now=opened_at, mode=mode)
    return Day(world=world, event=event, room=room)
