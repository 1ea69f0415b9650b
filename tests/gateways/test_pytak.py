"""A client that is not ours: pytak connects, sends and receives, and takes our package."""

import asyncio
import warnings
from collections.abc import AsyncIterator
from configparser import ConfigParser, SectionProxy
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from tests.gateways.make_cot import LONG_S

from muster.engines.cot import Event, kinds, read
from muster.gateways.cot.authority import authority
from muster.gateways.cot.counting import Count
from muster.gateways.cot.gate import Fresh, Gate
from muster.gateways.cot.package import Setup, package
from muster.gateways.cot.relay import Relay
from muster.gateways.cot.serving import Server
from muster.gateways.listening.certified import Certified
from muster.gateways.listening.places import Place

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of packages that it could use
    import pytak
    import pytak.crypto_functions


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Client:
    """pytak's own workers on one connection."""

    tool: pytak.CLITool
    running: list[asyncio.Task[None]]

    async def send(self, content: bytes) -> None:
        await self.tool.tx_queue.put(content)

    async def until(self, uid: str) -> list[Event]:
        """What came, up to the event of that uid."""
        got = list[Event]()
        async with asyncio.timeout(LONG_S):
            while not got or got[-1].uid != uid:
                got.append(read((await self.tool.rx_queue.get()).strip()))
        return got


def config(**words: str) -> SectionProxy:
    parser = ConfigParser()
    parser["pytak"] = words
    return parser["pytak"]


@asynccontextmanager
async def client(**words: str) -> AsyncIterator[Client]:
    tool = pytak.CLITool(config(**words))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it sets options of old TLS
        await tool.setup()
    made = Client(tool, [asyncio.create_task(worker.run()) for worker in tool.tasks])
    try:
        yield made
    finally:
        for task in made.running:
            task.cancel()
        await asyncio.gather(*made.running, return_exceptions=True)
        for worker in tool.tasks:
            if writer := getattr(worker, "writer", None):
                writer.transport.abort()


def position(uid: str, callsign: str) -> bytes:
    made = pytak.gen_cot(
        lat=21.0285, lon=105.8048, uid=uid, cot_type="a-f-G-U-C", callsign=callsign
    )
    assert isinstance(made, bytes)
    return made


def test_over_tcp_it_sends_and_receives() -> None:
    async def steps() -> tuple[list[Event], list[Event]]:
        server = Server(Relay(name="muster-test", clock=now, timer=monotonic))
        port = await server.start(Place(host="127.0.0.1", port=0))
        url = f"tcp://127.0.0.1:{port}"
        async with client(COT_URL=url) as one, client(COT_URL=url) as other:
            await one.send(position("pytak-one", "Đài 1"))
            got = await other.until("pytak-one")
            await other.send(position("pytak-two", "Đài 2"))
            back = await one.until("pytak-two")
        await server.stop()
        return got, back

    got, back = asyncio.run(steps())
    assert [one.uid for one in back] == ["pytak-two"]
    assert kinds.callsign(got[-1]) == "Đài 1"
    assert (got[-1].point.lat, got[-1].point.lon) == (21.0285, 105.8048)
    assert kinds.passed_through(got[-1], "muster-test")


def test_with_our_package_it_is_let_in_by_tls_and_heard_as_the_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # where it unpacks keys
    own = authority(tmp_path, "n", now=now())
    signed = [own.for_device(pk, now=now(), until=now() + timedelta(hours=5)) for pk in (1, 2)]

    async def steps() -> tuple[Gate, list[Event]]:
        gate = Gate(name="muster-test", clock=now, timer=monotonic)
        span = {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(hours=1)}
        devices = {
            made.sha256: Certified(pk=pk, event=1, name=f"Tổ {pk}", **span)
            for pk, made in enumerate(signed, 1)
        }
        gate.take(Fresh(devices=devices))
        server = Server(gate)
        tls = own.server_side(["localhost"], now=now())
        port = await server.start(Place(host="127.0.0.1", port=0, tls=tls))
        said = []
        for pk, made in enumerate(signed, 1):
            setup = Setup(callsign=f"Tổ {pk}", server="muster", host="localhost", port=port)
            path = tmp_path / f"{pk}.zip"
            path.write_bytes(package(setup, signed=made, authority=own.own.certificate))
            said.append(
                {key: word for key, word in pytak.read_pref_package(str(path)).items() if word}
            )
        async with client(**said[0]) as one, client(**said[1]) as other:
            await one.send(position("pytak-one", "Tổ 1"))
            got = await other.until("pytak-one")
        await server.stop()
        return gate, got

    gate, got = asyncio.run(steps())
    assert kinds.callsign(got[-1]) == "Tổ 1"
    assert gate.counts[Count.UNKNOWN] == 0
