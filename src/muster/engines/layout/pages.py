"""The paper, its margins, and the numbers of pages: what sections and headers say."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml import etree

from muster.engines.layout.lines import Line
from muster.engines.layout.rules import Component, Layout
from muster.engines.layout.styles import Styles, shape_of
from muster.engines.word.package import Package
from muster.engines.word.words import MM_PER_TWIP, W, child, is_on, number, val

Element = Any
Told = tuple[str, str, str, str, bool]
MM: Final = 0.6
RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PAGE_FIELD: Final = re.compile(r"\bPAGE\b")
LETTERS_OF_A_PAGE: Final = 2600  # 13 to 14 points on A4 with usual margins
SIDES: Final = ("top", "bottom", "left", "right")


def sections(package: Package) -> list[Element]:
    """Every section's properties, in order; the last one is made where a file leaves it out."""
    body = child(package.tree(package.main), "body")
    if body is not None and child(body, "sectPr") is None:
        etree.SubElement(body, W + "sectPr")
    return list(package.tree(package.main).iter(W + "sectPr"))


def page_findings(package: Package, layout: Layout) -> Iterator[Told]:
    """Paper and margins of each section; landscape is for wide tables and let pass with one."""
    verified = layout.page.verified
    tables = _tables_by_section(package)
    for at, section in enumerate(sections(package), start=1):
        where, size = f"section {at}", child(section, "pgSz")
        fault = _size(size, layout)
        turned = val(size, "orient") == "landscape"
        if fault is None and turned and not tables[at - 1]:
            fault, turned = "landscape", False
        if fault is not None:
            yield "page.size", where, fault, " | ".join(layout.page.sizes), verified
        for side in SIDES if not turned else ():
            mm, span = margin_mm(section, side), getattr(layout.page, side)
            if mm is None or not span[0] - MM <= mm <= span[1] + MM:
                found = "none" if mm is None else f"{mm:.1f} mm"
                want = f"{span[0]:g}-{span[1]:g} mm"
                yield f"page.margin_{side}", where, found, want, verified


def margin_mm(section: Element, side: str) -> float | None:
    """A margin of a section; a gutter for binding is part of the left one."""
    margins = child(section, "pgMar")
    twips = number(val(margins, side))
    if twips is None:
        return None
    gutter = number(val(margins, "gutter")) or 0.0 if side == "left" else 0.0
    return (abs(twips) + gutter) * MM_PER_TWIP


def _tables_by_section(package: Package) -> list[int]:
    """How many tables each section holds; its properties stand in its last paragraph."""
    counts = [0]
    for element in child(package.tree(package.main), "body"):
        counts[-1] += element.tag == W + "tbl"
        if child(child(element, "pPr"), "sectPr") is not None:
            counts.append(0)
    return [*counts, *[1] * len(sections(package))]


def _size(size: Element, layout: Layout) -> str | None:
    """The paper, if it is none of those that the rules allow; it may lie across."""
    if size is None:
        return "none"
    found = sorted((number(val(size, name)) or 0) * MM_PER_TWIP for name in ("w", "h"))
    for width, height in layout.page.sizes.values():
        if abs(found[0] - width) <= 1 and abs(found[1] - height) <= 1:
            return None
    return f"{found[0]:.0f} x {found[1]:.0f} mm"


def page_number_findings(
    package: Package, styles: Styles, layout: Layout, lines: Sequence[Line]
) -> Iterator[Told]:
    """The number of the page: in the head, in the middle, and not on the first page."""
    rule = layout.components.get("page_number")
    if rule is None:
        return
    parts = list(_heads(package))
    numbered = [part for _kind, part, field in parts if field is not None]
    if not numbered:
        letters = sum(len(line.text) for line in lines)
        if letters > LETTERS_OF_A_PAGE or any(line.new_page for line in lines):
            yield "page_number.missing", "document", "none", "a number from page 2", rule.verified
        return
    if any(part.startswith("word/footer") for part in numbered):
        yield "page_number.place", "footer", "bottom", "top", rule.verified
    for _kind, part, field in parts:
        if field is not None:
            yield from _look(package, styles, rule, part)
            yield from _family(package, styles, layout, part)
    if not _hidden_on_first(package):
        yield "page_number.format", "page 1", "shown", "not shown on page 1", rule.verified


Heads = Iterator[tuple[str, str, Element]]


def _heads(package: Package) -> Heads:
    """Kind, part and page field (or None) of every header and footer."""
    for section in sections(package):
        yield from _heads_of(package, section)


def _heads_of(package: Package, section: Element) -> Heads:
    targets = _targets(package)
    for reference in section:
        if reference.tag in (W + "headerReference", W + "footerReference"):
            part = targets.get(reference.get(RELATED) or "")
            if part is not None and package.has(part):
                kind = val(reference, "type") or "default"
                yield kind, part, page_field(package.tree(part))


def _targets(package: Package) -> dict[str, str]:
    return {one.key: one.target for one in package.relations(package.main) if not one.is_outward}


def page_field(root: Element) -> Element:
    """The paragraph with the number of the page."""
    for paragraph in root.iter(W + "p"):
        simple = [val(one, "instr") or "" for one in paragraph.iter(W + "fldSimple")]
        complex_ = "".join(one.text or "" for one in paragraph.iter(W + "instrText"))
        if any(PAGE_FIELD.search(text) for text in (*simple, complex_)):
            return paragraph
    return None


def _look(package: Package, styles: Styles, rule: Component, part: str) -> Iterator[Told]:
    paragraph = page_field(package.tree(part))
    properties = child(paragraph, "pPr")
    style = styles.sheet.of_paragraph(properties)
    align = shape_of(properties).over(styles.shape(style)).align or "left"
    framed = val(child(properties, "framePr"), "xAlign")
    if rule.align and (framed or align) not in rule.align:
        yield "page_number.align", part, align, " | ".join(rule.align), rule.verified
    for run in _shown_runs(paragraph):
        look = styles.run_look(style, child(run, "rPr"))
        if rule.points is not None and not (
            rule.points[0] - 0.26 <= (look.points or 0) <= rule.points[1] + 0.26
        ):
            want = f"{rule.points[0]:g}-{rule.points[1]:g}"
            yield "page_number.points", part, f"{look.points or 0:g}", want, rule.verified
            return
        if rule.bold is False and look.bold:
            yield "page_number.bold", part, "yes", "no", rule.verified
            return
        if rule.italic is False and look.italic:
            yield "page_number.italic", part, "yes", "no", rule.verified
            return


def _shown_runs(paragraph: Element) -> list[Element]:
    """The runs with the number as it was last shown; all of the field, if it never was."""
    shown = [run for run in paragraph.iter(W + "r") if child(run, "t") is not None]
    return shown or list(paragraph.iter(W + "r"))


def _family(package: Package, styles: Styles, layout: Layout, part: str) -> Iterator[Told]:
    paragraph = page_field(package.tree(part))
    style = styles.sheet.of_paragraph(child(paragraph, "pPr"))
    for run in _shown_runs(paragraph):
        family = styles.run_look(style, child(run, "rPr")).family or "?"
        if family != layout.family:
            yield "font.family", part, family, layout.family, layout.family_verified
            return


def _hidden_on_first(package: Package) -> bool:
    """Whether the first page shows no number: its section's head has none, or is not the first's.

    The first section has no other whose heads it could take over (17.10.1).
    """
    first = sections(package)[0]
    kinds = {kind for kind, _part, field in _heads_of(package, first) if field is not None}
    return not kinds if not is_on(child(first, "titlePg")) else "first" not in kinds
