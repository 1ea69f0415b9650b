"""Who may sign what on which day: by the pack's roles, by a decision, or for somebody away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from muster.ledger.actor import Actor
from muster.office.bridge import rules_of
from muster.office.models import SigningGrant
from muster.season.models import SeasonUnit
from muster.tree.models import Account, Person
from muster.tree.places import place_of
from muster.tree.reach import reach_on
from muster.tree.scope import scope
from muster.tree.table import Role

MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody who may sign on the day that was asked for.

    key: "person:5", or "account:7" for an account without a person. for_whom: who is away; empty
    where they sign in their own right. authority: key of the pack. by_paper: the paper that says
    so; empty where a role does.
    """

    key: str
    name: str
    person_id: int | None
    for_whom: str = ""
    authority: str = ""
    by_paper: str = ""

    @property
    def said(self) -> str:
        """The name, and for whom."""
        return f"{self.name} ({self.for_whom})" if self.for_whom else self.name


def signer_key(actor: Actor) -> str:
    """The key under which the author of an act would sign."""
    if actor.person_id is not None:
        return f"person:{actor.person_id}"
    return f"account:{actor.account_id}"


def signers_of(unit: SeasonUnit, kind: str, *, on: date) -> list[Signer]:
    """Everybody with authority to sign *kind* for *unit* on a day: first in their own right.

    A deputy's authority lasts as long as that of the person who is away.
    """
    found: dict[str, Signer] = {one.key: one for one in own_signers(unit, kind, on=on)}
    own = {one.person_id for one in found.values()}
    for row in _grants(unit, kind, on):
        if row.for_whom is not None and row.for_whom_id in own:
            found.setdefault(f"person:{row.person_id}", _by_grant(row))
    return list(found.values())


def own_signers(unit: SeasonUnit, kind: str, *, on: date) -> list[Signer]:
    """Who signs in their own right: by a role of the pack, or by a decision."""
    roles = {Role(role) for role in rules_of(unit).approvals[kind].signers}
    found = [_by_role(account) for account in role_holders(unit, roles, on)]
    by_decision = (row for row in _grants(unit, kind, on) if row.for_whom is None)
    return [*found, *map(_by_grant, by_decision)]


def role_holders(unit: SeasonUnit, roles: set[Role], on: date) -> Iterator[Account]:
    """Whose grants of *roles* reach *unit* on a day, by name."""
    until = Q(grants__until=None) | Q(grants__until__gte=on)
    rows = Account.objects.filter(
        until,
        is_active=True,
        grants__role__in=roles,
        grants__unit__in=_above(unit).values("unit"),
        grants__revoked_at=None,
        grants__since__lte=on,
    )
    place = place_of(unit)
    for account in rows.select_related("person").distinct().order_by("person__sort_key")[:MOST]:
        if place.is_in(reach_on(account, on).as_any(roles)):
            yield account


def _above(unit: SeasonUnit) -> QuerySet[SeasonUnit]:
    return SeasonUnit.objects.filter(
        season=unit.season_id, first__lte=unit.first, last__gte=unit.last
    )


def _grants(unit: SeasonUnit, kind: str, on: date) -> list[SigningGrant]:
    rows = SigningGrant.objects.filter(
        Q(until=None) | Q(until__gte=on),
        season_unit__in=_above(unit),
        since__lte=on,
        ended_at=None,
    ).select_related("person", "for_whom")
    return [row for row in rows[:MOST] if not row.kinds or kind in row.kinds]


def _by_role(account: Account) -> Signer:
    if account.person is None:
        return Signer(key=f"account:{account.pk}", name=account.username, person_id=None)
    person: Person = account.person
    return Signer(key=f"person:{person.pk}", name=person.name, person_id=person.pk)


def _by_grant(row: SigningGrant) -> Signer:
    return Signer(
        key=f"person:{row.person_id}",
        name=row.person.name,
        person_id=row.person_id,
        for_whom=row.for_whom.name if row.for_whom is not None else "",
        authority=row.authority,
        by_paper=row.by_paper,
    )


def signing_grants_of(account: Account, unit: SeasonUnit | None = None) -> QuerySet[SigningGrant]:
    """The dated authorities to sign in scope, of one unit if one is named."""
    rows = scope(account, SigningGrant).select_related("season_unit__season", "person", "for_whom")
    return rows if unit is None else rows.filter(season_unit=unit)
