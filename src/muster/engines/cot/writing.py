"""An event as the bytes that clients read: one element, no line break behind it."""

from typing import Any, Final

from lxml import etree

from muster.engines.cot.model import Event, Node, Point
from muster.engines.cot.times import written_time

HEADER: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'
UNKNOWN: Final = "9999999.0"
Element = Any


def written(event: Event) -> bytes:
    """One event of a stream: declaration, line break, element, in UTF-8.

    Raises ValueError for characters that XML cannot hold.
    """
    return HEADER + element_of(event)


def element_of(event: Event) -> bytes:
    """The ``<event>`` element alone."""
    said = {
        "version": "2.0",
        "uid": event.uid,
        "type": event.type,
        "time": written_time(event.made_at),
        "start": written_time(event.starts_at),
        "stale": written_time(event.stale_at),
        "how": event.how,
        **dict(event.extra),
    }
    root = etree.Element("event", said)
    etree.SubElement(root, "point", _figures(event.point))
    detail = etree.SubElement(root, "detail")
    for node in event.detail:
        _add(detail, node)
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return content


def _add(parent: Element, node: Node) -> None:
    element = etree.SubElement(parent, node.name, dict(node.attributes))
    element.text = node.text or None
    element.tail = node.tail or None
    for child in node.children:
        _add(element, child)


def _figures(point: Point) -> dict[str, str]:
    return {
        "lat": repr(point.lat),
        "lon": repr(point.lon),
        "hae": _metres(point.hae_m),
        "ce": _metres(point.ce_m),
        "le": _metres(point.le_m),
    }


def _metres(figure: float | None) -> str:
    return UNKNOWN if figure is None else repr(figure)
