"""Opening a season: the tree frozen as it stood on a day, the pack pinned, the deadlines set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q

from muster import packs
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Milestone, Pack
from muster.season.bridge import procedure_of, tier_deadlines
from muster.season.errors import (
    AlreadyInSeason,
    EndsBeforeStart,
    HasUnitsBelow,
    KeyTaken,
    NotInSeason,
    ReasonMissing,
)
from muster.season.models import Congress, Event, Season, SeasonUnit, TierDeadline
from muster.season.services.counters import add_for, add_to_counters, difference, tally_of
from muster.season.services.hand import take_congress
from muster.tree.clock import day_of
from muster.tree.models import ParentEdge, Unit, UnitVersion

Deadlines = Mapping[str, Mapping[str, date]]
COPIED: Final = ("code", "name", "short_name", "kind", "tier", "phone", "sort_key", "search_key")


@dataclass(slots=True)
class Place:
    """A unit's numbers in the nested set."""

    unit_id: int
    parent: "Place | None"
    group: "Place | None"
    first: int
    last: int
    depth: int


def places(root: int, children: Mapping[int, Sequence[int]]) -> list[Place]:
    """Number a tree so that everything below a unit lies between its two numbers, parents first.

    children: by unit, in the order wanted.
    """
    top = Place(root, None, None, 1, 1, 0)
    found = [top]
    stack: list[tuple[Place, Iterator[int]]] = [(top, iter(children.get(root, ())))]
    while stack:
        above, rest = stack[-1]
        unit_id = next(rest, None)
        if unit_id is None:
            above.last = len(found)
            stack.pop()
            continue
        place = Place(unit_id, above, above.group, len(found) + 1, 0, above.depth + 1)
        if above is top:
            place.group = place
        found.append(place)
        stack.append((place, iter(children.get(unit_id, ()))))
    return found


@retry_on_deadlock
def open_season(  # noqa: PLR0913  # a season says all of itself in one call
    *,
    actor: Actor,
    now: datetime,
    key: str,
    name: str,
    pack: str,
    root: Unit,
    tree_on: date,
    starts_on: date,
    ends_on: date,
    pack_version: str | None = None,
    deadlines: Deadlines | None = None,
) -> Season:
    """Open a season over *root* and everything below it on *tree_on*.

    deadlines: by tier and milestone; what is not given comes from the pack. Raises KeyTaken,
    EndsBeforeStart, NotInSeason (the root was not there), PackUnknown, RuleUnknown.
    """
    rules = packs.load(pack, pack_version)
    if ends_on < starts_on:
        raise EndsBeforeStart(unit=name, ends_on=ends_on, starts_on=starts_on)
    kind = rules.season_edge.key
    with recorded(actor, now=now) as record:
        if Season.objects.filter(key=key).exists():
            raise KeyTaken(key=key)
        season = Season.objects.create(
            key=key,
            name=name,
            pack=rules.key,
            pack_version=rules.version,
            root=root,
            edge_kind=kind,
            tree_on=tree_on,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        rows = _freeze(season)
        _set_deadlines(season, rules, {row.tier for row in rows}, deadlines, actor, now)
        record(
            "season.opened",
            f"season:{season.pk}",
            unit=root.pk,
            season=season.pk,
            audience=Audience.SEASON,
            body={
                "key": key,
                "name": name,
                "pack": rules.key,
                "pack_version": rules.version,
                "pack_digest": rules.digest,
                "tree_on": tree_on.isoformat(),
                "units": len(rows),
            },
        )
    return season


def _freeze(season: Season) -> list[SeasonUnit]:
    """Copy the tree of the season's day into a nested set, one insert a level."""
    day, root_id = season.tree_on, season.root_id
    versions = {row.unit_id: row for row in UnitVersion.objects.filter(_in_force(day))}
    if root_id not in versions:
        raise NotInSeason(unit=root_id)
    edges = ParentEdge.objects.filter(_in_force(day), kind=season.edge_kind)
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in edges.values_list("child_id", "parent_id"):
        if child in versions:
            children[parent].append(child)
    for below in children.values():
        below.sort(key=lambda unit_id: (versions[unit_id].sort_key, versions[unit_id].code))
    closed = set(Unit.objects.filter(is_closed=True).values_list("pk", flat=True))
    return _insert(season, places(root_id, children), versions, closed)


def _insert(
    season: Season,
    found: Sequence[Place],
    versions: Mapping[int, UnitVersion],
    closed: set[int],
) -> list[SeasonUnit]:
    rows: dict[int, SeasonUnit] = {}
    for depth in range(max(place.depth for place in found) + 1):
        level = [place for place in found if place.depth == depth]
        made = [
            SeasonUnit(
                season=season,
                unit_id=place.unit_id,
                parent=rows[place.parent.unit_id] if place.parent else None,
                group=rows[place.group.unit_id] if place.group and depth > 1 else None,
                first=place.first,
                last=place.last,
                depth=depth,
                is_closed=place.unit_id in closed,
                joined_on=season.tree_on,
                **_copied(versions[place.unit_id]),
            )
            for place in level
        ]
        SeasonUnit.objects.bulk_create(made)
        rows.update({row.unit_id: row for row in made})
    SeasonUnit.objects.filter(season=season, depth=1).update(group_id=F("pk"))
    return list(rows.values())


def _copied(version: UnitVersion) -> dict[str, str]:
    return {name: getattr(version, name) for name in COPIED}


def _in_force(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def _set_deadlines(
    season: Season,
    rules: Pack,
    tiers: set[str],
    given: Deadlines | None,
    actor: Actor,
    now: datetime,
) -> None:
    rows = []
    for tier in sorted(tiers):
        days = tier_deadlines(
            rules,
            tier,
            first=season.starts_on,
            last=season.ends_on,
            given=(given or {}).get(tier, {}),
        )
        rows += [
            TierDeadline(
                season=season,
                tier=tier,
                milestone=milestone.value,
                due_on=days[milestone.value],
                set_by=actor.name,
                set_at=now,
            )
            for milestone in Milestone
        ]
    TierDeadline.objects.bulk_create(rows)


@retry_on_deadlock
def add_unit(
    season: Season, *, actor: Actor, now: datetime, unit: Unit, parent: SeasonUnit, reason: str
) -> SeasonUnit:
    """Take a unit into the running season below *parent*; the reason stays with the denominator.

    The numbers of the nested set to the right move by one. A parent that was a leaf starts to
    keep counters, beginning with its own congress. Raises AlreadyInSeason, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    today = day_of(now)
    with recorded(actor, now=now) as record:
        Season.objects.select_for_update().get(pk=season.pk)
        above = SeasonUnit.objects.get(pk=parent.pk, season=season)
        version = UnitVersion.objects.filter(_in_force(today), unit=unit).first()
        if version is None:
            raise NotInSeason(unit=unit)
        if SeasonUnit.objects.filter(season=season, unit=unit).exists():
            raise AlreadyInSeason(unit=version.name)
        row = _make_room(season, above, unit, version, today, reason.strip())
        record(
            "season.unit_added",
            f"season_unit:{row.pk}",
            unit=unit.pk,
            season=season.pk,
            audience=Audience.SEASON,
            body={"under": above.code, "reason": reason, "unit": row.code},
        )
    return row


def _make_room(
    season: Season,
    above: SeasonUnit,
    unit: Unit,
    version: UnitVersion,
    today: date,
    reason: str,
) -> SeasonUnit:
    was_leaf, place = above.is_leaf, above.last + 1
    rows = SeasonUnit.objects.filter(season=season)
    rows.filter(first__gte=place).update(first=F("first") + 1, last=F("last") + 1)
    rows.filter(first__lte=above.first, last__gte=above.last).update(last=F("last") + 1)
    row = SeasonUnit.objects.create(
        season=season,
        unit=unit,
        parent=above,
        group_id=above.group_id,
        first=place,
        last=place,
        depth=above.depth + 1,
        is_closed=unit.is_closed,
        joined_on=today,
        joined_reason=reason,
        **_copied(version),
    )
    if row.depth == 1:
        SeasonUnit.objects.filter(pk=row.pk).update(group_id=row.pk)
        row.refresh_from_db()
    if was_leaf:
        _start_counting(above)
    return row


def _start_counting(unit: SeasonUnit) -> None:
    """Give a unit that was a leaf its counters: so far its own congress."""
    congress = Congress.objects.filter(season_unit=unit, cancelled_at=None).first()
    if congress is None:
        return
    tally = tally_of(congress, congress.steps.all(), procedure_of(congress))
    add_to_counters({unit.pk: tally})


@retry_on_deadlock
def leave(
    season_unit: SeasonUnit, *, actor: Actor, now: datetime, on: date, reason: str
) -> SeasonUnit:
    """Take a unit out of the running season; its congress is cancelled and no longer counted.

    Raises HasUnitsBelow while units below it are still in, NotInSeason, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now) as record:
        row = SeasonUnit.objects.select_for_update().get(pk=season_unit.pk)
        if row.left_on is not None:
            raise NotInSeason(unit=row.name)
        below = SeasonUnit.objects.filter(
            season=row.season_id, first__gt=row.first, first__lte=row.last, left_on=None
        ).count()
        if below:
            raise HasUnitsBelow(unit=row.name, count=below)
        cancelled = _cancel(row, actor=actor, now=now)
        row.left_on, row.left_reason = on, reason.strip()
        row.save(update_fields=["left_on", "left_reason"])
        record(
            "season.unit_left",
            f"season_unit:{row.pk}",
            unit=row.unit_id,
            season=row.season_id,
            audience=Audience.SEASON,
            body={"on": on.isoformat(), "reason": reason, "congress": cancelled},
        )
    return row


def _cancel(unit: SeasonUnit, *, actor: Actor, now: datetime) -> int | None:
    """Cancel the unit's congress and its event; the counters lose it."""
    planned = Congress.objects.filter(season_unit=unit, cancelled_at=None).first()
    if planned is None:
        return None
    hand = take_congress(planned.pk, actor=actor, now=now)
    hand.congress.cancelled_at = now
    hand.congress.save(update_fields=["cancelled_at"])
    Event.objects.filter(congress=planned).update(is_cancelled=True)
    add_for(unit, difference(hand.before, hand.tally()))
    return hand.congress.pk
