"""The weekly update: one row a congress of a group, one column a step, any state a cell.

The Progress sheet of the season workbook, narrowed to a group and to what an account may enter.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.ledger.actor import Actor
from muster.packs import Milestone
from muster.packs import Step as StepRule
from muster.season import queries
from muster.season import services as seasons
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit, Step, StepState
from muster.season.rules import Can
from muster.shell.formats import day_year
from muster.site.workbook import making
from muster.site.workbook.current.season import step_value
from muster.site.workbook.review.progress import MARK, settle_cell
from muster.site.workbook.sheets.season import progress
from muster.site.workbook.step_cells import StepCell
from muster.tree.models import Account
from muster.tree.permissions import is_allowed, require, role_names
from muster.tree.scope import scope

KEY: Final = "steps"
TOLD: Final = ("unit", "name")
# What a step is asked for before it may be put into a state.
ASKED: Final[Mapping[str, Can]] = {
    StepState.OPEN: Can.REOPEN,
    StepState.SUBMITTED: Can.SUBMIT_ON_BEHALF,
    StepState.CHECKED: Can.CHECK,
    StepState.RETURNED: Can.CHECK,
    StepState.ACCEPTED: Can.ACCEPT,
    StepState.WAIVED: Can.WAIVE,
}

say(
    {
        "steps.handed_in": gettext_lazy(
            "It is entered as handed in; accepting it is for: %(roles)s."
        ),
        "steps.not_yours": gettext_lazy("“%(state)s” may be set by: %(roles)s."),
        "steps.not_held": gettext_lazy(
            "The congress opens on %(day)s; it cannot be over before that."
        ),
        "steps.own_work": gettext_lazy(
            "You handed it in yourself; somebody else has to accept it."
        ),
    }
)


class StepsOf:
    """The steps of a group's congresses as one account may enter them."""

    def __init__(self, account: Account, unit: SeasonUnit) -> None:
        self.account = account
        self.unit = unit
        self.pack = pack_of(unit.season)

    @cached_property
    def congresses(self) -> dict[str, Congress]:
        """By code of the unit, in the order of the tree."""
        rows = scope(self.account, Congress).filter(queries.within(self.unit), cancelled_at=None)
        rows = rows.select_related("season_unit", "season")
        return {row.season_unit.code: row for row in rows.order_by("season_unit__first")}

    @cached_property
    def spec(self) -> SheetSpec:
        """Code and name of the unit, and the steps that the group's tiers have."""
        units = [row.season_unit for row in self.congresses.values()]
        keys = {
            MARK + key
            for tier in {unit.tier for unit in units}
            for key in self.pack.procedure_for(tier).steps
        }
        known = Choices.of((unit.code, unit.code, (unit.name,)) for unit in units)
        _unit, *steps = progress(self.pack).columns
        return SheetSpec(
            key=KEY,
            label=pgettext_lazy("sheet", "Weekly update"),
            about=gettext_lazy(
                "A day or an x means done. Also: handed in 12/8/2030; returned 13/8/2030: why. "
                "An empty cell changes nothing."
            ),
            columns=(
                Column(
                    key="unit",
                    label=pgettext_lazy("column", "Unit code"),
                    also=(pgettext_lazy("column", "Unit"),),
                    parse=known.one,
                    required=True,
                ),
                Column(key="name", label=pgettext_lazy("column", "Unit name"), keeps=True),
                *(column for column in steps if column.key in keys),
            ),
            key_columns=("unit",),
        )

    def current(self) -> dict[str, Values]:
        """Every congress with its steps as they are now."""
        return self._rows(self._steps())

    def _rows(self, steps: Mapping[int, Sequence[Step]]) -> dict[str, Values]:
        found: dict[str, Values] = {}
        for code, congress in self.congresses.items():
            cells = {MARK + row.key: step_value(row) for row in steps.get(congress.pk, ())}
            found[code] = {"unit": code, "name": congress.season_unit.name, **cells}
        return found

    def _steps(self) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {}
        below = queries.within(self.unit, "congress__season_unit")
        for step in scope(self.account, Step).filter(below, congress__cancelled_at=None):
            found.setdefault(step.congress_id, []).append(step)
        return found

    def review(self, rows: Sequence[ReadRow]) -> None:
        """Lay each cell over its step, and see that the account may put it into that state."""
        steps = self._steps()
        there = self._rows(steps)
        for row in rows:
            congress = self.congresses.get(row.key)
            if congress is None or row.has_error:
                continue
            own = {step.key: step for step in steps.get(congress.pk, ())}
            for column in [name for name in row.values if name.startswith(MARK)]:
                was = there[row.key].get(column)
                tier = congress.season_unit.tier
                settle_cell(row, column, tier=tier, was=was, pack=self.pack)
                step = own.get(column.removeprefix(MARK))
                if step is not None and row.values.get(column) not in (None, was):
                    step.congress = congress
                    self._allow(row, column, step)

    def _allow(self, row: ReadRow, column: str, step: Step) -> None:
        cell = StepCell.of(row.values[column])
        if cell.state == step.state:
            return
        self._must_be_held(row, column, step, cell)
        can = ASKED[cell.state]
        may = is_allowed(self.account, can, step)
        if cell.state == StepState.ACCEPTED and not may:
            self._lower(row, column, step, cell)
        elif not may:
            state = str(StepState(cell.state).label)
            row.blame("steps.not_yours", column=column, state=state, roles=role_names(can))
        elif cell.state == StepState.ACCEPTED and self._is_own(step):
            row.blame("steps.own_work", column=column)

    def _lower(self, row: ReadRow, column: str, step: Step, cell: StepCell) -> None:
        """Done, says somebody who may not accept: so it is handed in, and waits."""
        if step.state in (StepState.SUBMITTED, StepState.CHECKED):
            row.values.pop(column)
            return
        lowered = StepCell(StepState.SUBMITTED, cell.done_on, cell.promised_on, cell.note)
        row.values[column] = lowered.plain()
        roles = role_names(Can.ACCEPT)
        row.blame("steps.handed_in", column=column, is_error=False, roles=roles)

    def _must_be_held(self, row: ReadRow, column: str, step: Step, cell: StepCell) -> None:
        """Nobody reports a congress as held before its day."""
        rule = self._rule(step)
        is_done = cell.state in (StepState.SUBMITTED, StepState.CHECKED, StepState.ACCEPTED)
        opens_on = step.congress.starts_on
        if rule.milestone is Milestone.HELD and is_done and cell.done_on < opens_on.isoformat():
            row.blame("steps.not_held", column=column, day=day_year(opens_on))

    def _rule(self, step: Step) -> StepRule:
        return self.pack.procedures[step.congress.procedure].steps[step.key]

    def _is_own(self, step: Step) -> bool:
        rule = self._rule(step)
        is_own = step.submitted_by_account == self.account.pk and step.submitted_at is not None
        return is_own and rule.accepted_by is not rule.done_by

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """All cells that say something, in one act."""
        said = [
            making.step_row(
                self.congresses[values["unit"]].pk,
                name.removeprefix(MARK),
                StepCell.of(plain),
            )
            for values in rows
            for name, plain in values.items()
            if name.startswith(MARK) and plain
        ]
        seasons.import_progress(self.unit.season, actor=actor, now=now, rows=said)


def steps_of(account: Account, place: str) -> StepsOf:
    """The steps of a season unit and everything below it. place: its number.

    Raises Http404 for a unit that the account does not see, NotAllowed for one that it may not
    enter for.
    """
    rows = scope(account, SeasonUnit).select_related("season")
    unit = get_object_or_404(rows, pk=int(place) if place.isdecimal() else 0)
    require(account, Can.SUBMIT_ON_BEHALF, unit)
    return StepsOf(account, unit)


def open_steps(account_id: int, place: str) -> Grid:
    """The grid of :func:`steps_of`."""
    steps = steps_of(Account.objects.get(pk=account_id), place)
    return Grid(
        spec=steps.spec,
        subject=steps.unit.name,
        back=reverse("board-of", args=[steps.unit.pk]),
        current=steps.current,
        review=steps.review,
        write=steps.write,
        told=TOLD,
        season_id=steps.unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Weekly update"), open=open_steps))
