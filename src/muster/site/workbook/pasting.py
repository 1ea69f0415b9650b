"""A season that begins with a pasted list: unit and congress day, the tree by indentation."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Final

from muster.exchange.block import cells_of
from muster.exchange.matching import names_of_columns
from muster.exchange.reading import Cell
from muster.exchange.sheets import SheetSpec
from muster.exchange.text import fold

INDENT: Final = re.compile(r"^[ \u00a0\u2003]*")
# The columns that a list without heads has, by how many there are.
USUAL: Final = {2: ("unit", "starts_on"), 3: ("unit", "starts_on", "parent")}


def as_file(pasted: str, spec: SheetSpec) -> bytes:
    """The pasted list as a text file of the Congresses sheet. Raises EmptyBlock, RaggedBlock.

    Without a line of heads, two columns are unit and day, a third is the parent. With spaces
    before the names, each stands under the nearest one above that has fewer.
    """
    lines = cells_of(pasted)
    names = names_of_columns(spec)
    has_heads = any(fold(str(cell)) in names for cell in lines[0] if cell)
    if has_heads:
        return _written(lines)
    usual = USUAL.get(len(lines[0]))
    if usual is None:
        return _written(lines)
    heads: list[Cell] = [str(spec.by_key[key].label) for key in usual]
    parents = list(_parents(pasted, lines)) if len(usual) == 2 else []
    if not any(parents):
        return _written([heads, *lines])
    heads.append(str(spec.by_key["parent"].label))
    body = [[*line, parent] for line, parent in zip(lines, parents, strict=True)]
    # A heading without a day holds no congress: it is only somebody's parent.
    return _written([heads, *(line for line in body if line[1])])


def _parents(pasted: str, lines: Sequence[Sequence[Cell]]) -> Iterator[str | None]:
    """By the spaces before each line, the name above that has fewer of them."""
    said = [line for line in pasted.splitlines() if line.strip()]
    open_ones: list[tuple[int, str]] = []
    for text, cells in zip(said, lines, strict=False):
        indent = len(INDENT.match(text)[0])  # type: ignore[index]  # it matches every text
        while open_ones and open_ones[-1][0] >= indent:
            open_ones.pop()
        yield open_ones[-1][1] if open_ones else None
        open_ones.append((indent, str(cells[0] or "")))


def _written(lines: Sequence[Sequence[Cell]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(lines)
    return target.getvalue().encode()
