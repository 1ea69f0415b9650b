"""Between the relay and the databases: certificates, rooms and orders in, what was heard out.

Blocking, so called in a thread of its own; a failing database delays and loses nothing of what
fits: at most 50,000 positions and 5,000 messages wait.
"""

import logging
from collections import Counter, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, DataError, connection

from muster.control import services as control
from muster.control.models import ControlRoom
from muster.control.queries.pack import pack_of
from muster.control.services import DeviceWord, Place
from muster.engines.cot import Point, kinds
from muster.errors import DomainError
from muster.gateways.cot.counting import Count
from muster.gateways.cot.gate import Fresh, Harvest
from muster.gateways.cot.hearing import Heard, Sort
from muster.gateways.cot.showing import Showing
from muster.gateways.gps.fix import Fix
from muster.gateways.gps.keeping import BEAT
from muster.gateways.gps.store import ALIVE, NOBODY, Store
from muster.gateways.queries.field import certified_devices, open_rooms, teams_of_devices

GATEWAY: Final = "cot"
MOST_FIXES: Final = 50_000
MOST_WORDS: Final = 5_000
MOST_AT_ONCE: Final = 5_000
log = logging.getLogger(__name__)
TAKES: Final = {
    Sort.WORD: (control.take_word, Count.LOGGED),
    Sort.HELP: (control.take_call_for_help, Count.HELP),
    Sort.CLEAR: (control.take_all_clear, Count.LOGGED),
}


class Teller:
    """Adds what was counted since the last time to what the operator reads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._told: Counter[tuple[int, str]] = Counter()
        self._beat_at = datetime.min.replace(tzinfo=UTC)

    def tell(
        self, counts: Mapping[str, int], by_device: Mapping[tuple[int, str], int], *, now: datetime
    ) -> None:
        """counts: all by word; by_device: those of them that are about a device."""
        found = Counter(dict(by_device))
        ours = Counter[str]()
        for (_device, word), count in by_device.items():
            ours[word] += count
        for word, count in counts.items():
            found[NOBODY, word] += count - ours[word]
        news = found - self._told
        if now >= self._beat_at:
            self._beat_at = now + BEAT
            news[NOBODY, ALIVE] = 1
        self.store.tell(GATEWAY, news, now=now)
        self._told = found


class Keeper:
    """Holds what waits to be written. server: the relay's name in traces."""

    def __init__(self, *, server: str, store: Store) -> None:
        self.store = store
        self._showing = Showing(server)
        self._teller = Teller(store)
        self._fixes: deque[tuple[int, int, datetime, Fix]] = deque(maxlen=MOST_FIXES)
        self._words: deque[Heard] = deque(maxlen=MOST_WORDS)
        self._counts: Counter[str] = Counter()
        self._by_device: Counter[tuple[int, str]] = Counter()

    def step(self, harvest: Harvest, *, now: datetime) -> Fresh | None:
        """Keep and log what was heard, and read what is to be shown; None: no database now."""
        self._fixes.extend(harvest.fixes)
        self._words.extend(harvest.words)
        try:
            return self._step(harvest, now)
        except DatabaseError:
            waiting = len(self._fixes), len(self._words)
            log.exception("positions and messages wait: %s, %s", *waiting)
            connection.close_if_unusable_or_obsolete()
            return None

    @property
    def counts(self) -> Counter[str]:
        """What was done with what was heard."""
        return self._counts

    def _step(self, harvest: Harvest, now: datetime) -> Fresh:
        devices = certified_devices(now=now)
        by_event: dict[int, list[int]] = {}
        for device in devices.values():
            if device.is_on_duty(now):
                by_event.setdefault(device.event, []).append(device.pk)
        events = {*by_event, *(one.device.event for one in self._words)}
        rooms = open_rooms(events)
        known = {pk for pks in by_event.values() for pk in pks}
        known |= {one.device.pk for one in self._words}
        teams = teams_of_devices(known, list(rooms.values()), now=now)
        self._log(rooms, teams, now)
        self._keep()
        self._tell(harvest, now)
        shown = self._showing.of(
            [room for event, room in rooms.items() if event in by_event],
            devices=by_event,
            teams=teams,
            now=now,
        )
        return Fresh(devices=devices, shown=shown)

    def _keep(self) -> None:
        while self._fixes:
            rows = [self._fixes.popleft() for _n in range(min(len(self._fixes), MOST_AT_ONCE))]
            try:
                self.store.add(rows)
            except DatabaseError:
                self._fixes.extendleft(reversed(rows))
                raise

    def _log(
        self, rooms: Mapping[int, ControlRoom], teams: Mapping[int, UUID], now: datetime
    ) -> None:
        """One by one, in their order; what the database refuses for now stays in front."""
        while self._words:
            said = self._words[0]
            room, team = rooms.get(said.device.event), teams.get(said.device.pk)
            word = _into(room, said, team, now)
            self._words.popleft()
            self._counts[word] += 1
            self._by_device[said.device.pk, word] += 1

    def _tell(self, harvest: Harvest, now: datetime) -> None:
        counts = harvest.counts + self._counts
        self._teller.tell(counts, harvest.by_device + self._by_device, now=now)


def _into(room: ControlRoom | None, said: Heard, team: UUID | None, now: datetime) -> str:
    """Put it into the log of the room; what came of it, as a word that is counted."""
    if room is None:
        return str(Count.NO_ROOM)
    take, done = TAKES[said.sort]
    try:
        take(room.pk, now=now, word=_word(room, said, team))
    except (DomainError, DataError) as refusal:  # such words must not stand in front for ever
        log.info("not logged: %s", refusal)
        return str(Count.NOT_LOGGED)
    return str(done)


def _word(room: ControlRoom, said: Heard, team: UUID | None) -> DeviceWord:
    event = said.event
    skew_s = round((event.made_at - said.at).total_seconds())
    off_s = pack_of(room).phone.clock_off_s
    return DeviceWord(
        uuid=said.key,
        device=said.device.name,
        text=said.text,
        happened_at=said.at,
        team=team,
        place=_place(event.point) if said.sort is Sort.HELP else None,
        clock={"at": event.made_at, "skew_s": skew_s if abs(skew_s) > off_s else 0},
    )


def _place(point: Point) -> Place | None:
    """Where help is wanted; with other words no position gets into the record."""
    if kinds.is_nowhere(point):
        return None
    accuracy_m = min(round(point.ce_m or 0), 100_000)
    return Place(lat=f"{point.lat:.6f}", lon=f"{point.lon:.6f}", accuracy_m=accuracy_m)
