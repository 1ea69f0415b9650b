"""Officers and vehicles of a roster with the names under which they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from muster.duty.models import Officer, OpenPlace, Roster, Vehicle
from muster.duty.queries.naming import ShortNames, full_name
from muster.packs import Pack
from muster.tree.models import UnitVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Everybody of a roster: rows and names by id. Two short names are never the same."""

    officers: dict[int, Officer]
    short: ShortNames
    units: dict[int, str]
    pack: Pack

    def full(self, officer_id: int) -> str:
        """Rank and full name."""
        return full_name(self.officers[officer_id].person, pack=self.pack)

    @property
    def lenders(self) -> dict[int, str]:
        """The names of their units by officer id."""
        return {pk: self.units.get(row.unit_id, "") for pk, row in self.officers.items()}

    @property
    def names(self) -> dict[int, str]:
        """Short names by id."""
        return {pk: self.short[pk] for pk in self.officers}


def crowd_of(roster: Roster, *, pack: Pack) -> Crowd:
    """Those on duty in the roster and those named beside its open places."""
    named = {
        pk
        for ids in OpenPlace.objects.filter(roster=roster).values_list("officers", flat=True)
        for pk in ids
    }
    on_duty = Officer.objects.filter(assignments__roster=roster)
    rows = on_duty | Officer.objects.filter(pk__in=named) if named else on_duty
    return crowd(rows.distinct(), pack=pack)


def crowd(officers: QuerySet[Officer], *, pack: Pack) -> Crowd:
    """These officers with their names: two queries."""
    rows = list(officers.select_related("person"))
    units = unit_names(row.unit_id for row in rows)
    return Crowd(
        officers={row.pk: row for row in rows},
        short=ShortNames(rows, unit_names=units),
        units=units,
        pack=pack,
    )


def unit_names(unit_ids: Iterable[int]) -> dict[int, str]:
    """Short names, or names, of units as they are called today."""
    rows = UnitVersion.objects.filter(unit__in=set(unit_ids), valid_to__isnull=True)
    return {
        unit_id: short_name or name
        for unit_id, short_name, name in rows.values_list("unit_id", "short_name", "name")
    }


def vehicles_of(roster: Roster) -> dict[int, Vehicle]:
    """The vehicles of a roster by id."""
    return {v.pk: v for v in Vehicle.objects.filter(assignments__roster=roster).distinct()}
