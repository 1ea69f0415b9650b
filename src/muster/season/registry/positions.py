"""Where devices say that they are: kept by one capability, handed in by any that hears of it.

The capability that keeps positions registers its desk in its ``services``. Whoever lets a device
speak announces it there once, and hands in what it says; the desk judges each position by its own
rules and keeps it apart from the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from muster.ledger.actor import Actor
from muster.season.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A device as it is announced. key: by which it hands in: ``token:17``; name: on the map.

    ``[starts_at, ends_at)``: its duty, without minutes before and after.
    """

    key: str
    name: str
    event: Event
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Where a device says that it was, as it says it: any number may be nonsense.

    at: aware. lat, lon: degrees of WGS 84. course_deg: from north, clockwise.
    """

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_m_s: float | None = None
    course_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one position. word: stable, as it is counted; is_kept: whether it is."""

    word: str
    is_kept: bool


class PositionsDesk(Protocol):
    """Who keeps positions. can: what somebody must be allowed who lets a device hand in."""

    can: StrEnum

    def announce(self, actor: Actor, sender: Sender, *, now: datetime) -> None:
        """Let a device hand in during its duty, inside the caller's transaction."""

    def dismiss(self, actor: Actor, key: str, *, now: datetime) -> None:
        """Let it hand in no more; nothing if it does not already, or never did."""

    def take(self, key: str, given: Sequence[Reported], *, now: datetime) -> Sequence[Fate]:
        """Judge and keep, one of a moment once; a fate for each. Raises a refusal of its own."""


_desks: Final[list[PositionsDesk]] = []


def register_positions_desk(desk: PositionsDesk) -> None:
    """Register who keeps positions. A second one raises ValueError."""
    if _desks:
        raise ValueError("positions have two desks")
    _desks.append(desk)


def positions_desk() -> PositionsDesk:
    """Who keeps positions. Raises LookupError if no capability of this installation does."""
    if not _desks:
        raise LookupError("no capability keeps positions")
    return _desks[0]
