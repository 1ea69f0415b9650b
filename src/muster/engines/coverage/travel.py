"""How long a way takes: the interface, and its first form without a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any, ClassVar, Final, Protocol

EARTH_M: Final = 6_371_000.0
# What the reader of files goes by: a key that a class does not know is a fault.
FORBID: Final = {"extra": "forbid"}


class Mode(StrEnum):
    """How a unit moves."""

    FOOT = "foot"
    WHEELS = "wheels"
    BOAT = "boat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point in WGS 84 degrees."""

    __pydantic_config__: ClassVar[Any] = FORBID

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90.0 <= self.lat <= 90.0 and -180.0 <= self.lon <= 180.0):
            raise ValueError("is no place on earth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where somebody stands and how they move."""

    place: Place
    mode: Mode


class Travel(Protocol):
    """Minutes from many places to one: what a search over a road graph gives in one sweep."""

    def minutes(self, starts: Sequence[Start], goal: Place) -> Sequence[float | None]:
        """Minutes in the order of *starts*; None where there is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StraightLine:
    """The distance over the ground times a detour factor, at one speed for each mode.

    detour: at least 1. kmh: above 0 for every mode that is used; a mode without a speed has no
    way. set_off_min: from the call to the first step.
    """

    __pydantic_config__: ClassVar[Any] = FORBID

    detour: float
    kmh: Mapping[Mode, float]
    set_off_min: float = 0.0

    def __post_init__(self) -> None:
        if self.detour < 1.0:
            raise ValueError("a detour is no shorter than the straight line")
        if any(speed <= 0.0 for speed in self.kmh.values()) or self.set_off_min < 0.0:
            raise ValueError("speeds are above 0 and nobody sets off before the call")

    def minutes(self, starts: Sequence[Start], goal: Place) -> Sequence[float | None]:
        """Nobody has to set off to where they stand already."""
        return [self._one(start, goal) for start in starts]

    def _one(self, start: Start, goal: Place) -> float | None:
        if start.place == goal:
            return 0.0
        speed = self.kmh.get(start.mode)
        if speed is None:
            return None
        m_per_min = speed * 1000.0 / 60.0
        return self.set_off_min + metres(start.place, goal) * self.detour / m_per_min


def metres(one: Place, other: Place) -> float:
    """The great circle between two places (haversine)."""
    lat, other_lat = radians(one.lat), radians(other.lat)
    half_lat = sin((other_lat - lat) / 2) ** 2
    half_lon = sin(radians(other.lon - one.lon) / 2) ** 2
    share = half_lat + cos(lat) * cos(other_lat) * half_lon
    return 2 * EARTH_M * asin(min(1.0, sqrt(share)))
