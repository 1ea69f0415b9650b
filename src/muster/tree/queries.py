"""Reads of the tree, the register and the accounts."""

from django.db.models import Q

from muster.tree.models import Account, Grant, Person, Unit
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
    held = reach.by(Can.READ_ACCOUNTS)
    return held.units("person__unit") | Q(pk=reach.account_id) | _without_person(held)


def _without_person(held: Reach) -> Q:
    return Q() if held.everywhere else held.units("grants__unit")
