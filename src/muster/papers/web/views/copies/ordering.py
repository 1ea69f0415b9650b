"""A series is ordered, and what is said of it is corrected."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.office.queries import known, own_unit
from muster.papers.models import CopySeries, Document
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.forms import copies as f
from muster.papers.web.views.copies.finding import must_keep, visible_series
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.season.web.views.answers import answer, attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

MOST_CHOICES: Final = 300


@needs(Can.KEEP_COPIES)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a series of one's own unit, or of the congress in the address."""
    congress = _asked_congress(request)
    unit = congress.season_unit if congress else own_unit(account_of(request))
    if unit is None:
        return redirect("papers:copies")
    require(account_of(request), Can.KEEP_COPIES, unit)
    begin = {"ordered_on": clock.today(), "congress": str(congress.pk) if congress else ""}
    form = f.SeriesForm(request.POST or None, initial=begin, **_offered(request, unit))
    made: list[CopySeries] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.order_series(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:series", made[0].pk)
    context = {
        "form": form,
        "title": _("New series of numbered copies"),
        "about": unit.name,
        "back": reverse("papers:copies"),
        "button": _("Save"),
        "known": _known_orders(request),
    }
    return render(request, "papers/copies/form.html", context, status=status)


def _asked_congress(request: HttpRequest) -> Congress | None:
    asked = request.GET.get("congress", "")
    if not asked.isdecimal():
        return None
    rows = scope(account_of(request), Congress).select_related("season_unit__season", "season")
    return rows.filter(pk=int(asked), cancelled_at=None).first()


def _offered(request: HttpRequest, unit: SeasonUnit) -> dict[str, Any]:
    """What a series of a unit can be of: its kinds, its congress, its documents."""
    account = account_of(request)
    congresses = scope(account, Congress).filter(season_unit=unit, cancelled_at=None)
    documents = scope(account, Document).filter(season_unit=unit, latest__gt=0)
    return {
        "pack": pack_of(unit.season),
        "congresses": list(congresses.select_related("season_unit")[:MOST_CHOICES]),
        "documents": list(documents.order_by("title")[:MOST_CHOICES]),
    }


def _known_orders(request: HttpRequest) -> dict[str, list[str]]:
    rows = queries.series_of(account_of(request), today=clock.today())
    return {"known-orders": known(rows, "ordered_by")}


@needs(Can.KEEP_COPIES)
def change(request: HttpRequest, series_id: int) -> HttpResponse:
    """Correct what is said of a series."""
    row = visible_series(request, series_id)
    must_keep(request, row)
    same = (
        "kind",
        "title",
        "symbol",
        "grade",
        "ordered_by",
        "ordered_on",
        "due_on",
        "note",
        "version",
    )
    begin = {name: getattr(row, name) for name in same}
    begin |= {"congress": str(row.congress_id or ""), "document": str(row.document_id or "")}
    form = f.ChangeSeriesForm(
        request.POST or None, initial=begin, **_offered(request, row.season_unit)
    )
    return answer(
        request,
        form,
        save=lambda typed: services.change_series(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("papers:series", args=[row.pk]),
        template="papers/copies/form.html",
        title=_("Correct the series"),
        about=row.title,
        known=_known_orders(request),
    )
