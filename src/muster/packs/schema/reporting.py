"""Fixed-day reports: their forms, when they are due, and how a level adds up the one below."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Ref, Strict, Text, titled
from muster.packs.schema.procedure import TierKey


class Cycle(StrEnum):
    """How often a report is due."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class FieldKind(StrEnum):
    """What a field takes. Incidents are plain counts by day, hour, zone and kind."""

    NUMBER = "number"
    SENTENCE = "sentence"
    CHOICE = "choice"
    INCIDENTS = "incidents"


class Known(StrEnum):
    """What muster knows of a unit and everything below it, and fills in."""

    CONGRESSES = "congresses"
    CONGRESSES_HELD = "congresses_held"
    CONGRESSES_FINISHED = "congresses_finished"
    CONGRESSES_LATE = "congresses_late"
    STEPS = "steps"
    STEPS_DONE = "steps_done"
    DELEGATES = "delegates"
    STRENGTH_ON_DUTY = "strength_on_duty"


class By(StrEnum):
    """How a field is made of the reports below."""

    SUM = "sum"
    MAX = "max"  # of choices the last in the pack's order: the gravest
    LAST = "last"  # of the report that was sent last
    JOIN = "join"  # one line for each unit that says something
    COUNT = "count"  # how many reports there are, or say something in `of`


class ReportChoice(Named):
    """One answer of a field that takes a choice."""


class ReportField(Named):
    """One field. known: what muster fills in; by, of: how it is made of fields of the forms below.

    A choice's answers stand from the mildest to the gravest. of: the field's own key if none.
    """

    kind: FieldKind
    required: bool = False
    known: Known | None = None
    by: By | None = None
    of: tuple[str, ...] = ()
    choices: Annotated[Mapping[str, ReportChoice], titled("choices")] = Field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """The fields of the forms below that it is made of."""
        return self.of or (self.key,)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.known is not None and self.by is not None:
            raise ValueError("wanted: either `known` or `by`")
        if self.known is not None and self.kind is not FieldKind.NUMBER:
            raise ValueError("wanted: a number where muster fills in what it knows")
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise ValueError("wanted: choices exactly where `kind` is a choice")
        if self.by is not None and self.by not in WAYS[self.kind]:
            raise ValueError(f"wanted: `by` of {sorted(WAYS[self.kind])} for a {self.kind}")
        return self


WAYS: Mapping[FieldKind, frozenset[By]] = {
    FieldKind.NUMBER: frozenset({By.SUM, By.MAX, By.LAST, By.COUNT}),
    FieldKind.SENTENCE: frozenset({By.JOIN, By.LAST}),
    FieldKind.CHOICE: frozenset({By.MAX, By.LAST}),
    FieldKind.INCIDENTS: frozenset({By.SUM}),
}


class AroundCongress(Strict):
    """Due only from so many days before the first to so many after the last day of a congress."""

    before_days: int = Field(default=0, ge=0, le=60)
    after_days: int = Field(default=0, ge=0, le=60)


class ReportForm(Named):
    """A report due on fixed days: who reports, when, to whom, and what stands in it.

    at: the hour by which it must be sent. weekday: 1 is Monday; month_day: the last day of a
    shorter month. around_congress: due only while a congress of the unit or below is near.
    collects: the forms of the level below that it adds up. recipient: to whom it is addressed.
    signed: sent on only after it was approved.
    """

    tiers: tuple[TierKey, ...] = Field(min_length=1)
    cycle: Cycle
    weekday: int | None = Field(default=None, ge=1, le=7)
    month_day: int | None = Field(default=None, ge=1, le=31)
    at: time
    around_congress: AroundCongress | None = None
    recipient: Text
    collects: tuple[Annotated[str, Ref("report_forms")], ...] = ()
    signed: bool = False
    fields: Annotated[Mapping[str, ReportField], titled("fields")] = Field(min_length=1)

    @model_validator(mode="after")
    def _day_of_its_cycle(self) -> Self:
        said = (self.weekday is not None, self.month_day is not None)
        if said != (self.cycle is Cycle.WEEK, self.cycle is Cycle.MONTH):
            raise ValueError("wanted: `weekday` for a week, `month_day` for a month, else neither")
        return self


class IncidentZone(Named):
    """Where something happened, seen from the congress. Never who."""


class IncidentKind(Named):
    """What sort of thing happened."""
