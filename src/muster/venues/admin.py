"""Venues in the read-only admin."""

from django.contrib import admin

from muster.tree.admin import ReadOnlyAdmin
from muster.venues.models import Room, Venue, VenueContact


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    """Venues."""

    list_display = ("code", "name", "kind", "lat", "lon")
    search_fields = ("search_key", "code")


@admin.register(Room)
class RoomAdmin(ReadOnlyAdmin):
    """Rooms with what was stated of them."""

    list_display = ("venue_id", "name", "capacity_people", "capacity_stated_by")


@admin.register(VenueContact)
class VenueContactAdmin(ReadOnlyAdmin):
    """Whom to call."""

    list_display = ("venue_id", "name", "duty", "phone")
