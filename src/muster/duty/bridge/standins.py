"""The best substitutes for a place, with what taking them would mean."""

from dataclasses import dataclass

from muster.duty.bridge.problem import (
    officer_key,
    pairs_of,
    problem_of,
    resource_pk,
    shift_id,
    shift_pk,
)
from muster.duty.models import Officer, Roster, Shift
from muster.duty.queries.naming import full_name, shift_name
from muster.duty.queries.people import unit_names
from muster.engines.roster.reasons.substitutes import Substitute, substitutes
from muster.engines.roster.rules import Judge
from muster.packs import Pack

BEST = 5
HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """One who could take the place, with what it means: way, hours, rest on both sides.

    leaves: the shift that they are freed of, which taker takes; both empty for a direct one.
    """

    officer_id: int
    name: str
    unit: str
    phone: str
    km_more: float
    hours_h: float
    week_h: float
    over_h: float
    rest_before_h: float | None
    rest_after_h: float | None
    days_in_a_row: int
    leaves_id: int | None = None
    leaves: str = ""
    taker_id: int | None = None
    taker: str = ""


def stand_ins(roster: Roster, shift: Shift, *, instead_of: int | None, pack: Pack) -> list[StandIn]:
    """The five best for one place of *roster*; *instead_of*: the officer who cannot come."""
    judge = Judge(problem_of(roster))
    post = shift_id(shift)
    if post not in judge.posts:
        return []
    lost = "" if instead_of is None else officer_key(instead_of)
    (found,) = substitutes(judge, pairs_of(roster), person=lost, posts=[post], at_most=BEST)
    people = {resource_pk(one.person)[0] or 0 for one in found.found}
    people |= {resource_pk(one.stand_in)[0] or 0 for one in found.found if one.stand_in}
    rows = Officer.objects.select_related("person").in_bulk(people)
    left = {shift_pk(one.leaves[0]) for one in found.found if one.leaves}
    shifts = {row.pk: row for row in Shift.objects.filter(pk__in=left).select_related("post")}
    units = unit_names(row.unit_id for row in rows.values())
    names = {pk: full_name(row.person, pack=pack) for pk, row in rows.items()}
    return [
        _stand_in(one, rows=rows, names=names, units=units, shifts=shifts)
        for one in found.found
        if (resource_pk(one.person)[0] or 0) in rows and len(one.leaves) <= 1
    ]


def _stand_in(
    one: Substitute,
    *,
    rows: dict[int, Officer],
    names: dict[int, str],
    units: dict[int, str],
    shifts: dict[int, Shift],
) -> StandIn:
    officer = rows[resource_pk(one.person)[0] or 0]
    leaves = shifts.get(shift_pk(one.leaves[0])) if one.leaves else None
    taker = resource_pk(one.stand_in)[0] if one.stand_in else None
    return StandIn(
        officer_id=officer.pk,
        name=names[officer.pk],
        unit=units.get(officer.unit_id, ""),
        phone=officer.person.phone,
        km_more=one.km_more,
        hours_h=one.worked_min / HOUR_MIN,
        week_h=one.week_min / HOUR_MIN,
        over_h=one.over_fair_min / HOUR_MIN,
        rest_before_h=_hours(one.rest_before_min),
        rest_after_h=_hours(one.rest_after_min),
        days_in_a_row=one.days_in_a_row,
        leaves_id=leaves.pk if leaves else None,
        leaves=shift_name(leaves) if leaves else "",
        taker_id=taker,
        taker=names.get(taker or 0, ""),
    )


def _hours(minutes: int | None) -> float | None:
    return None if minutes is None else minutes / HOUR_MIN
