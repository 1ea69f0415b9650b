"""Walks a settled text in the order of reading: body, tables, notes and boxes where they hang."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from muster.engines.texts.events import MC, Event, Fields, events
from muster.engines.texts.model import Cell, Kind, NoteMark, Paragraph
from muster.engines.texts.settling import numbers
from muster.engines.word.errors import UnreadableDocument
from muster.engines.word.labels import written
from muster.engines.word.numbering import Numbering
from muster.engines.word.package import Package
from muster.engines.word.stylesheet import StyleSheet
from muster.engines.word.words import W, child, number, val

Element = Any
# Blocks that only hold blocks.
HOLDERS: Final = tuple(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
MOST_LEVELS: Final = 9
HEADING, CONTENTS = "heading ", ("toc ", "contents ")
NOTE_KINDS: Final = {"footnotes": Kind.FOOTNOTE, "endnotes": Kind.ENDNOTE}
NOT_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How long a text may be: about a thousand pages."""

    paragraphs: int = 20_000
    characters: int = 3_000_000


BOUNDS: Final = Bounds()


@dataclass(slots=True)
class Place:
    """Where the walk is: what kind its paragraphs are of."""

    kind: Kind = Kind.BODY
    cell: Cell | None = None
    mark: str = ""


@dataclass(slots=True)
class Story:
    """The parts of one text without tracked changes: its body, and its notes by their ids."""

    body: Element
    notes: Mapping[tuple[Kind, str], Element]


@dataclass(slots=True)
class Walked:
    """What a walk found. places: of each numbered paragraph, the next one's where it is blank."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    hidden: int = 0


def walk(story: Story, package: Package, *, bounds: Bounds = BOUNDS) -> Walked:
    """Every paragraph with something to read. Raises UnreadableDocument beyond the bounds."""
    walker = _Walker(story, package, bounds)
    walker.blocks(story.body, Place())
    return walker.finished()


class _Walker:
    def __init__(self, story: Story, package: Package, bounds: Bounds) -> None:
        self._story, self._package, self._bounds = story, package, bounds
        self._styles = StyleSheet(package)
        self._numbering = Numbering(package, self._styles)
        self._names = {
            key: val(child(style, "name")) or key or "" for key, style in self._styles.by_id.items()
        }
        self._walked = Walked()
        self._waiting: list[str] = []
        self._marked: dict[str, list[str]] = {}
        self._tables, self._characters = 0, 0
        self._notes: Counter[Kind] = Counter()

    def finished(self) -> Walked:
        """Blank paragraphs at the end belong to the last one with text."""
        walked = self._walked
        if walked.paragraphs:
            walked.places |= dict.fromkeys(self._waiting, len(walked.paragraphs) - 1)
        walked.passages |= {key: "".join(told) for key, told in self._marked.items()}
        return walked

    def blocks(self, holder: Element, place: Place, fields: Fields | None = None) -> None:
        """Paragraphs and tables below *holder*; a field may run over several paragraphs."""
        fields = fields or Fields()
        for element in holder:
            if element.tag == W + "p":
                self._paragraph(element, place, fields)
            elif element.tag == W + "tbl":
                self._table(element, place)
            elif element.tag in HOLDERS:
                self.blocks(element, place, fields)
            elif element.tag == MC + "AlternateContent":
                self.blocks(element[0], place, fields)
            else:
                self._between(element)

    def _between(self, element: Element) -> None:
        """What stands between blocks and is none."""
        if element.tag == W + "altChunk":
            self._walked.left_out["chunk"] += 1
        elif element.tag == W + "commentRangeStart":
            self._marked.setdefault(val(element, "id") or "", [])
        elif element.tag == W + "commentRangeEnd":
            self._end_passage(val(element, "id") or "")

    def _table(self, table: Element, place: Place) -> None:
        self._tables += 1
        this = self._tables
        for row_at, row in enumerate(_inside(table, "tr"), 1):
            column = 1
            for cell in _inside(row, "tc"):
                kind = Kind.CELL if place.kind in (Kind.BODY, Kind.CELL) else place.kind
                self.blocks(cell, Place(kind, Cell(this, row_at, column), place.mark))
                span = number(val(child(child(cell, "tcPr"), "gridSpan")))
                column += max(1, int(span or 1))

    def _paragraph(self, paragraph: Element, place: Place, fields: Fields) -> None:
        properties = child(paragraph, "pPr")
        style = self._styles.of_paragraph(properties)
        label = self._numbering.label(self._list_of(properties, style))
        told: list[str] = []
        notes: list[tuple[int, Kind, str, Element]] = []
        hanging: list[Event] = []
        in_contents = fields.are_contents
        for event in events(paragraph, fields):
            in_contents = in_contents or fields.are_contents
            self._take(event, told, notes, hanging)
        self._break_passages()
        self._waiting += numbers(paragraph)
        level = self._level(properties, style)
        text = unicodedata.normalize("NFC", "".join(told))
        self._add(
            text,
            kind=self._kind(place, style, level, in_contents=in_contents),
            level=level,
            label=label,
            style=self._names.get(style, ""),
            cell=place.cell,
            mark=place.mark,
            notes=tuple(NoteMark(at, mark) for at, _, mark, _ in notes),
        )
        for event in hanging:
            self.blocks(event.element, Place(Kind.BOX))
        for _, kind, mark, note in notes:
            self.blocks(note, Place(kind, None, mark))

    def _take(
        self,
        event: Event,
        told: list[str],
        notes: list[tuple[int, Kind, str, Element]],
        hanging: list[Event],
    ) -> None:
        match event.kind:
            case "text" | "hidden":
                self._walked.hidden += len(event.value) if event.kind == "hidden" else 0
                told.append(event.value)
                for passage in self._marked.values():
                    passage.append(event.value)
            case "note":
                at = len(unicodedata.normalize("NFC", "".join(told)))
                notes += self._note(event, at)
            case "comment_start":
                self._marked.setdefault(event.value, [])
            case "comment_end":
                self._end_passage(event.value)
            case "box":
                hanging.append(event)
            case "picture" | "equation":
                self._walked.left_out[event.kind] += 1

    def _note(self, event: Event, at: int) -> Iterator[tuple[int, Kind, str, Element]]:
        kind = Kind.FOOTNOTE if event.element.tag == W + "footnoteReference" else Kind.ENDNOTE
        note = self._story.notes.get((kind, event.value))
        if note is None:
            return
        mark = self._own_mark(event.element)
        if not mark:
            self._notes[kind] += 1
            style = "lowerRoman" if kind is Kind.ENDNOTE else "decimal"
            mark = written(self._notes[kind], style)
        yield at, kind, mark, note

    def _own_mark(self, reference: Element) -> str:
        """A mark that somebody typed: it follows its reference in the same run (17.11.14)."""
        if (val(reference, "customMarkFollows") or "0") in ("0", "false", "off"):
            return ""
        return "".join(one.text or "" for one in reference.itersiblings(W + "t"))

    def _end_passage(self, key: str) -> None:
        if key in self._marked:
            passage = "".join(self._marked.pop(key))
            self._walked.passages[key] = unicodedata.normalize("NFC", passage).strip("\n")

    def _break_passages(self) -> None:
        for passage in self._marked.values():
            passage.append("\n")

    def _list_of(self, properties: Element, style: str | None) -> tuple[str, int] | None:
        """The list of a paragraph: its own, or that of its style at the style's depth."""
        own = child(properties, "numPr")
        key, depth = val(child(own, "numId")), number(val(child(own, "ilvl")))
        if key is not None:
            return (key, int(depth or 0))
        for one in self._styles.chain(style):
            key = val(child(child(child(one, "pPr"), "numPr"), "numId"))
            if key is not None:
                named = self._numbering.depth_of(key, val(one, "styleId"))
                return (key, named if depth is None else int(depth))
        return None

    def _level(self, properties: Element, style: str | None) -> int:
        """The outline level, 1 to 9; 0 for what is no heading (17.3.1.20)."""
        for holder in (properties, *(child(one, "pPr") for one in self._styles.chain(style))):
            level = number(val(child(holder, "outlineLvl")))
            if level is not None:
                return int(level) + 1 if 0 <= level < MOST_LEVELS else 0
        name = self._names.get(style, "").casefold()
        depth = name.removeprefix(HEADING) if name.startswith(HEADING) else ""
        return int(depth) if depth in "123456789" and depth else 0

    def _kind(self, place: Place, style: str | None, level: int, *, in_contents: bool) -> Kind:
        if place.kind is not Kind.BODY:
            return place.kind
        if in_contents or self._names.get(style, "").casefold().startswith(CONTENTS):
            return Kind.CONTENTS
        return Kind.HEADING if level else Kind.BODY

    def _add(self, text: str, *, kind: Kind, level: int, **said: Any) -> None:
        walked = self._walked
        if not text.strip():
            walked.left_out["blank"] += 1
            return
        place = len(walked.paragraphs)
        level = level if kind is Kind.HEADING else 0
        walked.paragraphs.append(Paragraph(place=place, text=text, kind=kind, level=level, **said))
        walked.places |= dict.fromkeys(self._waiting, place)
        self._waiting.clear()
        self._characters += len(text)
        _must_be_within(self._bounds, self._package.name, place + 1, self._characters)


def _must_be_within(bounds: Bounds, name: str, paragraphs: int, characters: int) -> None:
    if paragraphs > bounds.paragraphs:
        raise UnreadableDocument("too_many_paragraphs", name=name, limit=bounds.paragraphs)
    if characters > bounds.characters:
        raise UnreadableDocument("too_long", name=name, limit=bounds.characters)


def _inside(holder: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those in a content control."""
    for element in holder:
        if element.tag == W + name:
            yield element
        elif element.tag in HOLDERS:
            yield from _inside(element, name)


def notes_in(roots: Iterable[tuple[Kind, Element]]) -> dict[tuple[Kind, str], Element]:
    """The notes of their parts by kind and id; lines that part them from the text are none."""
    return {
        (kind, val(note, "id") or ""): note
        for kind, root in roots
        for note in root
        if val(note, "type") not in NOT_NOTES
    }
