"""TLS in which both sides show a certificate, or the server alone."""

import ssl
from pathlib import Path

from muster.gateways.errors import KeysUnreadable


def server_side(*, certificate: Path, key: Path) -> ssl.SSLContext:
    """A server's context for clients that show a secret of their own in what they send.

    TLS 1.2 or newer. Raises KeysUnreadable.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        files = f"{certificate}, {key}"
        raise KeysUnreadable(files=files, reason=error.strerror or error) from None
    return context


def both_sides(*, certificate: Path, key: Path, authority: Path) -> ssl.SSLContext:
    """A server's context that takes only clients whose certificate *authority* signed.

    TLS 1.2 or newer. Raises KeysUnreadable.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        files = ", ".join(str(path) for path in (certificate, key, authority))
        raise KeysUnreadable(files=files, reason=error.strerror or error) from None
    return context
