"""The sockets of the position gateway: small HTTP requests, bounded in size, number and time.

Every answer is short and closes nothing that may go on. A position that is refused for its time
gets 200: programs send what gets anything else again and again and never come to what is newer.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from urllib.parse import parse_qsl, urlsplit

import httptools

from muster.gateways.errors import PortNotFree
from muster.gateways.gps.door import Door, Verdict
from muster.gateways.gps.fix import Fault, Fix, Refused
from muster.gateways.gps.reading import read_json, read_query
from muster.gateways.listening.places import Place

MOST_URL_BYTES: Final = 2_048
MOST_HEAD_BYTES: Final = 8_192
MOST_BODY_BYTES: Final = 16_384
MOST_FIELDS: Final = 60
MOST_CONNECTIONS: Final = 1_000
MOST_OF_ONE: Final = 50
IDLE_S: Final = 30.0
REASONS: Final = {
    200: "OK",
    400: "Bad Request",
    405: "Method Not Allowed",
    413: "Content Too Large",
    429: "Too Many Requests",
    503: "Service Unavailable",
}
STATUS: Final = {Verdict.UNKNOWN: 400, Verdict.FLOODED: 429}
Keep = Callable[[int, Fix, datetime], None]


@dataclass(slots=True)
class Asked:
    """One request as far as it was read."""

    url: bytes = b""
    kind: str = ""
    body: bytes = b""


class Intake:
    """Judges what requests say and hands on what is to be kept. Without sockets."""

    def __init__(
        self, door: Door, *, keep: Keep, clock: Callable[[], datetime], timer: Callable[[], float]
    ) -> None:
        self.door = door
        self.keep = keep
        self.clock = clock
        self.timer = timer

    def take(self, method: str, asked: Asked, *, source: str) -> tuple[int, bytes]:
        """The status and body of the answer."""
        if method not in ("GET", "POST"):
            return 405, b""
        try:
            fixes = _fixes(asked)
        except Refused as refusal:
            known = self.door.refuse(refusal.fault, source=source, timer_s=self.timer())
            return (400 if known else 429), b""
        status = max((self._one(fix, source) for fix in fixes), default=200)
        return status, b"[]" if "json" in asked.kind else b""

    def _one(self, fix: Fix, source: str) -> int:
        now = self.clock()
        judged = self.door.judge(fix, source=source, now=now, timer_s=self.timer())
        if judged.is_taken and judged.device is not None:
            self.keep(judged.device, fix, now)
        return STATUS.get(judged.verdict, 200)


def _fixes(asked: Asked) -> list[Fix]:
    """The positions of a request. Raises Refused."""
    if "json" in asked.kind:
        return read_json(asked.body)
    try:
        words = urlsplit(asked.url.decode("ascii")).query
        if asked.body:
            words += "&" + asked.body.decode("utf-8")
        said = dict(parse_qsl(words, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Refused(Fault.MALFORMED) from None
    return [read_query(said)]


class Server:
    """Listens, and hands requests to the intake."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.by_source: dict[str, int] = {}
        self._wires: set[_Wire] = set()
        self._listening: asyncio.Server | None = None

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

    def stop(self) -> None:
        """Take nobody in and close what is open: answers are out already."""
        if self._listening is not None:
            self._listening.close()
        for wire in list(self._wires):
            wire.close()

    def admit(self, wire: "_Wire", source: str) -> bool:
        """Count a connection; False: there are too many, in all or of this address."""
        held = self.by_source.get(source, 0)
        if len(self._wires) >= MOST_CONNECTIONS or held >= MOST_OF_ONE:
            return False
        self.by_source[source] = held + 1
        self._wires.add(wire)
        return True

    def remove(self, wire: "_Wire", source: str) -> None:
        """A connection is over."""
        if wire in self._wires:
            self._wires.discard(wire)
            self.by_source[source] -= 1
            if not self.by_source[source]:
                del self.by_source[source]


class _Wire(asyncio.Protocol):
    """One connection: requests one after the other, each answered when it is whole."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._asked = Asked()
        self._source = ""
        self._bytes = 0
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername") or ("",)
        self._source = str(peer[0])
        if not self._server.admit(self, self._source):
            self._answer(503, b"", is_last=True)
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._idle is not None:
            self._idle.cancel()
        self._server.remove(self, self._source)

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse(400)
            return
        if self._bytes > MOST_HEAD_BYTES + MOST_BODY_BYTES:
            self._refuse(413)

    # called by the parser
    def on_message_begin(self) -> None:
        self._asked = Asked()

    def on_url(self, url: bytes) -> None:
        self._asked.url += url[: MOST_URL_BYTES + 1]

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self._asked.kind = value.decode("latin-1")[:100].lower()

    def on_body(self, body: bytes) -> None:
        self._asked.body += body[: MOST_BODY_BYTES + 1 - len(self._asked.body)]

    def on_message_complete(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if len(self._asked.url) > MOST_URL_BYTES or len(self._asked.body) > MOST_BODY_BYTES:
            self._refuse(413)
            return
        method = self._parser.get_method().decode("ascii", "replace")
        status, body = self._server.intake.take(method, self._asked, source=self._source)
        self._answer(status, body, is_last=not self._parser.should_keep_alive())
        self._bytes = 0
        self._wait()

    def close(self) -> None:
        """Close after what was written."""
        if self._transport is not None:
            self._transport.close()

    def _refuse(self, status: int) -> None:
        intake = self._server.intake
        intake.door.refuse(Fault.MALFORMED, source=self._source, timer_s=intake.timer())
        self._answer(status, b"", is_last=True)

    def _answer(self, status: int, body: bytes, *, is_last: bool) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Length: {len(body)}\r\n"
        kind = "Content-Type: application/json\r\n" if body else ""
        going = f"Connection: {'close' if is_last else 'keep-alive'}\r\n\r\n"
        self._transport.write((head + kind + going).encode() + body)
        if is_last:
            self._transport.close()

    def _wait(self) -> None:
        """Close if nothing whole comes in time: also for who sends a byte now and then."""
        if self._idle is not None:
            self._idle.cancel()
        with suppress(RuntimeError):
            self._idle = asyncio.get_running_loop().call_later(IDLE_S, self.close)
