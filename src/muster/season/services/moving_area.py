"""Which congresses one act moves: of a unit and below, in some days, at or around a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.season.models import Congress, SeasonUnit
from muster.season.registry.moving import Moves, NewDays
from muster.season.services.hand import day

EARTH_KM: Final = 6371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Which congresses: of a unit and below, in a stretch of days, at or around a venue.

    venue_id with km: those whose venue lies within that many kilometres of it.
    """

    unit: SeasonUnit
    first_on: date | None = None
    last_on: date | None = None
    venue_id: int | None = None
    km: float = 0.0

    def __str__(self) -> str:
        said = [self.unit.name]
        if self.first_on or self.last_on:
            days = [day(one) for one in (self.first_on, self.last_on) if one]
            said.append(" – ".join(days))
        if self.venue_id is not None:
            said.append(_("around one venue"))
        return ", ".join(said)


def congresses_in(area: Area) -> list[Congress]:
    """The congresses of an area that can still be moved, in the order of their days."""
    rows = Congress.objects.filter(
        season=area.unit.season_id,
        season_unit__first__range=(area.unit.first, area.unit.last),
        cancelled_at=None,
        held_on=None,
    )
    if area.first_on is not None:
        rows = rows.filter(ends_on__gte=area.first_on)
    if area.last_on is not None:
        rows = rows.filter(starts_on__lte=area.last_on)
    if area.venue_id is not None:
        rows = rows.filter(pk__in=_around(rows, area.venue_id, area.km))
    return list(rows.select_related("season_unit__season", "season", "event"))


def _around(rows: QuerySet[Congress], venue_id: int, km: float) -> list[int]:
    placed = rows.filter(event__venue__isnull=False, event__venue__lat__isnull=False)
    at = placed.filter(event__venue=venue_id)
    found = list(at.values_list("pk", flat=True))
    centre = at.values_list("event__venue__lat", "event__venue__lon").first()
    if centre is None or not km:
        return list(rows.filter(event__venue=venue_id).values_list("pk", flat=True))
    places: Any = placed.values_list("pk", "event__venue__lat", "event__venue__lon")
    return found + [pk for pk, lat, lon in places if _km((lat, lon), centre) <= km]


def _km(a: Any, b: Any) -> float:
    """Along the great circle, between pairs of latitude and longitude."""
    (lat_a, lon_a), (lat_b, lon_b) = (map(radians, a), map(radians, b))
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def moves_of(
    unit: SeasonUnit,
    congresses: Sequence[Congress],
    *,
    days: int = 0,
    given: Mapping[int, date] | None = None,
    ends: Mapping[int, date] | None = None,
    today: date,
) -> Moves:
    """Every congress by so many days, or to the first day given for it.

    ends: last days, where the length does not stay. One whose days do not change is left out.
    """
    rows = []
    for congress in congresses:
        first = (given or {}).get(congress.pk) or congress.starts_on + timedelta(days=days)
        length = congress.ends_on - congress.starts_on
        last = (ends or {}).get(congress.pk) or first + length
        if (first, last) != (congress.starts_on, congress.ends_on):
            rows.append(NewDays(congress=congress, starts_on=first, ends_on=last))
    return Moves(season=unit.season, unit=unit, rows=rows, today=today)
