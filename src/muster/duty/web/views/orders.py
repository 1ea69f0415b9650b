from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.duty.models import Officer, Plan, Post, Roster
from muster.duty.queries.orders import (
    PersonSheet,
    event_sheets,
    person_sheet,
    post_sheet,
    root_of,
    version_of,
)
from muster.duty.queries.people import unit_names
from muster.duty.queries.windows import shifts_of
from muster.duty.rules import Can
from muster.duty.web.docx import person_document, post_document
from muster.duty.web.focus import roster_of
from muster.exchange.documents import paper_response
from muster.season.models import Event
from muster.shell.tables import Column, Table
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@needs(Can.READ_ROSTERS)
def index(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The events of a roster with the way to their order sheets."""
    roster = roster_of(request, roster_id)
    rows = (
        scope(request.user, Plan)
        .filter(posts__shifts__in=shifts_of(roster))
        .distinct()
        .select_related("event__venue")
    )
    table = Table(
        request,
        rows,
        (
            Column(
                "event",
                _("Event"),
                sort="event__season_unit__sort_key",
                value=lambda row: row.event.name,
                link=lambda row: reverse("duty:event_orders", args=[roster.pk, row.event_id]),
                width=40,
            ),
            Column(
                "starts_at",
                _("Day"),
                sort="event__starts_at",
                kind="moment",
                value=lambda row: row.event.starts_at,
            ),
            Column(
                "venue",
                _("Venue"),
                sort="event__venue__sort_key",
                value=lambda row: row.event.venue.name if row.event.venue else "",
            ),
        ),
        search=("event__season_unit__search_key", "event__venue__search_key"),
        order="starts_at",
        title=_("Order sheets"),
        name="orders",
    )
    return table.respond("duty/orders.html", {"roster": roster, "version": version_of(roster)})


@needs(Can.READ_ROSTERS)
def post(request: HttpRequest, roster_id: int, post_id: int) -> HttpResponse:
    """The order sheet of one post, to print."""
    roster = roster_of(request, roster_id)
    found = _post(request, post_id)
    about = {"sheets": [post_sheet(roster, found)], "roster": roster, "post": found}
    return render(request, "duty/order.html", about)


@needs(Can.READ_ROSTERS)
def post_docx(request: HttpRequest, roster_id: int, post_id: int) -> HttpResponse:
    """The same sheet as a Word file."""
    roster = roster_of(request, roster_id)
    sheet = post_sheet(roster, _post(request, post_id))
    return paper_response(
        request,
        post_document(root_of(roster), [sheet]),
        name=f"{roster.number}-{sheet.event}-{sheet.post}",
    )


@needs(Can.READ_ROSTERS)
def event(request: HttpRequest, roster_id: int, event_id: int) -> HttpResponse:
    """The sheets of every post of an event, one a page."""
    roster = roster_of(request, roster_id)
    found = get_object_or_404(scope(request.user, Event), pk=event_id)
    about = {"sheets": event_sheets(roster, found), "roster": roster, "event": found}
    return render(request, "duty/order.html", about)


@needs(Can.READ_ROSTERS)
def event_docx(request: HttpRequest, roster_id: int, event_id: int) -> HttpResponse:
    """The same sheets as a Word file."""
    roster = roster_of(request, roster_id)
    found = get_object_or_404(scope(request.user, Event), pk=event_id)
    sheets = event_sheets(roster, found)
    return paper_response(
        request, post_document(root_of(roster), sheets), name=f"{roster.number}-{found.name}"
    )


@needs(Can.READ_DUTY)
def officer(request: HttpRequest, roster_id: int, officer_id: int) -> HttpResponse:
    """The order sheet of one officer, to print."""
    roster, sheet = _person(request, roster_id, officer_id)
    about = {
        "sheet": sheet,
        "roster": roster,
        "officer_id": officer_id,
        "unit": unit_names([sheet.unit_id]).get(sheet.unit_id, ""),
    }
    return render(request, "duty/officer_order.html", about)


@needs(Can.READ_DUTY)
def officer_docx(request: HttpRequest, roster_id: int, officer_id: int) -> HttpResponse:
    """The same sheet as a Word file."""
    roster, sheet = _person(request, roster_id, officer_id)
    home = unit_names([sheet.unit_id]).get(sheet.unit_id, "")
    return paper_response(
        request,
        person_document(root_of(roster), sheet, home=home),
        name=f"{roster.number}-{sheet.name}",
    )


def _person(request: HttpRequest, roster_id: int, officer_id: int) -> tuple[Roster, PersonSheet]:
    found = get_object_or_404(scope(request.user, Officer).select_related("person"), pk=officer_id)
    require(request.user, Can.READ_DUTY, found)
    own = Roster.objects.filter(state=Roster.State.PUBLISHED, assignments__officer=found)
    rows = Roster.objects.filter(pk__in=own) | scope(request.user, Roster)
    roster = get_object_or_404(rows.select_related("season").distinct(), pk=roster_id)
    return roster, person_sheet(roster, found)


def _post(request: HttpRequest, post_id: int) -> Post:
    rows = scope(request.user, Post).select_related("plan__event__venue")
    return get_object_or_404(rows, pk=post_id)
