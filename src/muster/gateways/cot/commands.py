"""The relay of Cursor on Target as a process."""

import asyncio
import logging
import signal
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Final, Protocol

import uvloop
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from muster.gateways.cot.authority import authority
from muster.gateways.cot.counting import lines
from muster.gateways.cot.gate import Gate
from muster.gateways.cot.keeping import Keeper, Teller
from muster.gateways.cot.mesh import Mesh, Net
from muster.gateways.cot.relay import Limits, Relay
from muster.gateways.cot.serving import Entrance, Server
from muster.gateways.gps.store import store
from muster.gateways.listening.places import Place

STEP_S: Final = 2.0
SAY_EVERY: Final = 30
DONE: Final = 0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Relaying:
    """The relay. role: the name under which only one of it runs.

    is_enrolled: only enrolled devices are let in, each by its certificate, and what they say is
    kept and logged; else whoever comes is relayed, and nothing that is said goes further. meshes:
    joined as well, in a closed test net.
    """

    role: str
    place: Place
    limits: Limits
    is_enrolled: bool = False
    meshes: tuple[Net, ...] = ()

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(self))


def own_side(named: Sequence[str]) -> ssl.SSLContext:
    """A context for enrolled devices. named: what they call this machine. Raises KeysUnreadable."""
    hosts = [*named, socket.gethostname(), "localhost", "127.0.0.1"]
    own = authority(settings.MUSTER_DATA, settings.MUSTER_NODE, now=_now())
    return own.server_side(list(dict.fromkeys(hosts)), now=_now())


class Work(Protocol):
    """What a relay does every few seconds beside relaying."""

    @property
    def entrance(self) -> Entrance:
        """Who lets connections in."""

    @property
    def meshes(self) -> Sequence[Mesh]:
        """What is joined."""

    async def step(self) -> None:
        """Do it once."""

    def said(self) -> list[str]:
        """Who is there and what was counted, as lines."""

    def counted(self) -> list[str]:
        """What was counted, as lines."""


class Open:
    """Whoever comes is relayed; only numbers leave the relay."""

    def __init__(self, gateway: Relaying, name: str) -> None:
        self.entrance = Relay(name=name, clock=_now, timer=monotonic, limits=gateway.limits)
        self.meshes = [Mesh(self.entrance, net) for net in gateway.meshes]
        self._teller = Teller(store())

    async def step(self) -> None:
        """Do it once."""
        self.entrance.picture.forget(now=_now())
        await asyncio.to_thread(self._tell, self._counts())

    def said(self) -> list[str]:
        """Who is there and what was counted, as lines."""
        return [_there(len(self.entrance.clients), len(self.entrance.picture)), *self.counted()]

    def counted(self) -> list[str]:
        """What was counted, as lines."""
        return lines(self._counts())

    def _counts(self) -> dict[str, int]:
        return {str(word): number for word, number in self.entrance.counts.items()}

    def _tell(self, counts: dict[str, int]) -> None:
        try:
            self._teller.tell(counts, {}, now=_now())
        except DatabaseError:
            log.exception("counters wait")


class Enrolled:
    """Enrolled devices alone: positions are kept, words logged, orders and places shown."""

    def __init__(self, gateway: Relaying, name: str) -> None:
        self.entrance = Gate(name=name, clock=_now, timer=monotonic, limits=gateway.limits)
        self.meshes: list[Mesh] = []
        self._keeper = Keeper(server=name, store=store())

    async def step(self) -> None:
        """Do it once."""
        harvest = self.entrance.harvest()
        fresh = await asyncio.to_thread(self._keeper.step, harvest, now=_now())
        if fresh is not None:
            self.entrance.take(fresh)

    def said(self) -> list[str]:
        """Who is there and what was counted, as lines."""
        return [_there(len(self.entrance.clients), self.entrance.positions), *self.counted()]

    def counted(self) -> list[str]:
        """What was counted, as lines."""
        return lines(self.entrance.counted + self._keeper.counts)


def _there(clients: int, positions: int) -> str:
    said = {"clients": clients, "positions": positions}
    return _("%(clients)d clients, %(positions)d positions") % said


async def _serve(gateway: Relaying) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    name = f"muster-{settings.MUSTER_NODE}"
    work: Work = Enrolled(gateway, name) if gateway.is_enrolled else Open(gateway, name)
    await work.step()
    server = Server(work.entrance)
    port = await server.start(gateway.place)
    said = {"host": gateway.place.host, "port": port}
    _say(_("Cursor on Target: listening on %(host)s port %(port)s.") % said)
    for mesh in work.meshes:
        host, heard_at = mesh.net.to[0], await mesh.start()
        _say(_("Mesh: %(host)s, port %(port)s.") % {"host": host, "port": heard_at})
    if gateway.place.tls is None:
        _say(_("Without TLS: anyone in this net can read and send. Closed test nets only."))
    await _until(stopping, work)
    for mesh in work.meshes:
        mesh.stop()
    await server.stop()
    await work.step()
    _say(_("Stopped. What was done:"), *work.counted())
    return DONE


async def _until(stopping: asyncio.Event, work: Work) -> None:
    """Work every two seconds; print the counters each minute in which they changed."""
    before, turn = list[str](), 0
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), STEP_S)
        except TimeoutError:
            await work.step()
            turn += 1
            if turn % SAY_EVERY == 0 and (counted := work.counted()) != before:
                _say(*work.said())
                before = counted


def _now() -> datetime:
    """The real time: devices do not follow the fixed clock of a demonstration."""
    return datetime.now(UTC)


def _say(*texts: str) -> None:
    for text in texts:
        print(text, flush=True)
