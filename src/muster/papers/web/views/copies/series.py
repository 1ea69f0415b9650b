"""One series: where its copies are, what is done with them, and each copy of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.papers.models import Copy, CopySeries, Issue
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.web.views.copies.acts import ACTS, BEFORE_PRINTING
from muster.papers.web.views.copies.finding import known_of, must_keep, visible_series
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, series_id: int) -> HttpResponse:
    """One series: where its copies are, and what can be done with them."""
    return _page(request, visible_series(request, series_id), {})


@require_POST
@needs(Can.KEEP_COPIES)
def act(request: HttpRequest, series_id: int, action: str) -> HttpResponse:
    """Do one thing with copies of a series; a refusal keeps what was typed."""
    row = visible_series(request, series_id)
    if action not in ACTS:
        raise Http404
    must_keep(request, row)
    wanted = ACTS[action]
    form = wanted.blank(row, action, request.POST)
    made: list[object] = []
    status = attempt(form, lambda _typed: made.append(wanted.save(row, form, actor_of(request))))
    if status:
        return _page(request, row, {action: form}, status=status)
    if isinstance(made[0], Issue):
        return redirect("papers:issue", made[0].pk)
    return redirect("papers:series", row.pk)


ISSUES: Final = (
    Column(
        "number",
        pgettext_lazy("issue of copies", "No."),
        sort="number",
        kind="number",
        link=lambda row: reverse("papers:issue", args=[row.pk]),
        width=8,
    ),
    Column(
        "season_unit.name", pgettext_lazy("copies", "To"), sort="season_unit__sort_key", width=32
    ),
    Column("receiver", gettext_lazy("Receiver"), sort="receiver_key", width=28),
    Column("numbers", pgettext_lazy("copies", "Numbers"), width=24),
    Column("count", gettext_lazy("Copies"), sort="count", kind="number", width=8),
    Column("issued_at", pgettext_lazy("copies", "Given out"), sort="issued_at", kind="moment"),
    Column("receipt", gettext_lazy("Receipt"), sort="receipt_at", width=24),
    Column("due_on", gettext_lazy("Back by"), sort="due_on", kind="day"),
    Column(
        "out_count",
        pgettext_lazy("copies", "Still out"),
        sort="out_count",
        kind="number",
        cell="papers/copies/_out_cell.html",
        width=10,
    ),
    Column("out", pgettext_lazy("copies", "Numbers still out"), value=queries.numbers_out),
)


def issues_table(request: HttpRequest, rows: Any) -> Table:
    """Handings out, as a list that leaves as Excel."""
    today = clock.today()
    whole = request.GET.get("format") == "xlsx"
    shown = ISSUES if whole else ISSUES[:-1]
    table = Table(
        request,
        rows,
        shown,
        search=("search_key",),
        order="number",
        title=pgettext_lazy("copies", "Handings out"),
        name="copies-given-out",
        empty=_("Whoever is given copies stands here with their numbers."),
    )
    if not whole:
        for line in table.lines:
            line.row.days_late = queries.late_issue(line.row, today=today)
    return table


def _page(
    request: HttpRequest, row: CopySeries, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    may = is_allowed(account, Can.KEEP_COPIES, row)
    rows = queries.issues_of(account).filter(series=row)
    table = issues_table(request, rows)
    if table.wants_sheet:
        return table.sheet()
    keys: Sequence[str] = tuple(ACTS) if row.printed else BEFORE_PRINTING
    context = {
        "series": row,
        "table": table,
        "kind": queries.kind_name(row),
        "grade": queries.grade_name(row),
        "balance": queries.balance(row),
        "numbers": queries.numbers_by_state(row),
        "printings": list(row.printings.all()),
        "losses": list(queries.losses_of(account).filter(series=row)),
        "destructions": list(queries.destructions_of(account).filter(series=row)),
        "events": queries.events_of(row),
        "actions": [
            {
                "key": key,
                "action": ACTS[key],
                "form": typed.get(key) or ACTS[key].blank(row, key),
                "open": key in typed,
                "url": reverse("papers:act-series", args=[row.pk, key]),
            }
            for key in (keys if may else ())
        ],
        "known": known_of(row) if may else {},
        "may": may,
    }
    return render(request, "papers/copies/series.html", context, status=status)


@require_GET
@needs(Can.READ_COPIES)
def copy(request: HttpRequest, series_id: int, number: int) -> HttpResponse:
    """One copy, as its label leads to it: where it is and where it was."""
    rows = queries.copies_of(account_of(request))
    row: Copy = get_object_or_404(rows, series=series_id, number=number)
    may = is_allowed(account_of(request), Can.KEEP_COPIES, row.series)
    context = {
        "copy": row,
        "series": row.series,
        "events": queries.history_of(row.series, row.number),
        "may": may,
        "today": clock.today(),
    }
    return render(request, "papers/copies/copy.html", context)
