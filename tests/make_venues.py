"""Venues for tests, made through the services."""

from itertools import count

from tests.make_tree import NOW, TESTER

from muster.tree.models import Unit
from muster.venues import services
from muster.venues.models import Room, Venue, VenueContact

_number = count(1)


def venue(
    name: str = "",
    *,
    unit: Unit,
    code: str = "",
    at: tuple[float, float] | None = None,
    address: str = "",
) -> Venue:
    """A venue that a unit answers for; at: latitude and longitude."""
    number = next(_number)
    made = Venue(code=code or f"v{number}", name=name or f"Hall {number}", unit=unit)
    made.address = address
    made.lat, made.lon = at or (None, None)
    return services.save_venue(TESTER, venue=made, now=NOW)


def room(venue: Venue, name: str = "Main room", *, people: int | None = None) -> Room:
    """A room; its capacity is stated by the fire service."""
    made = Room(venue=venue, name=name, capacity_people=people)
    made.capacity_stated_by = "Fire service" if people is not None else ""
    return services.save_room(TESTER, room=made, now=NOW)


def contact(venue: Venue, name: str = "Keeper", *, phone: str = "0900") -> VenueContact:
    """Somebody to call."""
    made = VenueContact(venue=venue, name=name, phone=phone)
    return services.save_contact(TESTER, contact=made, now=NOW)
