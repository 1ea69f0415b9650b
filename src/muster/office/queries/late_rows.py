"""What is late below a unit, gathered by the unit with which it lies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from muster.packs import Desk
from muster.season.bridge import rule_of
from muster.season.models import Congress, SeasonUnit, Step, StepState
from muster.season.queries.danger import endangered
from muster.season.queries.units import named

MOST: Final = 1000
LATE: Final = Q(state__in=(StepState.OPEN, StepState.RETURNED))


@dataclass(frozen=True, slots=True)
class LateRows:
    """The late steps that lie with one unit, the longest overdue first."""

    unit: SeasonUnit
    steps: Sequence[Step]


def late_congresses(
    unit: SeasonUnit, *, today: date, words: str = "", chosen: Collection[int] = ()
) -> list[Congress]:
    """The late congresses of a unit and below: those chosen, or all that the words find."""
    rows = endangered(unit, today=today, kind="late")
    if chosen:
        rows = rows.filter(pk__in=chosen)
    elif words:
        rows = rows.filter(named(words, "season_unit__search_key"))
    return list(rows[:MOST])


def late_by_holder(
    unit: SeasonUnit, congresses: Sequence[Congress], *, today: date
) -> list[LateRows]:
    """The late steps of congresses by the unit that must move them; what lies with *unit* is not.

    What was handed in waits for a desk, and nobody is urged for it. Two queries.
    """
    found: dict[int, LateRows] = {}
    for step in _steps(congresses, today):
        holder = _holder(step)
        if holder.pk != unit.pk:
            rows = found.setdefault(holder.pk, LateRows(holder, []))
            found[holder.pk] = LateRows(holder, [*rows.steps, step])
    return sorted(found.values(), key=lambda one: one.unit.first)


def _steps(congresses: Sequence[Congress], today: date) -> QuerySet[Step]:
    rows = Step.objects.filter(LATE, congress__in=congresses, due_on__lt=today)
    return rows.select_related(
        "congress__season", "congress__season_unit__season", "congress__season_unit__parent__season"
    ).order_by("due_on", "congress__season_unit__first", "position")


def _holder(step: Step) -> SeasonUnit:
    unit = step.congress.season_unit
    if step.desk == Desk.UNIT.value or unit.parent is None:
        return unit
    return unit.parent


def step_name(step: Step) -> str:
    """What the pack calls a step."""
    return str(rule_of(step, step.congress).name)
