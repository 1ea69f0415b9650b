"""How far an account's grants reach: down the tree, through no closed unit, until a day.

Rows of a season are reached through the tree that the season froze (a nested set, compared in
the row itself); rows without a season through the parent edges of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any, Final

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from muster.tree import clock
from muster.tree.models import Account, Grant, Unit
from muster.tree.table import Role, rule_for

NOTHING: Final = Q(pk__in=[])
# Not an empty Q: "everything or my own" would shrink to "my own".
EVERYTHING: Final = Q(pk__isnull=False)
IN_FORCE_SQL: Final = """(
    (edge.valid_from <= %s AND (edge.valid_to IS NULL OR edge.valid_to > %s))
    OR edge.valid_to = child.dissolved_on OR child.founded_on > %s
)"""
# Units founded later already, and dissolved ones still, belong to whom they are under then.
BELOW_SQL: Final = """
WITH RECURSIVE reached(id) AS (
    SELECT id FROM tree_unit WHERE id IN ({seeds})
    UNION
    SELECT edge.child_id FROM tree_parentedge edge
    JOIN reached ON edge.parent_id = reached.id
    JOIN tree_unit child ON child.id = edge.child_id
    WHERE NOT child.is_closed AND {in_force}
) SELECT id FROM reached"""


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one season between two numbers of its nested set, closed ones left out."""

    season_id: int
    first: int
    last: int
    gaps: tuple[tuple[int, int], ...] = ()

    def holds(self, season_id: int, first: int) -> bool:
        """Whether a row of the season's tree lies inside."""
        return (
            season_id == self.season_id
            and self.first <= first <= self.last
            and not any(low <= first <= high for low, high in self.gaps)
        )

    def rows(self, path: str) -> Q:
        """The condition on rows whose season unit is at *path*."""
        inside = Q(
            **{
                f"{path}__season": self.season_id,
                f"{path}__first__gte": self.first,
                f"{path}__first__lte": self.last,
            }
        )
        for low, high in self.gaps:
            inside &= ~Q(**{f"{path}__first__gte": low, f"{path}__first__lte": high})
        return inside


@dataclass(frozen=True, slots=True)
class Hold:
    """One grant in force. season_id None means every season."""

    role: Role
    unit_id: int
    season_id: int | None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Reach:
    """What one account's grants reach on a day; :meth:`by` narrows it to a permission.

    everywhere: the founder's account before the tree has its first administrator.
    """

    account_id: int
    person_id: int | None
    day: date
    holds: tuple[Hold, ...] = ()
    everywhere: bool = False
    _narrowed: dict[frozenset[Role], "Reach"] = field(default_factory=dict, repr=False)

    def by(self, can: str) -> "Reach":
        """What is reached through the roles that may do *can*."""
        return self.as_any(rule_for(can).roles)

    def as_any(self, roles: Iterable[Role]) -> "Reach":
        """What is reached through one of *roles*."""
        wanted = frozenset(roles)
        if wanted not in self._narrowed:
            self._narrowed[wanted] = replace(
                self,
                holds=tuple(hold for hold in self.holds if hold.role in wanted),
                everywhere=self.everywhere and Role.ADMINISTRATOR in wanted,
                _narrowed={},
            )
        return self._narrowed[wanted]

    def in_season(self, season_id: int | None) -> "Reach":
        """What is reached through grants for this season or every one; None: the latter alone."""
        holds = (hold for hold in self.holds if hold.season_id in (None, season_id))
        return replace(self, holds=tuple(holds), _narrowed={})

    @property
    def is_empty(self) -> bool:
        """Nothing is reached."""
        return not (self.holds or self.everywhere)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(hold.role for hold in self.holds)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The stretches of season trees reached, each once."""
        return tuple(dict.fromkeys(span for hold in self.holds for span in hold.spans))

    def season_units(self, path: str = "season_unit") -> Q:
        """The condition on rows of a season; *path* leads from the row to its season unit."""
        if self.everywhere:
            return EVERYTHING
        return reduce(or_, (span.rows(path) for span in self.spans), NOTHING)

    def season_trees(self) -> Q:
        """The condition on season units themselves."""
        if self.everywhere:
            return EVERYTHING
        parts = (
            Q(season=span.season_id, first__gte=span.first, first__lte=span.last)
            & reduce(lambda q, gap: q & ~Q(first__range=gap), span.gaps, Q())
            for span in self.spans
        )
        return reduce(or_, parts, NOTHING)

    def seasons(self, path: str = "season") -> Q:
        """The condition on rows that belong to a season as a whole: any of its tree is reached."""
        if self.everywhere:
            return EVERYTHING
        return Q(**{f"{path}__in": sorted({span.season_id for span in self.spans})})

    def units(self, path: str = "unit") -> Q:
        """The condition on rows without a season that stand at a unit of today's tree."""
        if self.everywhere:
            return EVERYTHING
        if not self.holds:
            return NOTHING
        return Q(**{f"{path}__in": RawSQL(*self._below())})  # noqa: S611  # ids are parameters

    def own_person(self, path: str = "person") -> Q:
        """The condition on rows about the account's own person."""
        return Q(**{path: self.person_id}) if self.person_id is not None else NOTHING

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """Every unit reached today: one query, then remembered."""
        if not self.holds:
            return frozenset()
        with connection.cursor() as cursor:
            cursor.execute(*self._below())
            return frozenset(row[0] for row in cursor.fetchall())

    def _below(self) -> tuple[str, list[Any]]:
        seeds = sorted({hold.unit_id for hold in self.holds})
        marks = ", ".join(["%s"] * len(seeds))
        sql = BELOW_SQL.format(seeds=marks, in_force=IN_FORCE_SQL)
        return sql, [*seeds, self.day, self.day, self.day]


def reach_of(account: Account) -> Reach:
    """The reach of *account* today: two queries, then remembered on the account object."""
    day = clock.today()
    known: Reach | None = getattr(account, "_reach", None)
    if known is None or known.day != day:
        known = _read(account, day)
        account._reach = known  # type: ignore[attr-defined]  # noqa: SLF001  # memory of one request
    return known


def reach_on(account: Account, day: date) -> Reach:
    """The reach of *account* on another day, by the grants as they are known now."""
    return _read(account, day)


def forget_reach(account: Account) -> None:
    """Read the grants of this account object anew at the next question."""
    vars(account).pop("_reach", None)


def _read(account: Account, day: date) -> Reach:
    if not account.is_active or account.pk is None:
        return Reach(account_id=account.pk or 0, person_id=None, day=day)
    holds = _holds(account, day)
    return Reach(
        account_id=account.pk,
        person_id=account.person_id,
        day=day,
        holds=holds,
        everywhere=not holds and is_founder(account),
    )


def is_founder(account: Account) -> bool:
    """The first account, while nobody was ever made administrator of a unit."""
    return account.is_staff and not Grant.objects.filter(role=Role.ADMINISTRATOR).exists()


def _holds(account: Account, day: date) -> tuple[Hold, ...]:
    rows = (
        Grant.objects.filter(account=account, revoked_at=None, since__lte=day)
        .filter(Q(until=None) | Q(until__gte=day))
        .values_list(
            "pk",
            "role",
            "unit_id",
            "season_id",
            "unit__season_units__season_id",
            "unit__season_units__first",
            "unit__season_units__last",
        )
        .order_by("pk")
    )
    spans: dict[int, list[Span]] = {}
    heads: dict[int, Hold] = {}
    for pk, role, unit_id, season_id, in_season, first, last in rows:
        heads[pk] = Hold(Role(role), unit_id, season_id)
        if in_season is not None and season_id in (None, in_season):
            spans.setdefault(pk, []).append(Span(in_season, first, last))
    closed = _closed() if spans else {}
    return tuple(
        replace(hold, spans=tuple(_with_gaps(span, closed) for span in spans.get(pk, ())))
        for pk, hold in heads.items()
    )


def _closed() -> Mapping[int, list[tuple[int, int]]]:
    """Where the closed units lie in each season: closing takes effect at once, in all of them."""
    found: dict[int, list[tuple[int, int]]] = {}
    rows = Unit.objects.filter(is_closed=True, season_units__isnull=False).values_list(
        "season_units__season_id", "season_units__first", "season_units__last"
    )
    for season_id, first, last in rows:
        found.setdefault(season_id, []).append((first, last))
    return found


def _with_gaps(span: Span, closed: Mapping[int, list[tuple[int, int]]]) -> Span:
    inside = (
        (first, last)
        for first, last in closed.get(span.season_id, ())
        if span.first < first <= span.last
    )
    return replace(span, gaps=tuple(sorted(inside)))
