"""What a roster problem and its answer are: frozen dataclasses, no numpy, cheap to import.

Times are whole minutes from the start of the horizon, intervals half-open ``[start, end)``.
A ``vehicle`` is a person of another kind: a resource with its own skills and rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

DAY_MIN = 1440
WEEK_MIN = 7 * DAY_MIN

Pair = tuple[str, str]  # (post id, person id)

UNBOUNDED = "none was sought"
"""The bound method of a level whose bound, 0, means nothing."""


class ProblemError(ValueError):
    """The problem cannot be used; ``faults`` names each fault by its path in the file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Kind(StrEnum):
    """Whether a resource is somebody or something."""

    PERSON = "person"
    VEHICLE = "vehicle"


class Why(StrEnum):
    """Why a place stayed empty (the words of the exchange format)."""

    NO_ONE_QUALIFIED = "no_one_qualified"
    ALL_UNAVAILABLE = "all_unavailable"
    OUT_OF_RANGE = "out_of_range"
    RESTING = "resting"
    HOURS_USED_UP = "hours_used_up"
    BUSY_ON_HEAVIER_POSTS = "busy_on_heavier_posts"
    CREW_INCOMPLETE = "crew_incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Travel:
    """How long a way takes: great-circle kilometres times *detour*, at *speed_kmh*."""

    speed_kmh: float
    detour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The hard rules of one resource.

    A gap up to ``max_break_min`` keeps two posts in one duty period, one from
    ``min_rest_min`` on begins a new period, and anything between is forbidden.
    """

    min_rest_min: int
    max_break_min: int
    max_span_min: int
    max_total_min: int
    max_week_min: int
    max_days_in_a_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRules:
    """The rules in which one resource differs from the problem's; None: as everyone."""

    min_rest_min: int | None = None
    max_break_min: int | None = None
    max_span_min: int | None = None
    max_total_min: int | None = None
    max_week_min: int | None = None
    max_days_in_a_row: int | None = None

    def over(self, rules: Rules) -> Rules:
        """The rules that hold for this resource."""
        own = {f.name: getattr(self, f.name) for f in fields(self)}
        return replace(rules, **{name: value for name, value in own.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Prices of the second level; without a unit of their own."""

    per_km: float
    per_overload_h: float
    per_change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the map, WGS 84 degrees."""

    id: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The duty before minute 0; every time is <= 0."""

    period_start_min: int
    last_end_min: int
    last_place: str
    week_min: int
    run_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or a vehicle, who may hold posts."""

    id: str
    unit: str
    home: str
    skills: tuple[str, ...]
    rank: int
    fair_min: int
    unavailable_min: tuple[tuple[int, int], ...] = ()
    kind: Kind | None = None
    own_rules: OwnRules | None = None
    history: History | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place that ``count`` people hold from ``start_min`` to ``end_min``.

    units: who may hold it, None for any.  max_km: how far home may be, None for any.
    crew: posts of one crew count only together.
    """

    id: str
    place: str
    start_min: int
    end_min: int
    count: int
    weight: float
    skills: tuple[str, ...]
    min_rank: int
    units: tuple[str, ...] | None = None
    max_km: float | None = None
    crew: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """People, posts and the rules between them.

    published: the roster in force, from which every difference costs; None if there is none.
    fixed: pairs that every roster must keep.
    """

    name: str
    start: str
    days: int
    travel: Travel
    rules: Rules
    costs: Costs
    places: tuple[Place, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    published: tuple[Pair, ...] | None = None
    fixed: tuple[Pair, ...] = ()

    def rules_of(self, person: Person) -> Rules:
        """The rules that hold for *person*."""
        return self.rules if person.own_rules is None else person.own_rules.over(self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """One number for each level of the objective."""

    uncovered: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Lagrange multipliers that prove a lower bound; what is absent is 0.

    post: worth of a place of each post.  mu: price of one unit of uncovered weight.
    overload, week, total: price of a minute above the fair share, in a week, in all.
    """

    post: Mapping[str, float] = field(default_factory=dict)
    mu: float = 1.0
    overload: Mapping[str, float] = field(default_factory=dict)
    week: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    total: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why ``missing`` places of a post are empty, and whom that concerns."""

    post: str
    missing: int
    kind: Why
    who: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A roster, what it is worth, and how much better any other could be.

    bound: no legal roster leaves less uncovered; none that covers as much costs less.
    certificates: by level (``uncovered``, ``cost``); a level without one has bound 0.
    bound_method: by level, the relaxation that the bound came from.
    """

    assignments: tuple[Pair, ...]
    value: Levels
    bound: Levels
    changes: int
    certificates: Mapping[str, Certificate]
    reasons: tuple[Reason, ...]
    seconds: float
    seed: int
    workers: int
    iterations: int
    peak_mb: float
    bound_method: Mapping[str, str] = field(default_factory=dict)

    @property
    def gap(self) -> Levels:
        """How far each level may be from the best possible: ``(value - bound) / max(value, 1)``."""
        return Levels(
            uncovered=_gap(self.value.uncovered, self.bound.uncovered),
            cost=_gap(self.value.cost, self.bound.cost),
        )


def _gap(value: float, bound: float) -> float:
    return (value - bound) / max(value, 1.0)
