"""What stands on the drawing of a room beside its posts: brought by higher capabilities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from muster.control.models import ControlRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Something that is somewhere. at: when it was there; is_stale: too long ago to rely on."""

    name: str
    lat: float
    lon: float
    at: datetime
    is_stale: bool


PlacedSource = Callable[[ControlRoom, Any, datetime], Sequence[Placed]]
_sources: Final[list[PlacedSource]] = []


def placed_source(source: PlacedSource) -> PlacedSource:
    """Register the decorated function: a room, the reader's account and now to what is placed."""
    _sources.append(source)
    return source


def placed_in(room: ControlRoom, *, account: Any, now: datetime) -> list[Placed]:
    """Everything placed that the account may see in a room."""
    return [one for source in _sources for one in source(room, account, now)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Where something was, moment by moment: (when, lat, lon), the oldest first."""

    name: str
    points: Sequence[tuple[datetime, float, float]]


TrackSource = Callable[[ControlRoom, Any, datetime, datetime], Sequence[Track]]
_track_sources: Final[list[TrackSource]] = []


def track_source(source: TrackSource) -> TrackSource:
    """Register the decorated function: a room, the reader's account, from and to, to tracks."""
    _track_sources.append(source)
    return source


def tracks_in(room: ControlRoom, *, account: Any, since: datetime, until: datetime) -> list[Track]:
    """Every track of a stretch of time that is still kept and that the account may see."""
    return [one for source in _track_sources for one in source(room, account, since, until)]
