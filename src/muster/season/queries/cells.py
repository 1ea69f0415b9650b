"""The matrix unit by step: one page of congresses, grouped as the tree is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster import packs
from muster.packs import Procedure, Text
from muster.season.models import Congress, SeasonUnit, Step
from muster.season.queries.columns import StepColumn, columns_for
from muster.season.queries.danger import CHUNK, endangered, how_many
from muster.season.queries.figures import GroupLine, Passed, group_lines, read_figures, tiers_of
from muster.season.queries.marks import mark_of, rules_of
from muster.season.queries.units import congresses_of


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One step of one congress; no step means that it does not apply."""

    key: str
    mark: str
    days_late: int
    step_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One congress with a cell for every column."""

    congress: Congress
    cells: Sequence[MatrixCell]


@dataclass(frozen=True, slots=True)
class MatrixSection:
    """The rows of one group; passed: by column, None where the group has no such step."""

    group: SeasonUnit | None
    line: GroupLine | None
    passed: Sequence[Passed | None]
    rows: Sequence[MatrixRow]

    @property
    def left(self) -> int:
        """How many of the group are not finished."""
        return self.line.total - self.line.finished if self.line else len(self.rows)


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the matrix, and how many rows there are."""

    columns: Sequence[StepColumn]
    sections: Sequence[MatrixSection]
    total: int


def matrix(
    unit: SeasonUnit, *, today: date, kind: str = "unfinished", limit: int = 60, offset: int = 0
) -> Matrix:
    """A page of congresses: the most endangered ones, or all in the order of the tree."""
    page = _page(unit, today=today, kind=kind, limit=limit, offset=offset)
    groups = _groups(unit, page)
    figures = read_figures([unit, *groups.values()])
    pack = packs.load(unit.season.pack, unit.season.pack_version)
    lines = {
        line.unit.pk: line
        for line in group_lines(list(groups.values()), figures, pack, today=today)
    }
    columns = columns_for(unit.season, tiers_of(figures[unit.pk], pack))
    steps = _steps(page)
    sections = [
        _section(
            groups.get(key or 0),
            lines.get(key or 0),
            [_row(congress, columns, steps.get(congress.pk, {}), today) for congress in rows],
            columns,
        )
        for key, rows in groupby(page, key=lambda congress: _head(groups.values(), congress))
    ]
    return Matrix(columns, sections, how_many(unit, today=today, kind=kind))


def _page(unit: SeasonUnit, *, today: date, kind: str, limit: int, offset: int) -> list[Congress]:
    if kind == "all":
        found = congresses_of(unit).order_by("season_unit__first")
    else:
        found = endangered(unit, today=today, kind=kind)
    page = found.select_related("season_unit", "season_unit__parent")[offset : offset + limit]
    return sorted(page, key=lambda congress: congress.season_unit.first)


def _groups(unit: SeasonUnit, page: Sequence[Congress]) -> dict[int, SeasonUnit]:
    """The units that head the sections: those directly below the one whose board it is.

    A leaf heads nothing. The queries depend on the depth of the tree, not on its width.
    """
    level = [row.season_unit for row in page]
    found: dict[int, SeasonUnit] = {}
    while level:
        found.update({row.pk: row for row in level if row.depth == unit.depth + 1})
        above = [row.parent_id for row in level if row.parent_id and row.depth > unit.depth + 1]
        level = list(SeasonUnit.objects.filter(pk__in=set(above))) if above else []
    return {pk: row for pk, row in found.items() if not row.is_leaf}


def _head(groups: Iterable[SeasonUnit], congress: Congress) -> int | None:
    """The head under which a congress stands; none for the unit itself and leaves below it."""
    place = congress.season_unit.first
    return next((one.pk for one in groups if one.first <= place <= one.last), None)


def _steps(page: Sequence[Congress]) -> dict[int, dict[str, Step]]:
    found: dict[int, dict[str, Step]] = {}
    ids = [congress.pk for congress in page]
    for start in range(0, len(ids), CHUNK):
        for step in Step.objects.filter(congress__in=ids[start : start + CHUNK]):
            found.setdefault(step.congress_id, {})[step.key] = step
    return found


def _section(
    group: SeasonUnit | None,
    line: GroupLine | None,
    rows: Sequence[MatrixRow],
    columns: Sequence[StepColumn],
) -> MatrixSection:
    passed = [line.passed.get(column.key) if line else None for column in columns]
    return MatrixSection(group, line, passed, rows)


def _row(
    congress: Congress, columns: Sequence[StepColumn], steps: Mapping[str, Step], today: date
) -> MatrixRow:
    procedure = rules_of(congress)[1]
    cells = [_cell(column, steps.get(column.key), procedure, today) for column in columns]
    return MatrixRow(congress, cells)


def _cell(column: StepColumn, step: Step | None, procedure: Procedure, today: date) -> MatrixCell:
    if step is None:
        text = _("%(step)s: does not apply") % {"step": column.label}
        return MatrixCell(column.key, "na", 0, None, text)
    mark = mark_of(step, procedure, today=today)
    text = cell_text(column.label, step, mark.days_late)
    return MatrixCell(column.key, mark.shape, mark.days_late, step.pk, text)


def cell_text(label: Text, step: Step, days_late: int) -> str:
    """The cell in words: step, state, deadline, days late."""
    words = _("%(step)s: %(state)s, due %(due)s") % {
        "step": label,
        "state": step.get_state_display(),
        "due": date_format(step.due_on, "j/n"),
    }
    if not days_late:
        return words
    late = ngettext("%(n)d day late", "%(n)d days late", days_late) % {"n": days_late}
    return f"{words}, {late}"
