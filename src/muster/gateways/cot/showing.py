"""What a command post shows to the devices of its event, as letters for their outboxes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from muster.control.models import ControlRoom
from muster.engines.cot import Event, chat, kinds, shapes, written
from muster.engines.cot.chat import EVERYBODY, Chat
from muster.engines.cot.shapes import Label
from muster.gateways.cot.outbox import Letter, Sort
from muster.gateways.cot.relay import Standing
from muster.gateways.queries.shown import (
    Form,
    Order,
    Shown,
    callsign_of,
    marked,
    may_show,
    orders_of,
    places_of,
    uid_of,
)
from muster.packs.schema import PhonePart

MOST_LETTERS: Final = 2_000
Made = Mapping[str, tuple[Shown | Order, Letter]]


@dataclass(slots=True)
class Showing:
    """Makes what is shown, and leaves as it was what did not change. server: its name in traces."""

    server: str
    _made: dict[str, tuple[Shown | Order, Letter]] = field(default_factory=dict)

    def of(
        self,
        rooms: Collection[ControlRoom],
        *,
        devices: Mapping[int, Collection[int]],
        teams: Mapping[int, UUID],
        now: datetime,
    ) -> Mapping[int, Standing]:
        """By event, what its devices are shown. devices: by event; teams: by device."""
        before, self._made = self._made, {}
        open_to = [room for room in rooms if may_show(room, PhonePart.MESSAGES)]
        orders = orders_of(open_to, now=now)
        return {
            room.event_id: Standing(
                places=self._places(room, before, now),
                messages=self._messages(
                    room, orders.get(room.pk, ()), devices[room.event_id], teams, before, now
                ),
                names=frozenset({uid_of(room), callsign_of(room)}),
            )
            for room in rooms
        }

    def _places(self, room: ControlRoom, before: Made, now: datetime) -> Mapping[str, Letter]:
        if not may_show(room, PhonePart.SKETCH):
            return {}
        found = {}
        for one in places_of(room, now=now):
            held = before.get(one.uid)
            if held is None or held[0] != one:
                held = one, self._letter(Sort.POSITION, drawn(one, now=now), now)
            self._made[one.uid] = held
            found[one.uid] = held[1]
        return found

    def _messages(
        self,
        room: ControlRoom,
        orders: Sequence[Order],
        devices: Collection[int],
        teams: Mapping[int, UUID],
        before: Made,
        now: datetime,
    ) -> Mapping[str, tuple[Letter, frozenset[int]]]:
        found = {}
        for order in orders:
            uid = order.key.hex
            held = before.get(uid)
            if held is None:
                held = order, self._letter(Sort.OTHER, spoken(room, order), now)
            self._made[uid] = held
            found[uid] = held[1], _receivers(order, devices, teams)
        return found

    def _letter(self, sort: Sort, event: Event, now: datetime) -> Letter:
        content = written(kinds.stamped(event, self.server, now=now))
        return Letter(sort, event.uid, content)


def _receivers(order: Order, devices: Collection[int], teams: Mapping[int, UUID]) -> frozenset[int]:
    """The devices of the teams; who has no team is told what goes to all."""
    return frozenset(
        pk for pk in devices if (teams[pk] in order.teams if pk in teams else order.is_for_all)
    )


def spoken(room: ControlRoom, order: Order) -> Event:
    """A message of the room as GeoChat. The same message has the same uid however often it goes."""
    said = Chat(
        sender=uid_of(room),
        callsign=callsign_of(room),
        room=EVERYBODY,
        message=order.key.hex,
        text=marked(room, order.text)[:MOST_LETTERS],
    )
    return chat.chat(said, at=order.sent_at)


def drawn(one: Shown, *, now: datetime) -> Event:
    """A thing on the map as an event."""
    label = Label(
        uid=one.uid, name=one.name, remarks=one.remarks, made_at=now, stale_at=one.stale_at
    )
    places = [place for _name, place in one.points]
    match one.form:
        case Form.SPOT:
            return shapes.spot(label, places[0])
        case Form.UNIT:
            return shapes.unit(label, places[0])
        case Form.AREA:
            return shapes.area(label, places)
        case Form.ROUTE:
            return shapes.route(label, one.points)
