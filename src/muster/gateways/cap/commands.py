"""The gateway of warnings as a process: it looks again and again, and listens nowhere."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.gateways.cap.counting import lines
from muster.gateways.cap.fetching import Found, NotFetched, from_feed, from_folder
from muster.gateways.cap.taking import GATEWAY, open_rooms, take
from muster.gateways.gps.keeping import BEAT
from muster.gateways.gps.store import ALIVE, NOBODY, store

DONE: Final = 0
MOST_SEEN: Final = 20_000


@dataclass(slots=True)
class Warnings:
    """Folders and feeds that are looked into. every_s: how often; None: once."""

    folders: Sequence[Path]
    feeds: Sequence[str]
    every_s: float | None
    room: UUID | None = None
    role: str = "gateway-cap"
    counts: Counter[str] = field(default_factory=Counter)
    _seen: dict[str, set[str]] = field(default_factory=dict)
    _files: set[tuple[str, int]] = field(default_factory=set)
    _rooms: frozenset[UUID] = frozenset()

    def run(self) -> int:
        """Look until the process is told to stop; the exit code."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_args: stopping.set())
        store().tell(GATEWAY, {(NOBODY, ALIVE): 1}, now=datetime.now(UTC))
        self.look(now=datetime.now(UTC))
        while self.every_s is not None and not self._wait(stopping, self.every_s):
            self.look(now=datetime.now(UTC))
        _say(_("Stopped. What was done:"), *lines(self.counts))
        return DONE

    def _wait(self, stopping: threading.Event, wait_s: float) -> bool:
        """Wait, and say meanwhile that it runs; whether it is to stop."""
        while wait_s > 0:
            if stopping.wait(min(wait_s, BEAT.total_seconds())):
                return True
            wait_s -= BEAT.total_seconds()
            store().tell(GATEWAY, {(NOBODY, ALIVE): 1}, now=datetime.now(UTC))
        return stopping.is_set()

    def look(self, *, now: datetime) -> Counter[str]:
        """Look once into everything; what came of it.

        What was looked at is not looked at again, unless a room was opened or closed meanwhile.
        """
        rooms = open_rooms()
        if rooms != self._rooms or len(self._files) > MOST_SEEN:
            self._rooms = rooms
            self._files.clear()
            self._seen.clear()
        done = take(self._found(now), now=now, room=self.room)
        self.counts += done
        if done:
            _say(*lines(done))
        return done

    def _found(self, now: datetime) -> Iterator[Found]:
        for folder in self.folders:
            yield from self._each(str(folder), from_folder(folder), now)
        for address in self.feeds:
            seen = self._seen.setdefault(address, set())
            yield from self._each(address, from_feed(address, seen=seen), now)

    def _each(self, name: str, found: Iterator[Found], now: datetime) -> Iterator[Found]:
        """What is there and was not looked at before; a source that fails does not stop others."""
        try:
            for one in found:
                mark = (one.giver, hash(one.content))
                if mark not in self._files:
                    self._files.add(mark)
                    yield one
        except NotFetched as error:
            self.counts["not_fetched"] += 1
            store().tell(GATEWAY, {(NOBODY, "not_fetched"): 1}, now=now)
            _say(f"{name}: {error}")


def _say(*texts: str) -> None:
    for text in texts:
        print(text, flush=True)
