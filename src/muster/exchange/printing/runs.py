"""The runs of a paragraph as HTML: letters, breaks, tabs, notes, and marks where pictures stand."""

from collections.abc import Callable
from html import escape
from typing import Any, Final

from muster.engines.layout.styles import Look, Styles
from muster.engines.word.symbols import plain, symbol
from muster.engines.word.words import W, child, val
from muster.exchange.printing.css import Classes, of_look

Element = Any
# What was taken out, and what is no text of the paragraph.
SKIPPED: Final = frozenset(
    W + name for name in ("del", "moveFrom", "pPr", "sectPr", "commentReference")
)
DRAWN: Final = ("drawing", "pict", "object", "AlternateContent")
NOTES: Final = (W + "footnoteReference", W + "endnoteReference")
NEW_PAGE: Final = "\f"
SIGNS: Final = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "noBreakHyphen": "\u2011",
    W + "softHyphen": "\u00ad",
}


class Runs:
    """The text of one paragraph as HTML, with NEW_PAGE where a page begins in it.

    note: the HTML of a note, by its reference; absent: what stands where a picture is.
    """

    def __init__(
        self,
        styles: Styles,
        classes: Classes,
        *,
        note: Callable[[Element], str],
        absent: str,
    ) -> None:
        self._styles, self._classes = styles, classes
        self._note, self._absent = note, absent
        self.written: list[str] = []
        self.points = 0.0

    def read(self, holder: Element, style: str | None, table: Look | None) -> "Runs":
        """Every run below *holder*, in the order of reading."""
        for element in holder:
            if element.tag in SKIPPED:
                continue
            if element.tag == W + "r":
                self._run(element, style, table)
            else:
                self.read(element, style, table)
        return self

    def _run(self, run: Element, style: str | None, table: Look | None) -> None:
        look = self._styles.run_look(style, child(run, "rPr"), table)
        if look.hidden:
            return
        said = "".join(self._said(element) for element in run)
        if not said:
            return
        self.points = max(self.points, look.points or 0.0)
        name = self._classes.named(of_look(look))
        # A page that begins in a run ends its span, or the break would lie inside a line.
        parts = (f'<span class="{name}">{part}</span>' for part in said.split(NEW_PAGE))
        self.written.append(NEW_PAGE.join(parts))

    def _said(self, element: Element) -> str:
        tag = element.tag
        if tag == W + "t":
            return escape(plain(element.text or ""))
        if tag in SIGNS:
            return SIGNS[tag]
        if tag in (W + "br", W + "cr"):
            return NEW_PAGE if val(element, "type") == "page" else "<br>"
        if tag == W + "sym":
            return escape(symbol(val(element, "char")))
        if tag in NOTES:
            return self._note(element)
        if str(tag).endswith(DRAWN):
            return f'<span class="absent">{escape(self._absent)}</span>'
        return ""
