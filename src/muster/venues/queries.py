"""Reads of the venues."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from muster.season.models import Event
from muster.tree.models import UnitVersion
from muster.tree.reach import Reach
from muster.tree.scope import scope, scoped
from muster.venues.models import Room, Venue, VenueContact
from muster.venues.rules import Can

Asker = AbstractBaseUser | AnonymousUser


@scoped(Venue)
def _venues(reach: Reach) -> Q:
    """Venues of units within reach, and those where an event within reach is held."""
    held = reach.by(Can.READ)
    events = Event.objects.filter(held.season_units(), venue__isnull=False)
    return held.units("unit") | Q(pk__in=events.values("venue"))


@scoped(Room)
def _rooms(reach: Reach) -> Q:
    return Q(venue__in=Venue.objects.filter(_venues(reach)))


@scoped(VenueContact)
def _contacts(reach: Reach) -> Q:
    return Q(venue__in=Venue.objects.filter(_venues(reach)))


def listed(account: Asker) -> QuerySet[Venue]:
    """The venues in scope, for lists.

    Adds unit_name, unit_sort_key, room_count and capacity_people, that of the largest room.
    """
    version = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("-valid_from")
    return (
        scope(account, Venue)
        .annotate(
            unit_name=Subquery(version.values("name")[:1]),
            unit_sort_key=Subquery(version.values("sort_key")[:1]),
            room_count=Count("rooms"),
            capacity_people=Max("rooms__capacity_people"),
        )
        .order_by("sort_key", "code")
    )


def events_at(account: Asker, venue: Venue) -> QuerySet[Event]:
    """What is held at a venue, as far as the asker may see it, in order of time."""
    rows = scope(account, Event).filter(venue=venue, is_cancelled=False)
    return rows.select_related("season_unit").order_by("starts_at", "pk")
