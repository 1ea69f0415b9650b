"""Findings: what of a document is not as its rules want it, where, and whether it can be mended."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from muster.engines.layout.lines import Line, Piece, leading_tabs
from muster.engines.layout.pages import page_findings, page_number_findings
from muster.engines.layout.reading import NUMBERED, Known, Reading
from muster.engines.layout.recognising import recognised
from muster.engines.layout.rules import Component, Layout, Range, fold, one_spelling
from muster.engines.layout.styles import Styles
from muster.engines.layout.walking import lines_of
from muster.engines.word.package import Package, opened

MM: Final = 0.6  # how far a length may be off
PT: Final = 0.26  # how far a size may be off
FACTOR: Final = 0.02
ABREAST: Final = 2  # lines of one column, with one of the other column between them
MENDABLE: Final = frozenset(
    {"size", "family", "points", "bold", "italic", "align", "case", "spacing", "indent"}
    | {"margin_top", "margin_bottom", "margin_left", "margin_right"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as wanted. rule: component.property; where: as people count."""

    rule: str
    where: str
    found: str
    want: str
    severity: str
    mendable: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding with the line that it is about; None for the page or what is missing."""

    finding: Finding
    known: Known | None


@dataclass(slots=True)
class Checked:
    """A document looked at: its findings, and what was recognised in it."""

    path: Path
    layout: Layout
    reading: Reading
    faults: list[Fault]
    package: Package

    @property
    def findings(self) -> list[Finding]:
        """What is to be told."""
        return [fault.finding for fault in self.faults]

    def told(self) -> dict[str, Any]:
        """The report in the format of the command line."""
        return {
            "file": str(self.path),
            "pack": self.layout.key,
            "type": self.layout.types.get(self.reading.kind or "", None)
            or (self.layout.letter if self.reading.is_letter else None),
            "findings": [asdict(finding) for finding in self.findings],
            "components": _components(self.reading),
        }


def _components(reading: Reading) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for one in reading.known:
        there = found.setdefault(one.component, {"text": "", "confidence": 0.0})
        there["text"] = f"{there['text']}\n{one.line.full}".strip()
        there["confidence"] = max(there["confidence"], round(one.confidence, 2))
    return found


def check(path: Path, layout: Layout) -> Checked:
    """Hold a Word file against its rules. Raises UnreadableDocument."""
    return looked_at(opened(path), path, layout)


def looked_at(package: Package, path: Path, layout: Layout) -> Checked:
    """The same for a file that is open already."""
    styles = Styles(package)
    lines = lines_of(package, styles)
    reading = recognised(lines, layout)
    faults = [
        *(Fault(_told(*found), None) for found in page_findings(package, layout)),
        *_of_lines(reading, layout),
        *_family(lines, reading, layout),
        *(
            Fault(_told(*found), None)
            for found in page_number_findings(package, styles, layout, lines)
        ),
        *_missing(reading, layout),
        *_order(reading, layout),
    ]
    return Checked(path, layout, reading, faults, package)


def _told(rule: str, where: str, found: str, want: str, verified: bool) -> Finding:
    severity = "error" if verified else "warn"
    mendable = rule.rpartition(".")[2] in MENDABLE
    return Finding(
        rule=rule, where=where, found=found, want=want, severity=severity, mendable=mendable
    )


def _of_lines(reading: Reading, layout: Layout) -> Iterator[Fault]:
    groups = _grouped(reading.known)
    for group in groups:
        rule = rule_for(group[0], reading, layout)
        if rule is None:
            continue
        for known in group:
            for name, found, want in _line_findings(known, rule, layout):
                told = _told(
                    f"{known.component}.{name}", known.line.where, found, want, rule.verified
                )
                yield Fault(replace(told, mendable=_is_mendable(name, known, rule)), known)
        yield from _group_findings(group, rule)


def rule_for(known: Known, reading: Reading, layout: Layout) -> Component | None:
    """The rule of a line: a letter's abstract has its own, and so has a heading's title."""
    if known.component == "abstract" and reading.is_letter:
        return layout.letter_abstract
    rule = layout.components.get(known.component)
    return rule.roles.get(known.role, rule) if rule is not None else None


def _grouped(known: Iterable[Known]) -> list[list[Known]]:
    """Neighbouring lines of one component belong together: they share a rule under the last.

    Of two columns that tabs make, each has its own neighbours.
    """
    groups: list[list[Known]] = []
    latest: dict[str, list[Known]] = {}
    for one in known:
        column = _column(one.line)
        last = latest.get(column)
        if last is not None and _are_neighbours(last[-1], one):
            last.append(one)
        else:
            latest[column] = [one]
            groups.append(latest[column])
    return groups


def _column(line: Line) -> str:
    """The column that tabs make of a line; none for what has its paragraph to itself."""
    return "" if line.cell is not None or line.alone else line.side


def _are_neighbours(above: Known, below: Known) -> bool:
    if (above.component, above.role) != (below.component, below.role):
        return False
    step = below.line.number - above.line.number
    return step == 1 or (step == ABREAST and bool(_column(below.line)))


Found = tuple[str, str, str]


def _is_mendable(name: str, known: Known, rule: Component) -> bool:
    if name == "case":
        return _can_show(known.line, rule)
    if name == "rule":
        return rule.underline is not None
    if name == "indent":
        return leading_tabs(known.line.pieces) <= 1
    return name in MENDABLE


def _line_findings(known: Known, rule: Component, layout: Layout) -> Iterator[Found]:
    line = known.line
    yield from _letters_findings(line, rule)
    yield from _words_findings(known, rule)
    yield from _place_findings(line, rule)
    if line.is_first:
        yield from _paragraph_findings(line, rule, layout)


def _letters_findings(line: Line, rule: Component) -> Iterator[Found]:
    said = line.said
    if rule.points is not None:
        sizes = [p.look.points for p in said if not within(p.look.points, rule.points, PT)]
        if sizes:
            yield "points", _number(sizes[0]), _span(rule.points)
    for name in ("bold", "italic"):
        wanted = getattr(rule, name)
        off = [p for p in said if bool(getattr(p.look, name)) != wanted]
        if wanted is not None and (len(off) == len(said) if rule.loose else off):
            yield name, _yes(not wanted), _yes(wanted)
    if rule.underline is not None and any(bool(p.look.underline) != rule.underline for p in said):
        yield "rule", _yes(not rule.underline), _yes(rule.underline)


def _words_findings(known: Known, rule: Component) -> Iterator[Found]:
    line = known.line
    if rule.case == "upper" and line.shown != line.shown.upper():
        yield "case", line.shown, line.shown.upper()
    elif rule.case == "lower" and _is_upper(line.shown):
        yield "case", line.shown, line.shown.capitalize()
    if rule.text and not any(_same(line, text) for text in rule.text):
        yield "text", line.text, rule.text[0]
    if rule.format is not None and not rule.format.match(one_spelling(line.full)):
        yield "format", line.full, rule.want


def _can_show(line: Line, rule: Component) -> bool:
    """Capitals can be shown without touching a letter; small letters only if they are there."""
    return rule.case == "upper" or (line.text != line.shown and not _is_upper(line.text))


def _same(line: Line, text: str) -> bool:
    """Word for word but for capitals, which are the case's, and the two spellings of a tone."""
    return fold(line.text) == fold(text)


def _is_upper(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _place_findings(line: Line, rule: Component) -> Iterator[Found]:
    align = line.shape.align or "left"
    if rule.place is not None and rule.place not in _places(line, align):
        yield "place", line.side, rule.place
    has_own = line.alone or (line.cell is not None and line.is_first)
    if rule.align and align not in rule.align and has_own:
        yield "align", align, " | ".join(rule.align)


def _places(line: Line, align: str) -> tuple[str, ...]:
    """On which sides a line stands; how a paragraph across the page is aligned decides nothing."""
    if line.cell is not None or not line.alone or align != "right":
        return (line.side, "left") if line.side == "whole" else (line.side,)
    return ("left", "right")


def _paragraph_findings(line: Line, rule: Component, layout: Layout) -> Iterator[Found]:
    first = line.first_mm
    if rule.first_mm and all(abs(first - wanted) > MM for wanted in rule.first_mm):
        yield "indent", f"{first:.1f} mm", " | ".join(f"{x:g} mm" for x in rule.first_mm)
    factor = line_factor(line, layout)
    if rule.line is not None and not within(factor, rule.line, FACTOR):
        yield "spacing", f"{factor:.2f}", _span(rule.line)
    elif rule.gap_pt is not None and line.apart_pt < rule.gap_pt - PT:
        yield "spacing", f"{line.apart_pt:g} pt", f">= {rule.gap_pt:g} pt"


def line_factor(line: Line, layout: Layout) -> float:
    """How far lines are apart, in lines of this typeface: exact points against its height."""
    shape = line.shape
    height_pt = max((p.look.points or 0.0 for p in line.said), default=0.0) * layout.line_share
    if shape.line_pt and height_pt:
        factor = shape.line_pt / height_pt
        return factor if shape.exact else max(1.0, factor)
    return shape.line_factor or 1.0


def _group_findings(group: list[Known], rule: Component) -> Iterator[Fault]:
    """The line drawn under the last of them, and how each but the last, and the last, end."""
    last = group[-1]
    for known in group:
        wanted = rule.last if known is last else rule.inner
        text = known.line.full
        is_told = rule.format is not None and not rule.format.match(one_spelling(text))
        if wanted is not None and not is_told and not wanted.match(one_spelling(text)):
            found = (f"{known.component}.format", known.line.where, text, rule.want)
            yield Fault(_told(*found, rule.verified), known)
    if rule.ruled and not any(one.line.ruled for one in group):
        told = _told(
            f"{last.component}.rule", last.line.where, "none", "a line under it", rule.verified
        )
        yield Fault(told, last)


def _family(lines: Iterable[Line], reading: Reading, layout: Layout) -> Iterator[Fault]:
    known = {one.line.number: one for one in reading.known}
    for line in lines:
        off = [
            family for piece in line.said for family in _families(piece) if family != layout.family
        ]
        if off:
            family = off[0] or "?"
            told = _told("font.family", line.where, family, layout.family, layout.family_verified)
            yield Fault(told, known.get(line.number) or Known(line, "font", 1.0))


def _families(piece: Piece) -> Iterator[str]:
    """The typefaces of its letters and figures; signs of a symbol font are left alone."""
    written = [letter for letter in piece.text if letter.isalnum()]
    if any(letter.isascii() for letter in written):
        yield piece.look.family or ""
    if any(not letter.isascii() for letter in written):
        yield piece.look.beyond or ""


def _missing(reading: Reading, layout: Layout) -> Iterator[Fault]:
    there = {one.component for one in reading.known}
    for key, rule in layout.components.items():
        if key in there or not _is_wanted(key, rule, reading, layout):
            continue
        told = _told(f"{key}.missing", "document", "none", rule.want or key, rule.verified)
        yield Fault(told, None)


def _is_wanted(key: str, rule: Component, reading: Reading, layout: Layout) -> bool:
    if key == "type_name":
        return rule.required and not reading.is_letter
    if key == "addressees":
        return reading.kind in layout.addressed
    if key == "body":
        return rule.required and not any(reading.of(one) for one in NUMBERED)
    return rule.required


def _order(reading: Reading, layout: Layout) -> Iterator[Fault]:
    """Components in the order of the rules: the one that stands too early is named."""
    first: dict[str, Known] = {}
    for one in reading.known:
        first.setdefault(one.component, one)
    left_out = {"abstract"} if reading.is_letter else set()
    wanted = [key for key in layout.order if key in first and key not in left_out]
    for at, key in enumerate(wanted):
        late = [one for one in wanted[:at] if _stands_before(first[key].line, first[one].line)]
        if late:
            rule = layout.components[key]
            found, want = f"before {late[-1]}", f"after {late[-1]}"
            told = _told(f"{key}.order", first[key].line.where, found, want, rule.verified)
            yield Fault(told, first[key])


def _stands_before(line: Line, other: Line) -> bool:
    """Whether a line is read before another; the two columns of a head are not compared."""
    beside = {line.side, other.side} == {"left", "right"}
    return not beside and line.number < other.number


def within(value: float | None, span: Range, slack: float) -> bool:
    """Whether a value lies in a range, give or take."""
    return value is not None and span[0] - slack <= value <= span[1] + slack


def _span(span: Range) -> str:
    low, high = span
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
