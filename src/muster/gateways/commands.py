"""``muster gateway``: processes at the edge that speak with other people's devices."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from muster.gateways.cap.commands import Warnings
from muster.gateways.cot.commands import Relaying, own_side
from muster.gateways.cot.mesh import GROUP, Net, read_net
from muster.gateways.cot.relay import Limits
from muster.gateways.gps.commands import Positions
from muster.gateways.listening.keys import both_sides, server_side
from muster.gateways.listening.places import Place
from muster.gateways.sending.allowing import read_targets
from muster.gateways.sending.commands import Sending

PLAIN_PORT, TLS_PORT, GPS_PORT = 8087, 8089, 5055
USUAL = f"{GROUP[0]}:{GROUP[1]}"


class Runs(Protocol):
    """A gateway that is to be run. role: the name under which only one of it runs."""

    @property
    def role(self) -> str:
        """Of each role one runs."""

    def run(self) -> int:
        """Serve until the process is told to stop; the exit code."""


def asked(argv: Sequence[str]) -> Runs:
    """What the words of the command line ask for. Raises KeysUnreadable, AllowedUnreadable."""
    parser = _parser()
    given = parser.parse_args(argv)
    made: Runs = given.make(parser, given)
    return made


def _cot(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Relaying:
    files = (given.certificate, given.key, given.authority)
    if (given.plain, given.enrolled, any(files)).count(True) != 1 or any(files) != all(files):
        parser.error(_("Say --plain, or --enrolled, or --certificate, --key and --authority."))
    if given.named and not given.enrolled:
        parser.error(_("--named goes with --enrolled."))
    if given.mesh and not given.plain:
        # Whatever comes by TLS would go out to everyone who listens.
        parser.error(_("--mesh goes with --plain: on a mesh everyone reads and sends."))
    port = given.port if given.port is not None else (PLAIN_PORT if given.plain else TLS_PORT)
    host = given.host or ("127.0.0.1" if given.plain else "0.0.0.0")  # noqa: S104 - TLS, both sides
    tls = None
    if given.enrolled:
        tls = own_side(given.named)
    elif not given.plain:
        tls = both_sides(certificate=files[0], key=files[1], authority=files[2])
    return Relaying(
        role=f"gateway-cot-{port}",
        place=Place(host=host, port=port, tls=tls),
        is_enrolled=given.enrolled,
        meshes=tuple(_nets(parser, given)),
        limits=Limits(
            events_per_s=given.events_per_s,
            bytes_per_s=given.bytes_per_s,
            clients=given.clients,
        ),
    )


def _nets(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Iterator[Net]:
    for text in given.mesh:
        try:
            yield read_net(text, interface=given.mesh_interface)
        except ValueError:
            parser.error(_("--mesh wants an address and a port, as %(form)s.") % {"form": USUAL})


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


def _out(_parser: argparse.ArgumentParser, given: argparse.Namespace) -> Sending:
    every_s = None if given.once else max(1.0, given.every_s)
    return Sending(targets=read_targets(given.targets), every_s=every_s)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster gateway", description=__doc__)
    kinds = parser.add_subparsers(required=True, metavar="cot|gps|cap|out")
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
    out = kinds.add_parser("out", help=_("tell those whom a file names, by webhook and mail"))
    out.set_defaults(make=_out)
    out.add_argument("--targets", type=Path, required=True, help=_("the file, TOML"))
    out.add_argument("--every-s", type=float, default=5.0, help=_("how often it is looked"))
    out.add_argument("--once", action="store_true", help=_("look once and stop"))
    cot.add_argument("--plain", action="store_true", help=_("without TLS: closed test nets only"))
    cot.add_argument(
        "--mesh",
        action="append",
        nargs="?",
        const=USUAL,
        default=[],
        help=_("join datagrams: a group, or one address with its port; 239.2.3.1:6969 if none"),
    )
    cot.add_argument(
        "--mesh-interface",
        default="0.0.0.0",  # noqa: S104 - the one that the system chooses
        help=_("own address in the net of the mesh"),
    )
    cot.add_argument("--host", help=_("address to listen on"))
    cot.add_argument("--port", type=int, help=_("8087 plain, 8089 with TLS"))
    cot.add_argument(
        "--enrolled",
        action="store_true",
        help=_("devices enrolled on the page of an event, by the own authority's certificates"),
    )
    cot.add_argument(
        "--named",
        action="append",
        default=[],
        help=_("name or address of this machine as devices know it, for --enrolled"),
    )
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
