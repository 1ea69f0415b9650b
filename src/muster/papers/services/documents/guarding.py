"""Whether the texts of a document may be held here: asked of every text that comes in about it."""

from datetime import datetime

from muster.papers.bridge import rules_of
from muster.papers.models import Document
from muster.season.services import Mark, must_be_held
from muster.tree.clock import day_of


def mark_of(document: Document, now: datetime) -> Mark:
    """How a document is marked, on the day of an act."""
    return Mark(rules_of(document.season_unit), document.grade, day_of(now))


def must_take_texts(document: Document, now: datetime) -> None:
    """Refuse a text about a document whose grade may not be held here. Raises GradeNotHeld."""
    must_be_held(mark_of(document, now))
