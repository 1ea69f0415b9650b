"""A private certificate authority for a network without Internet.

Phones want TLS for cookies, camera and offline pages, and no public authority signs a name
that exists on one switch only. The authority's key never leaves the data directory.
"""

import datetime as dt
import io
import ipaddress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext_lazy as _

AUTHORITY_DAYS: Final = 3650
SERVER_DAYS: Final = 397  # the longest that phones accept
PRIVATE: Final = 0o600
_STEPS = _(
    """%(qr)s
  1. On the phone, open %(trust)s (or scan the code) and keep the certificate.
  2. Install it: Android: Settings, Security, Install a certificate, CA certificate.
     iPhone: Settings, Profile downloaded, Install; then General, About, Certificate trust.
  3. Its SHA-256 fingerprint must begin with %(marks)s
  4. Open %(address)s
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """Paths of PEM files: what phones must trust, and what the server presents."""

    authority: Path
    server: Path
    server_key: Path


def certificates(name: str, *, folder: Path, now: dt.datetime) -> Certificates:
    """Return the certificates for *name*, making the authority and the server's where missing.

    name: host name or IP address that phones will type. A server certificate that expires
    within a month is made anew; the authority stays, so phones need not trust again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = Certificates(
        authority=folder / "authority.crt",
        server=folder / f"{name}.crt",
        server_key=folder / f"{name}.key",
    )
    if not found.authority.is_file():
        _make_authority(found.authority, now=now)
    if not _is_fresh(found.server, now=now):
        _make_server(name, found, now=now)
    return found


def _is_fresh(path: Path, *, now: dt.datetime) -> bool:
    if not path.is_file():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return certificate.not_valid_after_utc - now > dt.timedelta(days=30)


def _make_authority(path: Path, *, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "muster local authority")])
    certificate = (
        _builder(name, name, key.public_key(), now=now, days=AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_key(path.with_suffix(".key"), key)
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(name: str, paths: Certificates, *, now: dt.datetime) -> None:
    authority = x509.load_pem_x509_certificate(paths.authority.read_bytes())
    stored = paths.authority.with_suffix(".key").read_bytes()
    signing_key = serialization.load_pem_private_key(stored, password=None)
    assert isinstance(signing_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, authority.subject, key.public_key(), now=now, days=SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(signing_key, hashes.SHA256())
    )
    _write_key(paths.server_key, key)
    paths.server.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    *,
    now: dt.datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    path.touch(mode=PRIVATE)
    path.chmod(PRIVATE)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def offer(authority: Path, *, port: int) -> ThreadingHTTPServer:
    """A small server that hands out the authority's certificate and nothing else."""
    body = authority.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer every address with the certificate."""
            self.send_response(200)
            self.send_header("Content-Type", "application/x-x509-ca-cert")
            self.send_header("Content-Disposition", 'attachment; filename="muster.crt"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay quiet: a fetched certificate is no news."""

    return ThreadingHTTPServer(("", port), Handler)


def steps(name: str, *, port: int, trust_port: int, authority: Path) -> str:
    """What to print: the address as QR, and how a phone comes to trust it."""
    import segno  # only this verb draws codes

    picture = io.StringIO()
    segno.make(f"http://{name}:{trust_port}/muster.crt").terminal(out=picture, compact=True)
    digest = x509.load_pem_x509_certificate(authority.read_bytes()).fingerprint(hashes.SHA256())
    marks = ":".join(f"{byte:02X}" for byte in digest[:8])
    return str(_STEPS) % {
        "qr": picture.getvalue(),
        "trust": f"http://{name}:{trust_port}/muster.crt",
        "address": f"https://{name}:{port}/",
        "marks": marks,
    }
