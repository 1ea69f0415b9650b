"""Writes of the venues: one transaction, one entry each."""

from muster.venues.services import moving
from muster.venues.services.bulk import VenueRow, compare_venues, import_venues
from muster.venues.services.cards import keep_card
from muster.venues.services.single import (
    remove_contact,
    remove_room,
    save_contact,
    save_room,
    save_venue,
)

__all__ = [
    "VenueRow",
    "compare_venues",
    "import_venues",
    "keep_card",
    "moving",
    "remove_contact",
    "remove_room",
    "save_contact",
    "save_room",
    "save_venue",
]
