"""What one field holds: from the text of its element to a value, and back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from muster.engines.cap.faults import Fault
from muster.engines.cap.model import Circle, Reference
from muster.engines.cap.times import read_time, written_time

BLANKS: Final = " \t\r\n"
FIGURE: Final = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})", re.ASCII)
WHOLE: Final = re.compile(r"[-+]?\d{1,18}", re.ASCII)
TONGUE: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """How text becomes a value. read raises ValueError, for which fault is found."""

    read: Callable[[str], Any]
    written: Callable[[Any], str]
    fault: Fault


def _figure(text: str) -> float:
    if FIGURE.fullmatch(text) is None:
        raise ValueError(text)
    return float(text)


def _plain(figure: float) -> str:
    """A figure without an exponent, which the schema does not know."""
    text = f"{figure:.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _whole(text: str) -> int:
    if WHOLE.fullmatch(text.strip(BLANKS)) is None:
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    return _figure(text.strip(BLANKS))


def _language(text: str) -> str:
    found = text.strip(BLANKS)
    if TONGUE.fullmatch(found) is None:
        raise ValueError(text)
    return found


def _pair(text: str) -> tuple[float, float]:
    lat, lon = text.split(",")
    return _figure(lat), _figure(lon)


def _polygon(text: str) -> Points:
    return tuple(_pair(one) for one in text.split())


def _written_polygon(points: Points) -> str:
    return " ".join(f"{_plain(lat)},{_plain(lon)}" for lat, lon in points)


def _circle(text: str) -> Circle:
    place, radius = text.split()
    return Circle(*_pair(place), _figure(radius))


def _written_circle(circle: Circle) -> str:
    return f"{_plain(circle.lat)},{_plain(circle.lon)} {_plain(circle.radius_km)}"


def _references(text: str) -> tuple[Reference, ...]:
    return tuple(_reference(one) for one in text.split())


def _reference(text: str) -> Reference:
    sender, identifier, sent = text.split(",")
    if not sender or not identifier:
        raise ValueError(text)
    return Reference(sender, identifier, read_time(sent))


def _written_references(references: tuple[Reference, ...]) -> str:
    return " ".join(f"{one.sender},{one.identifier},{written_time(one.sent)}" for one in references)


def word_of(words: type[StrEnum]) -> Field:
    """A field in which one of a closed list of words stands."""
    return Field(words, str, Fault.BAD_WORD)


def _time(text: str) -> Any:
    return read_time(text.strip(BLANKS))


TEXT: Final = Field(str, str, Fault.MALFORMED)
TIME: Final = Field(_time, written_time, Fault.BAD_TIME)
LANGUAGE: Final = Field(_language, str, Fault.BAD_LANGUAGE)
WHOLE_NUMBER: Final = Field(_whole, str, Fault.BAD_NUMBER)
NUMBER: Final = Field(_decimal, _plain, Fault.BAD_NUMBER)
POLYGON: Final = Field(_polygon, _written_polygon, Fault.BAD_POLYGON)
CIRCLE: Final = Field(_circle, _written_circle, Fault.BAD_CIRCLE)
REFERENCES: Final = Field(_references, _written_references, Fault.BAD_REFERENCE)
