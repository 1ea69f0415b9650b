from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from muster.tree.models import Account, Grant, Person, Unit, UnitVersion
from muster.tree.permissions import is_allowed
from muster.tree.reach import Reach, reach_of
from muster.tree.rules import Can
from muster.tree.scope import scoped

COLUMNS = ("code", "name", "short_name", "kind", "tier", "phone", "sort_key", "search_key")


@scoped(Unit)
def _units(reach: Reach) -> Q:
    return reach.by(Can.READ_UNITS).units("pk")


@scoped(Person)
def _persons(reach: Reach) -> Q:
    return reach.by(Can.READ_PERSONS).units("unit") | reach.own_person("pk")


@scoped(Grant)
def _grants(reach: Reach) -> Q:
    return reach.by(Can.READ_ACCOUNTS).units("unit") | Q(account=reach.account_id)


@scoped(Account)
def _accounts(reach: Reach) -> Q:
    """Accounts of persons and of holders of grants within reach.

    Those without either can do nothing yet and are seen by whoever sees accounts at all.
    """
    held = reach.by(Can.READ_ACCOUNTS)
    own = Q(pk=reach.account_id)
    if held.is_empty:
        return own
    loose = Q(person=None, grants=None)
    granted = Q(pk__in=Grant.objects.filter(held.units("unit")).values("account"))
    return held.units("person__unit") | granted | own | loose


def version_at(day: date) -> Q:
    """The condition on versions (and parent edges) in force on *day*."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def named_units(rows: QuerySet[Unit], *, day: date) -> QuerySet[Any]:
    """*rows* by name, with the columns of their version on *day*, or of their last before it.

    Adds code, name, short_name, kind, tier, phone, sort_key, search_key and version_id.
    """
    latest = UnitVersion.objects.filter(unit=OuterRef("pk"), valid_from__lte=day)
    version = Coalesce(
        Subquery(latest.order_by("-valid_from").values("pk")[:1]),
        Subquery(
            UnitVersion.objects.filter(unit=OuterRef("pk")).order_by("valid_from").values("pk")[:1]
        ),
    )
    latest_of = UnitVersion.objects.filter(pk=OuterRef("version_id"))
    columns = {name: Subquery(latest_of.values(name)[:1]) for name in COLUMNS}
    chosen: QuerySet[Any] = rows.annotate(version_id=version)
    named: QuerySet[Any] = chosen.annotate(**columns)
    return named.order_by("sort_key", "code")


def unit_names(unit_ids: Iterable[int], *, day: date) -> dict[int, str]:
    """Short names (the full one where there is none) of units on *day*: one query."""
    short = Coalesce(NullIf(F("short_name"), Value("")), F("name"))
    rows = (
        UnitVersion.objects.filter(unit__in=sorted(set(unit_ids)))
        .annotate(shown=short, now=Case(When(version_at(day), then=1), default=0))
        .order_by("now", "valid_from")
        .values_list("unit_id", "shown")
    )
    return dict(rows)


def may_change_account(asker: Account, account: Account) -> bool:
    """Whether *asker* may change *account*: all that it holds, and its person, within reach.

    An administrator of a district must not get at the account of the province's head.
    """
    held = reach_of(asker).by(Can.CHANGE_ACCOUNTS)
    person = account.person
    if held.is_empty or not (person is None or is_allowed(asker, Can.CHANGE_ACCOUNTS, person)):
        return False
    grants = account.grants.filter(revoked_at=None).values_list("unit_id", "season_id")
    return all(may_handle_grant(asker, unit_id=u, season_id=s) for u, s in grants.distinct())


def may_handle_grant(asker: Account, *, unit_id: int, season_id: int | None) -> bool:
    """Whether *asker* may give or revoke a grant there; for every season, if season_id is None.

    Nobody hands on more than he holds: who keeps the accounts of one season keeps no others'.
    """
    held = reach_of(asker).by(Can.CHANGE_ACCOUNTS)
    return held.everywhere or unit_id in held.in_season(season_id).unit_ids


def persons_with_units(rows: QuerySet[Person]) -> QuerySet[Person]:
    """*rows* with ``unit_name`` and ``unit_sort_key`` of each person's unit."""
    version = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("-valid_from")
    return rows.annotate(
        unit_name=Subquery(version.values("name")[:1]),
        unit_sort_key=Subquery(version.values("sort_key")[:1]),
    )


def accounts_with_roles(rows: QuerySet[Account], *, day: date) -> QuerySet[Account]:
    """*rows* with ``person_name``, and ``held``: the grants in force on *day*, prefetched."""
    in_force = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    held = Grant.objects.filter(in_force, revoked_at=None).order_by("pk")
    return (
        rows.distinct()
        .annotate(person_name=F("person__name"))
        .prefetch_related(Prefetch("grants", queryset=held, to_attr="held"))
    )
