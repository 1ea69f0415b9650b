"""Who stood duty at a congress, day by day, by the rosters in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from muster.duty.models import Assignment, Roster
from muster.duty.queries.people import unit_names
from muster.season.models import Congress
from muster.season.registry.attendance import Attended, attendance_source
from muster.tree.clock import day_of


@attendance_source
def duty_days(congress: Congress) -> Sequence[Attended]:
    """Each officer with the days on which a shift of his at the congress began: two queries."""
    rows = Assignment.objects.filter(
        roster__state=Roster.State.PUBLISHED,
        shift__withdrawn_at=None,
        shift__post__plan__event__congress=congress,
        officer__isnull=False,
    ).select_related("shift", "officer__person")
    days: dict[int, set[date]] = defaultdict(set)
    officers = {}
    for row in rows:
        assert row.officer is not None
        officers[row.officer.pk] = row.officer
        days[row.officer.pk].add(day_of(row.shift.starts_at))
    units = unit_names({officer.unit_id for officer in officers.values()})
    return [
        Attended(
            source=f"officer:{pk}",
            name=officer.person.name,
            unit=units.get(officer.unit_id, ""),
            days=len(days[pk]),
        )
        for pk, officer in officers.items()
    ]
