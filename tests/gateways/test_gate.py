"""Who is let in by a certificate, whom they hear, and what of them is handed on."""

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from lxml import etree
from tests.gateways.make_cot import Phone, event
from tests.gateways.make_field import NOW, Site, alarm, cert, certified, report, words

from muster.engines.cot import Event, Node, Point, kinds
from muster.gateways.cot.authority import FILE, Authority, authority
from muster.gateways.cot.counting import Count
from muster.gateways.cot.gate import ALARMS_AT_ONCE, Fresh, Gate
from muster.gateways.cot.hearing import Sort, fix_of
from muster.gateways.cot.package import OWN, PREFERENCES, TRUST, Setup, package
from muster.gateways.cot.serving import Server
from muster.gateways.errors import KeysUnreadable
from muster.gateways.gps.door import Verdict
from muster.gateways.listening.places import Place


def uids(events: list[Event]) -> list[str]:
    return [one.uid for one in events]


def test_only_a_device_on_duty_is_let_in_and_is_cut_when_it_is_over() -> None:
    site = Site()
    site.knows(certified(1), certified(2, begins_h=0.5), certified(3, ends_h=0))

    one = site.let_in(1)
    refused = [site.enters(cert(2)), site.enters(cert(3)), site.enters(b"forged")]
    site.wait(minutes=30)
    two = site.let_in(2)
    site.wait(minutes=30)
    site.knows(certified(1), certified(2, begins_h=0.5, ends_h=3))

    assert refused == [None, None, None]
    assert site.gate.counts[Count.OFF_DUTY] == 2
    assert site.gate.counts[Count.UNKNOWN] == 1
    assert (one.cable.is_cut, two.cable.is_cut) == (True, False)
    assert site.gate.by_device == {(2, "off_duty"): 1, (3, "off_duty"): 1}


def test_a_revoked_device_is_cut_and_let_in_no_more() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    site.knows()

    assert one.cable.is_cut
    assert site.enters(cert(1)) is None
    assert site.gate.clients == []


def test_of_one_device_the_newer_connection_holds() -> None:
    site = Site()
    site.knows(certified(1))

    older, newer = site.let_in(1), site.let_in(1)

    assert (older.cable.is_cut, newer.cable.is_cut) == (True, False)
    assert site.gate.by_device == {(1, "elsewhere"): 1}


def test_devices_hear_those_of_their_event_alone() -> None:
    site = Site()
    site.knows(certified(1), certified(2), certified(3, event=2))
    one, two, other = site.let_in(1), site.let_in(2), site.let_in(3)

    one.send(report("phone-1", NOW), alarm("phone-1", NOW))

    assert uids(two.told()) == ["phone-1", "phone-1-9-1-1"]
    assert other.told() == []
    assert uids(site.let_in(3).told()) == []


def test_a_position_is_handed_on_with_what_the_phone_added() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    one.send(report("phone-1", NOW), event("marker", kind="a-u-G"))
    (row,) = site.gate.harvest().fixes

    assert (row[0], row[1]) == (1, 1)
    assert (row[3].lat, row[3].accuracy_m, row[3].speed_m_s) == (10.3512, 6.5, 1.5)
    assert (row[3].course_deg, row[3].battery) == (90.0, 0.78)
    assert site.gate.harvest().fixes == []


def test_a_figure_that_is_none_does_not_lose_the_position() -> None:
    odd = (
        Node("track", (("course", "x"), ("speed", "nan"))),
        Node("status", (("battery", "900"),)),
    )

    found = fix_of(report("phone-1", NOW, detail=odd))

    assert found is not None
    assert (found.speed_m_s, found.course_deg, found.battery) == (None, None, 1.0)


def test_a_phone_that_does_not_know_where_it_is_is_counted_and_not_kept() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    one.send(report("phone-1", NOW, point=Point(lat=0.0, lon=0.0)))

    assert site.gate.harvest().fixes == []
    assert site.gate.by_device == {(1, "no_place"): 1}


def test_a_position_of_before_the_duty_is_relayed_but_not_kept() -> None:
    site = Site()
    site.knows(certified(1, begins_h=-0.01), certified(2))
    one, two = site.let_in(1), site.let_in(2)

    one.send(report("phone-1", NOW - timedelta(seconds=60)))

    assert uids(two.told()) == ["phone-1"]
    assert site.gate.harvest().fixes == []
    assert site.gate.door.counts == {Verdict.OUT_OF_DUTY: 1}


def test_what_goes_from_one_to_another_is_for_no_log() -> None:
    site = Site()
    site.knows(certified(1), certified(2))
    one, two = site.let_in(1), site.let_in(2)
    two.send(report("phone-2", NOW, detail=(kinds.contact("Tổ 2", endpoint="*:-1:stcp"),)))
    private = words("phone-1", "riêng", NOW)
    to = Node("marti", children=(Node("dest", (("callsign", "Tổ 2"),)),))

    one.send(words("phone-1", "chung", NOW, number=2))
    one.send(replace(private, detail=(*private.detail, to)))

    assert [said.text for said in site.gate.harvest().words] == ["chung"]
    assert site.gate.by_device == {(1, "private"): 1}
    assert len(two.told()) == 2


def test_receipts_and_empty_words_are_no_lines() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    one.send(
        event("r1", kind="b-t-f-d", detail=(Node("__chatreceipt"),)),
        event("r2", kind="b-t-f", detail=(Node("remarks", text="no chat"),)),
        words("phone-1", "  ", NOW),
    )

    assert site.gate.harvest().words == []


def test_a_call_for_help_that_repeats_itself_is_logged_once_in_five_minutes() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    for _n in range(40):
        one.send(alarm("phone-1", site.now))
        site.wait(seconds=10)
    one.send(alarm("phone-1", site.now, kind="b-a-o-can"))
    site.wait(seconds=1)
    one.send(alarm("phone-1", site.now))

    sorts = [said.sort for said in site.gate.harvest().words]
    assert sorts == [Sort.HELP, Sort.HELP, Sort.CLEAR, Sort.HELP]
    assert site.gate.by_device == {(1, "repeated"): 38}


def test_words_in_a_flood_are_dropped_and_calls_for_help_have_room_of_their_own() -> None:
    site = Site()
    site.knows(certified(1))
    one = site.let_in(1)

    for number in range(30):
        one.send(words("phone-1", "ồn", NOW, number=number))
    for number in range(70):
        one.send(alarm(f"phone-{number}", NOW))

    sorts = [said.sort for said in site.gate.harvest().words]
    assert sorts.count(Sort.WORD) == 10
    assert sorts.count(Sort.HELP) == ALARMS_AT_ONCE
    assert site.gate.by_device[1, "wordy"] == 20 + 10


def test_nobody_is_let_in_as_a_device_without_a_certificate() -> None:
    site = Site()
    site.knows(certified(1))

    assert site.gate.enter(site.let_in(1).cable, None) is None


def test_the_authority_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    now = datetime.now(UTC)

    first, second = [authority(tmp_path, "Nút tỉnh", now=now) for _n in range(2)]
    (tmp_path / FILE).chmod(0o640)

    assert first.own.sha256 == second.own.sha256
    with pytest.raises(KeysUnreadable):
        authority(tmp_path, "Nút tỉnh", now=now)
    (tmp_path / FILE).write_text("no key")
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(KeysUnreadable):
        authority(tmp_path, "Nút tỉnh", now=now)


def opened(content: bytes, folder: Path) -> tuple[ssl.SSLContext, dict[str, str]]:
    """What a phone makes of a package: a context, and the preferences."""
    file = ZipFile(BytesIO(content))
    root = etree.fromstring(file.read(PREFERENCES))
    said = {one.get("key"): one.text for one in root.iter("entry")}
    manifest = etree.fromstring(file.read("MANIFEST/manifest.xml"))
    assert {one.get("zipEntry") for one in manifest.iter("Content")} == {PREFERENCES, TRUST, OWN}
    trusted = pkcs12.load_pkcs12(file.read(TRUST), said["caPassword"].encode())
    own = pkcs12.load_pkcs12(file.read(OWN), said["clientPassword"].encode())
    assert own.key is not None
    assert own.cert is not None
    pem = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "own.pem").write_bytes(pem + own.cert.certificate.public_bytes(Encoding.PEM))
    roots = b"".join(one.certificate.public_bytes(Encoding.PEM) for one in trusted.additional_certs)
    context = ssl.create_default_context(cadata=roots.decode())
    context.load_cert_chain(folder / "own.pem")
    return context, said


def test_the_package_connects_a_device_and_no_other_package_does(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    ours = authority(tmp_path / "ours", "a", now=now)
    theirs = authority(tmp_path / "theirs", "b", now=now)
    setup = Setup(callsign="Tổ 1 & 2", server="muster Đại hội", host="10.0.0.1")

    def made(by: Authority, pk: int) -> tuple[ssl.SSLContext, str, dict[str, str]]:
        signed = by.for_device(pk, now=now, until=now + timedelta(hours=5))
        content = package(setup, signed=signed, authority=ours.own.certificate)
        context, said = opened(content, tmp_path)
        return context, signed.sha256, said

    good, sha256, said = made(ours, 1)
    revoked, _sha256, _said = made(ours, 2)
    forged, _sha256, _said = made(theirs, 1)
    assert said["connectString0"] == "10.0.0.1:8089:ssl"
    assert said["locationCallsign"] == "Tổ 1 & 2"

    async def steps() -> Gate:
        site = Site()
        site.gate.take(Fresh(devices={sha256: certified(1)}))
        server = Server(site.gate)
        tls = ours.server_side(["localhost"], now=now)
        port = await server.start(Place(host="127.0.0.1", port=0, tls=tls))
        phones = {}
        for name, context in (("good", good), ("revoked", revoked), ("forged", forged)):
            try:
                phones[name] = Phone(
                    *await asyncio.open_connection(
                        "127.0.0.1", port, ssl=context, server_hostname="localhost"
                    )
                )
            except (ssl.SSLError, ConnectionError):
                continue
        await phones["good"].settle()
        for name in ("revoked", "forged"):
            if name in phones:
                with pytest.raises((ssl.SSLError, ConnectionError)):
                    await phones[name].settle()
        await phones["good"].send(report("phone-1", NOW))
        await phones["good"].settle()
        for phone in phones.values():
            phone.writer.transport.abort()
        await server.stop()
        return site.gate

    gate = asyncio.run(steps())
    assert [row[0] for row in gate.harvest().fixes] == [1]
    assert gate.counts[Count.UNKNOWN] == 1
