"""The duty force comes in rows: officers, vehicles and when they are not at hand.

Each import is bulk: a row that is already so is counted as same and not written, the rest is
one ledger entry with the digest of each row. Importing the same rows twice changes nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from muster.duty.errors import AbsenceBackwards, UnknownOfficer, UnknownUnit, UnknownVehicle
from muster.duty.models import Absence, Officer, Vehicle
from muster.ledger.actor import Actor
from muster.ledger.canonical import text
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import Pack
from muster.tree.models import Person, UnitVersion

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """A person of the register who serves. unit_code empty: the person's own unit."""

    person_number: str
    unit_code: str = ""
    skills: tuple[str, ...] = ()
    home_name: str = ""
    home_lat: float
    home_lon: float
    is_available: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRow:
    """An own vehicle; types are keys of the pack's vehicle kinds."""

    code: str
    name: str
    unit_code: str
    types: tuple[str, ...]
    home_name: str = ""
    home_lat: float
    home_lon: float
    is_available: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """Not at hand in ``[starts_at, ends_at)``: an officer by number, or a vehicle by code."""

    person_number: str = ""
    vehicle_code: str = ""
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceCounts:
    """What an import did."""

    new: int
    changed: int
    same: int


def import_officers(
    actor: Actor, *, rows: Sequence[OfficerRow], pack: Pack, now: datetime
) -> ForceCounts:
    """Enter or update officers. Raises UnknownOfficer, UnknownUnit, RuleUnknown for a skill."""
    persons = _persons(row.person_number for row in rows)
    units = _units(row.unit_code for row in rows if row.unit_code)
    there = {o.person_id: o for o in Officer.objects.filter(person__in=persons.values())}
    wanted = []
    for row in rows:
        person = persons[row.person_number]
        values = _common(row) | {
            "unit_id": units[row.unit_code] if row.unit_code else person.unit_id,
            "skills": sorted(pack.skills[skill].key for skill in row.skills),
        }
        wanted.append((there.get(person.pk) or Officer(person=person), values))
    return _write(actor, Officer, wanted, kind="force.officers_imported", now=now)


def import_vehicles(
    actor: Actor, *, rows: Sequence[VehicleRow], pack: Pack, now: datetime
) -> ForceCounts:
    """Enter or update vehicles. Raises UnknownUnit, RuleUnknown for a kind."""
    units = _units(row.unit_code for row in rows)
    there = {v.code: v for v in Vehicle.objects.filter(code__in=[row.code for row in rows])}
    wanted = []
    for row in rows:
        values = _common(row) | {
            "name": row.name,
            "unit_id": units[row.unit_code],
            "types": sorted(pack.vehicle_kinds[kind].key for kind in row.types),
        }
        wanted.append((there.get(row.code) or Vehicle(code=row.code), values))
    return _write(actor, Vehicle, wanted, kind="force.vehicles_imported", now=now)


def import_absences(
    actor: Actor, *, rows: Sequence[AbsenceRow], pack: Pack, now: datetime
) -> ForceCounts:
    """Enter or update absences, told apart by who and from when.

    Raises UnknownOfficer, UnknownVehicle, AbsenceBackwards, RuleUnknown for a kind.
    """
    officers = _officers(row.person_number for row in rows if row.person_number)
    vehicles = _vehicles(row.vehicle_code for row in rows if not row.person_number)
    there = {
        (a.officer_id, a.vehicle_id, a.starts_at): a
        for a in Absence.objects.filter(
            models.Q(officer__in=officers.values()) | models.Q(vehicle__in=vehicles.values())
        )
    }
    wanted = []
    for row in rows:
        if row.ends_at <= row.starts_at:
            raise AbsenceBackwards(who=row.person_number or row.vehicle_code)
        officer_id = officers.get(row.person_number)
        vehicle_id = None if row.person_number else vehicles[row.vehicle_code]
        absence = there.get((officer_id, vehicle_id, row.starts_at)) or Absence(
            officer_id=officer_id, vehicle_id=vehicle_id, starts_at=row.starts_at
        )
        wanted.append((absence, {"kind": pack.absences[row.kind].key, "ends_at": row.ends_at}))
    return _write(actor, Absence, wanted, kind="force.absences_imported", now=now)


def _common(row: OfficerRow | VehicleRow) -> dict[str, Any]:
    return {
        "home_name": row.home_name,
        "home_lat": row.home_lat,
        "home_lon": row.home_lon,
        "is_available": row.is_available,
    }


M = TypeVar("M", bound=models.Model)


def _write(
    actor: Actor,
    model: type[M],
    wanted: Sequence[tuple[M, Mapping[str, Any]]],
    *,
    kind: str,
    now: datetime,
) -> ForceCounts:
    new = [_filled(row, values) for row, values in wanted if row.pk is None]
    changed = [
        _filled(row, values)
        for row, values in wanted
        if row.pk is not None and any(getattr(row, k) != v for k, v in values.items())
    ]
    counts = ForceCounts(
        new=len(new), changed=len(changed), same=len(wanted) - len(new) - len(changed)
    )
    if not new and not changed:
        return counts
    with recorded(actor, now=now) as record:
        manager = model._default_manager  # noqa: SLF001  # Django's documented name
        manager.bulk_create(new, batch_size=BATCH)
        manager.bulk_update(changed, sorted(wanted[0][1]), batch_size=BATCH)
        record(
            kind=kind,
            subject=model._meta.model_name or "",
            audience=Audience.SAFETY,
            body={"new": counts.new, "changed": counts.changed, "rows": _digests(new + changed)},
        )
    return counts


def _filled(row: M, values: Mapping[str, Any]) -> M:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _digests(rows: Iterable[models.Model]) -> list[list[Any]]:
    """Id and digest of each row: enough to prove what was written, without repeating it."""
    found: list[list[Any]] = []
    for row in rows:
        values = {
            field.attname: _plain(getattr(row, field.attname))
            for field in row._meta.concrete_fields
        }
        found.append([row.pk, hashlib.sha256(text(values).encode()).hexdigest()])
    return found


def _plain(value: Any) -> Any:
    """The record holds no fractions: coordinates stand in it as text."""
    return repr(value) if isinstance(value, float) else value


def _persons(numbers: Iterable[str]) -> dict[str, Person]:
    wanted = set(numbers)
    found = {p.number: p for p in Person.objects.filter(number__in=wanted)}
    for number in wanted - found.keys():
        raise UnknownOfficer(number=number)
    return found


def _officers(numbers: Iterable[str]) -> dict[str, int]:
    wanted = set(numbers)
    found = dict(
        Officer.objects.filter(person__number__in=wanted).values_list("person__number", "pk")
    )
    for number in wanted - found.keys():
        raise UnknownOfficer(number=number)
    return found


def _vehicles(codes: Iterable[str]) -> dict[str, int]:
    wanted = set(codes)
    found = dict(Vehicle.objects.filter(code__in=wanted).values_list("code", "pk"))
    for code in wanted - found.keys():
        raise UnknownVehicle(code=code)
    return found


def _units(codes: Iterable[str]) -> dict[str, int]:
    wanted = set(codes)
    found = dict(
        UnitVersion.objects.filter(code__in=wanted, valid_to__isnull=True).values_list(
            "code", "unit_id"
        )
    )
    for code in wanted - found.keys():
        raise UnknownUnit(code=code)
    return found
