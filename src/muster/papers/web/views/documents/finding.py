"""The document and the version of an address, for those who may see them."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muster.papers.bridge import grade_of
from muster.papers.models import Document, Version
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.season.models import SeasonUnit
from muster.shell.formats import moment
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed
from muster.tree.scope import scope


def visible_document(request: HttpRequest, document_id: int) -> Document:
    """The document of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Document).select_related("season_unit__season", "congress")
    return get_object_or_404(rows, pk=document_id)


def visible_version(request: HttpRequest, version_id: int) -> Version:
    """The version of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Version).select_related("document__season_unit__season")
    return get_object_or_404(rows, pk=version_id)


def asked_number(request: HttpRequest, name: str) -> int | None:
    """The number that the address gives under a name."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 9 else None


def has_opened(request: HttpRequest, version: Version, how: str) -> None:
    """Write down that the reader opened a version, where its grade wants that."""
    services.log_reading(version, how=how, actor=actor_of(request), now=clock.now())


def reads_limited(request: HttpRequest, unit: SeasonUnit) -> bool:
    """Whether the reader would still see a document of this unit if it were limited."""
    return is_allowed(account_of(request), Can.READ_LIMITED, unit)


@dataclass(frozen=True, slots=True)
class Watermark:
    """What a page of a marked document bears: its grade, who reads it, and when."""

    grade: str
    who: str
    at: datetime

    @property
    def line(self) -> str:
        """The same on one line, as a file bears it."""
        return f"{self.grade} · {self.who} · {moment(self.at)}"


def watermark_for(request: HttpRequest, document: Document) -> Watermark | None:
    """The mark of the reader, where the grade of the document wants one."""
    grade = grade_of(document)
    if not grade.watermark:
        return None
    return Watermark(str(grade.name), actor_of(request).name, clock.now())
