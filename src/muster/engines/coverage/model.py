"""What the advice is made from and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from muster.engines.coverage.travel import FORBID, Mode, Place


class Status(StrEnum):
    """What a unit is doing."""

    FREE = "free"
    ENGAGED = "engaged"  # with a need of its own: level says how urgent that one is
    RESTING = "resting"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Some people who move together.

    number: breaks ties. heads: people there now. place: where they are, None if not known. skills:
    what somebody among them can do. crew_min: of a vehicle, the least crew to drive out; 0 for a
    unit on foot. holds: weight of the post they stand on, 0 if it may be left; post_skills: what
    whoever fills it must be able to do. on_duty_min: minutes since their duty began. level: how
    urgent the need is that an engaged unit is with.
    """

    __pydantic_config__: ClassVar[Any] = FORBID

    key: str
    number: int
    heads: int = 1
    place: Place | None = None
    mode: Mode = Mode.FOOT
    skills: frozenset[str] = frozenset()
    crew_min: int = 0
    holds: float = 0.0
    post_skills: frozenset[str] = frozenset()
    is_reserve: bool = False
    on_duty_min: float = 0.0
    status: Status = Status.FREE
    level: int = 0

    def __post_init__(self) -> None:
        if self.heads < 1 or min(self.crew_min, self.holds, self.on_duty_min) < 0:
            raise ValueError("a unit has people, and no amount below nothing")

    @property
    def is_crew(self) -> bool:
        """Whether it belongs to a vehicle."""
        return self.crew_min > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Somebody is wanted somewhere.

    level: 1 is the most urgent; it goes before any timer. due_min: minutes until somebody should
    be there, below 0 if that is past: it orders needs of one level only. limit_min: minutes
    within which the kind of need wants somebody. skills: one of them is enough; empty: anybody.
    heads: so many at least, together. is_attended: somebody is there or on the way.
    """

    __pydantic_config__: ClassVar[Any] = FORBID

    key: str
    number: int
    level: int
    due_min: float = 0.0
    limit_min: float
    place: Place | None = None
    skills: frozenset[str] = frozenset()
    heads: int = 1
    is_attended: bool = False

    def __post_init__(self) -> None:
        if self.level < 1 or self.heads < 1 or self.limit_min < 0:
            raise ValueError("levels and heads begin at 1, limits at 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points for each amount; an option with fewer points is the better one.

    uncovered: for each point of weight of a post that nobody fills; filled: of one that somebody
    fills. fatigue: for each hour on duty beyond fresh_h. pulled_off: for a unit that leaves a less
    urgent need or its rest. late: for each minute beyond the limit, on top of minute.
    """

    __pydantic_config__: ClassVar[Any] = FORBID

    minute: float
    uncovered: float
    filled: float
    fatigue: float
    fresh_h: float
    pulled_off: float
    late: float

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in self.__slots__) < 0:
            raise ValueError("no weight is below nothing")


class PartName(StrEnum):
    """What a score consists of."""

    TRAVEL = "travel"
    LATE = "late"
    UNCOVERED = "uncovered"
    FILLED = "filled"
    FATIGUE = "fatigue"
    PULLED_OFF = "pulled_off"


class Why(StrEnum):
    """Why a unit is not offered."""

    OFF = "off"
    SILENT = "silent"
    RESTING = "resting"
    BUSY = "busy"  # with a need at least as urgent
    HELD = "held"  # a more urgent need has nobody yet and wants it
    NOT_QUALIFIED = "not_qualified"
    CREW_SHORT = "crew_short"
    ALONE = "alone"  # too few, and nobody to go with
    NO_WAY = "no_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """amount: minutes, points of weight, hours, or units; points: what it costs."""

    name: PartName
    amount: float
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A post that stands empty when a unit goes, and who fills it, in how many minutes."""

    unit: str
    weight: float
    filler: str | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to meet a need.

    units: the one offered, then those who go with it so that nobody goes alone. minutes: of the
    slowest, None if a place is not known. score: the sum of the parts.
    """

    units: tuple[str, ...]
    minutes: float | None
    is_reserve: bool
    is_late: bool
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]

    @property
    def score(self) -> float:
        """Fewer points are better."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A unit that is not offered; held_for: the need that it is kept for."""

    unit: str
    why: Why
    held_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """For one need: every unit stands in it once, as the first of an option or as refused."""

    need: str
    options: Sequence[Option]
    refused: Sequence[Refusal]
