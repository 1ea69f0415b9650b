from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

from muster.tree.models import Account, Grant, Person, Unit, UnitVersion
from muster.tree.reach import Reach
from muster.tree.rules import Can
from muster.tree.scope import scoped


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


def named_units(rows: QuerySet[Unit], *, day: date) -> QuerySet[Unit]:
    """*rows* with the columns of their version on *day*, or of their last one before it.

    Adds code, name, short_name, kind, tier, phone, sort_key, search_key and version_id.
    """
    latest = UnitVersion.objects.filter(unit=OuterRef("pk"), valid_from__lte=day)
    version = Coalesce(
        Subquery(latest.order_by("-valid_from").values("pk")[:1]),
        Subquery(
            UnitVersion.objects.filter(unit=OuterRef("pk")).order_by("valid_from").values("pk")[:1]
        ),
    )
    fields = ("code", "name", "short_name", "kind", "tier", "phone", "sort_key", "search_key")
    chosen = rows.annotate(version_id=version)
    return chosen.annotate(
        **{
            field: Subquery(UnitVersion.objects.filter(pk=OuterRef("version_id")).values(field)[:1])
            for field in fields
        }
    )


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
