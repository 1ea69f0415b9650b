"""The feed beside Django, under the same address: Django lets in, the server's loop sends.

Each request goes through all of Django first, so sign-in, hosts, TLS and headers are decided where
they are for every page. When the view has taken the seat, Django is done with the request, its
thread and its connection are free again, and the open line costs a coroutine.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from muster.live.hub import Hub
from muster.live.listening import Line, Ticket

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

PATH: Final = "/live/feed"
SEAT: Final = "muster.seat"
# So long a browser that reads may take the last piece; one that does not read is cut off.
LAST_PIECE_S: Final = 1.0


class Seat:
    """Offered to one request; the view takes it for somebody whom it lets in."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.ticket: Ticket | None = None

    def take(self, ticket: Ticket) -> None:
        """Take a place in the hub. Raises TooManyWindows or FeedFull."""
        self._hub.reserve(ticket.account_id)
        self.ticket = ticket

    def give_back(self) -> None:
        """Free the place, if one was taken."""
        if self.ticket is not None:
            self._hub.give_back(self.ticket.account_id)


class WithFeed:
    """An ASGI application that serves the feed itself and leaves all else to *pages*."""

    def __init__(self, pages: Application, hub: Hub) -> None:
        self._pages = pages
        self.hub = hub

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._pages(scope, receive, send)
            return
        seat = Seat(self.hub)
        opening = _Opening(seat, send)
        try:
            await self._pages({**scope, SEAT: seat}, receive, opening)
            if seat.ticket is not None and opening.is_open:
                await _serve(self.hub, seat.ticket, receive, send)
        finally:
            seat.give_back()


class _Opening:
    """Passes Django's answer on, but of one that opens a line only the head."""

    def __init__(self, seat: Seat, send: Send) -> None:
        self._seat = seat
        self._send = send
        self.is_open = False

    async def __call__(self, message: Message) -> None:
        if self._seat.ticket is None:
            await self._send(message)
        elif message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            await self._send({**message, "headers": headers})
            self.is_open = message["status"] == 200
        elif not self.is_open:
            await self._send(message)


async def _serve(hub: Hub, ticket: Ticket, receive: Receive, send: Send) -> None:
    """Send what the hub has until the browser is gone or the line has ended."""
    line = hub.join(ticket)
    writing = asyncio.create_task(_write(line, send))
    reading = asyncio.create_task(_gone(receive))
    ending = asyncio.create_task(line.ended.wait())
    try:
        await asyncio.wait({writing, reading, ending}, return_when=asyncio.FIRST_COMPLETED)
        if ending.done() and not reading.done():
            await asyncio.wait({writing, reading}, timeout=LAST_PIECE_S)
    finally:
        hub.leave(line)
        for task in (writing, reading, ending):
            task.cancel()
        await asyncio.gather(writing, reading, ending, return_exceptions=True)


async def _write(line: Line, send: Send) -> None:
    while piece := await line.next():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
