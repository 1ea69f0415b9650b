"""A Word file as HTML for the print page: what it says, and how its layout sets it.

What cannot be shown here, a picture or a drawing, leaves a mark in its place; nothing is left out
unsaid. Deleted text is left out and inserted text counts, as wherever muster reads Word files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from muster.engines.layout.styles import Look, Shape, Styles, shape_of
from muster.engines.word.errors import UnreadableDocument
from muster.engines.word.fields import instructions
from muster.engines.word.numbering import Numbering
from muster.engines.word.package import Package
from muster.engines.word.words import MM_PER_TWIP, W, child, is_on, number, val
from muster.exchange.printing.css import Classes, of_look, of_shape
from muster.exchange.printing.runs import NEW_PAGE, Runs
from muster.exchange.printing.tables import table_html

Element = Any
MOST_PARAGRAPHS: Final = 60_000
HOLDERS: Final = tuple(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
NOTE_PARTS: Final = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
A4_MM: Final = {"w": 210.0, "h": 297.0}
USUAL_MM: Final = 20.0
LEAST_MM: Final = 12.0  # or the mark would have no room
SIDES: Final = ("top", "right", "bottom", "left")
TAG: Final = re.compile(r"<[^>]*>")
PAGE: Final = '<div class="page"></div>'
BLANK: Final = "&nbsp;"
ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Section:
    """A part of the text on one kind of page. page: the CSS of its size and margins."""

    html: str
    page: str
    numbered: bool
    from_second: bool


@dataclass(slots=True)
class Shown:
    """A whole text: its sections, and the CSS of what stands in them."""

    sections: list[Section]
    css: str


def shown(package: Package, *, absent: str) -> Shown:
    """The text of a Word file. absent: what stands where a picture is.

    Raises UnreadableDocument for what is too long to be printed here.
    """
    main = package.tree(package.main)
    if sum(1 for _ in main.iter(W + "p")) > MOST_PARAGRAPHS:
        raise UnreadableDocument("too_many_paragraphs", name=package.name, limit=MOST_PARAGRAPHS)
    return _Reader(package, absent).read(child(main, "body"))


class _Reader:
    def __init__(self, package: Package, absent: str) -> None:
        self._package, self._absent = package, absent
        self._styles = Styles(package)
        self._numbering = Numbering(package, self._styles.sheet)
        self._classes = Classes()
        self._notes: Mapping[str, Mapping[str, Element]] = {
            part: self._notes_of(part) for part in NOTE_PARTS.values()
        }
        self._table: tuple[Look, Shape] | None = None
        self._sections: list[Section] = []

    def read(self, body: Element) -> Shown:
        html: list[str] = []
        for element in body:
            html.append(self._block(element))
            ends = child(child(element, "pPr"), "sectPr") if element.tag == W + "p" else None
            if ends is not None:
                self._end_section(html, ends)
                html = []
        if html or not self._sections:
            self._end_section(html, child(body, "sectPr"))
        return Shown(self._sections, self._classes.sheet())

    def _end_section(self, html: list[str], properties: Element) -> None:
        numbered = self._is_numbered(properties)
        first_differs = bool(is_on(child(properties, "titlePg")))
        self._sections.append(
            Section("".join(html), _page(properties), numbered, numbered and first_differs)
        )

    def _is_numbered(self, properties: Element) -> bool:
        """Whether a head or foot of the section counts its pages."""
        wanted = {one.get(ID) for one in properties} if properties is not None else set()
        for one in self._package.relations(self._package.main):
            is_wanted = one.key in wanted and one.kind in ("header", "footer")
            if is_wanted and self._package.has(one.target):
                root = self._package.tree(one.target)
                if any("PAGE" in said.upper().split() for said in instructions(root)):
                    return True
        return False

    # ---- blocks

    def _blocks(self, holder: Element) -> str:
        return "".join(self._block(element) for element in holder)

    def _block(self, element: Element) -> str:
        if element.tag == W + "p":
            return self._paragraph(element)
        if element.tag == W + "tbl":
            return self._in_table(element)
        return self._blocks(element) if element.tag in HOLDERS else ""

    def _in_table(self, table: Element) -> str:
        outside = self._table
        named = val(child(child(table, "tblPr"), "tblStyle"))
        self._table = (self._styles.look(named), self._styles.shape(named)) if named else None
        html = table_html(table, self._styles, self._blocks)
        self._table = outside
        return html

    def _paragraph(self, paragraph: Element) -> str:
        properties = child(paragraph, "pPr")
        style = self._styles.sheet.of_paragraph(properties)
        shape = self._shape(properties, style)
        table = self._table[0] if self._table else None
        runs = Runs(self._styles, self._classes, note=self._note, absent=self._absent)
        runs.read(paragraph, style, table)
        look = self._styles.run_look(style, child(properties, "rPr"), table)
        rule = of_shape(
            shape,
            points=runs.points or look.points or 10.0,
            keep=bool(is_on(self._said(properties, style, "keepNext"))),
        )
        name = self._classes.named(rule)
        text = "".join(runs.written)
        label = self._numbering.label(shape.numbering) if _is_text(text) else ""
        if label:
            look_name = self._classes.named(of_look(look))
            text = f'<span class="{look_name}">{escape(label)} </span>{text}'
        return _parted(text, name)

    def _said(self, properties: Element, style: str | None, name: str) -> Element:
        """A property of a paragraph: its own, or that of the nearest style that has it."""
        own = child(properties, name)
        for one in self._styles.sheet.chain(style) if own is None else ():
            own = child(child(one, "pPr"), name) if own is None else own
        return own

    def _shape(self, properties: Element, style: str | None) -> Shape:
        below = self._styles.default_shape
        if self._table is not None:
            below = self._table[1].over(below)
        from_styles = self._styles.shape(style).over(below)
        own = shape_of(properties)
        listed = shape_of(
            child(self._numbering.level(own.numbering or from_styles.numbering), "pPr")
        )
        return own.over(listed.over(from_styles) if own.numbering else from_styles.over(listed))

    # ---- notes

    def _notes_of(self, kind: str) -> dict[str, Element]:
        part = self._package.related(kind)
        root = self._package.tree(part) if part is not None else ()
        return {val(one, "id") or "": one for one in root}

    def _note(self, reference: Element) -> str:
        kind = NOTE_PARTS[str(reference.tag).removeprefix(W)]
        note = self._notes[kind].get(val(reference, "id") or "")
        if note is None:
            return ""
        texts = (
            "".join(one.text or "" for one in paragraph.iter(W + "t"))
            for paragraph in note.iter(W + "p")
        )
        return f'<span class="note">{escape(" ".join(texts).strip())}</span>'


def _is_text(html: str) -> bool:
    return bool(TAG.sub("", html).strip())


def _parted(text: str, name: str) -> str:
    """A paragraph, parted where pages begin in it; a break by itself leaves no line behind."""
    if NEW_PAGE not in text:
        return f'<p class="{name}">{text if _is_text(text) else BLANK}</p>'
    parts = text.split(NEW_PAGE)
    return PAGE.join(f'<p class="{name}">{part}</p>' if _is_text(part) else "" for part in parts)


def _page(properties: Element) -> str:
    """Size and margins of a section's pages; A4 with usual margins where it does not say."""
    size, margins = child(properties, "pgSz"), child(properties, "pgMar")
    width, height = (_mm(size, side) or usual for side, usual in A4_MM.items())
    around = (f"{max(_mm(margins, side) or USUAL_MM, LEAST_MM):.2f}mm" for side in SIDES)
    return f"size: {width:.2f}mm {height:.2f}mm; margin: {' '.join(around)}"


def _mm(element: Element, side: str) -> float | None:
    twips = number(val(element, side))
    return None if twips is None else abs(twips) * MM_PER_TWIP
