"""Progress: steps that the congress has, days that have come, reasons where they are due."""

from typing import Any, Final

from muster.exchange.rows import ReadRow
from muster.packs import Pack
from muster.season.models import StepState
from muster.site.workbook.review.sight import Sight
from muster.site.workbook.step_cells import EXPLAINED, StepCell
from muster.tree.clock import today

MARK: Final = "step:"


def review_progress(sight: Sight) -> None:
    """Check each cell against its congress, and lay it over what the step says now."""
    there = sight.register.current(sight.specs["progress"])
    for row in sight.of("progress"):
        if not sight.settle_unit(row):
            continue
        code = row.values["unit"]
        if code not in sight.congresses:
            row.blame("congress.none", column="unit", code=code)
            continue
        tier = str(sight.units[code].get("tier") or "")
        if not tier:
            continue
        now_there = there.get(row.key, {})
        for column in [name for name in row.values if name.startswith(MARK)]:
            settle_cell(row, column, tier=tier, was=now_there.get(column), pack=sight.pack)


def settle_cell(row: ReadRow, column: str, *, tier: str, was: Any, pack: Pack) -> None:
    """Lay one cell over what the step says now; note what cannot be so."""
    plain = row.values[column]
    if not plain:
        del row.values[column]
        return
    cell = StepCell.of(plain)
    key = column.removeprefix(MARK)
    if key not in pack.procedure_for(tier).steps:
        name = str(pack.tiers[tier].name)
        row.blame("progress.no_step", column=column, tier=name)
        return
    if cell.done_on > today().isoformat():
        row.blame("progress.future", column=column, day=_local(cell.done_on))
    row.values[column] = _over(row, column, cell, StepCell.of(was) if was else None).plain()
    if cell.state in EXPLAINED and not StepCell.of(row.values[column]).note:
        row.blame("progress.reason", column=column)


def _over(row: ReadRow, column: str, cell: StepCell, was: StepCell | None) -> StepCell:
    """The cell over the step: what it leaves out stays, and the day of a state stays its day."""
    if was is None or was.state != cell.state:
        has_day = cell.done_on or cell.state in (StepState.OPEN, StepState.WAIVED)
        done_on = "" if cell.state == StepState.WAIVED else cell.done_on
        return StepCell(
            cell.state,
            done_on if has_day else today().isoformat(),
            cell.promised_on or (was.promised_on if was else ""),
            cell.note or (was.note if was and cell.state not in EXPLAINED else ""),
        )
    if cell.done_on not in ("", was.done_on):
        row.blame("progress.day_kept", column=column, is_error=False, day=_local(was.done_on))
    note = was.note if cell.state in EXPLAINED else cell.note or was.note
    return StepCell(cell.state, was.done_on, cell.promised_on or was.promised_on, note)


def _local(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)}/{int(month)}/{year}"
