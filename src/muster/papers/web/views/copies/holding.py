"""Who holds what today, and one holder."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.papers.queries import copies as queries
from muster.papers.queries.copies import Holder
from muster.papers.rules import Can
from muster.papers.web.views.copies.series import issues_table
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import needs

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("late", pgettext_lazy("copies", "Not back in time")),
    ("missing", pgettext_lazy("copies", "With missing ones")),
)
COLUMNS: Final = (
    Column("unit", gettext_lazy("Unit"), sort="sort_key", width=36),
    Column(
        "receiver",
        gettext_lazy("Receiver"),
        sort="receiver_key",
        link=lambda row: row.url,
        width=32,
    ),
    Column("series", pgettext_lazy("copies", "Series"), sort="series", kind="number"),
    Column("out", pgettext_lazy("copies", "Still out"), sort="out", kind="number"),
    Column(
        "late",
        pgettext_lazy("copies", "Late"),
        sort="late",
        kind="number",
        cell="papers/copies/_late_cell.html",
    ),
    Column(
        "missing",
        pgettext_lazy("copies", "Missing"),
        sort="missing",
        kind="number",
        cell="papers/copies/_red_cell.html",
    ),
    Column(
        "first_due_on", pgettext_lazy("copies", "First day due"), sort="first_due_on", kind="day"
    ),
)


@needs(Can.READ_COPIES)
def holders(request: HttpRequest) -> HttpResponse:
    """Everybody who holds numbered copies now, the late ones first."""
    found = queries.holders(account_of(request), today=clock.today())
    choice = request.GET.get("kind", "")
    table = Table(
        request,
        [row for row in found if _is_chosen(row, choice)],
        COLUMNS,
        search=("unit", "receiver"),
        order="-late",
        title=_("Who holds which copies"),
        name="copies-held",
        empty=_("Nobody holds numbered copies now."),
    )
    context = {
        "figures": queries.holder_figures(found),
        "choices": [
            {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
            for key, label in CHOICES
        ],
    }
    return table.respond("papers/copies/holders.html", context)


def _is_chosen(row: Holder, choice: str) -> bool:
    return bool({"late": row.late, "missing": row.missing}.get(choice, 1))


@needs(Can.READ_COPIES)
def holder(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What one receiver at a unit holds, and what he gave back."""
    rows = queries.issues_of(account_of(request)).filter(
        season_unit=unit_id, receiver_key=request.GET.get("who", "")
    )
    first = rows.first()
    if first is None:
        raise Http404
    table = issues_table(request, rows)
    context = {
        "receiver": first.receiver,
        "unit": first.season_unit,
        "out": sum(getattr(row, "out_count", 0) for row in rows),
        "late": any(queries.late_issue(row, today=clock.today()) for row in rows),
    }
    return table.respond("papers/copies/holder.html", context)
