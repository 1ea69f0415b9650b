"""What is known to go wrong where an event is held."""

from collections.abc import Sequence

from django.db.models import Q

from muster.duty.models import Risk
from muster.season.models import Event

MOST = 50


def risks_at(event: Event) -> Sequence[Risk]:
    """The open risks of an event: those of its venue, and those of its unit. The oldest first."""
    of_unit = Q(season_unit=event.season_unit_id, venue=None)
    at_venue = Q(venue=event.venue_id) if event.venue_id else Q(pk__in=())
    return list(Risk.objects.filter(of_unit | at_venue, settled_at=None)[:MOST])
