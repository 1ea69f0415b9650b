"""Own vehicles that are at hand in a stretch of time, for whatever needs one beside the rosters.

The capability that keeps the force registers its source in its ``queries``; a page offers the
names to be picked, and whoever plans may write another.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from muster.season.models import SeasonUnit

VehiclesSource = Callable[[SeasonUnit, datetime, datetime], Sequence[str]]
_sources: Final[list[VehiclesSource]] = []


def vehicles_source(source: VehiclesSource) -> VehiclesSource:
    """Register the decorated function: a unit and ``[starts, ends)`` to names of free vehicles."""
    _sources.append(source)
    return source


def free_vehicles(unit: SeasonUnit, starts_at: datetime, ends_at: datetime) -> list[str]:
    """The vehicles of a unit and below that nothing holds in ``[starts_at, ends_at)``."""
    return [name for source in _sources for name in source(unit, starts_at, ends_at)]
