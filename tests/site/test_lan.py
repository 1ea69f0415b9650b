"""The private authority: what a phone will check."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from muster.site.lan import certificates

NOW = datetime(2030, 8, 16, tzinfo=UTC)


def test_the_server_certificate_is_signed_by_the_authority_and_names_the_host(
    tmp_path: Path,
) -> None:
    made = certificates("muster.lan", folder=tmp_path, now=NOW)

    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    server = x509.load_pem_x509_certificate(made.server.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["muster.lan"]


def test_keys_are_readable_by_the_owner_alone(tmp_path: Path) -> None:
    made = certificates("muster.lan", folder=tmp_path, now=NOW)

    assert made.server_key.stat().st_mode & 0o077 == 0
    assert made.authority.with_suffix(".key").stat().st_mode & 0o077 == 0


def test_a_second_call_changes_nothing_until_a_month_before_the_end(tmp_path: Path) -> None:
    made = certificates("10.0.0.5", folder=tmp_path, now=NOW)
    first = made.server.read_bytes()

    certificates("10.0.0.5", folder=tmp_path, now=NOW + timedelta(days=366))
    assert made.server.read_bytes() == first

    certificates("10.0.0.5", folder=tmp_path, now=NOW + timedelta(days=367, hours=1))
    assert made.server.read_bytes() != first


def test_openssl_takes_the_pair(tmp_path: Path) -> None:
    made = certificates("muster.lan", folder=tmp_path, now=NOW)

    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        made.server, made.server_key
    )
