"""What must be done after a congress before it is closed: items, allowances, awards."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Ref
from muster.packs.schema.procedure import TierKey


class ClosedBy(StrEnum):
    """What settles an item of the closing."""

    COUNT = "count"  # what was given out came back, was destroyed, or is missing
    PAPER = "paper"  # the number of a paper
    DONE = "done"  # the day on which it was done


class ClosingTable(StrEnum):
    """A table of the closing that must have lines before an item is settled."""

    ALLOWANCES = "allowances"
    ARCHIVE = "archive_list"
    AWARDS = "awards"


class ClosingItem(Named):
    """One thing to settle ``after_days`` calendar days after the congress's last day.

    tiers: none means every tier. table: which table must have lines first.
    """

    by: ClosedBy
    after_days: int = Field(ge=0, le=400)
    tiers: tuple[TierKey, ...] = ()
    subcommittee: Annotated[str | None, Ref("subcommittees")] = None
    table: ClosingTable | None = None


class AllowanceGroup(Named):
    """Who is paid by the day. rate: of one day, in the smallest unit; None is set on the spot.

    of_force: attendance is taken from the duty rosters in force.
    """

    rate: int | None = Field(default=None, ge=0)
    of_force: bool = False


class AwardKind(Named):
    """A kind of award that can be proposed. for_units, for_staff: whom it can be proposed for."""

    for_units: bool = True
    for_staff: bool = True

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if not (self.for_units or self.for_staff):
            raise ValueError("wanted: an award for units, for own staff, or for both")
        return self
