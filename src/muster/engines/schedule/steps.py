"""Steps and the order their dependencies leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError as _GraphCycle
from graphlib import TopologicalSorter

from muster.engines.schedule.calendar import Count


class CycleError(ValueError):
    """Steps wait for each other; ``cycle`` names them, the first one again at the end."""

    def __init__(self, cycle: Sequence[str]) -> None:
        super().__init__(f"Steps wait for each other: {' -> '.join(cycle)}")
        self.cycle = tuple(cycle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Work that is due a number of days from an anchor day.

    anchor: name of the anchor; the caller says which day it is.
    offset_days: due this many *count* days after the anchor (negative: before).
    duration_days: usual length [*count* days, the due day included]; 0 is a moment.
    least_days: shortest length at the greatest effort; the usual one if None.
    depends_on: keys of steps that must be finished before this one starts.
    fixed: takes place on its day, neither earlier nor later.
    """

    key: str
    anchor: str
    offset_days: int
    duration_days: int = 1
    least_days: int | None = None
    count: Count = Count.CALENDAR
    depends_on: tuple[str, ...] = ()
    fixed: bool = False

    def __post_init__(self) -> None:
        if self.duration_days < 0 or not 0 <= self.shortest_days <= self.duration_days:
            raise ValueError(f"Step {self.key}: durations must be 0 or more, the least not above.")

    @property
    def shortest_days(self) -> int:
        """The least length."""
        return self.duration_days if self.least_days is None else self.least_days


def in_order(depends_on: Mapping[str, Collection[str]]) -> list[str]:
    """Keys with every step after those it depends on; otherwise in the order given.

    Raises CycleError with the names, ValueError for a dependency that is no step.
    """
    for key, needed in depends_on.items():
        for other in needed:
            if other not in depends_on:
                raise ValueError(f"Step {key} depends on {other}, which is no step.")
    try:
        return list(TopologicalSorter(depends_on).static_order())
    except _GraphCycle as error:
        raise CycleError(error.args[1]) from None


def by_key(steps: Sequence[Step]) -> dict[str, Step]:
    """The steps by key in an order that respects their dependencies."""
    given = {step.key: step for step in steps}
    if len(given) != len(steps):
        raise ValueError("Two steps have the same key.")
    return {key: given[key] for key in in_order({s.key: s.depends_on for s in steps})}


def dependents(steps: Mapping[str, Step]) -> dict[str, list[str]]:
    """For each step, those that wait for it."""
    waiting: dict[str, list[str]] = {key: [] for key in steps}
    for step in steps.values():
        for needed in step.depends_on:
            waiting[needed].append(step.key)
    return waiting
