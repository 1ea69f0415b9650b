"""Visits as a list, by month, and for the reader's own calendar."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.office.queries import own_unit
from muster.office.web.calendar import CALENDAR_TYPE
from muster.office.web.views.tasks import first_of
from muster.papers.models import AppraisalVisit
from muster.papers.queries.appraisals import visits as queries
from muster.papers.rules import Can
from muster.papers.web.views.appraisals.dossiers import choices_of
from muster.papers.web.visit_calendar import calendar_of
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("coming", pgettext_lazy("visits", "To come")),
    ("unwritten", pgettext_lazy("visits", "Minutes lacking")),
    ("held", pgettext_lazy("visits", "Written up")),
    ("cancelled", pgettext_lazy("visits", "Cancelled")),
)
IN_CALENDAR: Final = 500


def _state(row: AppraisalVisit) -> str:
    """In a word, for Excel."""
    if row.is_cancelled:
        return _("cancelled: %(reason)s") % {"reason": row.cancelled_reason}
    if row.symbol:
        return row.symbol
    if row.held_at is not None:
        return _("minutes written")
    return _("minutes lacking") if row.ends_at < clock.now() else _("to come")


COLUMNS: Final = (
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="congress__season_unit__sort_key",
        value=lambda row: row.congress.season_unit.name,
        link=lambda row: reverse("papers:visit", args=[row.pk]),
        width=40,
    ),
    Column("starts_at", pgettext_lazy("visit", "When"), sort="starts_at", kind="moment"),
    Column("kind", pgettext_lazy("visit", "Kind"), sort="kind", value=queries.visit_kind, width=30),
    Column("place", pgettext_lazy("visit", "Where"), sort="place", width=30),
    Column("lead", gettext_lazy("Led by"), sort="lead", width=26),
    Column("member_count", gettext_lazy("Go along"), sort="member_count", kind="number"),
    Column("car", pgettext_lazy("visit", "Car"), sort="car", width=24),
    Column(
        "state",
        gettext_lazy("State"),
        value=_state,
        cell="papers/visits/_state_cell.html",
        width=30,
    ),
)


@require_GET
@needs(Can.READ)
def visits(request: HttpRequest) -> HttpResponse:
    """The visits in scope, the latest first."""
    account, now = account_of(request), clock.now()
    rows = queries.visits_of(account)
    choice = request.GET.get("kind", "")
    table = Table(
        request,
        queries.choose_visits(rows, choice=choice, now=now),
        COLUMNS,
        search=("search_key",),
        order="starts_at" if choice == "coming" else "-starts_at",
        title=_("Visits"),
        name="visits",
        empty=_("A visit is planned from the page of the congress that it is about."),
    )
    context: dict[str, Any] = {
        "figures": queries.visit_figures(rows, now=now),
        "choices": choices_of(table, CHOICES, choice),
        "may": _may(request),
    }
    return table.respond("papers/visits/visits.html", context)


def _may(request: HttpRequest) -> bool:
    account = account_of(request)
    unit = own_unit(account)
    return unit is not None and unit.first < unit.last and is_allowed(account, Can.VISIT, unit)


@require_GET
@needs(Can.READ)
def month(request: HttpRequest) -> HttpResponse:
    """The visits of a month, day by day."""
    rows = queries.visits_of(account_of(request))
    first = first_of(request.GET.get("month", ""), clock.today())
    context = {"month": queries.month_of(rows, first), "may": _may(request)}
    return render(request, "papers/visits/month.html", context)


@require_GET
@needs(Can.READ)
def calendars(request: HttpRequest) -> HttpResponse:
    """All visits to come, and those cancelled, for the reader's own calendar."""
    rows = queries.visits_of(account_of(request)).filter(ends_at__gte=clock.now())
    found = list(rows.order_by("starts_at")[:IN_CALENDAR])
    answer = HttpResponse(calendar_of(found, now=clock.now()), content_type=CALENDAR_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="visits.ics"'
    return answer
