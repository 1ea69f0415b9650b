"""The installation's own authority: it signs the certificates of its devices and of its gateway.

Made at first use and kept beside the node's key, in one file that only its owner can read. It
signs nothing else, and nobody else's certificate is taken at a door that asks for its devices.
"""

import re
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from muster.gateways.errors import KeysUnreadable
from muster.ledger.signing import make_key_file

FILE: Final = "devices-authority.pem"
LASTS: Final = timedelta(days=3650)
SERVER_LASTS: Final = timedelta(days=397)
BACKDATED: Final = timedelta(days=1)
"""Clocks in the field are wrong: a certificate is good from the day before."""
BITS: Final = 2048  # RSA, since not every client reads keys on elliptic curves


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def sha256(self) -> str:
        """By which the door knows the certificate again."""
        return fingerprint(self.certificate.public_bytes(Encoding.DER))

    @property
    def pem(self) -> bytes:
        """Key and certificate in one."""
        return _private(self.key) + self.certificate.public_bytes(Encoding.PEM)


class Authority:
    """Signs for devices and for the gateway."""

    def __init__(self, own: Signed) -> None:
        self.own = own

    def for_device(self, number: int, *, now: datetime, until: datetime) -> Signed:
        """A certificate of a device until then. number: the device's; no name stands in it."""
        return self._signed(f"device {number}", now, until, ExtendedKeyUsageOID.CLIENT_AUTH)

    def for_server(self, hosts: Sequence[str], *, now: datetime) -> Signed:
        """A certificate of the gateway under these names and addresses."""
        name, until = hosts[0][:64], now + SERVER_LASTS
        return self._signed(name, now, until, ExtendedKeyUsageOID.SERVER_AUTH, hosts)

    def server_side(self, hosts: Sequence[str], *, now: datetime) -> ssl.SSLContext:
        """A context that takes only clients whose certificate this authority signed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_REQUIRED
        pem = self.own.certificate.public_bytes(Encoding.PEM)
        context.load_verify_locations(cadata=pem.decode())
        with tempfile.NamedTemporaryFile(prefix="muster-") as file:  # mode 0600
            file.write(self.for_server(hosts, now=now).pem)
            file.flush()
            context.load_cert_chain(file.name)
        return context

    def _signed(
        self,
        name: str,
        now: datetime,
        until: datetime,
        usage: x509.ObjectIdentifier,
        hosts: Sequence[str] = (),
    ) -> Signed:
        key = rsa.generate_private_key(public_exponent=65_537, key_size=BITS)
        issuer = self.own.certificate
        built = _builder(_name(name), issuer.subject, key, now, until)
        signer = self.own.key.public_key()
        plain = x509.BasicConstraints(ca=False, path_length=None)
        built = built.add_extension(plain, critical=True)
        built = built.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        built = built.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False
        )
        if hosts:
            names = x509.SubjectAlternativeName([_host(one) for one in hosts])
            built = built.add_extension(names, critical=False)
        return Signed(certificate=built.sign(self.own.key, hashes.SHA256()), key=key)


def authority(directory: Path, node: str, *, now: datetime) -> Authority:
    """The authority of this data directory, made for *node* at first use.

    Raises KeysUnreadable: the file is damaged, or others can read it.
    """
    path = directory / FILE
    if not path.exists():
        _make(path, node, now)
    if path.stat().st_mode & 0o077:
        raise KeysUnreadable(files=path, reason="chmod 600")
    return Authority(_read(path))


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate in DER, hex."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(certificate)
    return digest.finalize().hex()


def _make(path: Path, node: str, now: datetime) -> None:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=BITS)
    plain = re.sub(r"[^A-Za-z0-9._ -]+", "-", node)[:40] or "node"
    name = _name(f"muster devices {plain}")
    uses = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    built = _builder(name, name, key, now, now + LASTS)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    built = built.add_extension(uses, critical=True)
    signed = Signed(certificate=built.sign(key, hashes.SHA256()), key=key)
    make_key_file(path, signed.pem)


def _read(path: Path) -> Signed:
    pem = path.read_bytes()
    try:
        key = load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError as fault:
        raise KeysUnreadable(files=path, reason=fault) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeysUnreadable(files=path, reason="RSA")
    return Signed(certificate=certificate, key=key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
