import struct
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.cot.make import POSITION

from muster.engines.cot import (
    Fault,
    Node,
    Refused,
    StreamFrames,
    read,
    read_datagram,
    read_message,
    written,
)


def varint(number: int) -> bytes:
    content = b""
    while number > 0x7F:
        content += bytes([number & 0x7F | 0x80])
        number >>= 7
    return content + bytes([number])


def field(number: int, value: float | str | bytes) -> bytes:
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(content)) + content


MADE_MS = 1_913_078_520_123  # 2030-08-16T02:42:00.123Z
DETAIL = (
    field(1, '<uid Droid="Tổ 12"/>')
    + field(2, field(1, "*:-1:stcp") + field(2, "Tổ 12"))
    + field(3, field(1, "Cyan") + field(2, "Team Member"))
    + field(4, field(1, "GPS") + field(2, "GPS"))
    + field(5, field(1, 78))
    + field(6, field(1, "PHONE X") + field(2, "ATAK-CIV") + field(3, "34") + field(4, "5.1.0"))
    + field(7, field(1, 1.2) + field(2, 187.5))
)


def message(detail: bytes = DETAIL, **instead: bytes) -> bytes:
    parts = {
        "type": field(1, "a-f-G-U-C"),
        "access": field(2, "Undefined"),
        "uid": field(5, "ANDROID-7c1"),
        "times": field(6, MADE_MS) + field(7, MADE_MS) + field(8, MADE_MS + 75_000),
        "how": field(9, "m-g"),
        "place": field(10, 21.028511) + field(11, 105.804817),
        "figures": field(12, 12.4) + field(13, 4.9) + field(14, 999_999.0),
        "detail": field(15, detail),
        **instead,
    }
    return field(1, field(1, 1)) + field(2, b"".join(parts.values())) + field(99, "later")


def test_both_forms_of_a_position_are_the_same_event() -> None:
    event = read_message(message())
    same = read(POSITION.encode())

    assert event is not None
    assert set(event.detail) == set(same.detail)
    assert (event.uid, event.made_at, event.stale_at) == (same.uid, same.made_at, same.stale_at)
    assert (event.point, event.extra) == (same.point, same.extra)


def test_free_xml_wins_over_the_typed_field() -> None:
    event = read_message(
        message(field(1, '<status battery="5" low="1"/>') + field(5, field(1, 78)))
    )

    assert event is not None
    assert event.detail == (Node("status", (("battery", "5"), ("low", "1"))),)


def test_datagrams_of_the_mesh_in_both_forms() -> None:
    assert read_datagram(b"\xbf\x01\xbf" + message()) == read_message(message())
    assert read_datagram(POSITION.encode()) == read(POSITION.encode())
    assert read_datagram(b"\xbf\x01\xbf" + field(1, field(1, 1))) is None


@given(cuts=st.lists(st.integers(0, 2_000), max_size=12))
@settings(deadline=None, max_examples=30)
def test_frames_come_whole_wherever_the_stream_is_cut(cuts: list[int]) -> None:
    framed = (b"\xbf" + varint(len(message())) + message()) * 3
    frames = StreamFrames()
    places = [0, *sorted(cut % len(framed) for cut in cuts), len(framed)]

    found = [one for begin, end in pairwise(places) for one in frames.feed(framed[begin:end])]

    assert found == [message()] * 3


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<event", Fault.MALFORMED),
        (b"\xbf" + b"\xff" * 10, Fault.MALFORMED),
        (b"\xbf" + varint(10**9), Fault.TOO_LARGE),
    ],
)
def test_a_stream_that_is_not_framed_is_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(Refused) as refusal:
        StreamFrames().feed(content)

    assert refusal.value.fault is fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (message(times=field(6, 2**63)), Fault.BAD_TIME),
        (message(uid=b""), Fault.MISSING),
        (message(uid=field(5, b"\xff\xfe")), Fault.MALFORMED),
        (message(uid=field(5, "a\x00b")), Fault.MALFORMED),
        (message(uid=field(5, 7)), Fault.MALFORMED),
        (message(place=field(10, float("nan"))), Fault.OUT_OF_RANGE),
        (message(place=field(10, 7)), Fault.BAD_NUMBER),
        (message(field(1, "<a>&x;</a>")), Fault.MALFORMED),
        (message(field(1, "</detail><detail>")), Fault.MALFORMED),
        (message()[:-9], Fault.MALFORMED),
        (b"\xff" * 12, Fault.MALFORMED),
        (b"\x0b", Fault.MALFORMED),
        (b"x" * 70_000, Fault.TOO_LARGE),
    ],
)
def test_hostile_and_broken_messages_are_refused(content: bytes, fault: Fault) -> None:
    with pytest.raises(Refused) as refusal:
        read_message(content)

    assert refusal.value.fault is fault


@given(content=st.binary(max_size=300))
@settings(deadline=None, max_examples=50)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for datagram in (content, b"\xbf\x01\xbf" + content, b"\xbf\x01\xbf" + message(content)):
        try:
            event = read_datagram(datagram)
        except Refused:
            continue
        assert event is None or read(written(event)).uid == event.uid.replace("\r", "\n")
