"""Hours of each officer against a fair share, in one roster or over a season's windows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from muster.duty.models import Assignment, Officer, Roster
from muster.duty.queries.naming import full_name, is_night
from muster.duty.queries.people import unit_names
from muster.packs import Pack

HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What one officer carries. over_h: hours above the fair share, negative below it."""

    officer_id: int
    name: str
    sort_key: str
    search_key: str
    unit_id: int
    unit: str
    shifts: int
    nights: int
    hours_h: float
    over_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitBurden:
    """What the officers of one unit carry on average."""

    unit: str
    officers: int
    on_duty: int
    hours_h: float
    mean_h: float


@dataclass(frozen=True)
class Fairness:
    """Everybody's burden, the heaviest first.

    fair_h: hours if all who could serve had the same. shift_h: mean hours of one shift: nobody
    can be nearer to the fair share than that allows.
    """

    every: Sequence[Burden]
    fair_h: float
    shift_h: float

    @property
    def total_h(self) -> float:
        """All hours together."""
        return sum(one.hours_h for one in self.every)

    @property
    def most_h(self) -> float:
        """The heaviest burden."""
        return max((one.hours_h for one in self.every), default=0.0)

    @cached_property
    def on_duty(self) -> int:
        """How many serve at all."""
        return sum(1 for one in self.every if one.hours_h)

    @cached_property
    def over(self) -> list[Burden]:
        """Those above the fair share even with one shift less, the heaviest first."""
        return [one for one in self.every if one.shifts > 1 and one.over_h > self.shift_h]

    @cached_property
    def under(self) -> list[Burden]:
        """Those who stay within it with one shift more, the lightest first."""
        if not self.fair_h:
            return []
        return [one for one in reversed(self.every) if one.over_h <= -self.shift_h]

    @cached_property
    def units(self) -> list[UnitBurden]:
        """By unit, the heaviest mean first."""
        found: dict[int, list[Burden]] = defaultdict(list)
        for one in self.every:
            found[one.unit_id].append(one)
        rows = [
            UnitBurden(
                unit=members[0].unit,
                officers=len(members),
                on_duty=sum(1 for one in members if one.hours_h),
                hours_h=sum(one.hours_h for one in members),
                mean_h=sum(one.hours_h for one in members) / len(members),
            )
            for members in found.values()
        ]
        return sorted(rows, key=lambda row: (-row.mean_h, row.unit))


def season_rosters(roster: Roster) -> Q:
    """The rosters that make the season with *roster*: those in force, and it in its own days."""
    in_force = Q(season=roster.season_id, state=Roster.State.PUBLISHED)
    own_days = Q(starts_at__lt=roster.ends_at, ends_at__gt=roster.starts_at)
    return Q(pk=roster.pk) | (in_force & ~own_days)


def fairness_of(rosters: Q, *, officers: QuerySet[Officer], pack: Pack) -> Fairness:
    """Four queries, whatever the size. officers: those the reader may see."""
    people = list(
        officers.filter(is_available=True, person__is_active=True).select_related("person")
    )
    held = _held(rosters)
    units = unit_names(row.unit_id for row in people)
    serving = [held[row.pk] for row in people if row.pk in held]
    total_h = sum(one.minutes for one in serving) / HOUR_MIN
    fair_h = total_h / len(people) if people else 0.0
    none = _Held()
    every = [
        _burden(row, held.get(row.pk, none), units.get(row.unit_id, ""), fair_h, pack=pack)
        for row in people
    ]
    return Fairness(
        every=sorted(every, key=lambda one: (-one.hours_h, one.sort_key)),
        fair_h=fair_h,
        shift_h=total_h / max(1, sum(one.shifts for one in serving)),
    )


@dataclass(slots=True)
class _Held:
    minutes: int = 0
    shifts: int = 0
    nights: int = 0


def _held(rosters: Q) -> dict[int, _Held]:
    rows = Assignment.objects.filter(
        roster__in=Roster.objects.filter(rosters), officer__isnull=False
    ).values_list("officer_id", "shift__starts_at", "shift__ends_at")
    found: dict[int, _Held] = defaultdict(_Held)
    for officer_id, starts_at, ends_at in rows:
        one = found[officer_id or 0]
        one.minutes += int((ends_at - starts_at).total_seconds()) // 60
        one.shifts += 1
        one.nights += is_night(starts_at)
    return found


def _burden(row: Officer, held: _Held, unit: str, fair_h: float, *, pack: Pack) -> Burden:
    hours_h = held.minutes / HOUR_MIN
    return Burden(
        officer_id=row.pk,
        name=full_name(row.person, pack=pack),
        sort_key=row.person.sort_key,
        search_key=row.person.search_key,
        unit_id=row.unit_id,
        unit=unit,
        shifts=held.shifts,
        nights=held.nights,
        hours_h=hours_h,
        over_h=hours_h - fair_h,
    )
