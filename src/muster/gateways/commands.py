"""``muster gateway``: processes at the edge that speak with other people's devices."""

import argparse
import asyncio
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final, Protocol
from uuid import UUID

import uvloop
from django.conf import settings
from django.utils.translation import gettext as _

from muster.gateways.cap.commands import Warnings
from muster.gateways.cot.counting import lines
from muster.gateways.cot.keys import both_sides, server_side
from muster.gateways.cot.relay import Limits, Relay
from muster.gateways.cot.serving import Place, Server
from muster.gateways.gps.commands import Positions

PLAIN_PORT, TLS_PORT, GPS_PORT = 8087, 8089, 5055
SAY_EVERY_S: Final = 60.0
DONE: Final = 0


class Runs(Protocol):
    """A gateway that is to be run. role: the name under which only one of it runs."""

    @property
    def role(self) -> str:
        """Of each role one runs."""

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The relay of Cursor on Target."""

    role: str
    place: Place
    limits: Limits

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_serve(self))


def asked(argv: Sequence[str]) -> Runs:
    """What the words of the command line ask for. Raises KeysUnreadable."""
    parser = _parser()
    given = parser.parse_args(argv)
    made: Runs = given.make(parser, given)
    return made


def _cot(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Asked:
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


def _gps(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Positions:
    files = (given.certificate, given.key)
    if given.plain == any(files) or (not given.plain and not all(files)):
        parser.error(_("Say either --plain, or --certificate and --key."))
    host = given.host or ("127.0.0.1" if given.plain else "0.0.0.0")  # noqa: S104 - TLS
    tls = None if given.plain else server_side(certificate=files[0], key=files[1])
    return Positions(
        role=f"gateway-gps-{given.port}", place=Place(host=host, port=given.port, tls=tls)
    )


def _cap(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Warnings:
    if not given.folder and not given.feed:
        parser.error(_("Name at least one --folder or --feed."))
    every_s = None if given.once else max(1.0, given.every_s)
    return Warnings(folders=given.folder, feeds=given.feed, every_s=every_s, room=given.room)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster gateway", description=__doc__)
    kinds = parser.add_subparsers(required=True, metavar="cot|gps|cap")
    cot = kinds.add_parser("cot", help=_("relay Cursor on Target between phones and radios"))
    cot.set_defaults(make=_cot)
    gps = kinds.add_parser("gps", help=_("take in positions of enrolled devices over HTTP"))
    gps.set_defaults(make=_gps)
    gps.add_argument("--plain", action="store_true", help=_("without TLS: closed test nets only"))
    gps.add_argument("--host", help=_("address to listen on"))
    gps.add_argument("--port", type=int, default=GPS_PORT, help=_("5055 as phones expect it"))
    gps.add_argument("--certificate", type=Path, help=_("certificate of this server, PEM"))
    gps.add_argument("--key", type=Path, help=_("its private key, PEM"))
    cap = kinds.add_parser("cap", help=_("put warnings of others before the open rooms"))
    cap.set_defaults(make=_cap)
    cap.add_argument("--folder", type=Path, action="append", default=[], help=_("with files"))
    cap.add_argument("--feed", action="append", default=[], help=_("an address, Atom or CAP"))
    cap.add_argument("--every-s", type=float, default=60.0, help=_("how often it is looked"))
    cap.add_argument("--once", action="store_true", help=_("look once and stop"))
    cap.add_argument("--room", type=UUID, help=_("for that room alone"))
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
