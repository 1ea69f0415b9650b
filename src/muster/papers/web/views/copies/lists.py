"""Series of numbered copies as a list."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office.queries import own_unit
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("out", pgettext_lazy("copies", "With copies out")),
    ("late", pgettext_lazy("copies", "Not back in time")),
    ("missing", pgettext_lazy("copies", "With missing ones")),
    ("printing", pgettext_lazy("copies", "At the printing house")),
)


def _number(key: str, label: Any, cell: str = "") -> Column:
    return Column(key, label, sort=key, kind="number", cell=cell, width=12)


COLUMNS: Final = (
    Column(
        "title",
        pgettext_lazy("copies", "What is printed"),
        sort="title",
        link=lambda row: reverse("papers:series", args=[row.pk]),
        width=48,
    ),
    Column("kind", pgettext_lazy("copies", "Kind"), sort="kind", value=queries.kind_name),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=32,
    ),
    _number("printed", pgettext_lazy("copies", "Printed")),
    _number("left_count", pgettext_lazy("copies", "Left")),
    _number("issued_count", pgettext_lazy("copies", "Given out")),
    _number("back_count", pgettext_lazy("copies", "Back")),
    _number("missing_count", pgettext_lazy("copies", "Missing"), "papers/copies/_red_cell.html"),
    _number("spoiled_count", pgettext_lazy("copies", "Spoiled")),
    _number("destroyed_count", pgettext_lazy("copies", "Destroyed")),
    _number("late_count", pgettext_lazy("copies", "Late"), "papers/copies/_late_cell.html"),
    Column("due_on", gettext_lazy("All back by"), sort="due_on", kind="day"),
)


@needs(Can.READ_COPIES)
def every(request: HttpRequest) -> HttpResponse:
    """The series in scope, those with something missing or late first."""
    account, today = account_of(request), clock.today()
    choice = request.GET.get("kind", "")
    rows = queries.choose_series(queries.series_of(account, today=today), choice)
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("search_key",),
        order="-late_count",
        title=_("Numbered copies"),
        name="copies",
        empty=_("Drafts, ballots and plans that are printed in numbered copies stand here."),
    )
    unit = own_unit(account)
    context = {
        "figures": queries.copy_figures(account, today=today),
        "choices": [
            {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
            for key, label in CHOICES
        ],
        "may": unit is not None and is_allowed(account, Can.KEEP_COPIES, unit),
    }
    return table.respond("papers/copies/list.html", context)
