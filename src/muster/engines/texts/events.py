"""A paragraph as a stream: letters, notes, marks of comments, boxes, pictures, in their order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from muster.engines.word.symbols import plain, symbol
from muster.engines.word.words import W, child, is_on, val

Element = Any
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
BREAKS: Final = frozenset({None, "textWrapping"})
PICTURES: Final = tuple(W + name for name in ("drawing", "pict", "object"))
SKIPPED: Final = frozenset(W + name for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr"))
AS_SPACE: Final = str.maketrans("\r\n\t", "   ")
FIXED: Final = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "\u2011",
}
CONTENTS: Final = "TOC"


class Event(NamedTuple):
    """kind: text, hidden, note, comment_start, comment_end, comment, box, picture, equation.

    value: the letters, or an id. element: what it stands for.
    """

    kind: str
    value: str
    element: Element


@dataclass(slots=True)
class Fields:
    """The fields that are open where the reading is: their instructions are no text."""

    stack: list[list[Any]] = field(default_factory=list)

    def turn(self, kind: str | None) -> None:
        """A ``w:fldChar``: begin, separate, end."""
        if kind == "begin":
            self.stack.append(["", False])
        elif kind == "separate" and self.stack:
            self.stack[-1][1] = True
        elif kind == "end" and self.stack:
            self.stack.pop()

    def instruct(self, text: str) -> None:
        """Letters of an instruction."""
        if self.stack and not self.stack[-1][1]:
            self.stack[-1][0] += text

    @property
    def are_instructing(self) -> bool:
        """Whether what comes now belongs to an instruction."""
        return any(not separated for _, separated in self.stack)

    @property
    def are_contents(self) -> bool:
        """Whether what comes now is a table of contents."""
        return any(separated and told.split()[:1] == [CONTENTS] for told, separated in self.stack)


def events(holder: Element, fields: Fields) -> Iterator[Event]:
    """What a paragraph holds. It must hold no tracked change any more."""
    for element in holder:
        tag = element.tag
        if tag in SKIPPED or not isinstance(tag, str):
            continue
        if tag == W + "r":
            yield from _run(element, fields)
        elif tag == W + "commentRangeStart":
            yield Event("comment_start", val(element, "id") or "", element)
        elif tag == W + "commentRangeEnd":
            yield Event("comment_end", val(element, "id") or "", element)
        elif tag.startswith(MATH):
            yield from _equation(element)
        elif tag == MC + "AlternateContent":
            yield from events(_chosen(element), fields)
        else:
            yield from events(element, fields)


def _run(run: Element, fields: Fields) -> Iterator[Event]:
    kind = "hidden" if is_on(child(child(run, "rPr"), "vanish")) else "text"
    for element in run:
        if not isinstance(element.tag, str):
            continue
        if element.tag == W + "fldChar":
            fields.turn(val(element, "fldCharType"))
        elif element.tag == W + "instrText":
            fields.instruct(element.text or "")
        elif element.tag == MC + "AlternateContent":
            yield from _objects(_chosen(element))
        elif not fields.are_instructing:
            yield from _one(element, kind)


def _one(element: Element, kind: str) -> Iterator[Event]:
    tag = element.tag
    if tag == W + "t":
        yield Event(kind, plain(element.text or "").translate(AS_SPACE), element)
    elif tag in FIXED:
        yield Event(kind, FIXED[tag], element)
    elif tag == W + "br":
        yield Event(kind, "\n" if val(element, "type") in BREAKS else "", element)
    elif tag == W + "sym":
        yield Event(kind, symbol(val(element, "char")), element)
    elif tag in (W + "footnoteReference", W + "endnoteReference"):
        yield Event("note", val(element, "id") or "", element)
    elif tag == W + "commentReference":
        yield Event("comment", val(element, "id") or "", element)
    elif tag in PICTURES:
        yield from _object(element)


def _objects(holder: Element) -> Iterator[Event]:
    for element in holder:
        if element.tag in PICTURES:
            yield from _object(element)


def _object(element: Element) -> Iterator[Event]:
    """A drawing: the boxes with text in it, or a picture."""
    boxes = list(_boxes(element))
    if boxes:
        yield from (Event("box", "", box) for box in boxes)
    else:
        yield Event("picture", "", element)


def _boxes(element: Element) -> Iterator[Element]:
    """Boxes not within other boxes; of two ways to say the same, the first."""
    for inner in element:
        if inner.tag == W + "txbxContent":
            yield inner
        elif inner.tag == MC + "AlternateContent":
            yield from _boxes(_chosen(inner))
        elif isinstance(inner.tag, str):
            yield from _boxes(inner)


def _chosen(alternatives: Element) -> Element:
    """What a reader of today takes; the other says the same for those of before."""
    first = alternatives.find(MC + "Choice")
    chosen = first if first is not None else alternatives.find(MC + "Fallback")
    return alternatives.makeelement("none") if chosen is None else chosen


def _equation(element: Element) -> Iterator[Event]:
    """The letters of an equation one after the other; how they are built is lost."""
    yield Event("equation", "", element)
    for letters in element.iter(MATH + "t"):
        yield Event("text", letters.text or "", letters)
