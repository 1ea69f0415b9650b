"""TAK protocol, version 1: events in protobuf, from mesh datagrams and framed streams. Read only.

A child of ``<detail>`` travels in a typed field only if it has exactly the expected attributes;
everything else stays in ``xmlDetail``, which also wins where both say the same thing.
"""

from collections.abc import Mapping
from typing import Final

from muster.engines.cot.faults import Fault, Refused
from muster.engines.cot.model import Event, Node
from muster.engines.cot.reading import (
    LONGEST_WORD,
    MOST_EVENT_BYTES,
    checked_point,
    read,
    read_detail,
)
from muster.engines.cot.times import from_epoch_ms
from muster.engines.cot.wire import Value, fields, varint

MAGIC: Final = 0xBF
MESH_XML, MESH_PROTOBUF = b"\xbf\x00\xbf", b"\xbf\x01\xbf"
UNKNOWN: Final = 9_999_999.0
COT_EVENT, XML_DETAIL = 2, 1
EXTRA: Final = {2: "access", 3: "qos", 4: "opex", 16: "caveat", 17: "releaseableTo"}
FIGURES: Final = {10: 0.0, 11: 0.0, 12: UNKNOWN, 13: UNKNOWN, 14: UNKNOWN}
TYPED: Final[Mapping[int, tuple[str, tuple[str, ...]]]] = {
    2: ("contact", ("endpoint", "callsign")),
    3: ("__group", ("name", "role")),
    4: ("precisionlocation", ("geopointsrc", "altsrc")),
    5: ("status", ("battery",)),
    6: ("takv", ("device", "platform", "os", "version")),
    7: ("track", ("speed", "course")),
}
"""Field of ``Detail`` to the element and, in the order of their numbers, its attributes."""


def read_datagram(datagram: bytes) -> Event | None:
    """The event of one mesh datagram, in XML or protobuf; None: it only announces a protocol.

    Raises Refused.
    """
    if datagram.startswith(MESH_PROTOBUF):
        return read_message(datagram[len(MESH_PROTOBUF) :])
    return read(datagram.removeprefix(MESH_XML).strip(b"\x00 \r\n\t"))


def read_message(message: bytes) -> Event | None:
    """The event of one ``TakMessage``; None: it holds none. Raises Refused."""
    if len(message) > MOST_EVENT_BYTES:
        raise Refused(Fault.TOO_LARGE)
    said = dict(fields(message))
    return _event(dict(fields(_bytes(said, COT_EVENT)))) if COT_EVENT in said else None


class StreamFrames:
    """Cuts a framed stream (``BF``, length, message) into messages. Holds at most one message."""

    def __init__(self, *, most_bytes: int = MOST_EVENT_BYTES) -> None:
        self.most_bytes = most_bytes
        self._held = b""

    def feed(self, piece: bytes) -> list[bytes]:
        """The messages that *piece* completes. Raises Refused: the stream cannot go on."""
        self._held += piece
        found = []
        while (frame := self._frame()) is not None:
            begin, end = frame
            found.append(self._held[begin:end])
            self._held = self._held[end:]
        return found

    def _frame(self) -> tuple[int, int] | None:
        if not self._held:
            return None
        if self._held[0] != MAGIC:
            raise Refused(Fault.MALFORMED, "frame")
        head = self._held[1:11]
        if len(head) < 10 and all(byte >= 0x80 for byte in head):
            return None
        size, begin = varint(self._held, 1)
        if size > self.most_bytes:
            raise Refused(Fault.TOO_LARGE)
        return (begin, begin + size) if begin + size <= len(self._held) else None


def _event(said: Mapping[int, Value]) -> Event:
    lat, lon, hae, ce, le = (_float(said, number) for number in FIGURES)
    detail = dict(fields(_bytes(said, 15)))
    return Event(
        uid=_needed(said, 5, "uid"),
        type=_needed(said, 1, "type"),
        how=_needed(said, 9, "how"),
        made_at=from_epoch_ms(_int(said, 6), what="time"),
        starts_at=from_epoch_ms(_int(said, 7), what="start"),
        stale_at=from_epoch_ms(_int(said, 8), what="stale"),
        point=checked_point(lat, lon, hae, ce, le),
        detail=_detail(detail),
        extra=tuple(sorted((name, _text(said, n)) for n, name in EXTRA.items() if n in said)),
    )


def _detail(said: Mapping[int, Value]) -> tuple[Node, ...]:
    free = read_detail(_bytes(said, XML_DETAIL))
    told = {node.name for node in free}
    typed = (_typed(said, number) for number in TYPED if number in said)
    return (*(node for node in typed if node.name not in told), *free)


def _typed(said: Mapping[int, Value], number: int) -> Node:
    name, attributes = TYPED[number]
    values = dict(fields(_bytes(said, number)))
    pairs = ((key, _written(values, place)) for place, key in enumerate(attributes, 1))
    return Node(name, tuple(sorted((key, text) for key, text in pairs if text)))


def _written(said: Mapping[int, Value], number: int) -> str:
    value = said.get(number, b"")
    return _text(said, number) if isinstance(value, bytes) else str(value)


def _needed(said: Mapping[int, Value], number: int, what: str) -> str:
    text = _text(said, number)
    if not text:
        raise Refused(Fault.MISSING, what)
    if len(text) > LONGEST_WORD:
        raise Refused(Fault.TOO_LARGE, what)
    return text


def _text(said: Mapping[int, Value], number: int) -> str:
    try:
        text = _bytes(said, number).decode()
    except UnicodeDecodeError:
        raise Refused(Fault.MALFORMED, "text") from None
    # Nothing that XML cannot hold comes in: every event must be writable again.
    if any(_is_control(letter) for letter in text):
        raise Refused(Fault.MALFORMED, "text")
    return text


def _is_control(letter: str) -> bool:
    return (letter < " " and letter not in "\t\n\r") or letter in "\ufffe\uffff"


def _bytes(said: Mapping[int, Value], number: int) -> bytes:
    value = said.get(number, b"")
    if not isinstance(value, bytes):
        raise Refused(Fault.MALFORMED, "field")
    return value


def _int(said: Mapping[int, Value], number: int) -> int:
    value = said.get(number, 0)
    if not isinstance(value, int):
        raise Refused(Fault.MALFORMED, "field")
    return value


def _float(said: Mapping[int, Value], number: int) -> float:
    value = said.get(number, FIGURES[number])
    if not isinstance(value, float):
        raise Refused(Fault.BAD_NUMBER, "point")
    return value
