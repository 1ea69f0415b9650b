"""One POST to one allowed address: to the very machine that was judged, with no way round."""

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from muster.gateways.sending.allowing import Allowed, origin_of
from muster.gateways.sending.cutting import cut_after
from muster.gateways.sending.outcomes import Failed, Reason

CONNECT_S: Final = 5.0
WHOLE_S: Final = 15.0
MOST_BODY_BYTES: Final = 512 * 1024
SUCCESS: Final = range(200, 300)
MOVED: Final = range(300, 400)
# The other side asks for the same again, a little later.
LATER: Final = frozenset({408, 425, 429})
FAULTS_OF_OTHERS: Final = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is posted. delivery: the same in each try, by which the other side knows doubles."""

    delivery: str
    kind: str
    number: int
    body: bytes


def signature(key: bytes, body: bytes, *, at_s: int) -> str:
    """HMAC-SHA256 over the moment, a dot and the body: a body kept by others is soon too old."""
    code = hmac.new(key, str(at_s).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={code}"


def post(
    address: str,
    parcel: Parcel,
    *,
    allowed: Allowed,
    key: bytes,
    at_s: int,
    whole_s: float = WHOLE_S,
) -> None:
    """Post it and be done. Raises Failed: for good, or until later.

    The address is looked up once, each answer judged, and the one connected to; nothing is
    redirected, and after whole_s the line is cut, however slowly the other side goes on.
    """
    origin = origin_of(address)
    if origin is None or not allowed.has_origin(address):
        raise Failed(Reason.NOT_ALLOWED, is_final=True)
    if len(parcel.body) > MOST_BODY_BYTES:
        raise Failed(Reason.TOO_LARGE, is_final=True)
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "muster",
        "X-Muster-Delivery": parcel.delivery,
        "X-Muster-Kind": parcel.kind,
        "X-Muster-Number": str(parcel.number),
        "X-Muster-Signature": signature(key, parcel.body, at_s=at_s),
    }
    try:
        with _line(origin, allowed, whole_s) as way:
            way.request("POST", path, body=parcel.body, headers=headers)
            _judge(way.getresponse().status)
    except TimeoutError as fault:
        raise Failed(Reason.TOO_SLOW) from fault
    except ssl.SSLCertVerificationError as fault:
        raise Failed(Reason.CERTIFICATE) from fault
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Failed(Reason.NOT_REACHED) from fault


def _judge(status: int) -> None:
    if status in SUCCESS:
        return
    if status in MOVED:
        raise Failed(Reason.REDIRECTED, is_final=True)
    if status in LATER or status in FAULTS_OF_OTHERS:
        raise Failed(Reason.NOT_NOW)
    raise Failed(Reason.REFUSED, is_final=True)


@contextmanager
def _line(
    origin: tuple[str, str, int], allowed: Allowed, whole_s: float
) -> Iterator[http.client.HTTPConnection]:
    scheme, host, port = origin
    way = http.client.HTTPConnection(host, port)
    way.sock = socket.create_connection(
        (_judged(host, port, allowed), port), timeout=min(CONNECT_S, whole_s)
    )
    # who is connected may think for longer than connecting may take
    way.sock.settimeout(whole_s)
    try:
        with cut_after(whole_s, lambda: way.sock):
            if scheme == "https":
                _wrap(way, host)
            yield way
    finally:
        way.close()


def _wrap(way: http.client.HTTPConnection, host: str) -> None:
    """Speak TLS from here on. The handshake comes last, so that it can be cut off too."""
    context = ssl.create_default_context()
    line = context.wrap_socket(way.sock, server_hostname=host, do_handshake_on_connect=False)
    way.sock = line
    line.do_handshake()


def _judged(host: str, port: int, allowed: Allowed) -> str:
    """The machine behind a name: public, or of an own net that is named. Raises Failed.

    All that the name stands for must be so: a name of which one answer leads inside is not
    trusted with another.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    machines = [str(one[4][0]) for one in found]
    for machine in machines:
        number = ip_address(machine.partition("%")[0])
        number = getattr(number, "ipv4_mapped", None) or number
        is_named = any(number in net for net in allowed.nets if net.version == number.version)
        if not number.is_global and not is_named:
            raise Failed(Reason.NOT_PUBLIC, is_final=True)
    return machines[0]
