"""Between the gateway's loop and the databases: enrolments in, positions and counts out.

Blocking, so called in a thread of its own; a failing database delays and loses nothing of what
fits: at most 50,000 positions wait.
"""

import logging
from collections import Counter, deque
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection

from muster.gateways.gps.door import Door, Enrolled
from muster.gateways.gps.fix import Fix
from muster.gateways.gps.store import ALIVE, NOBODY, Store
from muster.gateways.models import Device

GATEWAY: Final = "gps"
MOST_WAITING: Final = 50_000
MOST_AT_ONCE: Final = 5_000
MOST_DEVICES: Final = 20_000
BEAT: Final = timedelta(seconds=30)
"""How often a gateway says that it runs."""
log = logging.getLogger(__name__)
Row = tuple[int, int, datetime, Fix]


def tallied(door: Door) -> Counter[tuple[int, str]]:
    """What a door counted, by device and word; what is about no device of ours under NOBODY."""
    counts: Counter[tuple[int, str]] = Counter()
    for (device, verdict), count in list(door.by_device.items()):
        counts[device, str(verdict)] += count
    ours = Counter[str]()
    for (_device, word), count in counts.items():
        ours[word] += count
    for word, count in list(door.counts.items()):
        counts[NOBODY, str(word)] += count - ours[str(word)]
    return counts


class Keeper:
    """Holds what waits to be written. put: from the loop; step: from one other thread."""

    def __init__(self, door: Door, store: Store) -> None:
        self.door = door
        self.store = store
        self._events: Mapping[int, int] = {}
        self._waiting: deque[Row] = deque(maxlen=MOST_WAITING)
        self._told: Counter[tuple[int, str]] = Counter()
        self._beat_at = datetime.min.replace(tzinfo=UTC)

    def put(self, device: int, fix: Fix, now: datetime) -> None:
        """Let a position wait for the next step."""
        self._waiting.append((device, self._events[device], now, fix))

    def step(self, *, now: datetime) -> None:
        """Read the enrolments, write what waits; what cannot be written waits on."""
        try:
            self._read(now)
            self._write(now)
        except DatabaseError:
            log.exception("positions wait: %s", len(self._waiting))
            connection.close_if_unusable_or_obsolete()

    def _read(self, now: datetime) -> None:
        rows = Device.objects.filter(revoked_at=None, token_sha256__isnull=False)
        found = list(
            rows.order_by("-ends_at").values_list(
                "token_sha256", "pk", "starts_at", "ends_at", "event_id"
            )[:MOST_DEVICES]
        )
        # Events first: a device that the door knows must always have one.
        self._events = {**self._events, **{pk: event for _t, pk, _s, _e, event in found}}
        self.door.devices = {
            token: Enrolled(pk=pk, starts_at=starts_at, ends_at=ends_at)
            for token, pk, starts_at, ends_at, _event in found
            if token is not None
        }

    def _write(self, now: datetime) -> None:
        while self._waiting:
            rows = [self._waiting.popleft() for _n in range(min(len(self._waiting), MOST_AT_ONCE))]
            try:
                self.store.add(rows)
            except DatabaseError:
                self._waiting.extendleft(reversed(rows))
                raise
        self._tell(now)

    def _tell(self, now: datetime) -> None:
        """Add what was counted since the last time to what the operator reads."""
        counts = tallied(self.door)
        news = counts - self._told
        if now >= self._beat_at:
            self._beat_at = now + BEAT
            news[NOBODY, ALIVE] = 1
        self.store.tell(GATEWAY, news, now=now)
        self._told = counts
