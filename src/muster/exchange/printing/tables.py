"""Tables of a Word file as HTML: widths, joined cells, heads that repeat, rows that stay whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from muster.engines.layout.styles import Styles
from muster.engines.word.words import MM_PER_TWIP, W, child, is_on, number, val

Element = Any
EDGES: Final = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")
NO_LINE: Final = frozenset({"nil", "none"})
MOST_COLUMNS: Final = 200
VERTICALLY: Final = {"center": "middle", "bottom": "bottom"}


@dataclass(slots=True)
class _Cell:
    element: Element
    column: int
    columns: int
    rows: int = 1


def table_html(table: Element, styles: Styles, inside: Callable[[Element], str]) -> str:
    """The table as HTML. inside: the HTML of what a cell holds."""
    properties = child(table, "tblPr")
    rows = [(row, _is_head(row)) for row in table.iterfind(W + "tr")]
    heads = 0
    while heads < len(rows) and rows[heads][1]:
        heads += 1
    laid = _laid([row for row, _ in rows])
    lines = [_row(row, cells, inside) for (row, _), cells in zip(rows, laid, strict=True)]
    kind = "ruled" if _is_ruled(properties, styles) else "bare"
    head = f"<thead>{''.join(lines[:heads])}</thead>" if heads else ""
    return (
        f'<table class="{kind}{_margins(properties)}">{_columns(table)}{head}'
        f"<tbody>{''.join(lines[heads:])}</tbody></table>"
    )


def _is_head(row: Element) -> bool:
    return bool(is_on(child(child(row, "trPr"), "tblHeader")))


def _laid(rows: list[Element]) -> list[list[_Cell]]:
    """The cells that are shown, those that go down over rows with how many (17.4.85)."""
    going: dict[int, _Cell] = {}
    laid: list[list[_Cell]] = []
    for row in rows:
        shown: list[_Cell] = []
        column = 0
        for element in row.iterfind(W + "tc"):
            properties = child(element, "tcPr")
            columns = min(MOST_COLUMNS, int(number(val(child(properties, "gridSpan"))) or 1))
            merged = child(properties, "vMerge")
            if merged is not None and val(merged) != "restart" and column in going:
                going[column].rows += 1
            else:
                cell = _Cell(element, column, max(1, columns))
                shown.append(cell)
                going.pop(column, None)
                if merged is not None:
                    going[column] = cell
            column += max(1, columns)
        laid.append(shown)
    return laid


def _row(row: Element, cells: list[_Cell], inside: Callable[[Element], str]) -> str:
    whole = ' class="whole"' if is_on(child(child(row, "trPr"), "cantSplit")) else ""
    tag = "th" if _is_head(row) else "td"
    return f"<tr{whole}>{''.join(_cell(one, tag, inside) for one in cells)}</tr>"


def _cell(cell: _Cell, tag: str, inside: Callable[[Element], str]) -> str:
    said = [
        f' {name}="{count}"'
        for name, count in (("colspan", cell.columns), ("rowspan", cell.rows))
        if count > 1
    ]
    across = VERTICALLY.get(val(child(child(cell.element, "tcPr"), "vAlign")) or "")
    if across:
        said.append(f' style="vertical-align: {across}"')
    return f"<{tag}{''.join(said)}>{inside(cell.element)}</{tag}>"


def _columns(table: Element) -> str:
    """The widths of the grid, where each is said."""
    grid = child(table, "tblGrid")
    columns = list(grid.iterfind(W + "gridCol"))[:MOST_COLUMNS] if grid is not None else []
    widths = [number(val(one, "w")) for one in columns]
    if not widths or not all(widths):
        return ""
    total = sum(width or 0 for width in widths)
    shares = (f'<col style="width: {100 * (width or 0) / total:.2f}%">' for width in widths)
    limit = f' style="width: {total * MM_PER_TWIP:.1f}mm"' if total else ""
    return f"<colgroup{limit}>{''.join(shares)}</colgroup>"


def _margins(properties: Element) -> str:
    """Tables that lay out a head have no margins in their cells."""
    margins = child(properties, "tblCellMar")
    if margins is None:
        return ""
    left = number(val(child(margins, "left"), "w"))
    return " close" if left == 0 else ""


def _is_ruled(properties: Element, styles: Styles) -> bool:
    own = child(properties, "tblBorders")
    if own is not None:
        return any(_lines(own))
    named = val(child(properties, "tblStyle"))
    for style in styles.sheet.chain(named):
        borders = child(child(style, "tblPr"), "tblBorders")
        if borders is not None:
            return any(_lines(borders))
    return False


def _lines(borders: Element) -> Iterator[bool]:
    for edge in EDGES:
        kind = val(child(borders, edge))
        yield kind is not None and kind not in NO_LINE
