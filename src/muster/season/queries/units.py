"""Units, congresses and what hangs on them, each through scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from muster.packs import Pack
from muster.season.models import (
    Congress,
    DayChange,
    DeadlineChange,
    Event,
    Evidence,
    Finding,
    Inspection,
    Problem,
    Season,
    SeasonUnit,
    Snapshot,
    Step,
)
from muster.season.rules import Can
from muster.tree.models import Account, Grant, Person
from muster.tree.names import search_key
from muster.tree.reach import Reach
from muster.tree.scope import scope, scoped


@scoped(Season)
def _seasons(reach: Reach) -> Q:
    return reach.by(Can.READ).seasons("pk")


@scoped(SeasonUnit)
def _season_units(reach: Reach) -> Q:
    return reach.by(Can.READ).season_trees()


@scoped(Congress)
def _congresses(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Event)
def _events(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Step)
def _steps(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(DayChange)
def _day_changes(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(DeadlineChange)
def _deadline_changes(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("step__congress__season_unit")


@scoped(Evidence)
def _evidence(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("step__congress__season_unit")


@scoped(Inspection)
def _inspections(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(Finding)
def _findings(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("inspection__congress__season_unit")


@scoped(Problem)
def _problems(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(Snapshot)
def _snapshots(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


def visible_units(account: Account, season: Season) -> QuerySet[SeasonUnit]:
    """The units of a season that an account may see."""
    return scope(account, SeasonUnit).filter(season=season)


def visible_congresses(account: Account, season: Season) -> QuerySet[Congress]:
    """The congresses of a season that an account may see, with their units."""
    found = scope(account, Congress).filter(season=season, cancelled_at=None)
    return found.select_related("season_unit", "season_unit__group")


def season_in_focus() -> Season | None:
    """The newest season; an installation prepares one at a time."""
    return Season.objects.order_by("-starts_on").first()


def top_unit(account: Account, season: Season) -> SeasonUnit | None:
    """The highest unit of a season that an account may see: where its board opens."""
    return visible_units(account, season).order_by("depth", "first").first()


def ancestors(unit: SeasonUnit) -> list[SeasonUnit]:
    """The units above, the root first."""
    return list(
        SeasonUnit.objects.filter(
            season=unit.season_id, first__lt=unit.first, last__gte=unit.last
        ).order_by("first")
    )


def within(unit: SeasonUnit, path: str = "season_unit") -> Q:
    """The condition on rows of this unit and everything below it.

    *path* leads from the row to its season unit. For the root the season alone says it, which
    lets the indexes that begin with the season do the work.
    """
    if unit.parent_id is None:
        at = path.removesuffix("season_unit")
        return Q(**{f"{at}season": unit.season_id})
    return Q(
        **{
            f"{path}__season": unit.season_id,
            f"{path}__first__gte": unit.first,
            f"{path}__first__lte": unit.last,
        }
    )


def congresses_of(unit: SeasonUnit) -> QuerySet[Congress]:
    """The congresses of a unit and everything below it that take place."""
    return Congress.objects.filter(within(unit), cancelled_at=None)


def named(words: str, path: str) -> Q:
    """The condition on rows whose folded name at *path* holds every word."""
    parts = (Q(**{f"{path}__contains": word}) for word in search_key(words).split())
    return reduce(and_, parts, Q())


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call at a unit."""

    name: str
    phone: str


def contacts_of(units: Iterable[SeasonUnit], pack: Pack) -> dict[int, Contact]:
    """One person to call per season unit: who holds a grant there, else who has a position.

    The unit's own number stands in where nobody has one. One query.
    """
    wanted = {unit.unit_id: unit for unit in units}
    found: dict[int, Contact] = {}
    for person in _people(wanted):
        if person.unit_id not in found:
            found[person.unit_id] = Contact(_addressed(person, pack), person.phone)
    return {
        unit.pk: Contact(
            found[unit_id].name if unit_id in found else "",
            (found[unit_id].phone if unit_id in found else "") or unit.phone,
        )
        for unit_id, unit in wanted.items()
    }


def _people(unit_ids: Iterable[int]) -> QuerySet[Person]:
    granted = Grant.objects.filter(account__person=OuterRef("pk"), unit=OuterRef("unit"))
    return (
        Person.objects.filter(unit__in=list(unit_ids), is_active=True)
        .annotate(is_granted=Exists(granted.filter(revoked_at=None)))
        .filter(Q(is_granted=True) | ~Q(position=""))
        .order_by(
            "unit",
            Case(When(is_granted=True, then=Value(0)), default=1, output_field=IntegerField()),
            "sort_key",
            F("number").asc(),
        )
        .only("unit_id", "name", "phone", "rank", "rank_level")
    )


def _addressed(person: Person, pack: Pack) -> str:
    """Rank and full name."""
    if person.rank_level and person.rank in pack.ranks:
        return f"{pack.ranks[person.rank].label} {person.name}"
    return person.name


@dataclass(frozen=True, slots=True, kw_only=True)
class DenominatorChange:
    """A unit came or left after the tree was frozen: 100 % means another number since."""

    day: date
    change: int
    unit: SeasonUnit
    reason: str


def denominator(unit: SeasonUnit) -> list[DenominatorChange]:
    """Every change of the number of units below, oldest first."""
    below = Q(season=unit.season_id, first__gte=unit.first, first__lte=unit.last)
    rows = SeasonUnit.objects.filter(below).exclude(joined_reason="", left_on=None)
    found = [
        DenominatorChange(day=row.joined_on, change=1, unit=row, reason=row.joined_reason)
        for row in rows
        if row.joined_reason
    ]
    found += [
        DenominatorChange(day=row.left_on, change=-1, unit=row, reason=row.left_reason)
        for row in rows
        if row.left_on is not None
    ]
    return sorted(found, key=lambda change: (change.day, change.unit.first))
