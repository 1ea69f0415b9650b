"""What the duty force knows of units for their reports: who is on duty on a day."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from muster.duty.models import Assignment, Roster
from muster.packs import Known
from muster.season.models import SeasonUnit
from muster.season.registry import Asked, known_source


@known_source(Known.STRENGTH_ON_DUTY)
def _strength(asked: Asked) -> Mapping[Known, Mapping[int, int]]:
    """Officers with a shift on the day by the rosters in force, each once in a unit: one query."""
    placed = _placed(asked)
    places = [place for place, _officer in placed]
    return {
        Known.STRENGTH_ON_DUTY: {
            unit.pk: len({officer for _place, officer in placed[slice(*_within(unit, places))]})
            for unit in asked.units
        }
    }


def _within(unit: SeasonUnit, places: list[int]) -> tuple[int, int]:
    return bisect_left(places, unit.first), bisect_right(places, unit.last)


def _placed(asked: Asked) -> list[tuple[int, int]]:
    """(place in the tree, officer) of every shift that touches the day, in order of place."""
    begins = datetime.combine(asked.on, time.min, tzinfo=timezone.get_default_timezone())
    rows = Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        roster__season__in={unit.season_id for unit in asked.units},
        officer__isnull=False,
        shift__withdrawn_at=None,
        shift__starts_at__lt=begins + timedelta(days=1),
        shift__ends_at__gt=begins,
        shift__post__plan__event__season_unit__first__gte=min(u.first for u in asked.units),
        shift__post__plan__event__season_unit__first__lte=max(u.last for u in asked.units),
    )
    found = rows.values_list("shift__post__plan__event__season_unit__first", "officer_id")
    return sorted({(place, officer) for place, officer in found if officer is not None})
