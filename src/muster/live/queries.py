"""What the feed reads: new entries without their bodies, and who may still listen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from django.contrib.sessions.models import Session
from django.utils import timezone

from muster.ledger.models import Entry
from muster.live.rules import Aim, Reader
from muster.live.wire import message
from muster.tree import clock
from muster.tree.models import Account, Grant, Unit
from muster.tree.reach import reach_on

T = TypeVar("T")
AT_ONCE: Final = 500  # SQLite takes a limited number of values in one question
# Kinds of entries after which a reach may be another one: units, seasons, grants, accounts.
SHIFTING: Final = ("unit.", "season.", "grant.", "account.", "person.")


@dataclass(frozen=True, slots=True)
class Heard:
    """One entry as the feed sends it: its number, who may hear of it, and the text on the wire."""

    number: int
    aim: Aim
    shifts: bool
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account's right to listen rests on. Another value: ask anew what it reaches."""

    password: str
    is_staff: bool
    grants: tuple[tuple[Any, ...], ...]


def head() -> int:
    """The number of the newest entry."""
    newest = Entry.objects.order_by("-arrival").values_list("arrival", flat=True).first()
    return newest or 0


def entries_after(number: int, *, most: int) -> list[Heard]:
    """At most so many entries behind *number*, oldest first; bodies stay where they are."""
    rows = (
        Entry.objects.filter(arrival__gt=number)
        .order_by("arrival")
        .values_list("arrival", "kind", "subject", "audience", "unit", "season")
    )
    return [
        Heard(
            arrival,
            (audience, unit, season),
            kind.startswith(SHIFTING),
            message(arrival, kind=kind, subject=subject),
        )
        for arrival, kind, subject, audience, unit, season in rows[:most]
    ]


def sessions_alive(keys: Iterable[str]) -> set[str]:
    """Those of the sessions that were not ended and have not run out."""
    found: set[str] = set()
    for some in _portions(sorted(keys)):
        rows = Session.objects.filter(session_key__in=some, expire_date__gt=timezone.now())
        found.update(rows.values_list("session_key", flat=True))
    return found


def standings(account_ids: Iterable[int]) -> Mapping[int, Standing]:
    """The active ones of the accounts, and what their rights rest on: two queries each 500."""
    found: dict[int, Standing] = {}
    for some in _portions(sorted(account_ids)):
        grants: dict[int, list[tuple[Any, ...]]] = {}
        rows = Grant.objects.filter(account__in=some).order_by("pk")
        for account, *grant in rows.values_list(
            *("account_id", "pk", "role", "unit_id", "season_id", "since", "until", "revoked_at")
        ):
            grants.setdefault(account, []).append(tuple(grant))
        accounts = Account.objects.filter(pk__in=some, is_active=True, must_change_password=False)
        for pk, password, is_staff in accounts.values_list("pk", "password", "is_staff"):
            held = tuple(grants.get(pk, ()))
            found[pk] = Standing(password=password, is_staff=is_staff, grants=held)
    return found


def ground() -> tuple[date, frozenset[int]]:
    """What every reach rests on beside its grants: the day, and the closed units."""
    return clock.today(), frozenset(
        Unit.objects.filter(is_closed=True).values_list("pk", flat=True)
    )


def reader_of(account_id: int) -> Reader:
    """The reader that an account is now."""
    account = Account.objects.get(pk=account_id)
    reach = reach_on(account, clock.today())
    return Reader(account_id=account_id, is_staff=account.is_staff, reach=reach)


def auth_hash_of(account_id: int) -> str:
    """What a session must have kept so that the account's password is still the one it knew."""
    return Account.objects.get(pk=account_id).get_session_auth_hash()


def first_in_season(season: int, unit: int) -> int | None:
    """Where a unit stands in a season's frozen tree."""
    rows = Unit.objects.filter(pk=unit, season_units__season_id=season)
    first: int | None = rows.values_list("season_units__first", flat=True).first()
    return first


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
