"""Movings as their pages show them: what was moved, what came of it, what undoing would meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from muster.season.models import MovedCongress, Moving
from muster.season.queries.units import season_in_focus
from muster.season.registry.moving import Trace, moving_parts
from muster.season.rules import Can
from muster.tree.models import Account
from muster.tree.reach import Reach
from muster.tree.scope import scope, scoped

ROWS: Final = 200


@scoped(Moving)
def _movings(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


def movings_of(account: Account) -> QuerySet[Moving]:
    """The movings of the season in scope, the newest first, each with how many it moved."""
    rows = scope(account, Moving).filter(season=season_in_focus())
    return rows.select_related("season_unit").annotate(moved_count=Count("congresses"))


@dataclass(frozen=True, slots=True)
class PartTraces:
    """What one part of the house did in a moving, and where to look after it."""

    label: Any
    touched: int
    traces: Sequence[Trace]


def traces_of(moving: Moving) -> list[PartTraces]:
    """Every part that did something, in the order in which they were applied."""
    made = {part.key: part for part in moving.parts.all()}
    return [
        PartTraces(part.label, made[part.key].touched, part.traces(moving, made[part.key].kept))
        for part in moving_parts()
        if part.key in made
    ]


def moved_rows(moving: Moving) -> QuerySet[MovedCongress]:
    """The congresses of a moving with their days."""
    rows = MovedCongress.objects.filter(moving=moving)
    return rows.select_related("congress__season_unit")
