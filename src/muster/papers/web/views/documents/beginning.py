"""A new document, and a version that is typed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from muster.office.queries import own_unit
from muster.papers import queries
from muster.papers.models import Document, Version
from muster.papers.rules import Can
from muster.papers.services import documents as services
from muster.papers.web.forms import documents as f
from muster.papers.web.views.documents.finding import (
    asked_number,
    has_opened,
    reads_limited,
    visible_document,
    watermark_for,
)
from muster.season.models import Congress, SeasonUnit
from muster.season.web.views.answers import attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@needs(Can.WRITE)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a document of one's own unit, or of the congress that the address names."""
    congress, unit = _whose(request)
    require(account_of(request), Can.WRITE, unit)
    limited = reads_limited(request, unit)
    initial = _initial(request, unit)
    form = f.BeginForm(request.POST or None, unit=unit, limited=limited, initial=initial)
    made: list[Document] = []
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda typed: made.append(
                services.begin_document(
                    unit, congress=congress, actor=actor_of(request), now=clock.now(), **typed
                )
            ),
        )
        if not status:
            return redirect("papers:write", made[0].pk)
    context = {"form": form, "unit": unit, "congress": congress}
    return render(request, "papers/documents/begin.html", context, status=status)


def _whose(request: HttpRequest) -> tuple[Congress | None, SeasonUnit]:
    """For which congress, if for one, and of which unit."""
    asked = asked_number(request, "congress")
    if asked is not None:
        congress = visible_congress(request, asked)
        return congress, congress.season_unit
    unit = own_unit(account_of(request))
    rows = SeasonUnit.objects.select_related("season")
    unit = get_object_or_404(rows, pk=unit.pk if unit else None)
    return Congress.objects.filter(season_unit=unit, cancelled_at=None).first(), unit


def _initial(request: HttpRequest, unit: SeasonUnit) -> dict[str, str]:
    """The kind that the address names, and its name as the title."""
    kinds = dict(queries.documents.kinds_of(unit))
    kind = request.GET.get("kind", "")
    return {"kind": kind, "title": kinds[kind]} if kind in kinds else {}


@needs(Can.WRITE)
def write(request: HttpRequest, document_id: int) -> HttpResponse:
    """Type the next version over the newest one; what was typed outlives every refusal."""
    document = visible_document(request, document_id)
    require(account_of(request), Can.WRITE, document)
    form = f.WriteForm(request.POST or None, initial=_written(request, document))
    status = 200
    if request.method == "POST":

        def save(typed: Mapping[str, Any]) -> object:
            return services.add_typed_version(
                document, actor=actor_of(request), now=clock.now(), **typed
            )

        status = attempt(form, save)
        if not status:
            return redirect("papers:document", document.pk)
    context = {
        "form": form,
        "document": document,
        "newest": _newest(document),
        "watermark": watermark_for(request, document),
    }
    return render(request, "papers/documents/write.html", context, status=status)


def _newest(document: Document) -> Version | None:
    return Version.objects.filter(document=document).order_by("-number").first()


def _written(request: HttpRequest, document: Document) -> dict[str, Any]:
    """The newest text, to be changed by typing."""
    passages = services.standing(document, document.latest)
    if passages:
        has_opened(request, passages[0].version, "page")
    return {
        "expected_latest": document.latest,
        "text": queries.documents.typed_text(passages),
    }
