"""Names of WordprocessingML, and its values as plain ones (ECMA-376 part 1, section 17)."""

from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT: Final = "{http://purl.oclc.org/ooxml/"
RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CONTENT: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MM_PER_TWIP: Final = 25.4 / 1440
POINTS_PER_TWIP: Final = 1 / 20
OFF: Final = frozenset({"0", "false", "off", "none"})
Element = Any


def val(element: Element, attribute: str = "val") -> str | None:
    """An attribute of the w: namespace."""
    found: str | None = element.get(W + attribute) if element is not None else None
    return found


def child(element: Element, name: str) -> Element:
    """The first child of that name, or None."""
    return element.find(W + name) if element is not None else None


def is_on(element: Element) -> bool | None:
    """A toggle: None if it is not there (17.17.4)."""
    if element is None:
        return None
    return (val(element) or "1").lower() not in OFF


def number(text: str | None) -> float | None:
    """A number of twips or half points; None for none, or for a universal measure (12pt)."""
    try:
        return float(text) if text is not None else None
    except ValueError:
        return _measure(text or "")


UNITS: Final = {"pt": 20.0, "in": 1440.0, "mm": 1440 / 25.4, "cm": 14400 / 25.4, "pc": 240.0}


def _measure(text: str) -> float | None:
    unit = text[-2:]
    try:
        return float(text[:-2]) * UNITS[unit]
    except (ValueError, KeyError):
        return None
