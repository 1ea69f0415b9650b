"""What a Word file says, as it waits for somebody to decide what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from muster.engines import texts
from muster.papers.bridge.drafts import PassageDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """One tracked change that waits in the file. place: of its paragraph, in either reading."""

    kind: str
    author: str
    at: str
    text: str
    place: int | None
    original_place: int | None

    @property
    def on(self) -> date | None:
        """The day on which it was made, where the file says so."""
        return _day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentDraft:
    """A comment of the file, as a remark may be made of it.

    place, original_place: of the passage on which it hangs, with the tracked changes accepted and
    rejected; None where it hangs on none. passage: the marked words. at: ISO, "" if unknown.
    """

    author: str
    at: str
    text: str
    passage: str
    place: int | None
    original_place: int | None
    is_done: bool = False

    @property
    def on(self) -> date | None:
        """The day on which it was written, where the file says so."""
        return _day(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """A Word file as it was read: both texts where changes are tracked, and what hangs on them.

    left_out: how many things of each kind are in the file and not in the text. hidden: characters
    that Word does not show and that stand in the text.
    """

    accepted: Sequence[PassageDraft]
    original: Sequence[PassageDraft]
    changes: Sequence[ChangeDraft] = ()
    comments: Sequence[CommentDraft] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    links: int = 0
    hidden: int = 0

    def passages(self, *, accept: bool) -> Sequence[PassageDraft]:
        """The text with the tracked changes accepted, or as it was before them."""
        return self.accepted if accept else self.original

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        found = asdict(self)
        if self.original == self.accepted:
            found["original"] = None
        return found

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "WordText":
        """Back from what :meth:`as_json` gave."""
        accepted = [PassageDraft(**one) for one in kept["accepted"]]
        original = kept["original"]
        return cls(
            accepted=accepted,
            original=accepted if original is None else [PassageDraft(**one) for one in original],
            changes=[ChangeDraft(**one) for one in kept["changes"]],
            comments=[CommentDraft(**one) for one in kept["comments"]],
            left_out=kept["left_out"],
            links=kept["links"],
            hidden=kept["hidden"],
        )


def word_text(reading: texts.Reading) -> WordText:
    """The engine's reading as passages."""
    accepted = [_draft(one) for one in reading.paragraphs]
    is_tracked = reading.original is not reading.paragraphs
    places = _original_places(reading) if is_tracked else {}
    return WordText(
        accepted=accepted,
        original=[_draft(one) for one in reading.original] if is_tracked else accepted,
        changes=[
            ChangeDraft(
                kind=one.kind.value,
                author=one.author,
                at=_written(one.at),
                text=one.text,
                place=one.place,
                original_place=one.original_place,
            )
            for one in reading.changes
        ],
        comments=[
            CommentDraft(
                author=one.author,
                at=_written(one.at),
                text=one.text,
                passage=one.passage,
                place=one.place,
                original_place=places.get(one.place) if is_tracked else one.place,
                is_done=one.is_done,
            )
            for one in reading.comments
            if one.text.strip()
        ],
        left_out=dict(reading.left_out),
        links=reading.links,
        hidden=reading.hidden,
    )


def _original_places(reading: texts.Reading) -> dict[int | None, int]:
    """Where each paragraph stood before the tracked changes, of those that stood there."""
    old = [
        texts.Known(id=place, text=one.text, kind=one.kind)
        for place, one in enumerate(reading.original)
    ]
    new = [texts.Fresh(text=one.text, kind=one.kind) for one in reading.paragraphs]
    matches = texts.align(old, new).matches
    return {place: one.id for place, one in enumerate(matches) if one.id is not None}


def _draft(one: texts.Paragraph) -> PassageDraft:
    cell = f"{one.cell.table}.{one.cell.row}.{one.cell.column}" if one.cell else ""
    return PassageDraft(
        text=one.text,
        kind=one.kind.value,
        level=one.level,
        label=(one.label or one.mark)[:40],
        cell=cell,
    )


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _day(at: str) -> date | None:
    return datetime.fromisoformat(at).date() if at else None
