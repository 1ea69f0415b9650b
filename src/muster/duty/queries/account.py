"""The account of an open place as it was stored: what keeps how many away, what would fill it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muster.engines.roster.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One rule in somebody's way: what it says, what would let them through.

    limit, needed: minutes, kilometres, days or a rank, by the rule. shift_id: the other shift it
    is about. until_min: when it ends, in minutes from the roster's start.
    """

    rule: Rule
    limit: float = 0
    needed: float = 0
    shift_id: int | None = None
    until_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Somebody who could stand there but for one rule (the first of theirs)."""

    officer_id: int | None
    vehicle_id: int | None
    bar: Bar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to fill a place: for whom which rules give, and what they leave open instead."""

    officer_id: int | None
    vehicle_id: int | None
    relax: tuple[Bar, ...] = ()
    give_up: tuple[int, ...] = ()
    weight_lost: float = 0
    changes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Why a place is open. counts: how many fall away at which rule; free: at none."""

    qualified: int
    held_by: int
    free: int
    counts: Mapping[Rule, int] = field(default_factory=dict)
    near: tuple[Near, ...] = ()
    ways: tuple[Way, ...] = ()


def account_of(data: Mapping[str, Any]) -> Account | None:
    """The account that was kept; None where none was."""
    if not data:
        return None
    return Account(
        qualified=data["qualified"],
        held_by=data["held_by"],
        free=data["free"],
        counts={Rule(rule): count for rule, count in data["counts"].items()},
        near=tuple(_near(row) for row in data["near"]),
        ways=tuple(_way(row) for row in data["ways"]),
    )


def shifts_named(accounts: Sequence[Account | None]) -> Iterator[int]:
    """Keys of the other shifts that accounts speak of."""
    for account in accounts:
        for way in account.ways if account is not None else ():
            yield from way.give_up


def _bar(row: Sequence[Any]) -> Bar:
    rule, limit, needed, shift_id, until_min = row
    return Bar(rule=Rule(rule), limit=limit, needed=needed, shift_id=shift_id, until_min=until_min)


def _near(row: Mapping[str, Any]) -> Near:
    bar = None if row["bar"] is None else _bar(row["bar"])
    return Near(officer_id=row["officer"], vehicle_id=row["vehicle"], bar=bar)


def _way(row: Mapping[str, Any]) -> Way:
    return Way(
        officer_id=row["officer"],
        vehicle_id=row["vehicle"],
        relax=tuple(_bar(bar) for bar in row["relax"]),
        give_up=tuple(row["give_up"]),
        weight_lost=row["weight_lost"],
        changes=tuple(row["changes"]),
    )
