"""What is there now, sheet by sheet, as plain values by natural key: for preview and export."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet

from muster.duty.models import Absence, Officer, Vehicle
from muster.exchange.book import Current
from muster.exchange.sheets import SheetSpec, Values
from muster.packs import Pack
from muster.season.models import (
    Congress,
    Event,
    Season,
    SeasonUnit,
    Step,
    StepState,
    TierDeadline,
)
from muster.site.workbook.sheets.settings import DEADLINE
from muster.site.workbook.step_cells import BAR, StepCell
from muster.tree.clock import day_of
from muster.tree.models import Grant, ParentEdge, Person, UnitVersion
from muster.venues.models import Room, Venue, VenueContact

STREAMED: Final = 5000


class Register:
    """Reads the installation for one season (None before it is opened), each sheet once."""

    def __init__(self, pack: Pack, season: Season | None) -> None:
        self.pack = pack
        self.season = season
        self._read: dict[str, Current] = {}

    @cached_property
    def versions(self) -> dict[str, UnitVersion]:
        """The open version of each living unit, by code."""
        return {row.code: row for row in UnitVersion.objects.filter(valid_to=None)}

    @cached_property
    def codes(self) -> dict[int, str]:
        """Unit id to code."""
        return {row.unit_id: code for code, row in self.versions.items()}

    def current(self, spec: SheetSpec) -> Current:
        """The rows of a sheet as they are now; read once."""
        if spec.key not in self._read:
            rows = _READERS[spec.key](self)
            self._read[spec.key] = {spec.key_of(row): row for row in rows}
        return self._read[spec.key]

    @cached_property
    def held(self) -> dict[str, date]:
        """The day on which a congress was held, by its unit's code; only those that were."""
        if self.season is None:
            return {}
        rows = _planned(self.season).filter(held_on__isnull=False)
        return {row.season_unit.code: row.held_on for row in rows if row.held_on}

    @cached_property
    def season_units(self) -> dict[str, SeasonUnit]:
        """The units of the season that have not left it, by code."""
        rows = SeasonUnit.objects.filter(season=self.season, left_on=None)
        return {row.code: row for row in rows} if self.season else {}


def _settings(register: Register) -> Iterator[Values]:
    season = register.season
    if season is None:
        return
    values: dict[str, Any] = {
        "key": season.key,
        "name": season.name,
        "pack": season.pack,
        "pack_version": season.pack_version,
        "root": register.codes.get(season.root_id, ""),
        "tree_on": season.tree_on.isoformat(),
        "starts_on": season.starts_on.isoformat(),
        "ends_on": season.ends_on.isoformat(),
    }
    for row in TierDeadline.objects.filter(season=season, replaced_at=None):
        values[f"{DEADLINE}:{row.tier}:{row.milestone}"] = row.due_on.isoformat()
    for item, value in values.items():
        yield {"item": item, "value": value}


def _units(register: Register) -> Iterator[Values]:
    main = register.pack.season_edge.key
    above: dict[int, dict[str, str]] = defaultdict(dict)
    edges = ParentEdge.objects.filter(valid_to=None)
    for child, parent, kind in edges.values_list("child_id", "parent_id", "kind"):
        above[child][kind] = register.codes.get(parent, "")
    for code, version in register.versions.items():
        parents = above[version.unit_id]
        yield {
            "code": code,
            "name": version.name,
            "short_name": version.short_name,
            "kind": version.kind,
            "tier": version.tier,
            "parent": parents.get(main, ""),
            "other_parents": [f"{k}:{c}" for k, c in sorted(parents.items()) if k != main],
            "phone": version.phone,
            "address": version.address,
        }


def _persons(register: Register) -> Iterator[Values]:
    for person in Person.objects.order_by("pk").iterator(STREAMED):
        yield {
            "number": person.number,
            "name": person.name,
            "rank": person.rank,
            "unit": register.codes.get(person.unit_id, ""),
            "position": person.position,
            "phone": person.phone,
            "email": person.email,
            "is_active": person.is_active,
        }


def _accounts(register: Register) -> Iterator[Values]:
    grants = Grant.objects.filter(revoked_at=None, season=None, account__is_active=True)
    for grant in grants.select_related("account__person").order_by("pk"):
        person = grant.account.person
        yield {
            "username": grant.account.username,
            "person": person.number if person else "",
            "role": grant.role,
            "unit": register.codes.get(grant.unit_id, ""),
            "until": _iso(grant.until),
        }


def _venues(register: Register) -> Iterator[Values]:
    rooms: dict[int, Room] = {}
    for room in Room.objects.order_by("-pk"):
        rooms[room.venue_id] = room
    contacts: dict[int, VenueContact] = {}
    for contact in VenueContact.objects.order_by("-pk"):
        contacts[contact.venue_id] = contact
    for venue in Venue.objects.order_by("pk"):
        yield _venue(venue, rooms.get(venue.pk), contacts.get(venue.pk), register)


def _venue(
    venue: Venue, room: Room | None, contact: VenueContact | None, register: Register
) -> Values:
    return {
        "code": venue.code,
        "name": venue.name,
        "kind": venue.kind,
        "address": venue.address,
        "unit": register.codes.get(venue.unit_id, ""),
        "lat": venue.lat,
        "lon": venue.lon,
        "room": room.name if room else "",
        "capacity": room.capacity_people if room else None,
        "stated_by": room.capacity_stated_by if room else "",
        "contact": contact.name if contact else "",
        "phone": contact.phone if contact else "",
    }


def _congresses(register: Register) -> Iterator[Values]:
    if register.season is None:
        return
    events = Event.objects.filter(season=register.season, congress__isnull=False)
    venues = dict(events.values_list("congress_id", "venue__code"))
    for congress in _planned(register.season):
        yield {
            "unit": congress.season_unit.code,
            "starts_on": congress.starts_on.isoformat(),
            "ends_on": _iso(congress.ends_on if congress.ends_on > congress.starts_on else None),
            "delegates": congress.delegates,
            "venue": venues.get(congress.pk) or "",
            "content": congress.content,
            "size": congress.size,
            "risk": congress.risk,
        }


def _planned(season: Season) -> QuerySet[Congress]:
    planned = Congress.objects.filter(season=season, cancelled_at=None)
    return planned.select_related("season_unit").order_by("season_unit__first")


def _progress(register: Register) -> Iterator[Values]:
    if register.season is None:
        return
    rows: dict[int, Values] = {
        congress.pk: {"unit": congress.season_unit.code} for congress in _planned(register.season)
    }
    steps = Step.objects.filter(congress__season=register.season, congress__cancelled_at=None)
    for step in steps.iterator(STREAMED):
        rows[step.congress_id][f"step:{step.key}"] = step_value(step)
    yield from rows.values()


def step_value(step: Step) -> str | None:
    """A step as its cell's plain value; None for one that is open and has nothing to say."""
    at, note = _said(step)
    cell = StepCell(
        step.state,
        day_of(at).isoformat() if at else "",
        _iso(step.promised_on) or "",
        note.replace(BAR, "/"),
    )
    is_blank = step.state == StepState.OPEN and not (cell.promised_on or cell.note)
    return None if is_blank else cell.plain()


def _said(step: Step) -> tuple[datetime | None, str]:
    """When the state was reached, and the remark that goes with it."""
    match step.state:
        case StepState.ACCEPTED:
            return step.accepted_at, step.note
        case StepState.CHECKED:
            return step.checked_at, step.note
        case StepState.SUBMITTED:
            return step.submitted_at, step.note
        case StepState.RETURNED:
            return step.returned_at, step.return_reason or step.note
        case StepState.WAIVED:
            return None, step.waived_reason
        case _:
            return None, step.note


def _vehicles(register: Register) -> Iterator[Values]:
    for car in Vehicle.objects.order_by("pk"):
        yield {
            "code": car.code,
            "name": car.name,
            "types": sorted(car.types),
            "unit": register.codes.get(car.unit_id, ""),
        } | _home(car)


def _force(register: Register) -> Iterator[Values]:
    for officer in Officer.objects.select_related("person").order_by("pk").iterator(STREAMED):
        yield {
            "number": officer.person.number,
            "unit": register.codes.get(officer.unit_id, ""),
            "skills": sorted(officer.skills),
        } | _home(officer)


def _home(row: Officer | Vehicle) -> Values:
    return {
        "home_name": row.home_name,
        "lat": row.home_lat,
        "lon": row.home_lon,
        "is_available": row.is_available,
    }


def _absences(register: Register) -> Iterator[Values]:
    rows = Absence.objects.select_related("officer__person", "vehicle").order_by("pk")
    for row in rows:
        who = row.officer.person.number if row.officer else row.vehicle.code if row.vehicle else ""
        yield {
            "who": who,
            "kind": row.kind,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
        }


def _side_events(register: Register) -> Iterator[Values]:
    if register.season is None:
        return
    rows = Event.objects.filter(season=register.season, congress=None, is_cancelled=False)
    for row in rows.select_related("venue", "season_unit").order_by("pk"):
        yield {
            "key": row.key,
            "kind": row.kind,
            "name": row.name,
            "unit": row.season_unit.code,
            "venue": row.venue.code if row.venue else "",
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "people": row.expected_people,
            "size": row.size,
            "risk": row.risk,
        }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


_READERS: Final[Mapping[str, Callable[[Register], Iterator[Values]]]] = {
    "settings": _settings,
    "units": _units,
    "persons": _persons,
    "accounts": _accounts,
    "venues": _venues,
    "congresses": _congresses,
    "progress": _progress,
    "vehicles": _vehicles,
    "force": _force,
    "absences": _absences,
    "side_events": _side_events,
}
