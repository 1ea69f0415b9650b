"""Vehicles that are at hand in a stretch of time."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from muster.duty.models import Absence, Assignment, Roster, Vehicle
from muster.season.models import SeasonUnit
from muster.season.registry.vehicles import vehicles_source

MOST: Final = 200


@vehicles_source
def _free_vehicles(unit: SeasonUnit, starts_at: datetime, ends_at: datetime) -> list[str]:
    """Vehicles of a unit and below: available, not absent, on no shift of a published roster."""
    within = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    absent = Absence.objects.filter(within, vehicle__isnull=False)
    driven = Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        vehicle__isnull=False,
        shift__starts_at__lt=ends_at,
        shift__ends_at__gt=starts_at,
    )
    below = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last, left_on=None
    )
    rows = (
        Vehicle.objects.filter(is_available=True, unit__in=below.values("unit"))
        .exclude(pk__in=absent.values("vehicle"))
        .exclude(pk__in=driven.values("vehicle"))
        .order_by("code")
    )
    return [f"{one.name} ({one.code})" for one in rows[:MOST]]
