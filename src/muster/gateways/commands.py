"""``muster gateway``: processes at the edge that speak with other people's devices."""

import argparse
import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

import uvloop
from django.conf import settings
from django.utils.translation import gettext as _

from muster.gateways.cot.counting import lines
from muster.gateways.cot.keys import both_sides
from muster.gateways.cot.relay import Limits, Relay
from muster.gateways.cot.serving import Place, Server

PLAIN_PORT, TLS_PORT = 8087, 8089
SAY_EVERY_S: Final = 60.0
DONE: Final = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A gateway that is to be run. role: the name under which only one of it runs."""

    role: str
    place: Place
    limits: Limits

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(self))


def asked(argv: Sequence[str]) -> Asked:
    """What the words of the command line ask for. Raises KeysUnreadable."""
    parser = _parser()
    given = parser.parse_args(argv)
    files = (given.certificate, given.key, given.authority)
    if given.plain == any(files) or (not given.plain and not all(files)):
        parser.error(_("Say either --plain, or --certificate, --key and --authority."))
    port = given.port if given.port is not None else (PLAIN_PORT if given.plain else TLS_PORT)
    host = given.host or ("127.0.0.1" if given.plain else "0.0.0.0")  # noqa: S104 - TLS, both sides
    tls = None
    if not given.plain:
        tls = both_sides(certificate=files[0], key=files[1], authority=files[2])
    return Asked(
        role=f"gateway-cot-{port}",
        place=Place(host=host, port=port, tls=tls),
        limits=Limits(
            events_per_s=given.events_per_s,
            bytes_per_s=given.bytes_per_s,
            clients=given.clients,
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster gateway", description=__doc__)
    kinds = parser.add_subparsers(required=True, metavar="cot")
    cot = kinds.add_parser("cot", help=_("relay Cursor on Target between phones and radios"))
    cot.add_argument("--plain", action="store_true", help=_("without TLS: closed test nets only"))
    cot.add_argument("--host", help=_("address to listen on"))
    cot.add_argument("--port", type=int, help=_("8087 plain, 8089 with TLS"))
    for name, text in (
        ("--certificate", _("certificate of this server, PEM")),
        ("--key", _("its private key, PEM")),
        ("--authority", _("who signed the clients' certificates, PEM")),
    ):
        cot.add_argument(name, type=Path, help=text)
    most = Limits()
    for name, kind, limit, text in (
        ("--events-per-s", float, most.events_per_s, _("what one source may send a second")),
        ("--bytes-per-s", float, most.bytes_per_s, _("how much of one source is read a second")),
        ("--clients", int, most.clients, _("how many may be connected")),
    ):
        cot.add_argument(name, type=kind, default=limit, help=text)
    return parser


async def _serve(gateway: Asked) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    relay = Relay(
        name=f"muster-{settings.MUSTER_NODE}",
        clock=_now,
        timer=monotonic,
        limits=gateway.limits,
    )
    server = Server(relay)
    port = await server.start(gateway.place)
    said = {"host": gateway.place.host, "port": port}
    _say(_("Cursor on Target: listening on %(host)s port %(port)s.") % said)
    if gateway.place.tls is None:
        _say(_("Without TLS: anyone in this net can read and send. Closed test nets only."))
    await _until(stopping, relay)
    await server.stop()
    _say(_("Stopped. What was done:"), *lines(relay.counts))
    return DONE


async def _until(stopping: asyncio.Event, relay: Relay) -> None:
    """Print the counters each minute in which they changed."""
    before = relay.counts.copy()
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), SAY_EVERY_S)
        except TimeoutError:
            relay.picture.forget(now=_now())
            if relay.counts != before:
                said = {"clients": len(relay.clients), "positions": len(relay.picture)}
                _say(_("%(clients)d clients, %(positions)d positions") % said)
                _say(*lines(relay.counts))
            before = relay.counts.copy()


def _now() -> datetime:
    """The real time: devices do not follow the fixed clock of a demonstration."""
    return datetime.now(UTC)


def _say(*texts: str) -> None:
    for text in texts:
        print(text, flush=True)
