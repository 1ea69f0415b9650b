"""Who declares on the day before that all is ready, and what the data shows beside it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from muster.packs.schema.base import Named, Sourced, titled


class Chief(Named):
    """One of those who declare. roles: who may do it; shows: keys of the data lines beside it."""

    roles: tuple[str, ...] = Field(min_length=1)
    shows: tuple[str, ...]


class Readiness(Sourced):
    """opens_days_before: from how many days before the first day on the act is offered."""

    opens_days_before: int = Field(ge=1, le=30)
    chiefs: Annotated[Mapping[str, Chief], titled("chiefs")]
