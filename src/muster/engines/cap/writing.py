"""A message as the bytes of a file."""

from typing import Any, Final

from lxml import etree

from muster.engines.cap.checking import broken_rules
from muster.engines.cap.faults import Refused
from muster.engines.cap.model import Alert
from muster.engines.cap.shapes import ALERT, NAMESPACE, Part, Shape

ABSENT: Final = (None, "", ())
Element = Any


def written(alert: Alert) -> bytes:
    """The file, in UTF-8. What breaks a rule of the standard is not written: raises Refused.

    Raises ValueError for characters that XML cannot hold. A signature is not written.
    """
    if broken := broken_rules(alert):
        raise Refused(*broken)
    content: bytes = etree.tostring(
        element_of(alert), encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return content


def element_of(alert: Alert) -> Element:
    """The ``<alert>`` element."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _fill(root, alert, ALERT)
    return root


def _fill(element: Element, value: Any, shape: Shape) -> None:
    for part in shape.parts:
        held = getattr(value, part.at)
        for one in held if part.many else (held,):
            if part.needed or one not in ABSENT:
                _add(element, one, part)


def _add(element: Element, value: Any, part: Part) -> None:
    child = etree.SubElement(element, f"{{{NAMESPACE}}}{part.name}")
    if isinstance(part.holds, Shape):
        _fill(child, value, part.holds)
    else:
        child.text = part.holds.written(value)
