"""The runs of a paragraph: their letters, parted where a line breaks, and lines drawn with them."""

from enum import Enum, auto
from typing import Any, Final

from muster.engines.layout.lines import Piece
from muster.engines.layout.styles import Look, Styles
from muster.engines.word.words import W, child, number, val

Element = Any
WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SKIPPED: Final = frozenset(W + name for name in ("del", "moveFrom", "sectPr", "commentReference"))
LINE_SHAPES: Final = frozenset({"line", "straightConnector1"})
ABOVE_EMU: Final = 40_000  # a line drawn no lower than this is above the letters of its paragraph
DRAWINGS: Final = ("drawing", "pict", "AlternateContent")
SIGNS: Final = {
    **dict.fromkeys((W + "tab", W + "ptab"), "\t"),
    W + "noBreakHyphen": "-",
    W + "sym": "\u2022",
}
BREAKS: Final = frozenset({W + "br", W + "cr"})
PAGE_BROKEN: Final = W + "lastRenderedPageBreak"


class Broken:
    """The lines of a paragraph. draws: whether anything is drawn with them."""

    def __init__(self, styles: Styles, style: str | None, table: Look | None) -> None:
        self.rows: list[list[Piece]] = [[]]
        self.page_break, self.draws = False, False
        self._styles, self._style, self._table = styles, style, table

    def read(self, holder: Element) -> None:
        """Every run below *holder*; deleted text is left out, inserted text counts."""
        for element in holder:
            if element.tag in SKIPPED:
                continue
            if element.tag == W + "r":
                self._run(element)
            elif element.tag != W + "pPr":
                self.read(element)

    def _run(self, run: Element) -> None:
        look = self._styles.run_look(self._style, child(run, "rPr"), self._table)
        for element in run:
            tag = element.tag
            if tag == W + "t":
                self._say(element.text or "", look, run)
            elif tag in SIGNS:
                self._say(SIGNS[tag], look, run)
            elif tag in BREAKS:
                self._break(val(element, "type"))
            elif tag == PAGE_BROKEN:
                self.page_break = True
            elif str(tag).endswith(DRAWINGS):
                self.draws = True

    def _say(self, text: str, look: Look, run: Element) -> None:
        self.rows[-1].append(Piece(text, look, run))

    def _break(self, kind: str | None) -> None:
        if kind == "page":
            self.page_break = True
        self.rows.append([])


class Drawn(Enum):
    """Where a line is drawn, seen from the paragraph that holds it."""

    ABOVE = auto()
    BELOW = auto()


def drawn_line(paragraph: Element) -> Drawn | None:
    """The line or connector that is anchored here; one that lies higher is of the text above."""
    for element in paragraph.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "prstGeom" and element.get("prst") in LINE_SHAPES:
            return _anchored(element)
        if tag == "line" and "vml" in str(element.tag):
            return Drawn.BELOW
        if tag == "shape" and str(element.get("type", "")).endswith(("_t32", "_t20")):
            return Drawn.BELOW
    return None


def _anchored(shape: Element) -> Drawn:
    """A line that is placed from its paragraph, and no lower than where its letters begin."""
    anchor = next((one for one in shape.iterancestors() if one.tag == WP + "anchor"), None)
    placed = anchor.find(WP + "positionV") if anchor is not None else None
    if placed is None or placed.get("relativeFrom") not in ("paragraph", "line"):
        return Drawn.BELOW
    offset = number(placed.findtext(WP + "posOffset"))
    return Drawn.ABOVE if offset is not None and offset <= ABOVE_EMU else Drawn.BELOW
