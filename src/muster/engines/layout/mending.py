"""Mending: what can be proven wrong and set right without touching a word.

Direct formatting is laid over what is there; text nodes are never written. Findings about words
(what is missing, misspelt, or stands in another order) are left to people.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree

from muster.engines.layout.checking import (
    FACTOR,
    Checked,
    Fault,
    Finding,
    check,
    line_factor,
    looked_at,
    rule_for,
    within,
)
from muster.engines.layout.lines import leading_tabs
from muster.engines.layout.pages import SIDES, margin_mm, page_field, sections
from muster.engines.layout.reading import Known
from muster.engines.layout.rules import Component, Layout
from muster.engines.word.package import Package, opened, packed
from muster.engines.word.words import MM_PER_TWIP, W, child, number, val

Element = Any
# The order of children that the schema wants (17.3.1.26, 17.3.2.28).
RUN_ORDER: Final = (
    *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike"),
    *("outline", "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden"),
    *("color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect"),
    *("bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout"),
    *("specVanish", "oMath"),
)
PARAGRAPH_ORDER: Final = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
    *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap"),
    *("overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd"),
    *("snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap"),
    *("jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId"),
    *("cnfStyle", "rPr", "sectPr", "pPrChange"),
)
SECTION_ORDER: Final = (
    *("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar"),
    *("paperSrc", "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote"),
    *("titlePg", "textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings"),
)
ALIGN_WORDS: Final = {"justify": "both"}


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, and what is left for people."""

    mended: Sequence[Finding]
    left: Sequence[Finding]


def mend(path: Path, target: Path, layout: Layout) -> Mended:
    """Write *path* to *target* with everything mended that can be.

    Raises UnreadableDocument, and ValueError if a word would change.
    """
    checked = check(path, layout)
    before = _words(checked.package)
    if _part_runs(checked):
        checked = looked_at(checked.package, path, layout)
    done = [fault.finding for fault in checked.faults if _mend(fault, checked, layout)]
    if _words(checked.package) != before:
        raise ValueError(f"{path}: mending would change a word")
    checked.package.changed.add(checked.package.main)
    target.write_bytes(packed(checked.package))
    left = check(target, layout).findings
    return Mended(mended=done, left=left)


def same_words(one: Path, other: Path) -> bool:
    """Whether two Word files hold the same text, letter by letter."""
    return _words(opened(one)) == _words(opened(other))


def _words(package: Package) -> list[str]:
    return [element.text or "" for element in package.tree(package.main).iter(W + "t")]


def _part_runs(checked: Checked) -> bool:
    """Part the runs that several lines share, so that each line has letters of its own."""
    shared = Counter(
        run
        for one in checked.reading.known
        for run in {piece.run for piece in one.line.pieces if piece.text.strip()}
    )
    for run in [run for run, lines in shared.items() if lines > 1]:
        properties = child(run, "rPr")
        rest = [one for one in run if one is not properties][1:]
        for element in reversed(rest):
            part = etree.Element(W + "r")
            if properties is not None:
                part.append(deepcopy(properties))
            part.append(element)
            run.addnext(part)
    return any(lines > 1 for lines in shared.values())


def _mend(fault: Fault, checked: Checked, layout: Layout) -> bool:
    finding = fault.finding
    if not finding.mendable:
        return False
    component, _, name = finding.rule.partition(".")
    if component == "page":
        return _mend_page(finding, name, checked, layout)
    if component == "page_number" or (component == "font" and fault.known is None):
        return _mend_page_number(finding, name, checked, layout)
    if fault.known is None:
        return False
    if component == "font":
        return _each_run(fault.known, lambda run: _set_family(run, layout.family))
    rule = rule_for(fault.known, checked.reading, layout)
    if name == "spacing" and rule is not None:
        return _spacing(fault.known, rule, layout)
    act = ACTS.get(name)
    return act(fault.known, rule) if act is not None and rule is not None else False


# ---- runs


def _each_run(known: Known, act: Callable[[Element], None]) -> bool:
    for piece in known.line.pieces:
        act(piece.run)
    return True


def _points(known: Known, rule: Component) -> bool:
    """The nearest size that the rule allows."""
    assert rule.points is not None
    low, high = rule.points

    def resize(run: Element) -> None:
        properties = _properties(run, "rPr")
        for name in ("sz", "szCs"):
            now = number(val(child(properties, name)))
            points = low if now is None else min(high, max(low, now / 2))
            _attribute(properties, name, str(round(points * 2)))

    return _each_run(known, resize)


def _toggle(name: str) -> Callable[[Known, Component], bool]:
    tags = {"bold": ("b", "bCs"), "italic": ("i", "iCs")}[name]

    def act(known: Known, rule: Component) -> bool:
        wanted = "1" if getattr(rule, name) else "0"

        def toggle(run: Element) -> None:
            properties = _properties(run, "rPr")
            for tag in tags:
                _attribute(properties, tag, wanted)

        return _each_run(known, toggle)

    return act


def _case(known: Known, rule: Component) -> bool:
    """Capitals are shown or not; the letters stay as they are."""
    wanted = "1" if rule.case == "upper" else "0"
    return _each_run(
        known,
        lambda run: _attribute(_properties(run, "rPr"), "caps", wanted),
    )


def _attribute(properties: Element, name: str, value: str) -> None:
    _put(properties, name, RUN_ORDER, {"val": value})


def _set_family(run: Element, family: str) -> None:
    properties = _properties(run, "rPr")
    fonts = _put(properties, "rFonts", RUN_ORDER, {})
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(W + name, family)
    for name in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(W + name, None)


# ---- paragraphs


def _align(known: Known, rule: Component) -> bool:
    word = ALIGN_WORDS.get(rule.align[0], rule.align[0])
    _put(_of_paragraph(known), "jc", PARAGRAPH_ORDER, {"val": word})
    return True


def _indent(known: Known, rule: Component) -> bool:
    """The widest indent of the rules; a tab that leads there instead gets a stop there."""
    twips = str(round(rule.first_mm[-1] / MM_PER_TWIP))
    tabs = leading_tabs(known.line.pieces)
    properties = _of_paragraph(known)
    said = {"firstLine": "0" if tabs else twips}
    if known.line.label:
        said["left"] = "0"
    indent = _put(properties, "ind", PARAGRAPH_ORDER, said)
    for name in ("hanging", "firstLineChars", "hangingChars"):
        indent.attrib.pop(W + name, None)
    if tabs:
        stops = _put(properties, "tabs", PARAGRAPH_ORDER, {})
        for stop in [one for one in stops if (number(val(one, "pos")) or 0) <= float(twips)]:
            stops.remove(stop)
        stops.insert(0, etree.Element(W + "tab", {W + "val": "left", W + "pos": twips}))
    return True


def _spacing(known: Known, rule: Component, layout: Layout) -> bool:
    """Lines as near or far as the rules allow at the least, and paragraphs apart."""
    line = known.line
    said: dict[str, str] = {}
    factor = line_factor(line, layout)
    if rule.line is not None and not within(factor, rule.line, FACTOR):
        inside = min(rule.line[1], max(rule.line[0], factor))
        said |= {"line": str(round(inside * 240)), "lineRule": "auto"}
    if rule.gap_pt is not None and line.apart_pt < rule.gap_pt:
        before = line.shape.before_pt or 0.0
        after = max(line.shape.after_pt or 0.0, rule.gap_pt - before)
        said |= {"before": _twips(before), "after": _twips(after)}
        if line.shape.together:
            _put(_of_paragraph(known), "contextualSpacing", PARAGRAPH_ORDER, {"val": "0"})
    spacing = _put(_of_paragraph(known), "spacing", PARAGRAPH_ORDER, said)
    for name in ("Autospacing", "Lines"):
        for side in ("before", "after") if "after" in said else ():
            spacing.attrib.pop(W + side + name, None)
    return bool(said)


def _twips(points: float) -> str:
    return str(round(points * 20))


def _underline(known: Known, rule: Component) -> bool:
    wanted = "single" if rule.underline else "none"
    return _each_run(known, lambda run: _attribute(_properties(run, "rPr"), "u", wanted))


def _of_paragraph(known: Known) -> Element:
    return _properties(known.line.paragraph, "pPr")


ACTS: Final[Mapping[str, Callable[[Known, Component], bool]]] = {
    "points": _points,
    "bold": _toggle("bold"),
    "italic": _toggle("italic"),
    "case": _case,
    "align": _align,
    "indent": _indent,
    "rule": _underline,
}


# ---- pages


def _mend_page(finding: Finding, name: str, checked: Checked, layout: Layout) -> bool:
    at = int(finding.where.rpartition(" ")[2]) - 1
    section = sections(checked.package)[at]
    if name == "size":
        return _mend_size(section, layout, is_across=finding.found != "landscape")
    side = name.removeprefix("margin_")
    assert side in SIDES
    low, high = getattr(layout.page, side)
    now = margin_mm(section, side)
    inside = low if now is None else min(high, max(low, now))
    margins = _put(section, "pgMar", SECTION_ORDER, {side: str(round(inside / MM_PER_TWIP))})
    if side == "left" and "gutter" in {name.rpartition("}")[2] for name in margins.attrib}:
        margins.set(W + "gutter", "0")
    return True


def _mend_size(section: Element, layout: Layout, *, is_across: bool) -> bool:
    """The first paper of the rules; it keeps lying across only if it may."""
    width, height = next(iter(layout.page.sizes.values()))
    size = _put(section, "pgSz", SECTION_ORDER, {})
    if val(size, "orient") == "landscape" and is_across:
        width, height = height, width
    else:
        size.attrib.pop(W + "orient", None)
    size.set(W + "w", str(round(width / MM_PER_TWIP)))
    size.set(W + "h", str(round(height / MM_PER_TWIP)))
    return True


def _mend_page_number(finding: Finding, name: str, checked: Checked, layout: Layout) -> bool:
    """The number of the page in its header, which the finding names."""
    paragraph = page_field(checked.package.tree(finding.where))
    rule = layout.components["page_number"]
    if name == "align":
        word = ALIGN_WORDS.get(rule.align[0], rule.align[0])
        _put(_properties(paragraph, "pPr"), "jc", PARAGRAPH_ORDER, {"val": word})
    for run in paragraph.iter(W + "r") if name != "align" else ():
        properties = _properties(run, "rPr")
        if name == "family":
            _set_family(run, layout.family)
        elif name == "points" and rule.points is not None:
            _attribute(properties, "sz", str(round(rule.points[-1] * 2)))
        elif name in ("bold", "italic"):
            _attribute(properties, name[0], "0")
    checked.package.changed.add(finding.where)
    return True


# ---- XML


def _properties(holder: Element, name: str) -> Element:
    """The properties of a run or a paragraph; made as its first child if there are none."""
    found = child(holder, name)
    if found is None:
        found = etree.Element(W + name)
        holder.insert(0, found)
    return found


def _put(properties: Element, name: str, order: Iterable[str], said: Mapping[str, str]) -> Element:
    """Set attributes of a child; a new one takes its place in the schema's order."""
    found = child(properties, name)
    if found is None:
        found = etree.Element(W + name)
        after = set(list(order)[list(order).index(name) + 1 :]) if order else set()
        place = next(
            (k for k, one in enumerate(properties) if one.tag.removeprefix(W) in after),
            len(properties),
        )
        properties.insert(place, found)
    for key, value in said.items():
        found.set(W + key, value)
    return found
