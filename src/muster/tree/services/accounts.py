import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import Q

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.tree.errors import (
    GrantEnded,
    GrantEndsEarly,
    GrantTwice,
    LastAdministrator,
    NothingChanges,
    PersonHasAccount,
    UsernameTaken,
)
from muster.tree.models import Account, Grant, Person
from muster.tree.names import tidy
from muster.tree.services import ground
from muster.tree.table import Role

PASSWORD_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """An account with the password that is shown once and must be changed at the first sign-in."""

    account: Account
    password: str


def create_account(
    actor: Actor, *, username: str, person: Person | None = None, email: str = "", now: datetime
) -> OneTimePassword:
    """Make an account without grants. Raises UsernameTaken, PersonHasAccount."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    hashed = make_password(password)  # slow by design, so before the transaction
    username = tidy(username)
    with recorded(actor, now=now) as record:
        if Account.objects.filter(username=username).exists():
            raise UsernameTaken(username=username)
        if person is not None:
            _must_be_without_account(person)
        account = Account.objects.create(
            username=username,
            person=person,
            email=email,
            password=hashed,
            must_change_password=True,
        )
        record(
            kind="account.created",
            subject=f"account:{account.pk}",
            audience=Audience.STAFF,
            body={"username": username, "person": person.pk if person else None},
        )
    return OneTimePassword(account, password)


def reset_password(actor: Actor, *, account_id: int, now: datetime) -> OneTimePassword:
    """Give an account a new one-time password and end its sessions."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    hashed = make_password(password)
    with recorded(actor, now=now) as record:
        account = Account.objects.select_for_update().get(pk=account_id)
        account.password, account.must_change_password = hashed, True
        account.save(update_fields=["password", "must_change_password"])
        _end_sessions(account, now=now)
        record(
            kind="account.password_reset",
            subject=f"account:{account.pk}",
            audience=Audience.STAFF,
            body={"username": account.username},
        )
    return OneTimePassword(account, password)


def disable_account(actor: Actor, *, account_id: int, now: datetime) -> Account:
    """Close an account; its sessions end at once. Raises NothingChanges, LastAdministrator."""
    with recorded(actor, now=now) as record:
        account = Account.objects.select_for_update().get(pk=account_id)
        if not account.is_active:
            raise NothingChanges(unit=account.username)
        _keep_an_administrator(without=Q(account=account), losing=account)
        account.is_active = False
        account.save(update_fields=["is_active"])
        _end_sessions(account, now=now)
        _record_state(record, "account.disabled", account)
    return account


def enable_account(actor: Actor, *, account_id: int, now: datetime) -> Account:
    """Open a closed account again, with the grants that are still in force."""
    with recorded(actor, now=now) as record:
        account = Account.objects.select_for_update().get(pk=account_id)
        if account.is_active:
            raise NothingChanges(unit=account.username)
        account.is_active = True
        account.save(update_fields=["is_active"])
        _record_state(record, "account.enabled", account)
    return account


def give(
    actor: Actor,
    *,
    account_id: int,
    role: Role,
    unit_id: int,
    season_id: int | None = None,
    since: date,
    until: date | None = None,
    reason: str = "",
    now: datetime,
) -> Grant:
    """Let an account hold *role* on a unit and below, through the day *until*.

    Locks the account. Raises GrantEndsEarly, GrantTwice.
    """
    if until is not None and until < since:
        raise GrantEndsEarly(until=until, since=since)
    with recorded(actor, now=now) as record:
        account = Account.objects.select_for_update().get(pk=account_id)
        twins = Grant.objects.filter(
            account=account, role=role, unit=unit_id, season=season_id, revoked_at=None
        )
        if twins.filter(Q(until=None) | Q(until__gte=since)).exists():
            raise GrantTwice(
                username=account.username, role=role.label, unit=ground.name_of(unit_id)
            )
        grant = Grant.objects.create(
            account=account,
            role=role,
            unit_id=unit_id,
            season_id=season_id,
            since=since,
            until=until,
            reason=tidy(reason),
        )
        _set_staff(account)
        record(
            kind="grant.given",
            subject=f"grant:{grant.pk}",
            unit=unit_id,
            season=season_id,
            audience=Audience.STAFF,
            body=grant_body(grant),
        )
    return grant


def revoke(actor: Actor, *, grant_id: int, reason: str, now: datetime) -> Grant:
    """End a grant now. Raises GrantEnded, LastAdministrator."""
    with recorded(actor, now=now) as record:
        grant = Grant.objects.select_for_update().select_related("account").get(pk=grant_id)
        if grant.revoked_at is not None:
            raise GrantEnded
        if grant.role == Role.ADMINISTRATOR:
            _keep_an_administrator(without=Q(pk=grant.pk), losing=grant.account)
        grant.revoked_at = now
        grant.save(update_fields=["revoked_at"])
        _set_staff(grant.account)
        record(
            kind="grant.revoked",
            subject=f"grant:{grant.pk}",
            unit=grant.unit_id,
            season=grant.season_id,
            audience=Audience.STAFF,
            body=grant_body(grant) | {"why": tidy(reason)},
        )
    return grant


def grant_body(grant: Grant) -> dict[str, str | int | None]:
    """How a grant stands in an entry."""
    return {
        "account": grant.account_id,
        "role": grant.role,
        "unit": grant.unit_id,
        "season": grant.season_id,
        "since": str(grant.since),
        "until": str(grant.until) if grant.until else None,
        "reason": grant.reason,
    }


def _keep_an_administrator(*, without: Q, losing: Account) -> None:
    """An open-ended administrator's grant must be left. Nobody is asked before the first one."""
    lasting = Grant.objects.filter(
        role=Role.ADMINISTRATOR, revoked_at=None, until=None, account__is_active=True
    )
    if lasting.filter(without).exists() and not lasting.exclude(without).exists():
        raise LastAdministrator(username=losing.username)


def _set_staff(account: Account) -> None:
    """The read-only admin opens for those who hold an administrator's grant."""
    account.is_staff = Grant.objects.filter(
        account=account, role=Role.ADMINISTRATOR, revoked_at=None
    ).exists()
    account.save(update_fields=["is_staff"])


def _must_be_without_account(person: Person) -> None:
    taken = Account.objects.filter(person=person).first()
    if taken is not None:
        raise PersonHasAccount(person=person.name, username=taken.username)


def _end_sessions(account: Account, *, now: datetime) -> None:
    """Delete the account's sessions: what it opened before must not go on for a minute."""
    ended = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now)
        if session.get_decoded().get("_auth_user_id") == str(account.pk)
    ]
    Session.objects.filter(pk__in=ended).delete()


def _record_state(record: Record, kind: str, account: Account) -> None:
    record(
        kind=kind,
        subject=f"account:{account.pk}",
        audience=Audience.STAFF,
        body={"username": account.username},
    )
