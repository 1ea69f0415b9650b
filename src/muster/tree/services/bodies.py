from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.tree.errors import (
    HasChildren,
    HasPersons,
    NothingChanges,
    SharesWrong,
    SplitIncomplete,
    TooEarly,
    TooFewUnits,
)
from muster.tree.models import ParentEdge, Person, Unit, UnitEvent, UnitVersion
from muster.tree.services import ground

WHOLE: Final = Decimal(100)
NAMES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """What a unit is called and classed when it is founded; kind and tier are keys of the pack."""

    code: str
    name: str
    tier: str
    short_name: str = ""
    kind: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One unit that comes out of a split, and what of the old one it takes with it."""

    unit: NewUnit
    share_percent: Decimal | None = None
    child_ids: Sequence[int] = ()
    person_ids: Sequence[int] = field(default=())


def found(
    actor: Actor,
    *,
    unit: NewUnit,
    parents: Mapping[str, int],
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> Unit:
    """Found a unit on *on* under *parents* (unit ids by kind of edge; none for a root).

    Raises CodeTaken, UnitUnknown, UnitDissolved for a parent.
    """
    with recorded(actor, now=now) as record:
        ground.locked(parents.values(), on=on)
        made = _founded(unit, parents, on=on)
        event = ground.add_event(
            UnitEvent.Kind.FOUND, on=on, decision_ref=decision_ref, into={made.pk: None}
        )
        version = ground.open_version(made.pk)
        _record(
            record, "unit.founded", made.pk, on, event, ground.body_of(version, parents=parents)
        )
    return made


@retry_on_deadlock
def merge(
    actor: Actor,
    *,
    unit_ids: Sequence[int],
    into_id: int,
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> UnitEvent:
    """Let *unit_ids* go up in *into_id*: what stood below them and their persons go there.

    For a merger into a new body, found it first. Locks all of them. Raises TooFewUnits,
    UnitDissolved, TooEarly, Cycle.
    """
    gone = sorted(set(unit_ids) - {into_id})
    if not gone:
        raise TooFewUnits
    with recorded(actor, now=now) as record:
        units = ground.locked([*gone, into_id], on=on)
        _hand_over(gone, into_id, on=on)
        Person.objects.filter(unit__in=gone).update(unit=into_id)
        for unit_id in gone:
            _end(units[unit_id], on=on)
        event = ground.add_event(
            UnitEvent.Kind.MERGE,
            on=on,
            decision_ref=decision_ref,
            out_of=gone,
            into={into_id: None},
        )
        _record(record, "unit.merged", into_id, on, event, {"from": gone})
    return event


@retry_on_deadlock
def split(
    actor: Actor,
    *,
    unit_id: int,
    parts: Sequence[Part],
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> list[Unit]:
    """Let a unit end and *parts* take its place under the same parents.

    Every unit below must be named in exactly one part; persons named in none go with the first.
    Shares are all left out or add up to 100. Locks the unit. Raises TooFewUnits, SharesWrong,
    SplitIncomplete, CodeTaken, TooEarly.
    """
    _check_parts(parts)
    with recorded(actor, now=now) as record:
        unit = ground.locked([unit_id], on=on)[unit_id]
        _check_children(unit_id, parts)
        parents = {edge.kind: edge.parent_id for edge in ground.open_edges_of(unit_id)}
        below = ground.open_edges_below([unit_id])
        ground.end_edges(below, on=on)
        _end(unit, on=on)
        made = [_founded(part.unit, parents, on=on) for part in parts]
        _hand_out(unit_id, below, parts, made, on=on)
        shares = {new.pk: part.share_percent for new, part in zip(made, parts, strict=True)}
        event = ground.add_event(
            UnitEvent.Kind.SPLIT, on=on, decision_ref=decision_ref, out_of=[unit_id], into=shares
        )
        body = {"into": {str(pk): str(share or "") for pk, share in shares.items()}}
        _record(record, "unit.split", unit_id, on, event, body)
    return made


def dissolve(
    actor: Actor, *, unit_id: int, on: date, decision_ref: str = "", now: datetime
) -> UnitEvent:
    """End a unit that nobody stands below any more.

    Locks the unit. Raises HasChildren, HasPersons, UnitDissolved, TooEarly.
    """
    with recorded(actor, now=now) as record:
        unit = ground.locked([unit_id], on=on)[unit_id]
        _must_be_empty(unit_id)
        _end(unit, on=on)
        event = ground.add_event(
            UnitEvent.Kind.DISSOLVE, on=on, decision_ref=decision_ref, out_of=[unit_id]
        )
        _record(record, "unit.dissolved", unit_id, on, event, {})
    return event


def close(actor: Actor, *, unit_id: int, reason: str, now: datetime) -> Unit:
    """Let no grant from above reach this unit and what is below it, from now on."""
    return _set_closed(actor, unit_id, closed=True, reason=reason, now=now)


def open_up(actor: Actor, *, unit_id: int, reason: str, now: datetime) -> Unit:
    """Let grants from above reach this unit again."""
    return _set_closed(actor, unit_id, closed=False, reason=reason, now=now)


def _set_closed(actor: Actor, unit_id: int, *, closed: bool, reason: str, now: datetime) -> Unit:
    with recorded(actor, now=now) as record:
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        if unit.is_closed == closed:
            raise NothingChanges(unit=ground.name_of(unit_id))
        unit.is_closed = closed
        unit.save(update_fields=["is_closed"])
        record(
            kind="unit.closed" if closed else "unit.opened",
            subject=f"unit:{unit_id}",
            unit=unit_id,
            audience=Audience.STAFF,
            body={"reason": reason},
        )
    return unit


def _founded(new: NewUnit, parents: Mapping[str, int], *, on: date) -> Unit:
    unit = Unit.objects.create(founded_on=on)
    with ground.refusing(unit_id=unit.pk, code=new.code):
        ground.write_version(
            UnitVersion(
                unit=unit,
                valid_from=on,
                code=new.code,
                name=new.name,
                short_name=new.short_name,
                kind=new.kind,
                tier=new.tier,
                phone=new.phone,
                address=new.address,
            )
        )
    for kind, parent_id in parents.items():
        ground.put_under(unit.pk, parent_id, kind=kind, on=on)
    return unit


def _end(unit: Unit, *, on: date) -> None:
    """Close everything that is open about a unit. A unit ends on a later day than it began."""
    version = ground.open_version(unit.pk)
    if on <= version.valid_from:
        raise TooEarly(unit=version.name, since=version.valid_from, on=on)
    version.valid_to = on
    version.save(update_fields=["valid_to"])
    ground.end_edges(ground.open_edges_of(unit.pk), on=on)
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on"])


def _hand_over(gone: Sequence[int], into_id: int, *, on: date) -> None:
    """Put what stood below *gone* under *into_id*; edges among the merged ones just end."""
    below = ground.open_edges_below(gone)
    within = [edge for edge in ground.open_edges_of(into_id) if edge.parent_id in gone]
    above = [edge for gone_id in gone for edge in ground.open_edges_of(gone_id)]
    ground.end_edges({edge.pk: edge for edge in [*below, *above]}.values(), on=on)
    for edge in below:
        if edge.child_id not in gone and edge.child_id != into_id:
            ground.put_under(edge.child_id, into_id, kind=edge.kind, on=on)
    _lift(within, above, gone=gone, into_id=into_id, on=on)


def _lift(
    within: Sequence[ParentEdge],
    above: Sequence[ParentEdge],
    *,
    gone: Sequence[int],
    into_id: int,
    on: date,
) -> None:
    """Where the remaining unit stood under a merged one, it inherits that one's parent."""
    for edge in within:
        heir = next(
            (
                up.parent_id
                for up in above
                if up.kind == edge.kind and up.parent_id not in gone and up.parent_id != into_id
            ),
            None,
        )
        if heir is not None:
            ground.put_under(into_id, heir, kind=edge.kind, on=on)


def _check_parts(parts: Sequence[Part]) -> None:
    if len(parts) < 2:
        raise TooFewUnits
    shares = [part.share_percent for part in parts if part.share_percent is not None]
    if shares and (len(shares) < len(parts) or sum(shares) != WHOLE):
        raise SharesWrong(percent=sum(shares))


def _check_children(unit_id: int, parts: Sequence[Part]) -> None:
    present = {edge.child_id for edge in ground.open_edges_below([unit_id])}
    named = [child for part in parts for child in part.child_ids]
    wrong = present.symmetric_difference(named) | {pk for pk in named if named.count(pk) > 1}
    if wrong:
        raise SplitIncomplete(children=", ".join(map(ground.name_of, sorted(wrong))))


def _hand_out(
    unit_id: int,
    below: Sequence[ParentEdge],
    parts: Sequence[Part],
    made: Sequence[Unit],
    *,
    on: date,
) -> None:
    takes = {
        child: new.pk for part, new in zip(parts, made, strict=True) for child in part.child_ids
    }
    for edge in below:
        ground.put_under(edge.child_id, takes[edge.child_id], kind=edge.kind, on=on)
    for part, new in zip(parts, made, strict=True):
        Person.objects.filter(unit=unit_id, pk__in=part.person_ids).update(unit=new)
    Person.objects.filter(unit=unit_id).update(unit=made[0])


def _must_be_empty(unit_id: int) -> None:
    children = sorted({edge.child_id for edge in ground.open_edges_below([unit_id])})
    if children:
        names = ", ".join(map(ground.name_of, children[:NAMES_SHOWN]))
        raise HasChildren(unit=ground.name_of(unit_id), count=len(children), children=names)
    persons = Person.objects.filter(unit=unit_id, is_active=True).count()
    if persons:
        raise HasPersons(unit=ground.name_of(unit_id), count=persons)


def _record(
    record: Record, kind: str, unit_id: int, on: date, event: UnitEvent, body: Mapping[str, Any]
) -> None:
    record(
        kind=kind,
        subject=f"unit:{unit_id}",
        unit=unit_id,
        audience=Audience.ALL,
        body={**body, "on": str(on), "event": event.pk, "decision": event.decision_ref},
    )
