"""Who of the own force was there, and for how many days: for the tables after a congress.

A capability registers its source in its ``queries``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.season.models import Congress


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One of the own staff. source: stable, so that taking it again changes no line twice."""

    source: str
    name: str
    unit: str
    days: int


AttendanceSource = Callable[[Congress], Sequence[Attended]]
_sources: Final[list[AttendanceSource]] = []


def attendance_source(source: AttendanceSource) -> AttendanceSource:
    """Register the decorated function: a congress to who was there."""
    _sources.append(source)
    return source


def attended(congress: Congress) -> list[Attended]:
    """Everybody of the own force who was there, by name of the unit."""
    found = [one for source in _sources for one in source(congress)]
    return sorted(found, key=lambda one: (one.unit, one.name, one.source))
