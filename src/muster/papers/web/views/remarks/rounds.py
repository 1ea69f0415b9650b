"""Rounds as a list, and opening one."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.papers.models import Round
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.documents.finding import visible_document
from muster.papers.web.views.remarks.finding import (
    some_units,
    whole_tree,
)
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require, signed_in

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("open", pgettext_lazy("rounds", "Open")),
    ("closed", pgettext_lazy("rounds", "Closed")),
    ("consolidated", pgettext_lazy("rounds", "Consolidated")),
)
COLUMNS: Final = (
    Column(
        "title",
        gettext_lazy("Document"),
        sort="document__title",
        value=lambda row: row.document.title,
        link=lambda row: reverse("papers:round", args=[row.pk]),
        width=56,
    ),
    Column("number", pgettext_lazy("remarks", "Round"), sort="number", kind="number", width=10),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="document__season_unit__sort_key",
        value=lambda row: row.document.season_unit.name,
        width=36,
    ),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=lambda row: row.get_state_display(),
        cell="papers/remarks/_round_state.html",
    ),
    Column("closes_on", gettext_lazy("Last day"), sort="closes_on", kind="day"),
    Column("answered", gettext_lazy("Have answered"), sort="answered", kind="number"),
    Column("bodies", gettext_lazy("Are asked"), sort="bodies", kind="number"),
    Column("written", pgettext_lazy("remarks", "Remarks"), sort="written", kind="number"),
)


@require_GET
@signed_in
def every(request: HttpRequest) -> HttpResponse:
    """The rounds in scope, those of the own body included."""
    account = account_of(request)
    choice = request.GET.get("kind", "")
    table = Table(
        request,
        queries.rounds_of(account, choice),
        COLUMNS,
        search=("document__search_key",),
        order="-closes_on",
        title=_("Rounds of remarks"),
        name="rounds",
        empty=_("Whoever owns a document lays it before the units from the document's page."),
    )
    choices = [
        {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
        for key, label in CHOICES
    ]
    return table.respond("papers/remarks/rounds.html", {"choices": choices})


@needs(Can.OPEN_ROUND)
def open_round(request: HttpRequest, document_id: int) -> HttpResponse:
    """Lay the newest version of a document before units."""
    document = visible_document(request, document_id)
    require(account_of(request), Can.OPEN_ROUND, document)
    version = document.versions.order_by("-number").first()
    if version is None:
        raise Http404
    form = f.OpenForm(request.POST or None)
    made: list[Round] = []

    def save(typed: Mapping[str, Any]) -> object:
        unit = document.season_unit
        chosen = typed["whom"] == "chosen"
        bodies = some_units(unit, typed["chosen"]) if chosen else whole_tree(unit)
        row = services.open_round(
            version,
            actor=actor_of(request),
            now=clock.now(),
            bodies=bodies,
            closes_on=typed["closes_on"],
            asks=typed["asks"],
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:round", made[0].pk)
    context = {
        "form": form,
        "title": _("Ask for remarks"),
        "about": _("%(document)s, version %(number)s")
        % {"document": document.title, "number": version.number},
        "back": reverse("papers:document", args=[document.pk]),
        "button": _("Open the round"),
    }
    return render(request, "papers/remarks/form.html", context, status=status)
