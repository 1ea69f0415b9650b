"""The list of documents."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office.queries import own_unit
from muster.papers import queries
from muster.papers.bridge import grade_of, kind_of
from muster.papers.rules import Can
from muster.shell.tables import Column, Table
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", gettext_lazy("All that stand")),
    ("draft", pgettext_lazy("documents", "Drafts")),
    ("adopted", pgettext_lazy("documents", "Adopted")),
    ("withdrawn", pgettext_lazy("documents", "Withdrawn")),
)
COLUMNS: Final = (
    Column(
        "title",
        gettext_lazy("Title"),
        sort="title",
        link=lambda row: reverse("papers:document", args=[row.pk]),
        cell="papers/documents/_title_cell.html",
        width=60,
    ),
    Column("kind", gettext_lazy("Kind of document"), value=lambda row: str(kind_of(row).name)),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=36,
    ),
    Column("latest", gettext_lazy("Version"), sort="latest", kind="number"),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=lambda row: row.get_state_display(),
        cell="papers/documents/_state_cell.html",
    ),
    Column(
        "grade",
        pgettext_lazy("document", "Grade"),
        value=lambda row: str(grade_of(row).label),
        cell="papers/documents/_grade_cell.html",
    ),
    Column("changed_at", gettext_lazy("Changed"), sort="changed_at", kind="moment"),
    Column("changed_by", gettext_lazy("By whom"), sort="changed_by", width=26),
)


@needs(Can.READ)
def documents(request: HttpRequest) -> HttpResponse:
    """The documents of all units in scope, or of one's own."""
    account = account_of(request)
    unit = own_unit(account)
    only_own = request.GET.get("units") == "own"
    choice, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = queries.documents.documents_of(account)
    table = Table(
        request,
        queries.documents.choose_documents(
            rows, choice=choice, kind=kind, unit=unit if only_own else None
        ),
        COLUMNS,
        search=("search_key",),
        order="-changed_at",
        title=_("Documents"),
        name="documents",
        extra="papers/documents/_choices.html",
        empty=_("Documents appear here as somebody begins them: plan, reports, resolution."),
    )
    context = {
        "unit": unit,
        "only_own": only_own,
        "figures": queries.documents.document_figures(rows),
        "choices": _choices(request, choice),
        "kinds": queries.documents.kinds_of(unit) if unit else [],
        "kind": kind,
        "may": unit is not None and is_allowed(account, Can.WRITE, unit),
    }
    return table.respond("papers/documents/documents.html", context)


def _choices(request: HttpRequest, choice: str) -> list[dict[str, Any]]:
    found = []
    for key, label in CHOICES:
        query = request.GET.copy()
        for name in ("state", "page", "format"):
            query.pop(name, None)
        if key:
            query["state"] = key
        found.append({"label": label, "url": f"?{query.urlencode()}", "is_on": key == choice})
    return found
