from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.tree.clock import day_of
from muster.tree.models import UnitVersion
from muster.tree.names import tidy
from muster.tree.services import differences as diff
from muster.tree.services.differences import Difference, Imported, Verdict
from muster.venues.models import Room, Venue, VenueContact
from muster.venues.services.single import TEXTS, is_on_earth, prepare_venue

BATCH: Final = 500
PLACE: Final = ("lat", "lon")
OF_VENUE: Final = (*TEXTS, *PLACE, "unit_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueRow:
    """A venue as a workbook names it, with one room and one contact if they are given.

    Further rooms and contacts come in further rows of the same code, equal in the rest.
    lat, lon: WGS 84 degrees.
    """

    code: str
    name: str
    unit_code: str
    kind: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    room: str = ""
    capacity_people: int | None = None
    capacity_stated_by: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        """What makes the row one: venue, room and contact."""
        return " ".join(part for part in map(tidy, (self.code, self.room, self.contact)) if part)


@dataclass(frozen=True)
class _Register:
    unit_ids: Mapping[str, int]
    codes: Mapping[int, str]
    venues: Mapping[str, Venue]
    rooms: Mapping[tuple[int, str], Room]
    contacts: Mapping[tuple[int, str], VenueContact]


def compare_venues(rows: Sequence[VenueRow]) -> list[Difference[VenueRow]]:
    """What applying *rows* would change: for the preview. Four queries."""
    return _compare(rows, _register())


def import_venues(
    actor: Actor, *, rows: Sequence[VenueRow], now: datetime, client_uuid: UUID | None = None
) -> Imported:
    """Add and change many venues: few statements, one entry with each row's salted digest.

    Venues, rooms and contacts that no row names stay as they are. Raises RowsRefused.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        register = _register()
        differences = _compare(rows, register)
        diff.all_fit(differences)
        result = diff.counted(differences)
        if record.is_replay or not (result.created or result.changed):
            return result
        fresh = [one.row for one in differences if one.verdict is not Verdict.SAME]
        _write(fresh, register, now=now)
        salt = diff.new_salt()
        record(
            kind="venue.imported",
            subject="venues",
            audience=Audience.STAFF,
            body={
                "created": result.created,
                "changed": result.changed,
                "rows": diff.digests(differences, salt=salt),
            },
            personal={"salt": salt},
        )
    return result


def _register() -> _Register:
    unit_ids = dict(UnitVersion.objects.filter(valid_to=None).values_list("code", "unit_id"))
    return _Register(
        unit_ids=unit_ids,
        codes={pk: code for code, pk in unit_ids.items()},
        venues={venue.code: venue for venue in Venue.objects.all()},
        rooms={(room.venue_id, room.name): room for room in Room.objects.all()},
        contacts={(one.venue_id, one.name): one for one in VenueContact.objects.all()},
    )


def _compare(rows: Sequence[VenueRow], register: _Register) -> list[Difference[VenueRow]]:
    doubled = diff.twice(row.key for row in rows)
    first = {tidy(row.code): row for row in reversed(rows)}
    found = []
    for row in rows:
        faults = list(_faults(row, register, first[tidy(row.code)]))
        if row.key in doubled:
            faults.append(diff.twice_fault())
        old = _old(row, register)
        found.append(diff.judge(row.key, row, old=old, new=_values(row), faults=faults))
    return found


def _values(row: VenueRow) -> dict[str, Any]:
    """What the row says; a room or contact that it does not name is not part of it."""
    values: dict[str, Any] = {text: tidy(getattr(row, text)) for text in TEXTS}
    values |= {"lat": row.lat, "lon": row.lon, "unit_code": tidy(row.unit_code)}
    if tidy(row.room):
        values |= {
            "room": tidy(row.room),
            "capacity_people": row.capacity_people,
            "capacity_stated_by": tidy(row.capacity_stated_by),
        }
    if tidy(row.contact):
        values |= {"contact": tidy(row.contact), "phone": tidy(row.phone)}
    return values


def _old(row: VenueRow, register: _Register) -> dict[str, Any] | None:
    venue = register.venues.get(tidy(row.code))
    if venue is None:
        return None
    old: dict[str, Any] = {text: getattr(venue, text) for text in (*TEXTS, *PLACE)}
    old["unit_code"] = register.codes.get(venue.unit_id, "")
    room = register.rooms.get((venue.pk, tidy(row.room)))
    if room is not None:
        old["room"] = room.name
        old["capacity_people"] = room.capacity_people
        old["capacity_stated_by"] = room.capacity_stated_by
    contact = register.contacts.get((venue.pk, tidy(row.contact)))
    if contact is not None:
        old |= {"contact": contact.name, "phone": contact.phone}
    return old


def _faults(row: VenueRow, register: _Register, first: VenueRow) -> Iterable[str]:
    if not tidy(row.code) or not tidy(row.name):
        yield _("a venue needs a code and a name")
    if tidy(row.unit_code) not in register.unit_ids:
        yield _("there is no unit with the code %(code)s") % {"code": row.unit_code}
    if not is_on_earth(row.lat, row.lon):
        yield _("latitude and longitude are not those of a place on earth")
    if row.capacity_people is not None and not tidy(row.room):
        yield _("a capacity belongs to a room")
    if row.capacity_people is not None and not tidy(row.capacity_stated_by):
        yield _("nobody is named who stated the capacity")
    if any(getattr(row, name) != getattr(first, name) for name in OF_VENUE):
        yield _("it differs from the first row of the same venue")


def _write(rows: Sequence[VenueRow], register: _Register, *, now: datetime) -> None:
    venues = {tidy(row.code): _venue(row, register) for row in rows}
    Venue.objects.bulk_create(
        venues.values(),
        BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*TEXTS[1:], *PLACE, "unit", "sort_key", "search_key"],
    )
    ids = dict(Venue.objects.values_list("code", "pk"))
    Room.objects.bulk_create(
        [_room(row, ids, register, now=now) for row in rows if tidy(row.room)],
        BATCH,
        update_conflicts=True,
        unique_fields=["venue", "name"],
        update_fields=["capacity_people", "capacity_stated_by", "capacity_stated_on"],
    )
    contacts = {
        (ids[tidy(row.code)], tidy(row.contact)): tidy(row.phone) for row in rows if row.contact
    }
    VenueContact.objects.bulk_create(
        [VenueContact(venue_id=pk, name=name, phone=p) for (pk, name), p in contacts.items()],
        BATCH,
        update_conflicts=True,
        unique_fields=["venue", "name"],
        update_fields=["phone"],
    )


def _venue(row: VenueRow, register: _Register) -> Venue:
    values = {name: getattr(row, name) for name in (*TEXTS, *PLACE)}
    venue = Venue(**values, unit_id=register.unit_ids[tidy(row.unit_code)])
    prepare_venue(venue)
    return venue


def _room(row: VenueRow, ids: Mapping[str, int], register: _Register, *, now: datetime) -> Room:
    """The room; a capacity that stays as it was keeps the day on which it was stated."""
    venue_id, name = ids[tidy(row.code)], tidy(row.room)
    old = register.rooms.get((venue_id, name))
    stated = (row.capacity_people, tidy(row.capacity_stated_by))
    same = old is not None and (old.capacity_people, old.capacity_stated_by) == stated
    stated_on = old.capacity_stated_on if old and same else day_of(now)
    return Room(
        venue_id=venue_id,
        name=name,
        capacity_people=row.capacity_people,
        capacity_stated_by=tidy(row.capacity_stated_by),
        capacity_stated_on=stated_on if row.capacity_people is not None else None,
    )
