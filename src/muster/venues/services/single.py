from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.tree.names import KEY_LENGTH, search_key, sort_key, tidy
from muster.venues.errors import CapacityNeedsName, CodeTaken, NameTaken, PlaceIncomplete
from muster.venues.models import Room, Venue, VenueContact

TEXTS = ("code", "name", "kind", "address")


def save_venue(actor: Actor, *, venue: Venue, now: datetime) -> Venue:
    """Add a venue or change it. Raises CodeTaken, PlaceIncomplete."""
    with recorded(actor, now=now) as record:
        prepare_venue(venue)
        if not is_on_earth(venue.lat, venue.lon):
            raise PlaceIncomplete(lat=venue.lat, lon=venue.lon)
        twin = Venue.objects.filter(code=venue.code).exclude(pk=venue.pk).first()
        if twin is not None:
            raise CodeTaken(code=venue.code, venue=twin.name)
        kind = "venue.changed" if venue.pk else "venue.added"
        venue.save()
        body: dict[str, Any] = {text: getattr(venue, text) for text in TEXTS}
        body |= {"lat": _degrees(venue.lat), "lon": _degrees(venue.lon)}
        _record(record, kind, venue, body)
    return venue


def save_room(actor: Actor, *, room: Room, now: datetime) -> Room:
    """Add a room or change it; a capacity says who stated it.

    Raises NameTaken, CapacityNeedsName.
    """
    with recorded(actor, now=now) as record:
        room.name, room.capacity_stated_by = tidy(room.name), tidy(room.capacity_stated_by)
        if room.capacity_people is not None and not room.capacity_stated_by:
            raise CapacityNeedsName(name=room.name, people=room.capacity_people)
        twins = Room.objects.filter(venue=room.venue, name=room.name)
        if twins.exclude(pk=room.pk).exists():
            raise NameTaken(venue=room.venue.name, name=room.name)
        room.save()
        body = {"room": room.pk, "name": room.name, "capacity_people": room.capacity_people}
        _record(record, "venue.room_saved", room.venue, body)
    return room


def remove_room(actor: Actor, *, room: Room, now: datetime) -> None:
    """Take a room off the venue."""
    with recorded(actor, now=now) as record:
        body = {"room": room.pk, "name": room.name}
        room.delete()
        _record(record, "venue.room_removed", room.venue, body)


def save_contact(actor: Actor, *, contact: VenueContact, now: datetime) -> VenueContact:
    """Add a contact or change it; name and number can be erased from the record.

    Raises NameTaken.
    """
    with recorded(actor, now=now) as record:
        for text in ("name", "duty", "phone"):
            setattr(contact, text, tidy(getattr(contact, text)))
        twins = VenueContact.objects.filter(venue=contact.venue, name=contact.name)
        if twins.exclude(pk=contact.pk).exists():
            raise NameTaken(venue=contact.venue.name, name=contact.name)
        contact.save()
        _record(record, "venue.contact_saved", contact.venue, {"duty": contact.duty}, contact)
    return contact


def remove_contact(actor: Actor, *, contact: VenueContact, now: datetime) -> None:
    """Take a contact off the venue."""
    with recorded(actor, now=now) as record:
        body = {"contact": contact.pk, "duty": contact.duty}
        contact.delete()
        _record(record, "venue.contact_removed", contact.venue, body)


def prepare_venue(venue: Venue) -> None:
    """Tidy the texts of *venue* and compute its keys."""
    for text in TEXTS:
        setattr(venue, text, tidy(getattr(venue, text)))
    venue.sort_key = sort_key(venue.name, given_first=False)
    found_by = f"{venue.name} {venue.code} {venue.address}"
    venue.search_key = search_key(found_by)[:KEY_LENGTH]


def is_on_earth(lat: float | None, lon: float | None) -> bool:
    """Whether both are missing, or both are degrees of a place."""
    if lat is None or lon is None:
        return lat is None and lon is None
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _record(
    record: Record,
    kind: str,
    venue: Venue,
    body: dict[str, Any],
    contact: VenueContact | None = None,
) -> None:
    personal = {"name": contact.name, "phone": contact.phone} if contact else None
    record(
        kind=kind,
        subject=f"venue:{venue.pk}",
        unit=venue.unit_id,
        audience=Audience.UNIT,
        body=body,
        personal=personal,
    )


def _degrees(value: float | None) -> str | None:
    """Degrees as text: the record holds no binary fractions."""
    return None if value is None else f"{value:.6f}"
