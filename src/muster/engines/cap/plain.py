"""A message as nested names and texts, as JSON has them: the names are those of the standard."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from muster.engines.cap.faults import Fault, Finding, Refused
from muster.engines.cap.model import Alert
from muster.engines.cap.reading import read_element
from muster.engines.cap.shapes import ALERT, NAMESPACE, Part, Shape
from muster.engines.cap.writing import ABSENT

Element = Any


def plain(alert: Alert) -> dict[str, Any]:
    """The message as JSON can hold it."""
    return _plain(alert, ALERT)


def from_plain(said: Mapping[str, Any]) -> Alert:
    """The message that :func:`plain` would give so. Raises Refused."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _fill(root, said, ALERT, "alert")
    return read_element(root)


def _plain(value: Any, shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in shape.parts:
        held = getattr(value, part.at)
        if part.many and held:
            found[part.name] = [_one(one, part) for one in held]
        elif not part.many and (part.needed or held not in ABSENT):
            found[part.name] = _one(held, part)
    return found


def _one(value: Any, part: Part) -> Any:
    return _plain(value, part.holds) if isinstance(part.holds, Shape) else part.holds.written(value)


def _fill(element: Element, said: Any, shape: Shape, path: str) -> None:
    if not isinstance(said, Mapping):
        raise Refused(Finding(Fault.MALFORMED, path))
    names = {part.name for part in shape.parts}
    if strange := sorted(str(name) for name in said if name not in names):
        raise Refused(*(Finding(Fault.UNKNOWN, f"{path}/{name}") for name in strange))
    for part in shape.parts:
        held = said.get(part.name, [])
        for one in held if isinstance(held, list) else [held]:
            child = etree.SubElement(element, f"{{{NAMESPACE}}}{part.name}")
            _set(child, one, part, f"{path}/{part.name}")


def _set(child: Element, one: Any, part: Part, path: str) -> None:
    if isinstance(part.holds, Shape):
        _fill(child, one, part.holds, path)
        return
    try:
        child.text = one if isinstance(one, str) else str(one)
    except ValueError:
        raise Refused(Finding(Fault.MALFORMED, path)) from None
