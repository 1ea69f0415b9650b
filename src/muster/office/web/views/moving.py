"""The papers of a moving as Word files, ready to be signed."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from muster.exchange.documents import paper_response
from muster.office import queries
from muster.office.rules import Can
from muster.office.web.moving_file import moving_document
from muster.season.models import MovedPart, Moving
from muster.tree.actors import account_of
from muster.tree.permissions import needs
from muster.tree.scope import scope

PART: Final = "papers"


def _visible(request: HttpRequest, moving_id: int) -> Moving:
    rows = scope(account_of(request), Moving).select_related("season_unit__season")
    return get_object_or_404(rows, pk=moving_id)


def _made(moving: Moving) -> list[dict[str, Any]]:
    """The papers that the moving made, as its part kept them."""
    kept: dict[str, Any] = get_object_or_404(MovedPart, moving=moving, key=PART).kept
    made: list[dict[str, Any]] = kept[PART]
    return made


@needs(Can.READ)
def decision(request: HttpRequest, moving_id: int) -> HttpResponse:
    """The decision with its signature, and the letters, each as a Word file."""
    moving = _visible(request, moving_id)
    ids = [one["id"] for one in _made(moving)]
    papers = queries.papers_of(account_of(request)).filter(pk__in=ids).order_by("number")
    return render(request, "office/moving.html", {"moving": moving, "papers": papers})


@needs(Can.READ)
def paper(request: HttpRequest, moving_id: int, paper_id: int) -> HttpResponse:
    """One paper of a moving: its words and the list of congresses with both days."""
    moving = _visible(request, moving_id)
    row = get_object_or_404(queries.papers_of(account_of(request)), pk=paper_id)
    made = next((one for one in _made(moving) if one["id"] == row.pk), None)
    if made is None:
        raise Http404
    content = moving_document(moving, row, made)
    return paper_response(request, content, name=f"{row.symbol} {row.abstract}"[:80])
