"""Missing copies: the list, one loss, its explanation."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.papers.models import Loss
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.forms.copies import HowForm
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

COLUMNS: Final = (
    Column(
        "title",
        pgettext_lazy("copies", "What is printed"),
        sort="series__title",
        value=lambda row: row.series.title,
        link=lambda row: reverse("papers:loss", args=[row.pk]),
        width=44,
    ),
    Column("numbers", pgettext_lazy("copies", "Numbers"), width=20),
    Column(
        "holder",
        pgettext_lazy("copies", "Whose"),
        value=lambda row: (
            f"{row.issue.receiver}, {row.issue.season_unit.name}" if row.issue else ""
        ),
        width=40,
    ),
    Column(
        "still_count", pgettext_lazy("copies", "Still missing"), sort="still_count", kind="number"
    ),
    Column("reported_at", pgettext_lazy("copies", "Reported"), sort="reported_at", kind="moment"),
    Column(
        "due_on",
        gettext_lazy("Explained by the day"),
        sort="task__due_on",
        value=lambda row: row.task.due_on if row.task else None,
        kind="day",
    ),
    Column(
        "explanation",
        pgettext_lazy("copies", "What became of it"),
        sort="settled",
        cell="papers/copies/_explained_cell.html",
        width=44,
    ),
)


@needs(Can.READ_COPIES)
def losses(request: HttpRequest) -> HttpResponse:
    """Everything that is or was missing; what nobody explained stands first."""
    rows = queries.losses_of(account_of(request))
    red = rows.filter(explained_at=None).count()
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("series__search_key",),
        order="explanation",
        title=_("Missing copies"),
        name="copies-missing",
        empty=_("No numbered copy is missing."),
    )
    return table.respond("papers/copies/losses.html", {"red": red})


def _visible(request: HttpRequest, loss_id: int) -> Loss:
    return get_object_or_404(queries.losses_of(account_of(request)), pk=loss_id)


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, loss_id: int) -> HttpResponse:
    """One loss, red until the head explains it."""
    return _page(request, _visible(request, loss_id), None)


@require_POST
@needs(Can.EXPLAIN_MISSING)
def explain(request: HttpRequest, loss_id: int) -> HttpResponse:
    """Say what became of missing copies."""
    row = _visible(request, loss_id)
    require(account_of(request), Can.EXPLAIN_MISSING, row.series)
    form = _form(request)
    status = attempt(
        form,
        lambda typed: services.explain_missing(
            row,
            actor=actor_of(request),
            now=clock.now(),
            explanation=typed["how"],
            client_uuid=typed["client_uuid"],
        ),
    )
    return _page(request, row, form, status=status) if status else redirect("papers:loss", row.pk)


def _form(request: HttpRequest) -> HowForm:
    return HowForm(request.POST or None, label=_("What became of it, and what follows"))


def _page(request: HttpRequest, row: Loss, form: HowForm | None, status: int = 200) -> HttpResponse:
    may = row.explained_at is None
    may = may and is_allowed(account_of(request), Can.EXPLAIN_MISSING, row.series)
    context = {
        "loss": row,
        "series": row.series,
        "form": (form or _form(request)) if may else None,
        "today": clock.today(),
    }
    return render(request, "papers/copies/loss.html", context, status=status)
