"""Why may somebody see something: the same grants as :mod:`muster.tree.reach`, told in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from muster.tree import clock
from muster.tree.models import Account, Grant, ParentEdge, Unit
from muster.tree.queries.register import unit_names
from muster.tree.reach import reach_of
from muster.tree.table import Role, every_rule


class Verdict(StrEnum):
    """What one grant does for a unit."""

    REACHES = "reaches"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"
    NOT_YET = "not yet"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One grant and what it does for the unit.

    path: names from the grant's unit down to the unit; empty where there is no way.
    stopped_by: the closed unit on the way. season: its key, or "" for every season.
    """

    grant: Grant
    verdict: Verdict
    unit_name: str
    path: Sequence[str] = ()
    stopped_by: str = ""
    season: str = ""
    permissions: Sequence[str] = ()

    @property
    def role(self) -> str:
        """The role's name."""
        return Role(self.grant.role).label


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why *account* may see *unit*, or why not: every grant it ever had."""

    account: Account
    unit_name: str
    may: bool
    founder: bool
    reasons: Sequence[Reason]


def explain(account: Account, unit: Unit) -> Explanation:
    """Go through every grant of *account* and say what it does for *unit* today."""
    day = clock.today()
    reach = reach_of(account)
    ways = _ways_up(unit, day)
    grants = list(Grant.objects.filter(account=account).select_related("season").order_by("pk"))
    names = unit_names([unit.pk, *ways, *(grant.unit_id for grant in grants)], day=day)
    closed = set(
        Unit.objects.filter(pk__in=list(ways), is_closed=True).values_list("pk", flat=True)
    )
    reasons = [_reason(grant, ways, names, closed, day) for grant in grants]
    return Explanation(
        account=account,
        unit_name=names.get(unit.pk, str(unit)),
        may=reach.everywhere or unit.pk in reach.unit_ids,
        founder=reach.everywhere,
        reasons=sorted(reasons, key=lambda one: one.verdict is not Verdict.REACHES),
    )


def _ways_up(unit: Unit, day: date) -> dict[int, tuple[int, ...]]:
    """Each unit above *unit* (and itself) with a way down to it, through no closed unit if it can.

    One query a level, and as many again for what only closed units lead to.
    """
    ways: dict[int, tuple[int, ...]] = {unit.pk: (unit.pk,)}
    _climb(ways, ParentEdge.objects.filter(_counts(day), child__is_closed=False))
    _climb(ways, ParentEdge.objects.filter(_counts(day)))
    return ways


def _climb(ways: dict[int, tuple[int, ...]], edges: QuerySet[ParentEdge]) -> None:
    wave = list(ways)
    while wave:
        steps = list(edges.filter(child__in=wave).order_by("pk"))
        wave = []
        for edge in steps:
            if edge.parent_id not in ways:
                ways[edge.parent_id] = (edge.parent_id, *ways[edge.child_id])
                wave.append(edge.parent_id)


def _counts(day: date) -> Q:
    """The edges that carry grants, as in :mod:`muster.tree.reach`."""
    in_force = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
    return in_force | Q(valid_to=F("child__dissolved_on")) | Q(child__founded_on__gt=day)


def _reason(
    grant: Grant,
    ways: dict[int, tuple[int, ...]],
    names: dict[int, str],
    closed: Iterable[int],
    day: date,
) -> Reason:
    way = ways.get(grant.unit_id, ())
    stopper = next((pk for pk in way[1:] if pk in closed), None)
    rules = every_rule().items()
    return Reason(
        grant=grant,
        verdict=_verdict(grant, way, stopper, day),
        unit_name=names.get(grant.unit_id, ""),
        path=[names.get(pk, "") for pk in way],
        stopped_by=names.get(stopper, "") if stopper else "",
        season=grant.season.name if grant.season else "",
        permissions=[can for can, rule in rules if Role(grant.role) in rule.roles],
    )


def _verdict(grant: Grant, way: tuple[int, ...], stopper: int | None, day: date) -> Verdict:
    if grant.revoked_at is not None:
        return Verdict.REVOKED
    if grant.until is not None and grant.until < day:
        return Verdict.OVER
    if grant.since > day:
        return Verdict.NOT_YET
    if not way:
        return Verdict.ELSEWHERE
    return Verdict.CLOSED if stopper is not None else Verdict.REACHES
