"""Venues, vehicles, the force and who is not at hand, as they are."""

from collections.abc import Iterator
from typing import Final

from muster.duty.models import Absence, Officer, Vehicle
from muster.exchange.sheets import Values
from muster.site.workbook.current.ground import Ground
from muster.venues.models import Room, Venue, VenueContact

STREAMED: Final = 5000


def venues(ground: Ground) -> Iterator[Values]:
    """Every venue with its first room and contact."""
    rooms: dict[int, Room] = {}
    for room in Room.objects.order_by("-pk"):
        rooms[room.venue_id] = room
    contacts: dict[int, VenueContact] = {}
    for contact in VenueContact.objects.order_by("-pk"):
        contacts[contact.venue_id] = contact
    for venue in Venue.objects.order_by("pk"):
        yield _venue(venue, rooms.get(venue.pk), contacts.get(venue.pk), ground)


def _venue(venue: Venue, room: Room | None, contact: VenueContact | None, ground: Ground) -> Values:
    return {
        "code": venue.code,
        "name": venue.name,
        "kind": venue.kind,
        "address": venue.address,
        "unit": ground.codes.get(venue.unit_id, ""),
        "lat": venue.lat,
        "lon": venue.lon,
        "room": room.name if room else "",
        "capacity": room.capacity_people if room else None,
        "stated_by": room.capacity_stated_by if room else "",
        "contact": contact.name if contact else "",
        "phone": contact.phone if contact else "",
    }


def vehicles(ground: Ground) -> Iterator[Values]:
    """Every vehicle."""
    for car in Vehicle.objects.order_by("pk"):
        yield {
            "code": car.code,
            "name": car.name,
            "types": sorted(car.types),
            "unit": ground.codes.get(car.unit_id, ""),
        } | _home(car)


def force(ground: Ground) -> Iterator[Values]:
    """Every officer."""
    for officer in Officer.objects.select_related("person").order_by("pk").iterator(STREAMED):
        yield {
            "number": officer.person.number,
            "unit": ground.codes.get(officer.unit_id, ""),
            "skills": sorted(officer.skills),
        } | _home(officer)


def _home(row: Officer | Vehicle) -> Values:
    return {
        "home_name": row.home_name,
        "lat": row.home_lat,
        "lon": row.home_lon,
        "is_available": row.is_available,
    }


def absences(ground: Ground) -> Iterator[Values]:
    """Every absence."""
    rows = Absence.objects.select_related("officer__person", "vehicle").order_by("pk")
    for row in rows:
        who = row.officer.person.number if row.officer else row.vehicle.code if row.vehicle else ""
        yield {
            "who": who,
            "kind": row.kind,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
        }
