"""What a phone needs to connect, in the one file that ATAK and its relatives import.

A zip with a manifest, the server's address as preferences, and two PKCS #12 files: the authority,
by which the phone knows the gateway, and the phone's own certificate with its key.
"""

import secrets
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import (
    KeySerializationEncryption,
    PrivateFormat,
    pkcs12,
)
from lxml import etree

from muster.gateways.cot.authority import Signed

PORT: Final = 8089
PREFERENCES, TRUST, OWN = "certs/server.pref", "certs/authority.p12", "certs/device.p12"
TEXT: Final = "class java.lang.String"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What goes into a package. callsign: the device's name; server: what the phone calls it."""

    callsign: str
    server: str
    host: str
    port: int = PORT


def package(setup: Setup, *, signed: Signed, authority: x509.Certificate) -> bytes:
    """The package of one device. Whoever holds it is the device: it is given out once."""
    word = secrets.token_urlsafe(12)
    trusted = [pkcs12.PKCS12Certificate(authority, b"authority")]
    own = pkcs12.serialize_key_and_certificates(
        b"device", signed.key, signed.certificate, [authority], _locked(word)
    )
    parts = {
        PREFERENCES: _preferences(setup, word),
        TRUST: pkcs12.serialize_java_truststore(trusted, _locked(word)),
        OWN: own,
    }
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as file:
        file.writestr("MANIFEST/manifest.xml", _manifest(setup, list(parts)))
        for name, part in parts.items():
            file.writestr(name, part)
    return content.getvalue()


def _locked(word: str) -> KeySerializationEncryption:
    """The form that phones of every age read. It hides nothing: the word lies in the package."""
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(20_000)
    builder = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    return builder.hmac_hash(SHA1()).build(word.encode())  # noqa: S303


def _manifest(setup: Setup, parts: list[str]) -> bytes:
    root = etree.Element("MissionPackageManifest", version="2")
    said = etree.SubElement(root, "Configuration")
    # Once taken in, the package is deleted on the phone: its key lies nowhere else then.
    words = {"uid": str(uuid4()), "name": setup.server, "onReceiveDelete": "true"}
    for name, value in words.items():
        etree.SubElement(said, "Parameter", name=name, value=value)
    held = etree.SubElement(root, "Contents")
    for part in parts:
        etree.SubElement(held, "Content", ignore="false", zipEntry=part)
    return _written(root)


def _preferences(setup: Setup, word: str) -> bytes:
    root = etree.Element("preferences")
    streams = etree.SubElement(root, "preference", version="1", name="cot_streams")
    _entry(streams, "count", "1", "class java.lang.Integer")
    _entry(streams, "description0", setup.server)
    _entry(streams, "enabled0", "true", "class java.lang.Boolean")
    _entry(streams, "connectString0", f"{setup.host}:{setup.port}:ssl")
    own = etree.SubElement(root, "preference", version="1", name="com.atakmap.app_preferences")
    # Where the program puts what came in certs/.
    _entry(own, "caLocation", TRUST.replace("certs/", "cert/"))
    _entry(own, "caPassword", word)
    _entry(own, "certificateLocation", OWN.replace("certs/", "cert/"))
    _entry(own, "clientPassword", word)
    _entry(own, "locationCallsign", setup.callsign)
    return _written(root)


def _entry(parent: etree._Element, key: str, value: str, kind: str = TEXT) -> None:
    element = etree.SubElement(parent, "entry", {"key": key, "class": kind})
    element.text = value


def _written(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return content
