"""What the chapters of papers share: the mark of a document, and pages once more in Word."""

from collections.abc import Callable, Iterator

from muster.errors import DomainError
from muster.papers.bridge import grade_of
from muster.papers.models import (
    Document,
)
from muster.season.registry.closing_file import (
    Asked,
    Found,
    HeldBack,
    Piece,
)


def mark_of(asked: Asked, document: Document) -> str:
    """What stands on each page of a marked document: its grade and who took it along."""
    grade = grade_of(document)
    return f"{grade.name} · {asked.actor.name}" if grade.watermark else ""


def in_word(
    path: str, title: str, write: Callable[[], bytes], subjects: tuple[str, ...]
) -> Iterator[Found]:
    """A page once more as a Word file; what a user's template makes impossible is said.

    Written at once, since what cannot be written must be known before it is listed.
    """
    named = f"{title} (Word)"
    try:
        content = write()
    except DomainError as refused:
        yield HeldBack(title=named, why=str(refused))
        return
    yield Piece(path=path, title=named, chunks=lambda: [content], subjects=subjects)
