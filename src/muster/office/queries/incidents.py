"""Counts of incidents by zone, kind, day and hour: what reports say, each counted once."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from muster.office.models import IncidentCount
from muster.season.models import SeasonUnit
from muster.tree.models import Account
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True)
class IncidentTotal:
    """How many incidents of a kind in a zone on a day; hour: none where only the day is known."""

    happened_on: date
    hour: int | None
    zone: str
    kind: str
    count: int


def incident_totals(
    account: Account, unit: SeasonUnit, *, first: date, last: date
) -> list[IncidentTotal]:
    """The counts at *unit* and below from *first* to *last* that the account may see: one query.

    They are those of the newest issues. Places, hours and kinds only: nothing is kept of persons.
    """
    below = Q(season_unit__first__gte=unit.first, season_unit__first__lte=unit.last)
    rows = scope(account, IncidentCount).filter(
        below, season_unit__season=unit.season_id, happened_on__range=(first, last)
    )
    groups = rows.order_by("happened_on", "hour", "zone", "kind").values_list(
        "happened_on", "hour", "zone", "kind"
    )
    return [IncidentTotal(*group) for group in groups.annotate(n=Sum("count"))]
