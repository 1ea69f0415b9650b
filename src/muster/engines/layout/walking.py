"""Walks through a document and gathers its lines: paragraphs, tables, breaks, tabs, drawn lines."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any, Final

from lxml import etree

from muster.engines.layout.lines import Cell, Line, Piece, leading_tabs
from muster.engines.layout.runs import Broken, Drawn, drawn_line
from muster.engines.layout.styles import Look, Shape, Stop, Styles, shape_of
from muster.engines.word.errors import UnreadableDocument
from muster.engines.word.numbering import Numbering
from muster.engines.word.package import Package
from muster.engines.word.words import MM_PER_TWIP, W, child, is_on, number, val

Element = Any
DRAWN: Final = re.compile(r"^[\s_\-–—―⎯─*]*[_\-–—―⎯─]{3,}[\s_\-–—―⎯─*]*$")
HEAD_ROW: Final = f"{W}tr/{W}trPr/{W}tblHeader"
SETTINGS: Final = "word/settings.xml"
DEFAULT_TAB_TWIPS: Final = 720.0
RIGHT_SHARE: Final = 0.4  # of the text's width: what is indented further stands at the right
USUAL_WIDTH_MM: Final = 160.0  # of the text on A4
BESIDE_SHARE: Final = (0.35, 0.75)  # of the text's width: between them a tab parts two sides
WIDTH_OF_LETTER: Final = 0.5  # of its size, of Latin letters in the mean
MM_PER_POINT: Final = 25.4 / 72


MOST_PARAGRAPHS: Final = 50_000  # cells of tables of figures count; no paper has so many


def lines_of(package: Package, styles: Styles) -> list[Line]:
    """Every line with text, in the order of reading. Raises UnreadableDocument for a library."""
    paragraphs = sum(1 for _ in package.tree(package.main).iter(W + "p"))
    if paragraphs > MOST_PARAGRAPHS:
        raise UnreadableDocument("too_many_paragraphs", name=package.name, limit=MOST_PARAGRAPHS)
    return _Reader(package, styles).lines


class _Reader:
    """Walks the body, tables within it, and fields; counts paragraphs and tables as Word shows."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.styles, self.numbering = styles, Numbering(package, styles.sheet)
        self.lines: list[Line] = []
        self._paragraphs, self._tables, self._gap = 0, 0, 0
        self._new_page = False
        self._in_table: tuple[Look, Shape] | None = None
        self._shapes: dict[tuple[str | None, bytes, Shape | None], Shape] = {}
        body = child(package.tree(package.main), "body")
        self.width_mm = _text_width_mm(body)
        self.tab_mm = _default_tab_mm(package)
        self._block(body, None)
        _set_apart(self.lines)

    def _block(self, holder: Element, cell: Cell | None) -> None:
        at = 0
        for element in holder if holder is not None else ():
            if element.tag == W + "p":
                at += 1
                if cell is None:
                    self._paragraphs += 1
                self._paragraph(element, cell, at)
            elif element.tag == W + "tbl":
                self._table(element)
            elif element.tag == W + "sdt":
                self._block(child(element, "sdtContent"), cell)

    def _table(self, table: Element) -> None:
        self._tables += 1
        number, outside = self._tables, self._in_table
        self._in_table = self._table_style(table)
        listed = any(is_on(one) for one in table.iterfind(HEAD_ROW))
        for row_at, row in enumerate(table.iterfind(W + "tr")):
            cells = list(row.iterfind(W + "tc"))
            spans = [int(_span(one)) for one in cells]
            for at, one in enumerate(cells):
                place = Cell(
                    table=number,
                    row=row_at,
                    column=sum(spans[:at]),
                    columns=sum(spans),
                    number=at,
                    listed=listed,
                )
                self._block(one, place)
        self._in_table = outside

    def _table_style(self, table: Element) -> tuple[Look, Shape] | None:
        named = val(child(child(table, "tblPr"), "tblStyle"))
        if named is None:
            return None
        return self.styles.look(named), self.styles.shape(named)

    def _paragraph(self, paragraph: Element, cell: Cell | None, at: int) -> None:
        properties = child(paragraph, "pPr")
        style = self.styles.sheet.of_paragraph(properties)
        shape = self._shape(properties, style)
        broken = Broken(self.styles, style, self._in_table[0] if self._in_table else None)
        broken.read(paragraph)
        if broken.page_break or shape.page_before:
            self._new_page = True
        drawn = drawn_line(paragraph) if broken.draws else None
        rows = [row for row in broken.rows if any(piece.text.strip() for piece in row)]
        label = self.numbering.label(shape.numbering) if rows else ""
        if not rows:
            self._empty(drawn=drawn is not None or bool(shape.under))
            return
        if drawn is Drawn.ABOVE:
            self._rule_under()
        where = _place(cell, at, self._paragraphs)
        for k, row in enumerate(rows):
            text = "".join(piece.text for piece in row)
            if DRAWN.match(text):
                self._rule_strokes(text)
                continue
            self._add(
                Line(
                    number=0,
                    where=where,
                    pieces=row,
                    shape=shape,
                    paragraph=paragraph,
                    cell=cell,
                    label=label if k == 0 else "",
                    is_first=k == 0,
                    alone=len(rows) == 1,
                    style=style,
                )
            )
        if drawn is Drawn.BELOW or shape.under:
            self._rule_under()

    def _shape(self, properties: Element, style: str | None) -> Shape:
        """The shape in the end. Like properties give like shapes, so each is worked out once."""
        said = b"" if properties is None else bytes(etree.tostring(properties))
        key = (style, said, self._in_table[1] if self._in_table is not None else None)
        if key not in self._shapes:
            self._shapes[key] = self._worked_out(properties, style)
        return self._shapes[key]

    def _worked_out(self, properties: Element, style: str | None) -> Shape:
        below = self.styles.default_shape
        if self._in_table is not None:
            below = self._in_table[1].over(below)
        from_styles = self.styles.shape(style).over(below)
        own = shape_of(properties)
        numbering = own.numbering or from_styles.numbering
        listed = shape_of(child(self.numbering.level(numbering), "pPr"))
        return own.over(listed.over(from_styles) if own.numbering else from_styles.over(listed))

    def _empty(self, *, drawn: bool) -> None:
        """An empty paragraph; a line drawn in it belongs to the text above."""
        if drawn:
            self._rule_under()
        self._gap += 1

    def _rule_under(self) -> None:
        """A line is drawn under the last text."""
        for line in self.lines[-1:]:
            line.ruled = True

    def _rule_strokes(self, text: str) -> None:
        """Strokes as a line; where a tab parts them, each is under what stands on its side."""
        left, _, right = text.partition("\t")
        if not (right.strip() or "\t" in text):
            self._rule_under()
            return
        for side, strokes in (("left", left), ("right", right)):
            above = [line for line in self.lines[-2:] if line.side == side]
            if strokes.strip() and above:
                above[-1].ruled = True

    def _add(self, line: Line) -> None:
        for one in self._side_by_side(line):
            one.number = len(self.lines)
            one.gap, self._gap = self._gap, 0
            one.new_page, self._new_page = self._new_page, False
            one.first_mm = self._first_mm(one)
            if one.side == "whole":
                one.side = _side(one, self.width_mm)
            self.lines.append(one)

    def _first_mm(self, line: Line) -> float:
        """Where the first letter stands: a tab before it leads to the next stop."""
        shape = line.shape
        first = shape.first_mm or 0.0
        if line.label:
            return first + (shape.left_mm or 0.0)
        for _ in range(leading_tabs(line.pieces)):
            first = self._next_stop(first, shape).mm
        return first

    def _next_stop(self, from_mm: float, shape: Shape) -> Stop:
        own = [stop for stop in shape.tabs or () if stop.mm > from_mm + 0.1]
        return own[0] if own else Stop((int(from_mm / self.tab_mm + 0.01) + 1) * self.tab_mm)

    def _side_by_side(self, line: Line) -> Iterator[Line]:
        """Two lines where a tab parts two texts far enough; the line itself otherwise."""
        if line.cell is not None or not any("\t" in piece.text for piece in line.pieces):
            yield line
            return
        line.alone = line.alone and leading_tabs(line.pieces) == _all_tabs(line.pieces)
        at = self._parting(line)
        if at is None:
            yield line
            return
        left, right = line.pieces[:at], line.pieces[at + 1 :]
        if _is_text(left):
            yield replace(line, pieces=left, side="left", alone=False)
        if _is_text(right):
            other = replace(line, pieces=right, side="right", alone=False)
            yield replace(other, label="", is_first=False) if _is_text(left) else other

    def _parting(self, line: Line) -> int | None:
        """The last tab that leads to where the other side may begin."""
        at_mm, found = line.shape.first_mm or 0.0, None
        for k, piece in enumerate(line.pieces):
            if piece.text != "\t":
                at_mm += _width_mm(piece)
                continue
            rest = line.pieces[k + 1 :]
            stop = self._next_stop(at_mm, line.shape)
            at_mm = max(at_mm, stop.mm - stop.before * _width_to_tab_mm(rest))
            if self._may_be_beside(at_mm, rest):
                found = k
        return found

    def _may_be_beside(self, at_mm: float, rest: list[Piece]) -> bool:
        """Whether the other side may begin there: stops stay, whatever the sheet becomes.

        What lies further on a narrow sheet may be the number of a page: that has no words.
        """
        low, high = (share * self.width_mm for share in BESIDE_SHARE)
        low = min(low, BESIDE_SHARE[0] * USUAL_WIDTH_MM)
        if any(letter.isalpha() for piece in rest for letter in piece.text):
            high = max(high, BESIDE_SHARE[1] * USUAL_WIDTH_MM)
        return low < at_mm < high


def _width_mm(piece: Piece) -> float:
    """About how wide letters are; what is composed of several signs is one letter."""
    letters = len(unicodedata.normalize("NFC", piece.text))
    return letters * (piece.look.points or 0.0) * WIDTH_OF_LETTER * MM_PER_POINT


def _width_to_tab_mm(pieces: list[Piece]) -> float:
    return sum(_width_mm(one) for one in takewhile(lambda one: one.text != "\t", pieces))


def _is_text(pieces: list[Piece]) -> bool:
    return any(piece.text.strip() for piece in pieces)


def _set_apart(lines: list[Line]) -> None:
    """How much space each paragraph has; none towards a neighbour that it stands together with."""
    for at, line in enumerate(lines):
        shape = line.shape
        before, after = shape.before_pt or 0.0, shape.after_pt or 0.0
        if shape.together:
            before = 0.0 if _is_like(line, lines[at - 1 : at]) else before
            after = 0.0 if _is_like(line, lines[at + 1 : at + 2]) else after
        line.apart_pt = before + after


def _is_like(line: Line, neighbours: list[Line]) -> bool:
    return any(other.style == line.style and not other.gap for other in neighbours)


def _all_tabs(pieces: list[Piece]) -> int:
    return sum(piece.text.count("\t") for piece in pieces)


def _default_tab_mm(package: Package) -> float:
    part = package.related("settings") or SETTINGS
    root = package.tree(part) if package.has(part) else None
    twips = number(val(child(root, "defaultTabStop")))
    return max(1.0, (twips or DEFAULT_TAB_TWIPS) * MM_PER_TWIP)


def _span(cell: Element) -> float:
    properties = child(cell, "tcPr")
    return number(val(child(properties, "gridSpan"))) or 1 if properties is not None else 1


def _place(cell: Cell | None, at: int, paragraph: int) -> str:
    if cell is None:
        return f"paragraph {paragraph}"
    return f"table {cell.table}, row {cell.row + 1}, cell {cell.number + 1}, paragraph {at}"


def _text_width_mm(body: Element) -> float:
    """Between the margins of the last section; A4 with usual margins if it does not say."""
    section = child(body, "sectPr")
    size, margins = child(section, "pgSz"), child(section, "pgMar")
    width = number(val(size, "w")) if size is not None else None
    left = number(val(margins, "left")) if margins is not None else None
    right = number(val(margins, "right")) if margins is not None else None
    if width is None or left is None or right is None:
        return USUAL_WIDTH_MM
    return max(50.0, (width - left - right) * 25.4 / 1440)


def _side(line: Line, width_mm: float) -> str:
    if line.cell is not None and line.cell.columns > 1:
        return "left" if line.cell.column * 2 < line.cell.columns else "right"
    if line.shape.align == "right" or (line.shape.left_mm or 0) > RIGHT_SHARE * width_mm:
        return "right"
    return "whole"
