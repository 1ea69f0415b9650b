"""What an account may see of documents: all of it hangs on a unit of a season."""

from django.db.models import Q

from muster.papers.models import Document, Paragraph, Passage, Reading, Version, VersionComment
from muster.papers.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


def _read(reach: Reach, document: str) -> Q:
    """The condition on rows whose document is at *document*: limited ones ask for more."""
    path = f"{document}season_unit"
    plain = reach.by(Can.READ).season_units(path) & Q(**{f"{document}is_limited": False})
    return plain | reach.by(Can.READ_LIMITED).season_units(path)


@scoped(Document)
def _documents(reach: Reach) -> Q:
    return _read(reach, "")


@scoped(Version)
def _versions(reach: Reach) -> Q:
    return _read(reach, "document__")


@scoped(Paragraph)
def _paragraphs(reach: Reach) -> Q:
    return _read(reach, "document__")


@scoped(Passage)
def _passages(reach: Reach) -> Q:
    return _read(reach, "version__document__")


@scoped(VersionComment)
def _comments(reach: Reach) -> Q:
    return _read(reach, "version__document__")


@scoped(Reading)
def _readings(reach: Reach) -> Q:
    return reach.by(Can.READ_READINGS).season_units("version__document__season_unit")
