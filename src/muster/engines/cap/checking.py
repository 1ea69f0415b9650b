"""The rules of the standard that its schema cannot say, each named by its fault."""

import re
from collections.abc import Iterator
from typing import Any, Final

from muster.engines.cap.faults import Fault, Finding
from muster.engines.cap.model import Alert, Area
from muster.engines.cap.shapes import ALERT, Shape
from muster.engines.cap.words import Kind, Scope

FORBIDDEN: Final = re.compile(r"[\s,<&]")
LEAST_POINTS: Final = 4


def broken_rules(alert: Alert) -> list[Finding]:
    """What is wrong with a message whose structure is right; nothing if it may be sent."""
    found = [*_empty(alert, ALERT, ""), *_head(alert)]
    for n, info in enumerate(alert.infos, 1):
        for m, resource in enumerate(info.resources, 1):
            if resource.size_bytes is not None and resource.size_bytes < 0:
                found.append(Finding(Fault.BAD_SIZE, f"info[{n}]/resource[{m}]/size"))
        for m, area in enumerate(info.areas, 1):
            found += _area(area, f"info[{n}]/area[{m}]")
    return found


def _empty(value: Any, shape: Shape, path: str) -> Iterator[Finding]:
    """What must be there and says nothing. The value of a pair may be empty."""
    for part in shape.parts:
        held = getattr(value, part.at)
        for n, one in enumerate(held if part.many else (held,), 1):
            here = f"{path}{part.name}[{n}]" if part.many else f"{path}{part.name}"
            if isinstance(part.holds, Shape):
                yield from _empty(one, part.holds, f"{here}/")
            elif part.needed and part.name != "value" and not str(one).strip():
                yield Finding(Fault.EMPTY, here)


def _head(alert: Alert) -> Iterator[Finding]:
    for name in ("identifier", "sender"):
        if FORBIDDEN.search(getattr(alert, name)):
            yield Finding(Fault.FORBIDDEN_CHARACTER, name)
    if alert.scope is Scope.RESTRICTED and not alert.restriction.strip():
        yield Finding(Fault.RESTRICTION_MISSING, "restriction")
    if alert.scope is Scope.PRIVATE and not alert.addresses.strip():
        yield Finding(Fault.ADDRESSES_MISSING, "addresses")
    if alert.kind is not Kind.ALERT and not alert.references:
        yield Finding(Fault.REFERENCES_MISSING, "references")


def _area(area: Area, path: str) -> Iterator[Finding]:
    for n, points in enumerate(area.polygons, 1):
        here = f"{path}/polygon[{n}]"
        if len(points) < LEAST_POINTS or points[0] != points[-1]:
            yield Finding(Fault.BAD_POLYGON, here)
        if not all(_is_on_earth(lat, lon) for lat, lon in points):
            yield Finding(Fault.OUT_OF_RANGE, here)
    for n, circle in enumerate(area.circles, 1):
        here = f"{path}/circle[{n}]"
        if circle.radius_km < 0:
            yield Finding(Fault.BAD_CIRCLE, here)
        if not _is_on_earth(circle.lat, circle.lon):
            yield Finding(Fault.OUT_OF_RANGE, here)
    if area.ceiling_ft is not None and area.altitude_ft is None:
        yield Finding(Fault.CEILING_ALONE, f"{path}/ceiling")


def _is_on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180
