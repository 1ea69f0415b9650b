"""One open line: what waits to be sent to it, and why it ends."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from muster.live.wire import Chunk, farewell

# A browser that reads nothing gets no more than this kept for it; it comes back and catches up.
MOST_WAITING_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """With what an account was let in.

    session: key of its session. auth_hash: what the session knows of the password.
    after: the newest number that the page has, or None for a page that begins now.
    """

    account_id: int
    session: str
    auth_hash: str
    after: int | None


@dataclass(slots=True, eq=False)
class Line:
    """A line to one browser. All but ``ticket`` belongs to the server's loop alone."""

    ticket: Ticket
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: list[Chunk] = field(default_factory=list)
    _bytes: int = 0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_ended(self) -> bool:
        """Nothing more is taken."""
        return self.ended.is_set()

    def put(self, chunk: Chunk) -> None:
        """Let *chunk* go out next; end the line if its browser has not read for long.

        One piece alone is always taken: what a page has missed may be long.
        """
        if self.is_ended:
            return
        if self._waiting and self._bytes + len(chunk) > MOST_WAITING_BYTES:
            self._waiting.clear()
            self.end("slow")
            return
        self._waiting.append(chunk)
        self._bytes += len(chunk)
        self._woken.set()

    def end(self, why: str) -> None:
        """Send what waits and a farewell, then nothing more."""
        if not self.is_ended:
            self.ended.set()
            self._waiting.append(farewell(why))
            self._woken.set()

    async def next(self) -> Chunk:
        """All that waits, as one piece; empty once the line has ended."""
        while not self._waiting and not self.is_ended:
            self._woken.clear()
            await self._woken.wait()
        piece = b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        return piece
