"""Cursor on Target 2.0: events from bytes and back. Pure: no sockets, no clock.

    framer = Framer(); framer.feed(piece) -> [element]; framer.faults
    read(element) -> Event; written(event) -> bytes
    read_datagram(datagram), read_message(message) -> Event | None
    StreamFrames().feed(piece) -> [message]

    chat.read_chat(event) -> Chat | None; chat.chat(said, at=...) -> Event
    shapes.spot, unit, area, route, removal -> Event; shapes.hull(places) -> [place]

Everything that is no event is Refused(fault, what). Units: degrees, metres, UTC.
"""

from muster.engines.cot.faults import Fault, Refused
from muster.engines.cot.framing import Framer
from muster.engines.cot.model import Event, Node, Point
from muster.engines.cot.protobuf import StreamFrames, read_datagram, read_message
from muster.engines.cot.reading import MOST_DEPTH, MOST_ELEMENTS, MOST_EVENT_BYTES, read
from muster.engines.cot.times import read_time, written_time
from muster.engines.cot.writing import HEADER, element_of, written

__all__ = [
    "HEADER",
    "MOST_DEPTH",
    "MOST_ELEMENTS",
    "MOST_EVENT_BYTES",
    "Event",
    "Fault",
    "Framer",
    "Node",
    "Point",
    "Refused",
    "StreamFrames",
    "element_of",
    "read",
    "read_datagram",
    "read_message",
    "read_time",
    "written",
    "written_time",
]
