"""The gateway as a process, and with certificates on both sides."""

import asyncio
import os
import signal
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.gateways.make_cot import event, net, walk

from muster.gateways.commands import asked
from muster.gateways.cot.commands import Relaying
from muster.gateways.errors import KeysUnreadable, PortNotFree
from muster.gateways.listening.keys import both_sides
from muster.gateways.listening.places import Place


def name_of(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pair(
    folder: Path, name: str, signer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None = None
) -> ec.EllipticCurvePrivateKey:
    """Certificate and key in the folder; without a signer: an authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer, signing = signer or (name_of(name), key)
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name_of(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(signing, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / f"{name}.key").write_bytes(private)
    return key


def client_tls(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


def test_only_clients_whom_the_authority_signed_are_let_in(tmp_path: Path) -> None:
    authority = pair(tmp_path, "authority")
    other = pair(tmp_path, "stranger-authority")
    for name in ("server", "one", "two"):
        pair(tmp_path, name, (name_of("authority"), authority))
    pair(tmp_path, "stranger", (name_of("stranger-authority"), other))
    tls = both_sides(
        certificate=tmp_path / "server.pem",
        key=tmp_path / "server.key",
        authority=tmp_path / "authority.pem",
    )

    async def steps() -> None:
        async with net(place=Place(host="127.0.0.1", port=0, tls=tls)) as house:
            one, two = [
                await house.phone(ssl=client_tls(tmp_path, name), server_hostname="localhost")
                for name in ("one", "two")
            ]
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await house.phone(ssl=client_tls(tmp_path, "stranger"), server_hostname="localhost")
            await one.send(event("a"))
            await one.settle()
            assert [got.uid for got in await two.told()] == ["a"]

    asyncio.run(steps())


def test_files_that_are_no_certificates_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(KeysUnreadable) as refusal:
        both_sides(certificate=tmp_path / "a", key=tmp_path / "b", authority=tmp_path / "c")

    assert str(tmp_path / "a") in str(refusal.value)


@walk
async def test_a_port_that_is_taken_is_refused() -> None:
    async with net() as house:
        with pytest.raises(PortNotFree):
            async with net(place=Place(host="127.0.0.1", port=house.port)):
                pass


@pytest.mark.parametrize("words", [[], ["--plain", "--key", "k"], ["--certificate", "c"]])
def test_neither_plain_nor_all_files_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        asked(["cot", *words])

    assert leaving.value.code == 2


def test_a_plain_gateway_listens_to_its_own_machine_unless_told() -> None:
    plain = asked(["cot", "--plain"])

    assert isinstance(plain, Relaying)
    assert plain.place == Place(host="127.0.0.1", port=8087)


def test_the_process_says_where_it_listens_and_at_the_end_what_it_did(tmp_path: Path) -> None:
    env = {**os.environ, "MUSTER_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "muster.cli", "gateway", "cot", "--plain", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        port = int(first.rstrip(".\n").split()[-1])
        asyncio.run(greet(port))
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()

    assert process.returncode == 0
    assert "           1 thiết bị đã kết nối" in rest


async def greet(port: int) -> None:
    """Connect, and leave when something has come back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b'<event version="2.0" uid="p" type="t-x-c-t" how="m-g" time="2030-08-16T02:42:00Z" '
        b'start="2030-08-16T02:42:00Z" stale="2030-08-16T02:43:00Z">'
        b'<point lat="0" lon="0" hae="0" ce="0" le="0"/></event>'
    )
    assert b"takPong" in await reader.readuntil(b"</event>")
    writer.close()
    await writer.wait_closed()
