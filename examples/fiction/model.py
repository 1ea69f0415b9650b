"""What the example season is made of, before it becomes sheets."""

from dataclasses import dataclass, field
from datetime import date, datetime

Point = tuple[float, float]


@dataclass(slots=True, kw_only=True)
class Unit:
    """A unit; opens_on is None where it holds no congress. at: latitude, longitude."""

    code: str
    name: str
    short: str
    kind: str
    tier: str
    parent: "Unit | None"
    at: Point
    phone: str = ""
    address: str = ""
    other_parent: str = ""
    opens_on: date | None = None
    delegates: int = 0
    children: "list[Unit]" = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.children.append(self)


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody of the register."""

    number: str
    name: str
    unit: Unit
    rank: str = ""
    position: str = ""
    phone: str = ""


@dataclass(slots=True, kw_only=True)
class Officer:
    """A person of the force, with skills (pack keys) and home."""

    person: Person
    skills: tuple[str, ...]
    home: str
    at: Point


@dataclass(slots=True, kw_only=True)
class Vehicle:
    """An own vehicle."""

    code: str
    name: str
    kind: str
    unit: Unit
    home: str
    at: Point


@dataclass(slots=True, kw_only=True)
class Absence:
    """An officer (number) or a vehicle (code) is not at hand."""

    who: str
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True, kw_only=True)
class Venue:
    """A hall; capacity as its keeper stated it."""

    code: str
    name: str
    kind: str
    address: str
    unit: Unit
    at: Point
    room: str
    capacity: int
    stated_by: str
    contact: str
    phone: str


@dataclass(slots=True, kw_only=True)
class SideEvent:
    """A celebration, a rehearsal, a send-off."""

    key: str
    kind: str
    name: str
    unit: Unit
    venue: str
    starts_at: datetime
    ends_at: datetime
    people: int
    risk: str


@dataclass(slots=True, kw_only=True)
class Season:
    """Everything of one workbook. progress: unit code -> step key -> cell."""

    settings: list[tuple[str, str | date]]
    units: list[Unit]
    persons: list[Person]
    accounts: list[tuple[str, str, str, str]]
    venue_of: dict[str, str]
    progress: dict[str, dict[str, str | date]]
    venues: list[Venue]
    officers: list[Officer]
    vehicles: list[Vehicle]
    absences: list[Absence]
    side_events: list[SideEvent]
