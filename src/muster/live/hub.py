"""The hub of one server process: places, open lines, and the one thread that asks the database.

Lines are joined and served in the same turn of the same thread: what a line is sent begins where
its page ends and has neither gap nor double. Finished bytes go to the server's loop in order.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from django.db import connection

from muster.live.desk import PULSE_S, Desk, Post
from muster.live.errors import FeedFull, TooManyWindows
from muster.live.listening import Line, Ticket
from muster.live.watching import Watch, watching
from muster.live.wire import pulse

# Who signed out or lost a grant hears nothing after so long, whatever is written.
CHECK_S: Final = 2.0
# Numbers are compared so often even if no watch says anything: a lost notification loses nothing.
LOOK_S: Final = 1.0
AGAIN_S: Final = 2.0
# What many lines are told costs the server a call each: the more there are, the more commits
# go out together. With the watch's tenth of a second nobody waits longer than a fifth.
PAUSE_EACH_S: Final = 0.0001
MOST_PAUSE_S: Final = 0.1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many lines may be open in this process: under one account, and in all."""

    account: int = 12
    total: int = 2000


class Hub:
    """Takes lines and serves them until it is closed. The first line starts the thread."""

    def __init__(
        self,
        *,
        limits: Limits = Limits(),
        watch: Callable[[], AbstractContextManager[Watch]] = watching,
    ) -> None:
        self._limits = limits
        self._watch = watch
        self._lock = threading.Lock()
        self._places: dict[int, int] = {}  # account -> places
        self._newcomers: list[Line] = []
        self._lines: set[Line] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self._looked_at = self._checked_at = self._pulsed_at = 0.0

    # ---- places: from any thread

    def reserve(self, account_id: int) -> None:
        """Take a place for one more line. Raises TooManyWindows or FeedFull."""
        with self._lock:
            held = self._places.get(account_id, 0)
            if held >= self._limits.account:
                raise TooManyWindows(most=self._limits.account)
            if sum(self._places.values()) >= self._limits.total or self._closed.is_set():
                raise FeedFull(most=self._limits.total)
            self._places[account_id] = held + 1

    def give_back(self, account_id: int) -> None:
        """The place is free again."""
        with self._lock:
            self._places[account_id] -= 1
            if not self._places[account_id]:
                del self._places[account_id]

    @property
    def places_taken(self) -> int:
        """How many places are taken."""
        with self._lock:
            return sum(self._places.values())

    # ---- lines: from the server's loop

    def join(self, ticket: Ticket) -> Line:
        """Open a line for somebody who was let in and has a place."""
        line = Line(ticket)
        with self._lock:
            self._newcomers.append(line)
            if self._thread is None:
                self._loop = asyncio.get_running_loop()
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        return line

    def leave(self, line: Line) -> None:
        """The browser is gone, or the line has ended."""
        line.ended.set()
        with self._lock:
            self._lines.discard(line)
            if line in self._newcomers:
                self._newcomers.remove(line)

    def close(self) -> None:
        """Say farewell to all at once, and let the thread end."""
        self._closed.set()
        for line in self._everybody():
            line.end("closing")

    def wait_closed(self) -> None:
        """Wait for the thread's end, after :meth:`close`."""
        if self._thread is not None:
            self._thread.join()

    def _everybody(self) -> list[Line]:
        with self._lock:
            return [*self._lines, *self._newcomers]

    # ---- the thread

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                with self._watch() as watch:
                    desk = Desk()
                    desk.begin()
                    while not self._closed.is_set():
                        told = self._turn(desk, has_changed=watch.wait())
                        self._closed.wait(min(MOST_PAUSE_S, PAUSE_EACH_S * told))
            except Exception:  # whatever it was, nobody may go on waiting for news
                log.exception("the live feed lost the database; browsers are sent to ask again")
                self._dismiss(self._everybody(), "closing")
                self._closed.wait(AGAIN_S)
            finally:
                connection.close()

    def _turn(self, desk: Desk, *, has_changed: bool) -> int:
        """Ask, and tell; how many lines were told something."""
        now = time.monotonic()
        with self._lock:
            newcomers, self._newcomers = self._newcomers, []
            lines = list(self._lines)
            self._lines.update(newcomers)
        news = []
        if has_changed or newcomers or now - self._looked_at >= LOOK_S:
            self._looked_at = now
            news = desk.read()
        is_shifted = any(heard.shifts for heard in news)
        if newcomers or is_shifted or now - self._checked_at >= CHECK_S:
            self._checked_at = now
            gone = set(desk.check([*lines, *newcomers], is_shifted=is_shifted))
            self._dismiss(gone, "signed_out")
            lines = [line for line in lines if line not in gone]
            newcomers = [line for line in newcomers if line not in gone]
        out = desk.news(lines, news)
        out += [desk.first(line, of=len(lines) + len(newcomers)) for line in newcomers]
        if now - self._pulsed_at >= PULSE_S:
            self._pulsed_at = now
            out += [(line, pulse(desk.number)) for line in lines]
        self._hand_over(out)
        return len(out)

    def _hand_over(self, out: Sequence[Post]) -> None:
        if out:
            self._in_loop(_put_all, out)

    def _dismiss(self, lines: Sequence[Line] | set[Line], why: str) -> None:
        if lines:
            self._in_loop(_end_all, list(lines), why)

    def _in_loop(self, act: Callable[..., None], *args: object) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(act, *args)
        except RuntimeError:  # the server's loop has ended, and all lines with it
            self._closed.set()


def _put_all(out: Sequence[Post]) -> None:
    for line, chunk in out:
        line.put(chunk)


def _end_all(lines: Sequence[Line], why: str) -> None:
    for line in lines:
        line.end(why)
