"""Custody at the printing house: what is out, what came back, whose plates are not deleted."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.papers.models import Printing
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.forms import copies as f
from muster.papers.web.views.copies.finding import must_keep
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs

COLUMNS: Final = (
    Column(
        "place",
        gettext_lazy("Where it is printed"),
        sort="place",
        link=lambda row: reverse("papers:printing", args=[row.pk]),
        width=32,
    ),
    Column(
        "title",
        pgettext_lazy("copies", "What is printed"),
        sort="series__title",
        value=lambda row: row.series.title,
        link=lambda row: reverse("papers:series", args=[row.series_id]),
        width=44,
    ),
    Column("wanted", pgettext_lazy("copies", "Ordered"), sort="wanted", kind="number"),
    Column("handed_at", gettext_lazy("Handed over"), sort="handed_at", kind="moment"),
    Column("due_on", gettext_lazy("Ready by"), sort="due_on", kind="day"),
    Column("back_at", gettext_lazy("Taken back"), sort="back_at", kind="moment"),
    Column("good", pgettext_lazy("copies", "Good copies"), sort="good", kind="number"),
    Column("spoiled_sheets", gettext_lazy("Spoiled sheets"), sort="spoiled_sheets", kind="number"),
    Column(
        "masters_on",
        gettext_lazy("Plates and files deleted"),
        sort="settled",
        kind="day",
        cell="papers/copies/_plates_cell.html",
    ),
)
ACTS: Final = {
    "back": (gettext_lazy("Take the printing back"), f.PrintedForm),
    "plates": (gettext_lazy("Plates and files deleted"), f.PlatesForm),
}


@needs(Can.READ_COPIES)
def printings(request: HttpRequest) -> HttpResponse:
    """Every printing, those that are out or whose plates are there first."""
    rows = queries.printings_of(account_of(request))
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("series__search_key",),
        order="masters_on",
        title=_("Custody at the printing house"),
        name="copies-printing",
        empty=_("What is handed to a printing house stands here until nothing is left there."),
    )
    context = {
        "out": rows.filter(back_at=None).count(),
        "plates": rows.filter(back_at__isnull=False, masters_on=None).count(),
    }
    return table.respond("papers/copies/printings.html", context)


def _visible(request: HttpRequest, printing_id: int) -> Printing:
    return get_object_or_404(queries.printings_of(account_of(request)), pk=printing_id)


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, printing_id: int) -> HttpResponse:
    """One printing: handed over, back, nothing left there."""
    return _page(request, _visible(request, printing_id), {})


@require_POST
@needs(Can.KEEP_COPIES)
def act(request: HttpRequest, printing_id: int, action: str) -> HttpResponse:
    """Take a printing back, or enter that its plates are gone."""
    row = _visible(request, printing_id)
    if action not in ACTS:
        raise Http404
    must_keep(request, row.series)
    form: Any = ACTS[action][1](request.POST, prefix=action)
    status = attempt(form, lambda _typed: _save(request, row, action, form))
    if status:
        return _page(request, row, {action: form}, status=status)
    return redirect("papers:series" if action == "back" else "papers:printing", _next(row, action))


def _next(row: Printing, action: str) -> int:
    return row.series_id if action == "back" else row.pk


def _save(request: HttpRequest, row: Printing, action: str, form: Any) -> object:
    typed: Mapping[str, Any] = form.cleaned_data
    said = {"actor": actor_of(request), "now": clock.now(), "client_uuid": typed["client_uuid"]}
    if action == "back":
        return services.take_printed(row, result=form.result(), **said)
    return services.delete_plates(row, on_day=typed["on_day"], how=typed["how"], **said)


def _page(
    request: HttpRequest, row: Printing, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    may = is_allowed(account_of(request), Can.KEEP_COPIES, row.series)
    keys = ["back"] if row.is_out else ["plates"] if row.masters_on is None else []
    begin = {"good": row.wanted, "on_day": clock.today()}
    context = {
        "printing": row,
        "series": row.series,
        "is_late": row.is_out and row.due_on is not None and row.due_on < clock.today(),
        "actions": [
            {
                "key": key,
                "action": {"label": ACTS[key][0]},
                "form": typed.get(key) or ACTS[key][1](prefix=key, initial=begin),
                "open": True,
                "url": reverse("papers:act-printing", args=[row.pk, key]),
            }
            for key in (keys if may else [])
        ],
    }
    return render(request, "papers/copies/printing.html", context, status=status)
