"""What is read from a file: paragraphs, tracked changes, comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Where a paragraph stands in the text."""

    HEADING = "heading"
    BODY = "body"
    CELL = "cell"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    BOX = "box"
    CONTENTS = "contents"


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a table, each counted from 1; tables in the order in which they are read."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note hangs behind the first ``at`` characters of a paragraph's text."""

    at: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph with something to read.

    place: from 0 in the order of reading; cells row by row, notes and boxes behind the paragraph
    that they hang on. text: composed letters (NFC), a tab as such, a line break as newline; the
    marks of notes are not in it but in ``notes``. level: 1 to 9 of a heading, else 0. label: what
    Word's numbering writes before it. style: its name in Word. mark: of a note.
    """

    place: int
    text: str
    kind: Kind = Kind.BODY
    level: int = 0
    label: str = ""
    style: str = ""
    cell: Cell | None = None
    mark: str = ""
    notes: tuple[NoteMark, ...] = ()


class ChangeKind(StrEnum):
    """What a tracked change did; moved_out and moved_in are the two ends of one moving."""

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_OUT = "moved_out"
    MOVED_IN = "moved_in"
    FORMATTED = "formatted"
    ROW_INSERTED = "row_inserted"
    ROW_DELETED = "row_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedChange:
    """One change that Word keeps until somebody accepts or rejects it.

    text: what was put in or taken out, or whose look changed; a newline at its end is the end of
    the paragraph. place: of the paragraph in ``Reading.paragraphs``, or of the next one where it
    is gone; original_place: the same in ``Reading.original``. None only if there is none at all.
    """

    kind: ChangeKind
    author: str
    at: datetime | None
    text: str
    place: int | None
    original_place: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment in the margin. passage: the marked words, "" if none were.

    place: as of a tracked change. parent: key of the comment that it answers.
    """

    key: str
    author: str
    at: datetime | None
    text: str
    place: int | None
    passage: str
    parent: str | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it was read.

    paragraphs: as if all tracked changes were accepted. original: as if all were rejected; the
    same object if there are none. links: hyperlinks that lead outside. left_out: how many things
    of each kind are in the file and not in the paragraphs: header, footer, picture, equation,
    chunk (a file within the file), blank (paragraphs without text). hidden: characters that Word
    does not show; they are in the paragraphs.
    """

    paragraphs: tuple[Paragraph, ...]
    original: tuple[Paragraph, ...]
    changes: Sequence[TrackedChange] = ()
    comments: Sequence[Comment] = ()
    links: int = 0
    hidden: int = 0
    left_out: Mapping[str, int]
