"""The mesh beside connected clients: through real datagrams on this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from tests.engines.cot.test_protobuf import message
from tests.gateways.make_cot import LONG_S, Net, alert, event, named, net, walk

from muster.engines.cot import Event, Node, element_of, kinds, read, written
from muster.gateways.commands import asked
from muster.gateways.cot.commands import Relaying
from muster.gateways.cot.counting import Count
from muster.gateways.cot.mesh import Mesh, read_net
from muster.gateways.cot.mesh import Net as MeshNet
from muster.gateways.cot.relay import Limits
from muster.gateways.errors import PortNotFree

HERE = "127.0.0.1"
GROUP = "239.255.77.1"


@dataclass
class Radio(asyncio.DatagramProtocol):
    """A device on the mesh."""

    got: list[Event] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        del addr
        self.raw.append(data)
        self.got.append(read(data))
        self.came.set()

    async def until(self, number: int) -> list[Event]:
        async with asyncio.timeout(LONG_S):
            while len(self.got) < number:
                self.came.clear()
                await self.came.wait()
        return self.got


@asynccontextmanager
async def joined(
    house: Net, *, group: str = ""
) -> AsyncIterator[tuple[asyncio.DatagramTransport, Radio, Mesh, tuple[str, int]]]:
    """A device and the relay on one mesh; by what the device sends to it."""
    loop = asyncio.get_running_loop()
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.settimeout(0)
    made.bind((HERE, 0))
    if group:
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(HERE))
    transport, radio = await loop.create_datagram_endpoint(Radio, sock=made)
    to = (group or HERE, transport.get_extra_info("sockname")[1])
    mesh = Mesh(house.relay, MeshNet(to=to, heard_at=0, interface=HERE))
    port = await mesh.start()
    try:
        yield transport, radio, mesh, (group or HERE, port)
    finally:
        mesh.stop()
        transport.close()


def datagram(one: Event) -> bytes:
    return written(one)


@walk
async def test_what_one_side_sends_the_other_gets_with_a_trace() -> None:
    async with net() as house, joined(house) as (radio, ear, _mesh, relay):
        phone = await house.phone()
        radio.sendto(datagram(event("radio")), relay)
        await phone.until(lambda got: got[-1].uid == "radio")
        await phone.send(event("phone"))

        (got,) = await ear.until(1)

        assert got.uid == "phone"
        assert kinds.passed_through(got, "muster-test")
        assert ear.raw[0].startswith(b"<event")


@walk
async def test_protobuf_of_the_mesh_comes_to_clients_as_xml() -> None:
    async with net() as house, joined(house) as (radio, _ear, _mesh, relay):
        phone = await house.phone()
        radio.sendto(b"\xbf\x01\xbf" + message(), relay)

        got = await phone.until(lambda got: got[-1].type.startswith("a-f"))

        assert kinds.passed_through(got[-1], "muster-test")


@walk
async def test_what_comes_back_from_the_mesh_goes_no_second_round() -> None:
    async with net() as house, joined(house) as (radio, ear, _mesh, relay):
        phone, other = await house.phone(), await house.phone()
        await phone.send(event("phone"))
        await ear.until(1)

        radio.sendto(ear.raw[0], relay)
        radio.sendto(datagram(event("after")), relay)
        await other.until(lambda got: got[-1].uid == "after")

        assert [one.uid for one in other.got if one.type.startswith("a-")] == ["phone", "after"]
        assert house.relay.counts[Count.LOOPED] == 1
        assert len(ear.got) == 1


@walk
async def test_a_group_is_heard_and_its_own_words_come_back_to_nobody() -> None:
    async with net() as house, joined(house, group=GROUP) as (radio, _ear, _mesh, relay):
        phone = await house.phone()
        radio.sendto(datagram(event("radio")), relay)

        await phone.until(lambda got: got[-1].uid == "radio")

        assert house.relay.counts[Count.RECEIVED] >= 1


@walk
async def test_a_flood_of_one_source_is_dropped_and_its_alert_passes() -> None:
    few = Limits(events_per_s=0.001, bytes_per_s=1e9)
    async with net(limits=few) as house, joined(house) as (radio, _ear, _mesh, relay):
        phone = await house.joined()
        for number in range(50):
            radio.sendto(datagram(event(f"a{number}")), relay)
        radio.sendto(datagram(alert("help")), relay)

        got = await phone.until(lambda got: bool(got) and got[-1].uid == "help")

        assert [one.uid for one in got] == ["help"]
        assert house.relay.counts[Count.FLOODED] == 50


@walk
async def test_bytes_that_are_no_event_are_counted_and_the_mesh_goes_on() -> None:
    async with net() as house, joined(house) as (radio, _ear, _mesh, relay):
        phone = await house.phone()
        for bad in (
            b"",
            b"\xbf\x01\xbf\xff",
            b'<!DOCTYPE a [<!ENTITY b "c">]><event/>',
            b"x" * 900,
        ):
            radio.sendto(bad, relay)
        radio.sendto(datagram(event("good")), relay)

        await phone.until(lambda got: got[-1].uid == "good")

        refused = {str(key): number for key, number in house.relay.counts.items()}
        assert refused["malformed"] == 3


@walk
async def test_who_is_on_the_mesh_can_be_written_to_by_name() -> None:
    def to(callsign: str) -> Node:
        return Node("marti", children=(Node("dest", (("callsign", callsign),)),))

    async with net() as house, joined(house) as (radio, ear, _mesh, relay):
        phone = await house.phone()
        radio.sendto(datagram(named("radio-1", "Đài 1")), relay)
        radio.sendto(datagram(named("radio-2", "Đài 2")), relay)
        await phone.until(lambda got: got[-1].uid == "radio-2")

        await phone.send(event("x", kind="b-t-f", detail=(to("Đài 1"),)))

        assert [one.uid for one in await ear.until(1)] == ["x"]


@walk
async def test_an_event_larger_than_a_datagram_is_counted_and_left_out() -> None:
    async with net() as house, joined(house) as (_radio, ear, _mesh, _relay):
        phone = await house.phone()
        bare = event("large", detail=(Node("remarks", text="x"),))
        text = "x" * (65_480 - len(element_of(bare)))
        large = event("large", detail=(Node("remarks", text=text),))
        await phone.send(large, event("small"))

        assert [one.uid for one in await ear.until(1)] == ["small"]
        assert house.relay.counts[Count.DROPPED] == 1


@walk
async def test_a_port_that_is_taken_is_refused() -> None:
    async with net() as house, joined(house) as (_radio, _ear, _mesh, (host, port)):
        again = Mesh(house.relay, MeshNet(to=(host, 9), heard_at=port, interface=HERE))
        with pytest.raises(PortNotFree):
            await again.start()


def test_a_mesh_is_joined_in_a_closed_test_net_only() -> None:
    made = asked(["cot", "--plain", "--mesh", "--mesh", "192.168.8.20:4242"])

    assert isinstance(made, Relaying)
    assert [(one.to, one.is_group) for one in made.meshes] == [
        (("239.2.3.1", 6969), True),
        (("192.168.8.20", 4242), False),
    ]
    with pytest.raises(SystemExit):
        asked(["cot", "--enrolled", "--mesh"])
    with pytest.raises(SystemExit):
        asked(["cot", "--plain", "--mesh", "somewhere"])


@pytest.mark.parametrize("text", ["239.2.3.1", "239.2.3.1:0", "239.2.3.1:70000", "::1:6969", ":1"])
def test_what_is_no_address_with_a_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_net(text, interface=HERE)
