"""A relay behind a real socket in this process, and clients that speak to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from muster.engines.cot import Event, Framer, Node, Point, read, written
from muster.gateways.cot.relay import Limits, Relay
from muster.gateways.cot.serving import Server
from muster.gateways.listening.places import Place

NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
MANY = Limits(events_per_s=1e6, bytes_per_s=1e9)
LONG_S = 60  # a test never waits that long unless it fails


def event(uid: str = "phone-1", *, kind: str = "a-f-G-U-C", tick: int = 0, **more: Any) -> Event:
    """A position. tick: seconds by which it is newer."""
    made = NOW + timedelta(seconds=tick)
    plain = Event(
        uid=uid,
        type=kind,
        how="m-g",
        made_at=made,
        starts_at=made,
        stale_at=made + timedelta(minutes=2),
        point=Point(lat=21.0, lon=105.8),
    )
    return replace(plain, **more)


def named(uid: str, callsign: str) -> Event:
    """A position of the sender itself."""
    contact = Node("contact", (("callsign", callsign), ("endpoint", "*:-1:stcp")))
    return event(uid, detail=(contact,))


def alert(uid: str, *, tick: int = 0, **more: Any) -> Event:
    return event(uid, kind="b-a-o-tbl", tick=tick, **more)


def ping(number: int) -> Event:
    return event(f"ping-{number}", kind="t-x-c-t")


@dataclass
class Phone:
    """A client: what it has received is in ``got``."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    framer: Framer = field(default_factory=Framer)
    got: list[Event] = field(default_factory=list)
    pings: int = 0

    async def send(self, *events: Event) -> None:
        self.writer.write(b"".join(written(one) for one in events))
        await self.writer.drain()

    async def settle(self) -> None:
        """Until the relay has taken in all that this client sent: it answered a ping."""
        self.pings += 1
        await self.send(ping(self.pings))
        await self.until(lambda got: sum(one.uid == "takPong" for one in got) == self.pings)

    async def until(self, is_enough: Callable[[list[Event]], bool]) -> list[Event]:
        """Read until what has come is enough."""
        async with asyncio.timeout(LONG_S):
            while not is_enough(self.got):
                if not (piece := await self.reader.read(65_536)):
                    raise ConnectionResetError
                self.got += [read(one) for one in self.framer.feed(piece)]
        return self.got

    async def told(self) -> list[Event]:
        """Everything that the relay had for this client when it was asked, without pongs."""
        await self.settle()
        return [one for one in self.got if one.uid != "takPong"]

    async def is_closed(self) -> bool:
        try:
            async with asyncio.timeout(LONG_S):
                return await self.reader.read() is not None
        except ConnectionResetError:
            return True


@dataclass
class Net:
    relay: Relay
    server: Server
    port: int
    at: list[datetime]
    phones: list[Phone] = field(default_factory=list)

    async def joined(self, **more: Any) -> Phone:
        """A connection on which nothing was said yet."""
        phone = Phone(*await asyncio.open_connection("127.0.0.1", self.port, **more))
        self.phones.append(phone)
        return phone

    async def phone(self, **more: Any) -> Phone:
        """A client that the relay knows."""
        phone = await self.joined(**more)
        await phone.settle()
        return phone


@asynccontextmanager
async def net(*, limits: Limits = MANY, place: Place | None = None) -> AsyncIterator[Net]:
    at = [NOW]
    relay = Relay(name="muster-test", clock=lambda: at[0], timer=monotonic, limits=limits)
    server = Server(relay)
    port = await server.start(place or Place(host="127.0.0.1", port=0))
    house = Net(relay, server, port, at)
    try:
        yield house
    finally:
        for client in list(relay.clients.values()):
            client.wire.cut()
        await server.stop()
        for phone in house.phones:
            phone.writer.close()
            with suppress(OSError):
                await phone.writer.wait_closed()


def walk(steps: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """A test whose steps run in a loop of their own."""

    def test() -> None:
        asyncio.run(steps())

    test.__name__ = steps.__name__
    return test
