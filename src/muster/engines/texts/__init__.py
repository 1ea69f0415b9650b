"""Texts in paragraphs: read from Word files, followed through versions, compared word by word.

Pure: bytes and texts in, dataclasses and bytes out. In the order of use::

    read(content, name=..., zone=UTC) -> Reading
        .paragraphs: Paragraph(place, text, kind, level, label, style, cell, mark, notes)
        .original, .changes: TrackedChange, .comments: Comment, .links, .hidden, .left_out
        raises UnreadableDocument(code, data)
    align(old: [Known(id, text, kind)], new: [Fresh(text, kind)] or [Paragraph]) -> Alignment
        .matches: one Match(id, how, is_moved, alike, parts_of) for each new paragraph
        .gone: Gone(id, into)
        raises TooLarge(what, found, limit)
    compare(old: str, new: str) -> Compared
        .runs: Run(kind, text); .is_coarse
    compare_versions(old: [Known], new: [Known]) -> Comparison    by ids that both sides know
    compare_texts(old: [Fresh], new: [Fresh]) -> Comparison       by what they say
        .rows: Row(kind, old, new, runs, is_moved, is_coarse); .words; .is_too_different
        raise TooLarge
    track(old: [Said], new: [Said], comparison, author=..., at=...) -> bytes    a Word file
        accept all: as_written(new); reject all: as_written(old)
"""

from muster.engines.texts.aligning import (
    Alignment,
    Fresh,
    Gone,
    How,
    Known,
    Match,
    TooLarge,
    align,
)
from muster.engines.texts.comparing import Compared, Run, RunKind, compare, compare_closely
from muster.engines.texts.fates import Said
from muster.engines.texts.model import (
    Cell,
    ChangeKind,
    Comment,
    Kind,
    NoteMark,
    Paragraph,
    Reading,
    TrackedChange,
)
from muster.engines.texts.reading import read
from muster.engines.texts.tracking import as_written, track
from muster.engines.texts.versions import (
    PARAGRAPH_END,
    Comparison,
    Row,
    RowKind,
    compare_texts,
    compare_versions,
)
from muster.engines.word.errors import UnreadableDocument

__all__ = [
    "PARAGRAPH_END",
    "Alignment",
    "Cell",
    "ChangeKind",
    "Comment",
    "Compared",
    "Comparison",
    "Fresh",
    "Gone",
    "How",
    "Kind",
    "Known",
    "Match",
    "NoteMark",
    "Paragraph",
    "Reading",
    "Row",
    "RowKind",
    "Run",
    "RunKind",
    "Said",
    "TooLarge",
    "TrackedChange",
    "UnreadableDocument",
    "align",
    "as_written",
    "compare",
    "compare_closely",
    "compare_texts",
    "compare_versions",
    "read",
    "track",
]
