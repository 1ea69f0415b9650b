"""Where a row stands in the tree: found by following the row's own links upward."""

from dataclasses import dataclass
from typing import Any, Final

from muster.tree.models import Person, Unit
from muster.tree.reach import Reach

# The links that lead from a row to where it stands, nearest to the tree first.
LINKS: Final = (
    "season_unit",
    "unit",
    "congress",
    "step",
    "inspection",
    "event",
    "plan",
    "post",
    "shift",
    "venue",
    "person",
    "officer",
    "vehicle",
    "roster",
    "season",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit of today's tree (unit_id), or a place in a season's frozen one (first).

    season_id without first: what belongs to a season as a whole stands at its root.
    """

    unit_id: int
    season_id: int | None = None
    first: int | None = None

    def is_in(self, reach: Reach) -> bool:
        """Whether the grants of *reach* cover it."""
        if reach.everywhere:
            return True
        if self.season_id is not None and self.first is not None:
            return any(span.holds(self.season_id, self.first) for span in reach.spans)
        if self.season_id is not None:
            return self.unit_id in reach.in_season(self.season_id).unit_ids
        return self.unit_id in reach.unit_ids


def place_of(obj: Any) -> Place:
    """Where *obj* stands. Raises TypeError for a row that hangs on nothing known."""
    for _ in LINKS:
        found = _own_place(obj)
        if found is not None:
            return found
        obj = _next(obj)
    raise TypeError(f"{obj!r} goes in circles")


def _own_place(obj: Any) -> Place | None:
    if isinstance(obj, Unit):
        return Place(unit_id=obj.pk)
    if isinstance(obj, Person):
        return Place(unit_id=obj.unit_id)
    if hasattr(obj, "first") and hasattr(obj, "season_id"):  # a season unit, known one layer up
        return Place(unit_id=obj.unit_id, season_id=obj.season_id, first=obj.first)
    if hasattr(obj, "root_id"):  # a season, known one layer up
        return Place(unit_id=obj.root_id, season_id=obj.pk)
    if isinstance(getattr(obj, "unit_id", None), int) and not hasattr(obj, "season_unit_id"):
        return Place(unit_id=obj.unit_id)
    return None


def _next(obj: Any) -> Any:
    for link in LINKS:
        if getattr(obj, f"{link}_id", None) is not None:
            return getattr(obj, link)
    raise TypeError(f"{type(obj).__name__} does not say where it stands")
