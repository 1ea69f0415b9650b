"""Tracked changes as a list: who changed what, when, and in which paragraph."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from muster.engines.texts.model import ChangeKind, TrackedChange
from muster.engines.texts.settling import NUMBERS
from muster.engines.word.symbols import plain, symbol
from muster.engines.word.words import W, child, val

Element = Any
KINDS: Final = {
    W + "ins": ChangeKind.INSERTED,
    W + "del": ChangeKind.DELETED,
    W + "moveFrom": ChangeKind.MOVED_OUT,
    W + "moveTo": ChangeKind.MOVED_IN,
}
ROWS: Final = {W + "ins": ChangeKind.ROW_INSERTED, W + "del": ChangeKind.ROW_DELETED}
FORMATS: Final = (W + "rPrChange", W + "pPrChange")
LETTERS: Final = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "\u2011"}
WALL_UTC: Final = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}dateUtc"


@dataclass(frozen=True, slots=True)
class Places:
    """Where each numbered paragraph of the file stands, as accepted and as original."""

    accepted: Mapping[str, int]
    original: Mapping[str, int]


def filled(known: Mapping[str, int], order: Sequence[str]) -> dict[str, int]:
    """A place for every paragraph of a part: that of the next one where it is gone, or the last."""
    found: dict[str, int] = {}
    after: int | None = next((known[key] for key in reversed(order) if key in known), None)
    for key in reversed(order):
        after = known.get(key, after)
        if after is not None:
            found[key] = after
    return found


def moment(element: Element, zone: tzinfo) -> datetime | None:
    """When something was written: Word's true time if it is there, else the wall's in *zone*."""
    true, wall = element.get(WALL_UTC), val(element, "date")
    for told, of in ((true, UTC), (wall, zone)):
        try:
            if told:
                return datetime.fromisoformat(told).replace(tzinfo=of).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def letters(element: Element) -> str:
    """The letters of a run's child, also those that were deleted."""
    if element.tag in (W + "t", W + "delText"):
        return plain(element.text or "")
    if element.tag == W + "sym":
        return symbol(val(element, "char"))
    return LETTERS.get(element.tag, "")


@dataclass(slots=True)
class _Growing:
    kind: ChangeKind
    author: str
    at: datetime | None
    paragraph: str
    told: list[str] = field(default_factory=list)

    def fits(self, other: "_Growing | None") -> bool:
        """Whether another piece belongs to the same change."""
        return other is not None and (self.kind, self.author, self.paragraph) == (
            other.kind,
            other.author,
            other.paragraph,
        )


def changes_in(roots: Iterable[Element], places: Places, zone: tzinfo) -> Iterator[TrackedChange]:
    """The changes in the order of the text, those that touch each other as one."""
    for root in roots:
        for paragraph in root.iter(W + "p"):
            yield from _merged(_pieces(paragraph, zone), places)
        yield from _rows(root, places, zone)


def _merged(pieces: Iterable[_Growing | None], places: Places) -> Iterator[TrackedChange]:
    """Pieces that follow each other by one author are one change; None is text in between."""
    last: _Growing | None = None
    for piece in pieces:
        if last is not None and piece is not None and last.fits(piece):
            last.told += piece.told
            continue
        if last is not None:
            yield _change(last, places)
        last = piece
    if last is not None:
        yield _change(last, places)


def _change(grown: _Growing, places: Places) -> TrackedChange:
    return TrackedChange(
        kind=grown.kind,
        author=grown.author,
        at=grown.at,
        text=unicodedata.normalize("NFC", "".join(grown.told)),
        place=places.accepted.get(grown.paragraph),
        original_place=places.original.get(grown.paragraph),
    )


def _pieces(paragraph: Element, zone: tzinfo) -> Iterator[_Growing | None]:
    """The changed pieces of one paragraph; what lies in a box belongs to the box's paragraphs."""
    this = str(paragraph.get(NUMBERS) or "")
    for run in paragraph.iter(W + "r"):
        if next(run.iterancestors(W + "p")) is not paragraph:
            continue
        told = "".join(letters(one) for one in run)
        record = next((one for one in run.iterancestors(*KINDS)), None)
        if record is not None and told:
            yield _grown(KINDS[record.tag], record, this, told, zone)
        elif told:
            formatted = child(child(run, "rPr"), "rPrChange")
            yield (
                _grown(ChangeKind.FORMATTED, formatted, this, told, zone)
                if formatted is not None
                else None
            )
    yield from _of_mark(child(paragraph, "pPr"), this, zone)


def _of_mark(properties: Element, paragraph: str, zone: tzinfo) -> Iterator[_Growing]:
    """What was done to the end of the paragraph, and to its shape."""
    for record in child(properties, "rPr") if child(properties, "rPr") is not None else ():
        if record.tag in KINDS:
            yield _grown(KINDS[record.tag], record, paragraph, "\n", zone)
    formatted = child(properties, "pPrChange")
    if formatted is not None:
        yield _grown(ChangeKind.FORMATTED, formatted, paragraph, "", zone)


def _grown(kind: ChangeKind, record: Element, paragraph: str, told: str, zone: tzinfo) -> _Growing:
    return _Growing(kind, val(record, "author") or "", moment(record, zone), paragraph, [told])


def _rows(root: Element, places: Places, zone: tzinfo) -> Iterator[TrackedChange]:
    for row in root.iter(W + "tr"):
        properties = child(row, "trPr")
        for record in properties if properties is not None else ():
            if record.tag in ROWS:
                first = next(row.iter(W + "p"), None)
                paragraph = "" if first is None else str(first.get(NUMBERS) or "")
                told = "\n".join(
                    "".join(letters(one) for run in p.iter(W + "r") for one in run)
                    for p in row.iter(W + "p")
                )
                yield _change(_grown(ROWS[record.tag], record, paragraph, told, zone), places)
