"""What the relay remembers: the last position of each uid, open alerts, what came already.

In memory only, and bounded: positions go when they are stale, nothing is written anywhere.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from muster.engines.cot.kinds import ends_alert, linked, sameness
from muster.engines.cot.model import Event
from muster.gateways.cot.outbox import Letter

MOST_POSITIONS: Final = 5_000
MOST_ALERTS: Final = 1_000
MOST_SEEN: Final = 50_000
SEEN_FOR: Final = timedelta(minutes=2)
ALERT_FOR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Held:
    """What a client that connects now must get. source: the number of who sent it."""

    letter: Letter
    source: int
    made_at: datetime
    until: datetime


class Picture:
    """Last positions, open alerts and the marks of what came in the last two minutes."""

    def __init__(self) -> None:
        self._positions: OrderedDict[str, Held] = OrderedDict()
        self._alerts: OrderedDict[str, Held] = OrderedDict()
        self._seen: OrderedDict[int, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._positions)

    def came_before(self, event: Event, *, now: datetime) -> bool:
        """Whether the same event came within two minutes; remembers it."""
        mark = sameness(event)
        while self._seen and (
            len(self._seen) >= MOST_SEEN or next(iter(self._seen.values())) < now - SEEN_FOR
        ):
            self._seen.popitem(last=False)
        if mark in self._seen:
            return True
        self._seen[mark] = now
        return False

    def is_older(self, event: Event, *, source: int) -> bool:
        """Whether another source told a newer position of that uid.

        Of the same source the last word counts: its clock may have been put right in between.
        """
        held = self._positions.get(event.uid)
        return held is not None and held.source != source and event.made_at < held.made_at

    def keep_position(self, event: Event, letter: Letter, *, source: int) -> None:
        """Hold it as the last of its uid until it is stale."""
        held = Held(letter, source, event.made_at, event.stale_at)
        self._positions[event.uid] = held
        self._positions.move_to_end(event.uid)
        if len(self._positions) > MOST_POSITIONS:
            self._positions.popitem(last=False)

    def keep_alert(self, event: Event, letter: Letter, *, source: int, now: datetime) -> None:
        """Hold an alert until it is ended, or an hour; the end of one lets it go."""
        if ends_alert(event):
            for uid in (event.uid, *linked(event)):
                self._alerts.pop(uid, None)
            return
        self._alerts[event.uid] = Held(letter, source, event.made_at, now + ALERT_FOR)
        if len(self._alerts) > MOST_ALERTS:
            self._alerts.popitem(last=False)

    def remove(self, event: Event) -> None:
        """Forget the positions that a removal names. Alerts stay until they are ended."""
        for uid in linked(event):
            self._positions.pop(uid, None)

    def current(self, *, now: datetime) -> Iterator[Letter]:
        """Open alerts, then positions that are not stale: what a new client is shown first."""
        self.forget(now=now)
        yield from (held.letter for held in self._alerts.values())
        yield from (held.letter for held in self._positions.values())

    def forget(self, *, now: datetime) -> None:
        """Let go of what is out of date."""
        for store in (self._positions, self._alerts):
            for uid in [uid for uid, held in store.items() if held.until <= now]:
                del store[uid]
