"""Standing duty: recurring shifts, what a contract allows, how many a post wants."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Ref, Strict, Text


class StandingShift(Named):
    """A shift that recurs day after day; ``letter`` stands in the cells of the sheet.

    not_before: shifts that must not follow it on the next day.
    """

    letter: Text
    starts: time
    length_min: int = Field(ge=30, le=2880)
    not_before: tuple[Annotated[str, Ref("standing_shifts")], ...] = ()


class StandingGroup(Named):
    """What one officer of the group serves: minutes a week, runs of days, weekends.

    max_weekends, max_of_shift: in four weeks.
    """

    min_minutes_week: int = Field(ge=0)
    max_minutes_week: int = Field(gt=0)
    min_shifts_in_a_row: int = Field(ge=1)
    max_shifts_in_a_row: int = Field(ge=1)
    min_days_off_in_a_row: int = Field(ge=1)
    max_weekends: int = Field(ge=0, le=4)
    max_of_shift: Mapping[Annotated[str, Ref("standing_shifts")], int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _least_below_most(self) -> Self:
        if self.min_minutes_week > self.max_minutes_week:
            raise ValueError(f"wanted: max_minutes_week of at least {self.min_minutes_week}")
        if self.min_shifts_in_a_row > self.max_shifts_in_a_row:
            raise ValueError(f"wanted: max_shifts_in_a_row of at least {self.min_shifts_in_a_row}")
        return self


class StandingCover(Strict):
    """How many are wanted on a shift, and what each one missing or too many weighs."""

    shift: Annotated[str, Ref("standing_shifts")]
    need: int = Field(ge=0)
    need_weekend: int | None = Field(default=None, ge=0)
    weight_under: int = Field(ge=1)
    weight_over: int = Field(ge=0)


class StandingKind(Named):
    """A kind of post that is held all season: its shifts with their cover, and its groups.

    The first group is that of everybody for whom no other is said. request_weight: of a request
    for which none is said; keep_weight: of each day that a mended roster changes.
    """

    cover: tuple[StandingCover, ...] = Field(min_length=1)
    groups: tuple[Annotated[str, Ref("standing_groups")], ...] = Field(min_length=1)
    weeks: int = Field(default=4, ge=1, le=12)
    request_weight: int = Field(ge=1)
    keep_weight: int = Field(ge=1)
