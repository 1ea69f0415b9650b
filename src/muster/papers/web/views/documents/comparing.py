"""Two versions of a document side by side in time: what changed, word by word."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from muster.exchange.documents import document_response
from muster.papers import queries
from muster.papers.errors.documents import VersionsTooLarge
from muster.papers.models import Document, Reading, Version
from muster.papers.queries.documents import DifferencePage, Differences
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.papers.web.views.documents.finding import (
    asked_number,
    has_opened,
    visible_document,
    watermark_for,
)
from muster.tree.permissions import needs

FEWEST: Final = 2


@require_GET
@needs(Can.READ)
def compare(request: HttpRequest, document_id: int) -> HttpResponse:
    """What changed between two versions; those that the address names, or the newest two."""
    document = visible_document(request, document_id)
    versions = queries.documents.readable_versions(document)
    context = {
        "document": document,
        "versions": versions,
        "watermark": watermark_for(request, document),
        "everything": request.GET.get("all") == "1",
    }
    if len(versions) < FEWEST:
        return render(request, "papers/documents/compare.html", context)
    old, new = _chosen(request, document, versions)
    context |= {"old": old, "new": new}
    if old == new:
        return render(request, "papers/documents/compare.html", context)
    try:
        found = queries.documents.differences(old, new)
    except VersionsTooLarge as refusal:
        context["refusal"] = refusal
        return render(request, "papers/documents/compare.html", context, status=refusal.status)
    for one in (old, new):
        has_opened(request, one, Reading.How.COMPARED)
    context |= {"found": found, "counts": found.counts, "page": _page(request, found)}
    context["query"] = (
        f"old={old.number}&new={new.number}{'&all=1' if context['everything'] else ''}"
    )
    return render(request, "papers/documents/compare.html", context)


@require_GET
@needs(Can.READ)
def tracked(request: HttpRequest, document_id: int) -> HttpResponse:
    """The same as a Word file with tracked changes; a marked one bears its reader's name."""
    document = visible_document(request, document_id)
    versions = queries.documents.readable_versions(document)
    if len(versions) < FEWEST:
        raise Http404
    old, new = _chosen(request, document, versions)
    watermark = watermark_for(request, document)
    found = queries.documents.differences(old, new)
    content = services.tracked_file(found, line=watermark.line if watermark else "")
    for one in (old, new):
        has_opened(request, one, Reading.How.FILE)
    name = _("%(title)s versions %(old)s to %(new)s") % {
        "title": document.title,
        "old": old.number,
        "new": new.number,
    }
    if watermark is not None:
        name = f"{name} {watermark.who} {timezone.localtime(watermark.at):%Y%m%d-%H%M}"
    answer = document_response(content, name=name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


def _chosen(
    request: HttpRequest, document: Document, versions: list[Version]
) -> tuple[Version, Version]:
    """The two versions that the address names; without a name the newest, and the one before."""
    known = {one.number: one for one in versions}
    number = asked_number(request, "new")
    new = known.get(versions[0].number if number is None else number)
    number = asked_number(request, "old")
    if number is None and new is not None:
        number = max((n for n in known if n < new.number), default=new.number)
    old = known.get(number or 0)
    if old is None or new is None:
        raise Http404
    old.document = new.document = document
    return old, new


def _page(request: HttpRequest, found: Differences) -> DifferencePage:
    page = asked_number(request, "page") or 1
    if request.GET.get("all") == "1":
        return found.whole_page(page)
    return found.changed_page(page)
