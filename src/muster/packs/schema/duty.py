"""Posts, shifts, the own force and its rules, checks of places."""

from collections.abc import Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Ref, Sourced, Strict, Text, titled


class UnitScope(StrEnum):
    """Whose officers may stand on a post."""

    BRANCH = "branch"  # of the branch below the root that the event belongs to, or of the root
    ANY = "any"


class Size(Named):
    """A size of congress by the people who attend, ``max_people`` absent for the last."""

    min_people: int = Field(ge=0)
    max_people: int | None = Field(default=None, ge=1)


class Risk(Named):
    """A level of risk; a post template may stand from a level on."""

    level: int = Field(ge=1)


class RingDrawn(StrEnum):
    """How the posts of a ring are drawn together on a map."""

    AROUND = "around"
    ALONG = "along"


class Ring(Named):
    """A ring around the venue, a route, or the reserve.

    drawn: as an area around its posts, or as a way along them by number; else each by itself.
    """

    drawn: RingDrawn | None = None


class Skill(Named):
    """What an officer can do, or (``of_vehicle``) what a vehicle is."""

    of_vehicle: bool = False


class Rank(Named):
    """A rank; a higher ``level`` may do what a lower one may."""

    level: int = Field(ge=0)


class AbsenceKind(Named):
    """Why someone is not available; the reason itself is not kept beyond this kind."""


class VehicleKind(Named):
    """A kind of vehicle: its own skills as a resource, seats, and the least crew to drive out."""

    skills: tuple[Annotated[str, Ref("skills")], ...] = Field(min_length=1)
    seats: int = Field(ge=1)
    min_crew: int = Field(ge=1)


class ShiftPattern(Named):
    """When a post is staffed.

    ``day``: each day of the event, from ``before_min`` minutes before it opens to ``after_min``
    after it closes. ``clock``: from ``starts`` to ``ends`` local time (the next day if not
    later), on days ``first_day`` after the first to ``last_day`` after the last.
    A span longer than ``split_min`` is cut into equal shifts.
    """

    kind: Literal["day", "clock"]
    before_min: int = 0
    after_min: int = 0
    starts: time | None = None
    ends: time | None = None
    first_day: int = 0
    last_day: int = 0
    night: bool = False
    split_min: int = Field(ge=60)

    @model_validator(mode="after")
    def _clock_has_hours(self) -> Self:
        if (self.kind == "clock") != (self.starts is not None and self.ends is not None):
            raise ValueError("wanted: `starts` and `ends` for kind “clock”, and only there")
        return self


class PostKind(Named):
    """A kind of post: who can hold it, how much it matters, and its orders as numbered sentences.

    ``vehicle``: the post is a vehicle with its people, a crew that is whole or empty.
    ``report_min``: minutes between two reports of a staffed post.
    """

    ring: Annotated[str, Ref("rings")]
    skills: tuple[Annotated[str, Ref("skills")], ...] = Field(min_length=1)
    min_rank: Annotated[str, Ref("ranks")]
    weight: int = Field(ge=1, le=100)
    shifts: tuple[Annotated[str, Ref("shift_patterns")], ...] = Field(min_length=1)
    orders: tuple[Text, ...] = Field(min_length=1)
    scope: UnitScope = UnitScope.BRANCH
    max_km: float | None = Field(default=None, gt=0)
    vehicle: Annotated[str, Ref("vehicle_kinds")] | None = None
    report_min: int = Field(default=30, ge=1)


class Placement(Strict):
    """One numbered post of a plan template.

    at_m: metres east and north of the venue. from_risk: the post stands from this level on.
    extra: further heads by risk. name: where the post's own name is not enough ("Gate B").
    """

    post: Annotated[str, Ref("posts")]
    heads: int = Field(ge=1)
    at_m: tuple[int, int] = (0, 0)
    from_risk: Annotated[str, Ref("risks")] | None = None
    extra: Mapping[Annotated[str, Ref("risks")], int] = Field(default_factory=dict)
    shifts: tuple[Annotated[str, Ref("shift_patterns")], ...] = ()
    name: Text | None = None


class PlanTemplate(Named):
    """The posts of one kind of event at one size; numbers follow the order of the list."""

    event: Annotated[str, Ref("events")]
    sizes: tuple[Annotated[str, Ref("sizes")], ...] = Field(min_length=1)
    posts: tuple[Placement, ...] = Field(min_length=1)


class EventKind(Named):
    """A kind of event. Exactly one kind of a pack is the congress itself."""

    congress: bool = False
    default_size: Annotated[str, Ref("sizes")] | None = None
    default_risk: Annotated[str, Ref("risks")]


class DutyRules(Sourced):
    """What the roster must obey; names and meaning follow the roster engine's format."""

    min_rest_min: int = Field(gt=0)
    max_break_min: int = Field(ge=0)
    max_span_min: int = Field(gt=0)
    max_minutes: int = Field(gt=0)
    max_minutes_week: int = Field(gt=0)
    max_consecutive_days: int = Field(gt=0)
    speed_kmh: float = Field(gt=0)
    detour: float = Field(ge=1)
    cost_km: float = Field(ge=0)
    cost_overload_hour: float = Field(ge=0)
    cost_change: float = Field(ge=0)
    report_before_min: int = Field(ge=0)

    @model_validator(mode="after")
    def _break_below_rest(self) -> Self:
        if self.max_break_min >= self.min_rest_min:
            raise ValueError(f"wanted: max_break_min below min_rest_min ({self.min_rest_min})")
        return self


class Severity(Named):
    """How bad a finding is; ``cure_days`` [calendar days] until it must be cured.

    ``stops``: the place cannot be used until it is.
    """

    level: int = Field(ge=1)
    cure_days: int = Field(ge=0)
    stops: bool = False


class CheckItem(Named):
    """One question of a checklist and how bad a "no" is."""

    severity: Annotated[str, Ref("severities")]
    hint: Text | None = None


class Checklist(Named):
    """What an inspection visit looks at."""

    items: Annotated[Mapping[str, CheckItem], titled("items")]


class YearDay(Strict):
    """A day of every year."""

    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)


class Holiday(Named):
    """A public holiday: days of every year, or the dates of single years."""

    every_year: tuple[YearDay, ...] = ()
    on: tuple[date, ...] = ()


class Hours(Sourced):
    """The working week: hours of an event's day where nothing else is said, and days off.

    weekend: ISO weekdays, Monday 1. work_on: days off that are worked all the same.
    substitute: a yearly holiday on a day off moves to the next working day.
    """

    opens: time
    closes: time
    weekend: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    work_on: tuple[date, ...] = ()
    substitute: bool = False
