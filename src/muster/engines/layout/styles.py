"""What a run and a paragraph look like in the end: defaults, styles, numbering, then their own.

Order of precedence after ECMA-376 part 1, 17.7.2: document defaults, table style, numbering,
paragraph style, character style, direct formatting. Toggles of styles cancel each other (17.7.3).
Of a table's style the part for the whole table counts; those for its first row, its bands and its
corners are for tables of figures, which no rule looks into.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from lxml import etree

from muster.engines.word.package import Package
from muster.engines.word.stylesheet import StyleSheet
from muster.engines.word.words import MM_PER_TWIP, OFF, A, W, child, is_on, number, val

Element = Any
THEME: Final = "word/theme/theme1.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Properties of a run. None is what nobody said; then Word's own default holds.

    family: typeface of the letters of ASCII; beyond: of all others, accented ones among them.
    """

    family: str | None = None
    beyond: str | None = None
    points: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    caps: bool | None = None
    small_caps: bool | None = None
    underline: bool | None = None
    hidden: bool | None = None

    def over(self, below: "Look") -> "Look":
        """This look laid over another: what it does not say shows through."""
        said = {name: getattr(self, name) for name in LOOK if getattr(self, name) is not None}
        return replace(below, **said)


class Stop(NamedTuple):
    """A tab stop: where it is [mm], and the share of the text at it that stands before it."""

    mm: float
    before: float = 0.0


BEFORE_STOP: Final = {"center": 0.5, "right": 1.0, "end": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Properties of a paragraph: millimetres and points; line is a factor, or points.

    exact: those points are all that a line gets, and not the least. together: no space between
    neighbours of one style. tabs: its own tab stops, from left to right.
    """

    align: str | None = None
    first_mm: float | None = None
    left_mm: float | None = None
    right_mm: float | None = None
    before_pt: float | None = None
    after_pt: float | None = None
    line_factor: float | None = None
    line_pt: float | None = None
    exact: bool | None = None
    together: bool | None = None
    tabs: tuple[Stop, ...] | None = None
    under: bool | None = None
    page_before: bool | None = None
    numbering: tuple[str, int] | None = None

    def over(self, below: "Shape") -> "Shape":
        """This shape laid over another."""
        said = {name: getattr(self, name) for name in SHAPE if getattr(self, name) is not None}
        return replace(below, **said)


LOOK: Final = tuple(Look.__dataclass_fields__)
SHAPE: Final = tuple(Shape.__dataclass_fields__)
TOGGLES: Final = ("bold", "italic", "caps", "small_caps")
ALIGNS: Final = {"start": "left", "end": "right", "both": "justify", "distribute": "justify"}
AUTOMATIC_PT: Final = 14.0
NO_POINTS: Final = 0.0  # instead of points a factor is said
NO_BORDER: Final = frozenset({"nil", "none"})


def look_of(properties: Element, fonts: "Fonts") -> Look:
    """What an ``rPr`` says."""
    if properties is None:
        return Look()
    said = _children(properties)
    half_points = number(val(said.get(W + "sz")))
    underline = said.get(W + "u")
    return Look(
        family=fonts.named(said.get(W + "rFonts"), "ascii"),
        beyond=fonts.named(said.get(W + "rFonts"), "hAnsi"),
        points=half_points / 2 if half_points is not None else None,
        bold=is_on(said.get(W + "b")),
        italic=is_on(said.get(W + "i")),
        caps=is_on(said.get(W + "caps")),
        small_caps=is_on(said.get(W + "smallCaps")),
        underline=None if underline is None else val(underline) not in (None, "none"),
        hidden=is_on(said.get(W + "vanish")),
    )


def _children(properties: Element) -> dict[str, Element]:
    """The children by their tags: asked for a dozen names, it is walked through once."""
    return {element.tag: element for element in reversed(properties)}


def shape_of(properties: Element) -> Shape:
    """What a ``pPr`` says."""
    if properties is None:
        return Shape()
    said = _children(properties)
    align = val(said.get(W + "jc"))
    indent, spacing = said.get(W + "ind"), said.get(W + "spacing")
    borders = said.get(W + "pBdr")
    bottom = child(borders, "bottom") if borders is not None else None
    rule = val(spacing, "lineRule") or "auto"
    line = number(val(spacing, "line"))
    return Shape(
        align=ALIGNS.get(align, align) if align else None,
        first_mm=_first(indent),
        left_mm=_mm(val(indent, "left") or val(indent, "start")),
        right_mm=_mm(val(indent, "right") or val(indent, "end")),
        before_pt=_gap(spacing, "before"),
        after_pt=_gap(spacing, "after"),
        **_lines(line, rule),
        together=is_on(said.get(W + "contextualSpacing")),
        tabs=_tabs(said.get(W + "tabs")),
        under=None if bottom is None else (val(bottom) or "single") not in NO_BORDER,
        page_before=is_on(said.get(W + "pageBreakBefore")),
        numbering=_numbering(said.get(W + "numPr")),
    )


def _first(indent: Element) -> float | None:
    """The first line against the others: a hanging one is negative, and goes before (17.3.1.12)."""
    hanging = number(val(indent, "hanging"))
    if hanging is not None:
        return -hanging * MM_PER_TWIP
    return _mm(val(indent, "firstLine"))


def _gap(spacing: Element, side: str) -> float | None:
    """Space before or after; what Word chooses by itself is as in a browser (17.3.1.33)."""
    chosen = val(spacing, f"{side}Autospacing")
    if chosen is not None and chosen.lower() not in OFF:
        return AUTOMATIC_PT
    return _points(val(spacing, side))


def _lines(line: float | None, rule: str) -> dict[str, Any]:
    """One way of saying how far lines are apart takes the place of any other."""
    if line is None:
        return {}
    if rule == "auto":
        return {"line_factor": line / 240, "line_pt": NO_POINTS, "exact": False}
    return {"line_factor": None, "line_pt": line / 20, "exact": rule == "exact"}


def _tabs(properties: Element) -> tuple[Stop, ...] | None:
    if properties is None:
        return None
    stops = [
        Stop(position * MM_PER_TWIP, BEFORE_STOP.get(val(one) or "", 0.0))
        for one in properties.iterfind(W + "tab")
        if val(one) != "clear" and (position := number(val(one, "pos"))) is not None
    ]
    return tuple(sorted(stops))


def _mm(text: str | None) -> float | None:
    twips = number(text)
    return None if twips is None else twips * MM_PER_TWIP


def _points(text: str | None) -> float | None:
    twips = number(text)
    return None if twips is None else twips / 20


def _numbering(properties: Element) -> tuple[str, int] | None:
    if properties is None:
        return None
    level = number(val(child(properties, "ilvl")))
    return (val(child(properties, "numId")) or "0", int(level or 0))


class Fonts:
    """Names of typefaces; those of the theme are looked up in it."""

    def __init__(self, package: Package) -> None:
        self._package = package

    @cached_property
    def _theme(self) -> dict[str, str]:
        part = self._package.related("theme") or THEME
        if not self._package.has(part):
            return {}
        root = self._package.tree(part)
        found = {}
        for name in ("major", "minor"):
            latin = root.find(f".//{A}{name}Font/{A}latin")
            if latin is not None and latin.get("typeface"):
                found[name] = str(latin.get("typeface"))
        return found

    def named(self, fonts: Element, letters: str) -> str | None:
        """The typeface of *letters*, ascii or hAnsi. A theme's goes before a name (17.3.2.26)."""
        if fonts is None:
            return None
        theme = val(fonts, f"{letters}Theme")
        return (self._theme.get(theme[:5]) if theme else None) or val(fonts, letters)


WORDS_OWN: Final = Look(family="Times New Roman", beyond="Times New Roman", points=10.0)


class Styles:
    """The styles of one document, each with everything that it inherits."""

    def __init__(self, package: Package) -> None:
        self.fonts = Fonts(package)
        self.sheet = StyleSheet(package)
        self._looks: dict[str | None, Look] = {}
        self._shapes: dict[str | None, Shape] = {}
        self._run_looks: dict[tuple[str | None, Look | None, bytes], Look] = {}

    @cached_property
    def default_look(self) -> Look:
        """What the document says for every run; Word's own is Times New Roman 10."""
        defaults = child(child(self._defaults, "rPrDefault"), "rPr")
        return look_of(defaults, self.fonts).over(WORDS_OWN)

    @cached_property
    def default_shape(self) -> Shape:
        """What the document says for every paragraph."""
        return shape_of(child(child(self._defaults, "pPrDefault"), "pPr"))

    @property
    def _defaults(self) -> Element:
        return child(self.sheet.root, "docDefaults")

    def look(self, style: str | None) -> Look:
        """Everything that a style says of runs, its ancestors under it."""
        if style not in self._looks:
            found = Look()
            for one in reversed(self.sheet.chain(style)):
                found = look_of(child(one, "rPr"), self.fonts).over(found)
            self._looks[style] = found
        return self._looks[style]

    def shape(self, style: str | None) -> Shape:
        """Everything that a style says of paragraphs, its ancestors under it."""
        if style not in self._shapes:
            found = Shape()
            for one in reversed(self.sheet.chain(style)):
                found = shape_of(child(one, "pPr")).over(found)
            self._shapes[style] = found
        return self._shapes[style]

    def run_look(
        self, paragraph_style: str | None, properties: Element, table: Look | None = None
    ) -> Look:
        """What a run looks like in the end. table: what its table's style says.

        Like properties look alike, so each look is worked out once.
        """
        said = b"" if properties is None else bytes(etree.tostring(properties))
        key = (paragraph_style, table, said)
        if key not in self._run_looks:
            self._run_looks[key] = self._worked_out(paragraph_style, properties, table)
        return self._run_looks[key]

    def _worked_out(
        self, paragraph_style: str | None, properties: Element, table: Look | None
    ) -> Look:
        of_paragraph = self.look(paragraph_style)
        named = val(child(properties, "rStyle")) if properties is not None else None
        of_characters = self.look(named) if named else Look()
        styled = of_characters.over(of_paragraph)
        crossed: dict[str, Any] = {
            name: False
            for name in TOGGLES
            if getattr(of_paragraph, name) and getattr(of_characters, name)
        }
        styled = replace(styled, **crossed)
        below = table.over(self.default_look) if table is not None else self.default_look
        return look_of(properties, self.fonts).over(styled.over(below))
