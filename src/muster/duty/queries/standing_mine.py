"""One's own standing duty: what the standing rosters in force ask of an officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from muster.duty.models import Officer, Roster, StandingDuty
from muster.duty.queries.naming import day_name, full_name, hours
from muster.duty.queries.orders import Mate
from muster.packs import load

AHEAD_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingWatch:
    """One shift at a standing post, with those who hold it as well."""

    starts_at: datetime
    ends_at: datetime
    post: str
    shift: str
    letter: str
    day: str
    hours: str
    mates: Sequence[Mate]


def standing_duties_in_force(officer: Officer) -> QuerySet[StandingDuty]:
    """Every standing duty of an officer in a roster in force, in the order of time."""
    return (
        StandingDuty.objects.filter(officer=officer, roster__state=Roster.State.PUBLISHED)
        .select_related("roster__post__season")
        .order_by("starts_at")
    )


def standing_ahead(officer: Officer, *, now: datetime) -> list[StandingWatch]:
    """What is still to come for an officer, the next first. Two queries."""
    mine = list(standing_duties_in_force(officer).filter(ends_at__gt=now)[:AHEAD_MAX])
    others = (
        StandingDuty.objects.filter(
            roster__in={duty.roster_id for duty in mine}, day__in={duty.day for duty in mine}
        )
        .exclude(officer=officer)
        .select_related("officer__person")
        .order_by("officer__person__sort_key")
    )
    return [_watch(duty, [one for one in others if _is_with(one, duty)]) for duty in mine]


def _is_with(one: StandingDuty, duty: StandingDuty) -> bool:
    return (one.roster_id, one.day, one.shift) == (duty.roster_id, duty.day, duty.shift)


def _watch(duty: StandingDuty, mates: Sequence[StandingDuty]) -> StandingWatch:
    season = duty.roster.post.season
    pack = load(season.pack, season.pack_version)
    shift = pack.standing_shifts[duty.shift]
    return StandingWatch(
        starts_at=duty.starts_at,
        ends_at=duty.ends_at,
        post=duty.roster.post.name,
        shift=str(shift.name),
        letter=str(shift.letter),
        day=day_name(duty.starts_at),
        hours=hours(duty.starts_at, duty.ends_at),
        mates=[
            Mate(name=full_name(one.officer.person, pack=pack), phone=one.officer.person.phone)
            for one in mates
        ],
    )
