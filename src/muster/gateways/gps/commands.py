"""The position gateway as a process."""

import asyncio
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

import uvloop
from django.utils.translation import gettext as _

from muster.gateways.gps.counting import lines
from muster.gateways.gps.door import Door
from muster.gateways.gps.keeping import Keeper
from muster.gateways.gps.serving import Intake, Server
from muster.gateways.gps.store import store
from muster.gateways.listening.places import Place

STEP_S: Final = 2.0
SAY_EVERY: Final = 30
DONE: Final = 0


@dataclass(frozen=True, slots=True)
class Positions:
    """The intake of positions. role: the name under which only one of it runs."""

    role: str
    place: Place

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(self))


async def _serve(gateway: Positions) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    door = Door()
    keeper = Keeper(door, store())
    await asyncio.to_thread(keeper.step, now=_now())
    server = Server(Intake(door, keep=keeper.put, clock=_now, timer=monotonic))
    port = await server.start(gateway.place)
    said = {"host": gateway.place.host, "port": port, "devices": len(door.devices)}
    _say(_("Positions: listening on %(host)s port %(port)s, %(devices)s devices enrolled.") % said)
    if gateway.place.tls is None:
        _say(_("Without TLS: anyone in this net can read along. Closed test nets only."))
    await _until(stopping, keeper)
    server.stop()
    await asyncio.to_thread(keeper.step, now=_now())
    _say(_("Stopped. What was done:"), *lines(door.counts))
    return DONE


async def _until(stopping: asyncio.Event, keeper: Keeper) -> None:
    """Write every two seconds; print the counters each minute in which they changed."""
    before: dict[Any, int] = {}
    turn = 0
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), STEP_S)
        except TimeoutError:
            await asyncio.to_thread(keeper.step, now=_now())
            turn += 1
            if turn % SAY_EVERY == 0 and keeper.door.counts != before:
                before = dict(keeper.door.counts)
                _say(*lines(keeper.door.counts))


def _now() -> datetime:
    """The real time: devices do not follow the fixed clock of a demonstration."""
    return datetime.now(UTC)


def _say(*texts: str) -> None:
    for text in texts:
        print(text, flush=True)
