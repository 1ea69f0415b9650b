from datetime import date, datetime

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.tree.errors import AlreadyThere, NothingChanges
from muster.tree.models import ParentEdge, UnitEvent, UnitVersion
from muster.tree.names import tidy
from muster.tree.services import ground


def rename(
    actor: Actor,
    *,
    unit_id: int,
    name: str,
    short_name: str = "",
    code: str = "",
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> UnitVersion:
    """Give a unit a new name (and code, if one is given) from *on*.

    Locks the unit. Raises UnitDissolved, TooEarly, CodeTaken, NothingChanges.
    """
    with recorded(actor, now=now) as record:
        ground.locked([unit_id], on=on)
        old = ground.open_version(unit_id)
        changes = {"name": tidy(name), "short_name": tidy(short_name), "code": tidy(code)}
        changes["code"] = changes["code"] or old.code
        if all(getattr(old, text) == value for text, value in changes.items()):
            raise NothingChanges(unit=old.name)
        new = ground.change_version(unit_id, on=on, changes=changes)
        event = ground.add_event(
            UnitEvent.Kind.RENAME, on=on, decision_ref=decision_ref, into={unit_id: None}
        )
        record(
            kind="unit.renamed",
            subject=f"unit:{unit_id}",
            unit=unit_id,
            audience=Audience.ALL,
            body=ground.body_of(new, on=str(on), event=event.pk, old_name=old.name),
        )
    return new


def change_tier(
    actor: Actor,
    *,
    unit_id: int,
    tier: str,
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> UnitVersion:
    """Class a unit anew from *on*; tier is a key of the pack. Raises as :func:`rename` does."""
    with recorded(actor, now=now) as record:
        ground.locked([unit_id], on=on)
        old = ground.open_version(unit_id)
        if old.tier == tier:
            raise NothingChanges(unit=old.name)
        old_tier = old.tier
        new = ground.change_version(unit_id, on=on, changes={"tier": tier})
        event = ground.add_event(
            UnitEvent.Kind.TIER, on=on, decision_ref=decision_ref, into={unit_id: None}
        )
        record(
            kind="unit.tier_changed",
            subject=f"unit:{unit_id}",
            unit=unit_id,
            audience=Audience.ALL,
            body=ground.body_of(new, on=str(on), event=event.pk, old_tier=old_tier),
        )
    return new


@retry_on_deadlock
def move(
    actor: Actor,
    *,
    unit_id: int,
    parent_id: int,
    kind: str,
    on: date,
    decision_ref: str = "",
    now: datetime,
) -> ParentEdge:
    """Put a unit under another parent of that kind of edge from *on*, with all below it.

    Locks both units. Raises UnitDissolved, TooEarly, AlreadyThere, Cycle.
    """
    with recorded(actor, now=now) as record:
        ground.locked([unit_id, parent_id], on=on)
        old = ParentEdge.objects.filter(child=unit_id, kind=kind, valid_to=None).first()
        if old is not None and old.parent_id == parent_id:
            raise AlreadyThere(unit=ground.name_of(unit_id), parent=ground.name_of(parent_id))
        ground.end_edges([old] if old else [], on=on)
        edge = ground.put_under(unit_id, parent_id, kind=kind, on=on)
        event = ground.add_event(
            UnitEvent.Kind.MOVE, on=on, decision_ref=decision_ref, into={unit_id: None}
        )
        record(
            kind="unit.moved",
            subject=f"unit:{unit_id}",
            unit=unit_id,
            audience=Audience.ALL,
            body={
                "edge": kind,
                "from": old.parent_id if old else None,
                "to": parent_id,
                "on": str(on),
                "event": event.pk,
            },
        )
    return edge
