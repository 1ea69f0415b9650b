"""Pages of the venues."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.shell.charts import MapPoint
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope
from muster.venues import queries, services
from muster.venues.models import Room, Venue, VenueContact
from muster.venues.rules import Can
from muster.venues.web.forms import ContactForm, RoomForm, VenueForm

MAP_POINTS = 2_000
COLUMNS = (
    Column("code", gettext_lazy("Code"), sort="code"),
    Column(
        "name",
        gettext_lazy("Venue"),
        sort="sort_key",
        link=lambda venue: reverse("venues:one", args=[venue.pk]),
        width=40,
    ),
    Column("kind", gettext_lazy("Kind"), sort="kind"),
    Column("unit_name", gettext_lazy("Unit"), sort="unit_sort_key", width=40),
    Column("address", gettext_lazy("Address"), sort="address", width=40),
    Column("room_count", gettext_lazy("Rooms"), sort="room_count", kind="number"),
    Column("capacity_people", gettext_lazy("Largest room"), sort="capacity_people", kind="number"),
)


@needs(Can.READ)
def venues(request: HttpRequest) -> HttpResponse:
    """The venues in scope: list, map and workbook."""
    table = Table(
        request,
        queries.listed(request.user),
        COLUMNS,
        search=("search_key",),
        order="name",
        title=_("Venues"),
        name="venues",
        empty=_("Venues come with the season workbook, or are added here."),
    )
    if table.wants_sheet:
        return table.respond("venues/list.html")
    points = _points(table.rows)
    context = {
        "points": points,
        "without_place": table.total - len(points) if len(points) < MAP_POINTS else 0,
        "may_change": is_allowed(request.user, Can.CHANGE),
    }
    return table.respond("venues/list.html", context)


def _points(rows: Any) -> list[MapPoint]:
    placed = [venue for venue in rows[:MAP_POINTS] if venue.lat is not None]
    return [_point(venue) for venue in placed]


def _point(venue: Venue) -> MapPoint:
    assert venue.lat is not None
    assert venue.lon is not None
    return MapPoint(
        lat=venue.lat,
        lon=venue.lon,
        label=venue.name,
        text=venue.address,
        href=reverse("venues:one", args=[venue.pk]),
    )


@needs(Can.READ)
def one(request: HttpRequest, venue_id: int) -> HttpResponse:
    """A venue with its rooms, contacts and what is held there."""
    venue = get_object_or_404(queries.listed(request.user), pk=venue_id)
    return render(
        request,
        "venues/one.html",
        {
            "venue": venue,
            "rooms": venue.rooms.all(),
            "contacts": venue.contacts.all(),
            "events": queries.events_at(request.user, venue),
            "points": [_point(venue)] if venue.lat is not None else [],
            "may_change": is_allowed(request.user, Can.CHANGE, venue),
        },
    )


@needs(Can.CHANGE)
def add(request: HttpRequest) -> HttpResponse:
    """A new venue."""
    form = VenueForm(request.POST or None, account=account_of(request))
    return _answer(request, form, _("Add a venue"), save=_save_venue, back=reverse("venues:venues"))


@needs(Can.CHANGE)
def change(request: HttpRequest, venue_id: int) -> HttpResponse:
    """Another name, kind, place or unit of a venue."""
    venue = _changeable(request, venue_id)
    form = VenueForm(request.POST or None, instance=venue, account=account_of(request))
    return _answer(request, form, venue.name, save=_save_venue, back=_page(venue))


def _save_venue(actor: Actor, venue: Venue, now: datetime) -> Venue:
    return services.save_venue(actor, venue=venue, now=now)


@needs(Can.CHANGE)
def add_room(request: HttpRequest, venue_id: int) -> HttpResponse:
    """A new room of a venue."""
    venue = _changeable(request, venue_id)
    form = RoomForm(request.POST or None, instance=Room(venue=venue))
    return _answer(request, form, _("Add a room"), save=_save_room, back=_page(venue))


@needs(Can.CHANGE)
def change_room(request: HttpRequest, venue_id: int, room_id: int) -> HttpResponse:
    """Another name or capacity of a room."""
    venue = _changeable(request, venue_id)
    room = get_object_or_404(Room, pk=room_id, venue=venue)
    form = RoomForm(request.POST or None, instance=room)
    return _answer(request, form, room.name, save=_save_room, back=_page(venue))


def _save_room(actor: Actor, room: Room, now: datetime) -> Venue:
    return services.save_room(actor, room=room, now=now).venue


@require_POST
@needs(Can.CHANGE)
def remove_room(request: HttpRequest, venue_id: int, room_id: int) -> HttpResponse:
    """Take a room off the venue."""
    venue = _changeable(request, venue_id)
    room = get_object_or_404(Room, pk=room_id, venue=venue)
    services.remove_room(actor_of(request), room=room, now=clock.now())
    return redirect("venues:one", venue.pk)


@needs(Can.CHANGE)
def add_contact(request: HttpRequest, venue_id: int) -> HttpResponse:
    """Somebody to call at a venue."""
    venue = _changeable(request, venue_id)
    form = ContactForm(request.POST or None, instance=VenueContact(venue=venue))
    return _answer(request, form, _("Add a contact"), save=_save_contact, back=_page(venue))


@needs(Can.CHANGE)
def change_contact(request: HttpRequest, venue_id: int, contact_id: int) -> HttpResponse:
    """Another name, duty or number of a contact."""
    venue = _changeable(request, venue_id)
    contact = get_object_or_404(VenueContact, pk=contact_id, venue=venue)
    form = ContactForm(request.POST or None, instance=contact)
    return _answer(request, form, contact.name, save=_save_contact, back=_page(venue))


def _save_contact(actor: Actor, contact: VenueContact, now: datetime) -> Venue:
    return services.save_contact(actor, contact=contact, now=now).venue


@require_POST
@needs(Can.CHANGE)
def remove_contact(request: HttpRequest, venue_id: int, contact_id: int) -> HttpResponse:
    """Take a contact off the venue."""
    venue = _changeable(request, venue_id)
    contact = get_object_or_404(VenueContact, pk=contact_id, venue=venue)
    services.remove_contact(actor_of(request), contact=contact, now=clock.now())
    return redirect("venues:one", venue.pk)


def _changeable(request: HttpRequest, venue_id: int) -> Venue:
    """The venue, if the asker sees it (else 404) and may change it (else a refusal)."""
    venue = get_object_or_404(scope(request.user, Venue), pk=venue_id)
    require(request.user, Can.CHANGE, venue)
    return venue


def _page(venue: Venue) -> str:
    return reverse("venues:one", args=[venue.pk])


def _answer(
    request: HttpRequest,
    form: ModelForm[Any],
    title: str,
    *,
    save: Callable[[Actor, Any, datetime], Venue],
    back: str,
) -> HttpResponse:
    """Show the form, or save it and go to the venue; a refusal keeps what was typed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("venues:one", save(actor_of(request), form.instance, clock.now()).pk)
        except DomainError as refused:
            form.add_error(None, str(refused))
            status = refused.status
    context = {"form": form, "title": title, "back": back}
    return render(request, "venues/form.html", context, status=status)
