"""A block of cells that somebody pasted: from Excel (tabs), from Word or a message (; or |)."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any, Final

from muster.exchange.errors import EmptyBlock, RaggedBlock, WrongShape
from muster.exchange.faults import BadCell
from muster.exchange.matching import Found, heads_of, names_of_columns
from muster.exchange.reading import Cell, RawSheet
from muster.exchange.sheets import Column, SheetSpec
from muster.exchange.text import fold, tidy

MARKS: Final = ("\t", "|", ";")
MOST_ROWS: Final = 2000
Lines = Sequence[Sequence[Cell]]


def cells_of(pasted: str) -> list[list[Cell]]:
    """The lines of the block, each with as many cells. Raises EmptyBlock, RaggedBlock.

    Tabs part the cells if there are any, else bars, else semicolons. A cell of Excel with a
    line break comes in quotes and stays one cell. Lines with nothing in them are left out.
    """
    text = pasted.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    mark = next((each for each in MARKS if each in text), "\t")
    lines = [_line(cells, mark) for cells in _parted(text, mark)]
    said = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    if not said:
        raise EmptyBlock
    width = max(len(cells) for _number, cells in said)
    for number, cells in said:
        # Word and messages drop what is empty at the end of a line; Excel never does.
        if mark != "\t":
            cells.extend([None] * (width - len(cells)))
        if len(cells) != width:
            raise RaggedBlock(line=number, found=len(cells), wanted=width)
    if len(said) > MOST_ROWS:
        raise WrongShape(rows=len(said), columns=width, wanted=f"≤ {MOST_ROWS}")
    return [cells for _number, cells in said]


def _parted(text: str, mark: str) -> list[list[str]]:
    if mark == "\t" and text.count('"') % 2 == 0:
        return list(csv.reader(text.splitlines(keepends=True), delimiter="\t"))
    return [line.split(mark) for line in text.split("\n")]


def _line(cells: Sequence[str], mark: str) -> list[Cell]:
    """The cells of a line; one of a table drawn with bars has a bar at both ends too."""
    if mark == "|" and len(cells) > 2:
        cells = cells[0 if cells[0].strip() else 1 :]
        cells = cells if cells[-1].strip() else cells[:-1]
    return [tidy(cell) or None for cell in cells]


def fit_open(lines: Lines, spec: SheetSpec) -> Found:
    """Lay the block over a sheet that takes new rows: by its line of heads, else in their order.

    Columns at the end that need not be filled may be missing. Raises WrongShape.
    """
    if _has_heads(lines[0], spec):
        return heads_of(RawSheet(name=str(spec.label), rows=lines), spec)
    columns = list(spec.columns)
    fewest = max(at for at, one in enumerate(columns, start=1) if one.required)
    if not fewest <= len(lines[0]) <= len(columns):
        span = f"{fewest}–{len(columns)}" if fewest < len(columns) else str(fewest)
        raise _wrong(lines, f"n × {span}")
    return _found(lines, spec, columns[: len(lines[0])])


def fit_given(
    lines: Lines,
    spec: SheetSpec,
    *,
    told: Sequence[str],
    current: Mapping[str, Any],
    begin: str = "",
) -> Found:
    """Lay the block over rows that are there: *current*, by key, in the order of the page.

    By its line of heads; else all columns in their order; else the key and the columns from
    *begin* on; else those columns alone, row by row. told: columns that only say which row it
    is. Raises WrongShape, with the shape found and the one wanted.
    """
    if _has_heads(lines[0], spec):
        return heads_of(RawSheet(name=str(spec.label), rows=lines), spec)
    width = len(lines[0])
    if width == len(spec.columns) and not begin:
        return _found(lines, spec, spec.columns)
    key = spec.by_key[spec.key_columns[0]]
    values = _values_from(spec, told, begin)
    if _names_rows(lines, key, current) and _fits(width - 1, values, begin):
        return _found(lines, spec, [key, *values[: width - 1]])
    if len(lines) == len(current) and _fits(width, values, begin):
        keyed = [[*line, name] for line, name in zip(lines, current, strict=True)]
        return _found(keyed, spec, [*values[:width], key])
    span = f"1–{len(values)}" if begin and len(values) > 1 else str(len(values))
    raise _wrong(lines, f"{len(current)} × {span}")


def _values_from(spec: SheetSpec, told: Sequence[str], begin: str) -> list[Column]:
    values = [one for one in spec.columns if one.key not in told]
    at = [one.key for one in values].index(begin) if begin else 0
    return values[at:]


def _fits(width: int, values: Sequence[Column], begin: str) -> bool:
    """Who says where the block begins may paste fewer columns than there are."""
    return width == len(values) or bool(begin and 0 < width < len(values))


def _has_heads(line: Sequence[Cell], spec: SheetSpec) -> bool:
    names = names_of_columns(spec)
    said = [fold(str(cell)) for cell in line if cell is not None]
    return 2 * sum(name in names for name in said) > len(said)


def _names_rows(lines: Lines, key: Column, current: Mapping[str, Any]) -> bool:
    """Whether most lines begin with the key of a row."""
    return 2 * sum(_key(key, line[0]) in current for line in lines) > len(lines)


def _key(column: Column, cell: Cell) -> str:
    try:
        return str(column.parse(cell) or "")
    except BadCell:
        return ""


def _found(lines: Lines, spec: SheetSpec, columns: Sequence[Column]) -> Found:
    raw = RawSheet(name=str(spec.label), rows=lines)
    return Found(spec=spec, raw=raw, head_row=0, columns=dict(enumerate(columns)))


def _wrong(lines: Lines, wanted: str) -> WrongShape:
    return WrongShape(rows=len(lines), columns=len(lines[0]), wanted=wanted)
