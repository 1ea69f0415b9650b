"""What every act in a room does: lock the room, record, and keep the projections in step."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db.models import Model

from muster.control.bridge.live import Live
from muster.control.errors import RoomClosed
from muster.control.models import ControlRoom
from muster.control.projecting import Fact, RoomRow, subject_of, subject_of_room
from muster.control.queries.pack import pack_of
from muster.ledger.actor import Actor
from muster.ledger.canonical import text as canonical_text
from muster.ledger.models import Audience
from muster.ledger.services import Receipt, Record, recorded
from muster.packs import Pack
from muster.shell.formats import short_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an act in a room gives back.

    uuid: of the act's first entry, a line. receipts: of all its entries; they are there once the
    outermost block has ended. made: what came of it, as sentences for the one who did it.
    """

    uuid: UUID
    receipts: list[Receipt]
    made: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Under which the act is recorded."""
        return self.receipts[0].counter


@dataclass(slots=True, kw_only=True)
class Pen:
    """Writes entries about one locked room and folds each into its projections at once.

    dealt: the last number of each kind that this act gave out.
    """

    record: Record
    room: ControlRoom
    actor: Actor
    now: datetime
    first: UUID
    live: Live = field(default_factory=Live)
    made: list[str] = field(default_factory=list)
    dealt: dict[type[Model], int] = field(default_factory=dict)

    @property
    def pack(self) -> Pack:
        """The rules of the room."""
        return pack_of(self.room)

    @property
    def row(self) -> RoomRow:
        """The room as this act has it so far."""
        return self.live(RoomRow, self.room.pk)

    @property
    def written(self) -> Written:
        """What the service gives back."""
        receipts = self.record.replayed if self.record.is_replay else self.record.receipts
        return Written(uuid=self.first, receipts=receipts, made=self.made)

    def key(self, of: str) -> UUID:
        """A key for something that this act makes: of its own on every node and every retry."""
        return uuid5(self.first, of)

    def write(
        self,
        kind: str,
        body: Mapping[str, Any],
        *,
        about: tuple[str, UUID] | None = None,
        happened_at: datetime | None = None,
    ) -> UUID:
        """Record one entry; *about* names the part of the room that it is about."""
        room, at = self.room, happened_at or self.now
        key = self.record(
            kind,
            subject_of(room.pk, *about) if about else subject_of_room(room.pk),
            audience=Audience.SAFETY,
            unit=room.season_unit.unit_id,
            season=room.season_unit.season_id,
            body=body,
            happened_at=at,
        )
        if not self.record.is_replay:
            self.live.take(
                Fact(
                    key=key,
                    kind=kind,
                    room=room.pk,
                    happened_at=at,
                    recorded_at=self.now,
                    actor=self.actor.name,
                    account=self.actor.account_id,
                    body=as_recorded(body),
                )
            )
        return key


def as_recorded(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body as the record gives it back: the projections must never see anything else."""
    found: dict[str, Any] = json.loads(canonical_text(body))
    return found


@contextmanager
def writing(
    room_id: UUID, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Iterator[Pen]:
    """Lock an open room and hand out the pen; what it wrote is saved when the block ends.

    The lock makes the order of entries in the record that of the acts in the room. Raises
    RoomClosed, unless it is a retry of what was recorded before.
    """
    with writing_even_closed(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            must_be_open(pen.room)
        yield pen


@contextmanager
def writing_even_closed(
    room_id: UUID, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Iterator[Pen]:
    """The same for a room that may be closed: only what decides about a closing is written so."""
    first = client_uuid or uuid4()
    with recorded(actor, now=now, client_uuid=first) as record:
        pen = Pen(record=record, room=locked(room_id), actor=actor, now=now, first=first)
        pen.live.hold(RoomRow, pen.room)
        yield pen
        pen.live.save()


def locked(room_id: UUID) -> ControlRoom:
    """The room under lock till the commit. Raises ControlRoom.DoesNotExist."""
    rows = ControlRoom.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season").get(pk=room_id)


def must_be_open(room: ControlRoom) -> None:
    """Refuse whatever is written into a closed room."""
    if room.closed_at is not None:
        raise RoomClosed(who=room.closed_by, at=short_moment(room.closed_at))
