from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.cot.make import CORPUS, EVENTS, POSITION, SHAPE, wrapped

from muster.engines.cot import Event, Fault, Node, Point, Refused, element_of, read, written


def test_position_of_a_phone() -> None:
    event = read(POSITION.encode())

    assert (event.uid, event.type, event.how) == ("ANDROID-7c1", "a-f-G-U-C", "m-g")
    assert event.made_at == datetime(2030, 8, 16, 2, 42, 0, 123_000, tzinfo=UTC)
    assert event.point == Point(lat=21.028511, lon=105.804817, hae_m=12.4, ce_m=4.9, le_m=None)
    assert event.part("contact") == Node(
        "contact", (("callsign", "Tổ 12"), ("endpoint", "*:-1:stcp"))
    )
    assert event.extra == (("access", "Undefined"),)


def test_nan_and_both_big_figures_are_not_known() -> None:
    assert read(SHAPE.encode()).point.hae_m is None
    assert read(CORPUS["alert"].encode()).point.le_m is None


@pytest.mark.parametrize("name", CORPUS)
def test_samples_come_back_as_they_were(name: str) -> None:
    event = read(CORPUS[name].encode())

    assert read(written(event)) == event


@given(event=EVENTS)
@settings(deadline=None, max_examples=30)
def test_what_is_written_is_read_as_the_same(event: Event) -> None:
    assert read(written(event)) == event


@given(content=st.binary(max_size=300))
@settings(deadline=None, max_examples=30)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for bytes_ in (content, wrapped("").replace(b"ANDROID", content[:20], 1)):
        try:
            event = read(bytes_)
        except Refused:
            continue
        assert read(element_of(event)) == event


BOMB = (
    '<!DOCTYPE event [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE event [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PLAIN = wrapped("").decode()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (BOMB.encode() + wrapped("<remarks>&c;</remarks>"), Fault.MALFORMED),
        (OUTSIDE.encode() + wrapped("<remarks>&x;</remarks>"), Fault.MALFORMED),
        (wrapped("<remarks>&x;</remarks>"), Fault.MALFORMED),
        (wrapped("<a>" * 60 + "</a>" * 60), Fault.TOO_DEEP),
        (wrapped("<a>" * 900 + "</a>" * 900), Fault.MALFORMED),
        (wrapped("<a/>" * 2_001), Fault.TOO_MANY),
        (wrapped("x" * 70_000), Fault.TOO_LARGE),
        (wrapped("<a").replace(b"</detail>", b""), Fault.MALFORMED),
        (b"<events/>", Fault.NOT_EVENT),
        (PLAIN.replace('version="2.0"', 'version="3.0"').encode(), Fault.NOT_EVENT),
        (PLAIN.replace(' how="m-g"', "").encode(), Fault.MISSING),
        (PLAIN.replace('uid="ANDROID-7c1"', 'uid=""').encode(), Fault.MISSING),
        (PLAIN.replace("ANDROID-7c1", "A" * 257).encode(), Fault.TOO_LARGE),
        (PLAIN.replace("T02:42:00.123Z", "T02:42:00.123").encode(), Fault.BAD_TIME),
        (PLAIN.replace("2030-08-16T02:42:00.123Z", "2030-W33-5T02:42Z").encode(), Fault.BAD_TIME),
        (PLAIN.replace("2030-08-16", "0001-01-01").replace("Z", "+14:00").encode(), Fault.BAD_TIME),
        (PLAIN.replace('lat="21.028511"', 'lat="nan"').encode(), Fault.BAD_NUMBER),
        (PLAIN.replace('lat="21.028511"', 'lat="2_1"').encode(), Fault.BAD_NUMBER),
        (PLAIN.replace('lat="21.028511"', 'lat="91"').encode(), Fault.OUT_OF_RANGE),
        (PLAIN.replace('lon="105.804817"', 'lon="180.1"').encode(), Fault.OUT_OF_RANGE),
        (PLAIN.replace(' ce="4.9"', "").encode(), Fault.MISSING),
        (PLAIN.replace("<point", "<dot").encode(), Fault.MISSING),
        (PLAIN.replace("ANDROID", "\x01").encode(), Fault.MALFORMED),
        (PLAIN.encode("utf-16"), Fault.MALFORMED),
    ],
)
def test_hostile_and_broken_events_are_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(Refused) as refusal:
        read(content)

    assert refusal.value.fault is fault
