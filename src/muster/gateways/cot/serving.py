"""The sockets of the relay: asyncio, one protocol object a connection."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol, cast

from muster.gateways.cot.relay import Client, Wire
from muster.gateways.errors import PortNotFree
from muster.gateways.listening.places import Place

PIECE_BYTES: Final = 65_536
HIGH_WATER_BYTES: Final = 65_536
UNSENT_BYTES: Final = 65_536
LEAVING_S: Final = 5.0


class Entrance(Protocol):
    """Who lets connections in."""

    def enter(self, wire: Wire, certificate: bytes | None) -> Client | None:
        """The client of a new connection, or nobody. certificate: in DER, None without TLS."""


class Server:
    """Listens, and hands what comes in to the relay of its client."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self._wires: set[_Wire] = set()
        self._due: list[Callable[[], None]] = []
        self._listening: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._empty.set()

    async def start(self, place: Place) -> int:
        """Listen; the port, which the system chose if 0 was asked for. Raises PortNotFree."""
        loop = asyncio.get_running_loop()
        try:
            self._listening = await loop.create_server(
                lambda: _Wire(self), place.host, place.port, ssl=place.tls
            )
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise PortNotFree(host=place.host, port=place.port, reason=reason) from None
        return int(self._listening.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Take nobody in, let each client read what waits for it (five seconds), close."""
        if self._listening is not None:
            self._listening.close()
        for wire in list(self._wires):
            wire.leave()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVING_S):
                await self._empty.wait()
        for wire in list(self._wires):
            wire.cut()

    def soon(self, act: Callable[[], None]) -> None:
        """Do it at the end of this turn: whatever one piece brings goes out in one write."""
        if not self._due:
            asyncio.get_running_loop().call_soon(self._turn)
        self._due.append(act)

    def _turn(self) -> None:
        acts, self._due = self._due, []
        for act in acts:
            act()

    def add(self, wire: "_Wire") -> None:
        """A connection was made."""
        self._wires.add(wire)
        self._empty.clear()

    def remove(self, wire: "_Wire") -> None:
        """A connection is over."""
        self._wires.discard(wire)
        if not self._wires:
            self._empty.set()


class _Wire(asyncio.Protocol):
    """One connection: pieces to the relay, its outbox to the socket while the socket takes it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: Client | None = None
        self._transport: asyncio.Transport | None = None
        self._is_paused = False
        self._is_due = False
        self._is_leaving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        # What the kernel holds cannot be replaced by what is newer: let it hold little.
        self._transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES
        )
        self._server.add(self)
        held = self._transport.get_extra_info("ssl_object")
        certificate = held.getpeercert(binary_form=True) if held is not None else None
        self._client = self._server.entrance.enter(self, certificate)
        if self._client is None:
            self._transport.close()
        else:
            self.want_write()

    def data_received(self, data: bytes) -> None:
        if self._client is None:
            return
        wait_s = self._client.relay.receive(self._client, data)
        if wait_s and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(wait_s, self._go_on)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._server.remove(self)
        if self._client is not None:
            self._client.relay.disconnect(self._client)

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False
        self.write()

    def want_write(self) -> None:
        if not (self._is_due or self._is_paused):
            self._is_due = True
            self._server.soon(self.write)

    def soon(self, act: Callable[[], None]) -> None:
        self._server.soon(act)

    def took(self, piece: bytes) -> bool:
        is_free = not (self._is_due or self._is_paused or self._is_leaving)
        if not is_free or self._transport is None or self._transport.is_closing():
            return False
        # Beyond this the rest would wait where nothing newer can take its place.
        if len(piece) > PIECE_BYTES or self._transport.get_write_buffer_size():
            return False
        self._transport.write(piece)
        return True

    def write(self) -> None:
        """Give the socket what waits, until it has enough."""
        self._is_due = False
        while self._client is not None and self._client.outbox and not self._is_paused:
            if self._transport is None or self._transport.is_closing():
                return
            self._transport.write(self._client.outbox.taken(most_bytes=PIECE_BYTES))
        self._close_if_done()

    def leave(self) -> None:
        """Take nothing in any more; close when the socket has taken all that waits."""
        self._is_leaving = True
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            self.write()

    def _close_if_done(self) -> None:
        if self._is_leaving and self._transport is not None and not self._is_paused:
            self._transport.close()

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _go_on(self) -> None:
        with suppress(RuntimeError):  # closed in the meantime
            if self._transport is not None and not self._is_leaving:
                self._transport.resume_reading()
