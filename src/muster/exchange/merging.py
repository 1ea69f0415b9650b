"""Returned cells against what was issued and what is here now: three ways, cell by cell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.exchange.sheets import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One row that came back: only the cells that differ from what was issued.

    base: the row as it was issued.
    """

    issued_id: int
    key: str
    file_name: str
    base: Mapping[str, Any]
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A cell with two new values: one here and one returned, or two returned."""

    issued_id: int
    key: str
    column: str
    base: Any
    ours: Any
    theirs: Any
    file_name: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What may be taken, by key, and what a person has to decide."""

    rows: Mapping[str, Values]
    clashes: Sequence[Clash]


def merge(said: Iterable[Said], current: Mapping[str, Mapping[str, Any]]) -> Merge:
    """Take a cell where it alone was changed, or where all say the same; else it clashes.

    Nothing is decided by which file came last.
    """
    cells: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for row in said:
        for column in row.cells:
            cells[row.key, column].append(row)
    taken: dict[str, Values] = defaultdict(dict)
    clashes: list[Clash] = []
    for (key, column), rows in cells.items():
        ours = current[key].get(column)
        new = [row for row in rows if not _equal(row.cells[column], ours)]
        if not new:
            continue
        is_one = all(_equal(row.cells[column], new[0].cells[column]) for row in rows)
        if is_one and all(_equal(row.base.get(column), ours) for row in new):
            taken[key][column] = new[0].cells[column]
        else:
            clashes += [_clash(row, column, ours) for row in new]
    return Merge(taken, clashes)


def _clash(row: Said, column: str, ours: Any) -> Clash:
    return Clash(
        issued_id=row.issued_id,
        key=row.key,
        column=column,
        base=row.base.get(column),
        ours=ours,
        theirs=row.cells[column],
        file_name=row.file_name,
    )


def _equal(one: Any, other: Any) -> bool:
    """Nothing is nothing, whether it was never said or said with an empty text."""
    return bool(one == other) or (one in (None, "", []) and other in (None, "", []))
