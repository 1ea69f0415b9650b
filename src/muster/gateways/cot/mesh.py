"""The mesh: devices that speak by datagrams, to a group or to one address, in XML or protobuf.

To the relay the whole mesh is one client. Nobody on it shows who it is, so nothing that is said
there goes into a room or the store.
"""

import asyncio
import socket
import struct
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, cast

from muster.engines.cot import HEADER, Refused, read_datagram
from muster.gateways.cot.counting import Count
from muster.gateways.cot.relay import ALERTS_AT_ONCE, ALERTS_PER_S, Client, Relay
from muster.gateways.errors import PortNotFree
from muster.gateways.listening.buckets import Bucket

GROUP: Final = ("239.2.3.1", 6969)
"""Where devices say where they are unless told otherwise."""
MOST_BYTES: Final = 65_507
MOST_SOURCES: Final = 5_000
MOST_AT_ONCE: Final = 100
MOST_DEBT_S: Final = 30.0
HOPS: Final = 1
Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A mesh. to: the group or the one address that is spoken to.

    heard_at: the port at which is listened; interface: the own address in the net of a group.
    """

    to: Address
    heard_at: int
    interface: str = "0.0.0.0"  # noqa: S104 - the one that the system chooses

    @property
    def is_group(self) -> bool:
        """Whether many listen there."""
        return ip_address(self.to[0]).is_multicast


class Mesh(asyncio.DatagramProtocol):
    """One mesh as a client of the relay: each datagram an event, each letter a datagram."""

    def __init__(self, relay: Relay, net: Net) -> None:
        self.relay = relay
        self.net = net
        self._transport: asyncio.DatagramTransport | None = None
        self._client: Client | None = None
        self._sources: OrderedDict[str, tuple[Bucket, Bucket]] = OrderedDict()
        self._is_due = False

    async def start(self) -> int:
        """Listen and join; the port. Raises PortNotFree."""
        loop = asyncio.get_running_loop()
        try:
            await loop.create_datagram_endpoint(lambda: self, sock=_socket(self.net))
        except OSError as error:
            host, port = self.net.to[0], self.net.heard_at
            raise PortNotFree(host=host, port=port, reason=error.strerror or error) from None
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def stop(self) -> None:
        """Leave."""
        if self._client is not None:
            self.relay.disconnect(self._client)
            self._client = None
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is there: join the relay."""
        self._transport = cast("asyncio.DatagramTransport", transport)
        self._join()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Hand the event of a datagram to the relay; anything else is counted."""
        if self._client is None:
            return
        events, alerts = self._buckets(addr[0])
        if alerts.owe(0, now_s=self.relay.timer()) > MOST_DEBT_S:
            self.relay.counts[Count.FLOODED] += 1
            return
        self.relay.counts[Count.RECEIVED] += 1
        try:
            event = read_datagram(data)
        except Refused as refusal:
            self.relay.counts[refusal.fault] += 1
            return
        if event is not None:
            # One client to the relay, but each source has its own measure.
            self._client.events, self._client.alerts = events, alerts
            self.relay.take(self._client, event)

    def error_received(self, exc: Exception) -> None:
        """Somebody is not there: the next datagram may reach it."""

    def want_write(self) -> None:
        """Send what waits at the end of this turn."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._write)

    def soon(self, act: Callable[[], None]) -> None:
        """Do it at the end of this turn."""
        asyncio.get_running_loop().call_soon(act)

    def took(self, piece: bytes) -> bool:
        """Never at once: a datagram holds one event."""
        return False

    def cut(self) -> None:
        """The outbox was full: what waited is lost, the mesh goes on."""
        self._join()

    def _join(self) -> None:
        self._client = self.relay.connect(self)
        if self._client is not None:
            self._client.is_many = True
            self.want_write()

    def _write(self) -> None:
        self._is_due = False
        for _n in range(MOST_AT_ONCE):
            if self._transport is None or self._client is None or not self._client.outbox:
                return
            # Letters are never joined: one event a datagram.
            content = self._client.outbox.taken(most_bytes=1).removeprefix(HEADER)
            if len(content) > MOST_BYTES:
                self.relay.counts[Count.DROPPED] += 1
                continue
            with suppress(OSError):  # no net at this moment
                self._transport.sendto(content, self.net.to)
        self.want_write()

    def _buckets(self, source: str) -> tuple[Bucket, Bucket]:
        if source not in self._sources:
            if len(self._sources) >= MOST_SOURCES:
                self._sources.popitem(last=False)
            rate, now_s = self.relay.limits.events_per_s, self.relay.timer()
            self._sources[source] = (
                Bucket(rate, 2 * rate, now_s),
                Bucket(ALERTS_PER_S, ALERTS_AT_ONCE, now_s),
            )
        self._sources.move_to_end(source)
        return self._sources[source]


def _socket(net: Net) -> socket.socket:
    """Bound, not blocking, joined to the group. Raises OSError."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.settimeout(0)
        if net.is_group:
            # Other programs of this machine listen to the group too.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((net.to[0], net.heard_at))
            own = socket.inet_aton(net.interface)
            member = struct.pack("4s4s", socket.inet_aton(net.to[0]), own)
            made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
            made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, HOPS)
        else:
            made.bind((net.interface, net.heard_at))
    except OSError:
        made.close()
        raise
    return made


def read_net(text: str, *, interface: str) -> Net:
    """A mesh as a command names it: ``239.2.3.1:6969``. Raises ValueError."""
    host, _colon, port = text.rpartition(":")
    number = int(port)
    if not 0 < number < 65_536 or ip_address(host).version != 4:
        raise ValueError(text)
    return Net(to=(host, number), heard_at=number, interface=interface)
