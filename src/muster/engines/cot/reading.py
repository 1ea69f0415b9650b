"""One event from the bytes of one ``<event>`` element.

The parser knows no document type, no entity but the five of XML, no network and no huge text
(OWASP on XXE); depth, number of elements and size are bounded before anything is built.
"""

from math import isfinite
from typing import Any, Final

from lxml import etree

from muster.engines.cot.faults import Fault, Refused
from muster.engines.cot.model import Event, Node, Point
from muster.engines.cot.times import read_time

MOST_EVENT_BYTES: Final = 65_536
MOST_DEPTH: Final = 24
MOST_ELEMENTS: Final = 2_000
LONGEST_WORD: Final = 256
VERSIONS: Final = frozenset({"2.0", "2"})
UNKNOWN_M: Final = frozenset({9_999_999.0, 999_999.0})
"""Both stand for "not known": the event's own figure, and that of the protobuf text."""
NEEDED: Final = ("uid", "type", "how", "time", "start", "stale")
OWN: Final = frozenset({"version", *NEEDED})
WRAPPER: Final = (b"<detail>", b"</detail>")
Element = Any

_PARSER: Final = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def read(xml: bytes) -> Event:
    """The event of one ``<event>`` element, in UTF-8, with or without an XML declaration.

    Raises Refused; never anything else, whatever the bytes are.
    """
    root = _parsed(xml)
    if root.tag != "event":
        raise Refused(Fault.NOT_EVENT, str(root.tag)[:40])
    said = dict(root.attrib)
    if said.get("version") not in VERSIONS:
        raise Refused(Fault.NOT_EVENT, "version")
    for name in NEEDED:
        if not said.get(name):
            raise Refused(Fault.MISSING, name)
    return Event(
        uid=_word(said["uid"], "uid"),
        type=_word(said["type"], "type"),
        how=_word(said["how"], "how"),
        made_at=read_time(said["time"], what="time"),
        starts_at=read_time(said["start"], what="start"),
        stale_at=read_time(said["stale"], what="stale"),
        point=_point(root.find("point")),
        detail=_detail(root.find("detail")),
        extra=tuple(sorted((key, value) for key, value in said.items() if key not in OWN)),
    )


def read_detail(xml: bytes) -> tuple[Node, ...]:
    """What stands below ``<detail>``, given without it. Raises Refused."""
    return _detail(_parsed(WRAPPER[0] + xml + WRAPPER[1]))


def checked_point(lat: float, lon: float, hae: float, ce: float, le: float) -> Point:
    """A point of figures in degrees and metres. Raises Refused(OUT_OF_RANGE)."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Refused(Fault.OUT_OF_RANGE, "point")
    return Point(lat=lat, lon=lon, hae_m=_known(hae), ce_m=_known(ce), le_m=_known(le))


def _parsed(xml: bytes) -> Element:
    if len(xml) > MOST_EVENT_BYTES:
        raise Refused(Fault.TOO_LARGE)
    if b"<!DOCTYPE" in xml:
        raise Refused(Fault.MALFORMED, "document type")
    if xml.count(b"<") > MOST_ELEMENTS:
        raise Refused(Fault.TOO_MANY)
    try:
        root = etree.fromstring(xml, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(Fault.MALFORMED) from None
    # No element is deeper than there are closing tags: most events need no look at all.
    if xml.count(b"</") >= MOST_DEPTH and _is_deep(root):
        raise Refused(Fault.TOO_DEEP)
    return root


def _is_deep(root: Element) -> bool:
    level, depth = [root], 0
    while level:
        level = [child for element in level for child in element]
        depth += 1
    return depth > MOST_DEPTH


def _word(text: str, what: str) -> str:
    if len(text) > LONGEST_WORD:
        raise Refused(Fault.TOO_LARGE, what)
    return text


def _point(element: Element) -> Point:
    if element is None:
        raise Refused(Fault.MISSING, "point")
    lat, lon, hae, ce, le = (_number(element, name) for name in ("lat", "lon", "hae", "ce", "le"))
    return checked_point(lat, lon, hae, ce, le)


def _number(element: Element, name: str) -> float:
    text = element.get(name)
    if text is None:
        raise Refused(Fault.MISSING, name)
    try:
        found = float(text) if len(text) <= 40 else float("nan")
    except ValueError:
        raise Refused(Fault.BAD_NUMBER, name) from None
    # "1_000" and "nan" are numbers to Python, not to the receivers.
    if "_" in text or (name in ("lat", "lon") and not isfinite(found)):
        raise Refused(Fault.BAD_NUMBER, name)
    return found


def _known(metres: float) -> float | None:
    """None for "not known"; some clients write NaN for it."""
    return metres if isfinite(metres) and metres not in UNKNOWN_M else None


def _detail(element: Element) -> tuple[Node, ...]:
    return () if element is None else tuple(_node(child) for child in element if _is_element(child))


def _is_element(element: Element) -> bool:
    """An entity that was not resolved stands in the tree as something that is no element."""
    if not isinstance(element.tag, str):
        raise Refused(Fault.MALFORMED, "entity")
    return True


def _node(element: Element) -> Node:
    children = tuple(_node(child) for child in element if _is_element(child))
    text, tail = element.text or "", element.tail or ""
    return Node(
        name=element.tag,
        attributes=tuple(sorted(element.attrib.items())),
        text="" if children and not text.strip() else text,
        children=children,
        tail=tail if tail.strip() else "",
    )
