"""Moving congresses: what each capability shows before it, does in it, and takes back after it.

A capability registers a part in its ``services``; the season previews, applies and undoes all of
them in one act. A part never saves anything in ``preview``, and everything inside the
transaction of the act in ``apply`` and ``undo``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Protocol

from muster.ledger.actor import Actor
from muster.season.models import Congress, Moving, Season, SeasonUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDays:
    """A congress and the days that it is to have."""

    congress: Congress
    starts_on: date
    ends_on: date

    @property
    def shift(self) -> timedelta:
        """By how much its first day moves."""
        return self.starts_on - self.congress.starts_on


@dataclass(frozen=True, kw_only=True)
class Moves:
    """All that one act moves, as it is before the act."""

    season: Season
    unit: SeasonUnit
    rows: Sequence[NewDays]
    today: date

    @cached_property
    def by_congress(self) -> Mapping[int, NewDays]:
        """The rows by congress."""
        return {row.congress.pk: row for row in self.rows}

    @property
    def ids(self) -> list[int]:
        """The congresses' ids, in order."""
        return sorted(self.by_congress)


class Weight(StrEnum):
    """How heavy a line of the preview is."""

    FORBIDS = "forbids"  # the act would be refused
    BREAKS = "breaks"  # people must weigh it
    CHANGES = "changes"  # the act does it
    STAYS = "stays"  # the act cannot do it: somebody has to


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One thing that a moving touches. subject: as the record names it, ``step:12``."""

    subject: str
    congress_id: int
    what: str
    weight: Weight = Weight.CHANGES
    was: str = ""
    becomes: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A moving under way: applied or undone by somebody at a moment.

    shifts: by congress, from the day before the act to the day after it.
    """

    moving: Moving
    moves: Moves
    actor: Actor
    now: datetime
    reason: str
    shifts: Mapping[int, timedelta]

    def shift_of(self, congress_id: int) -> timedelta:
        """By how much a congress moves; while parts are applied it stands on its new day."""
        return self.shifts[congress_id]


@dataclass(frozen=True, slots=True)
class Trace:
    """Where to look after the act. note: how far it is, in words."""

    label: str
    url: str
    note: str = ""


Kept = Mapping[str, Any]


class MovingPart(Protocol):
    """What one capability contributes. key: stable, kept with the act; label: for people.

    place: lower ones are applied first and undone last.
    """

    key: str
    label: Any
    place: int

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Everything of this part that the moves touch."""

    def apply(self, act: Act) -> tuple[int, Kept]:
        """Do it. How many things were touched, and all that undoing needs, as JSON."""

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """What somebody changed after the act, by name: with any of it nothing is undone."""

    def undo(self, act: Act, kept: Kept) -> None:
        """Put everything back as it was."""

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """What came of the act: papers, call lists, rosters."""


_parts: Final[dict[str, MovingPart]] = {}


def moving_part(part: MovingPart) -> MovingPart:
    """Register a part. A second one of the same key raises ValueError."""
    if part.key in _parts:
        raise ValueError(f"{part.key} is registered twice")
    _parts[part.key] = part
    return part


def moving_parts() -> Sequence[MovingPart]:
    """Every part in the order in which they are applied."""
    return sorted(_parts.values(), key=lambda part: part.place)
