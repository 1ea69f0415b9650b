"""The text of a version, page by page, and its outline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.papers.models import Document, Passage, Version

# A page of the screen, not of paper: a text of sixty sheets stands on one.
PER_PAGE: Final = 2_000
LONGEST_OUTLINE: Final = 200
DOCUMENT_WORDS: Final = {
    "document.begun": pgettext_lazy("document", "begun"),
    "document.version_added": gettext_lazy("version saved"),
    "document.retitled": gettext_lazy("title changed"),
    "document.regraded": gettext_lazy("grade changed"),
    "document.adopted": pgettext_lazy("document", "adopted"),
    "document.reopened": pgettext_lazy("document", "opened again"),
    "document.taken_out": gettext_lazy("texts taken out"),
    "document.withdrawn": pgettext_lazy("document", "withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """Some passages of a version in their order. page, pages: from 1."""

    version: Version
    passages: Sequence[Passage]
    page: int
    pages: int

    @property
    def query(self) -> str:
        """Which version it is, as an address asks for it."""
        return f"version={self.version.number}"


def versions_of(document: Document) -> list[Version]:
    """All versions of a document, the newest first."""
    return list(Version.objects.filter(document=document).order_by("-number"))


def text_page(version: Version, *, page: int = 1) -> TextPage:
    """One page of the text; a number beyond the end gives the last. Two queries."""
    rows = Passage.objects.filter(version=version)
    pages = max(1, -(-rows.count() // PER_PAGE))
    page = min(max(1, page), pages)
    start = (page - 1) * PER_PAGE
    shown = rows.select_related("paragraph").order_by("place")[start : start + PER_PAGE]
    return TextPage(version=version, passages=list(shown), page=page, pages=pages)


def outline_of(version: Version) -> list[Passage]:
    """The headings of a version in their order, as many as an outline holds."""
    rows = Passage.objects.filter(version=version, kind="heading").select_related("paragraph")
    return list(rows.order_by("place")[:LONGEST_OUTLINE])


def typed_text(passages: Iterable[Passage]) -> str:
    """A text as it would be typed: one paragraph a line, ``#`` before a heading."""
    return "\n".join(_typed(passage) for passage in passages)


def _typed(passage: Passage) -> str:
    words = " ".join(f"{passage.label} {passage.text}".split())
    return f"{'#' * max(1, passage.level)} {words}" if passage.kind == "heading" else words
