"""Positions are made coarse and removed when their time is over; what was done is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.gateways.gps.store import Store, store
from muster.gateways.queries.duties import rules_of
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import anchor, recorded
from muster.season.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many positions were made coarse, and how many removed."""

    coarsened: int = 0
    removed: int = 0


def forget_positions(actor: Actor, *, now: datetime) -> Forgotten:
    """Make coarse and remove what the pack says; each event that was touched has its entry.

    The record's head is signed at once: whoever holds it can prove that the removal stands in it.
    Positions go first, then the entry is made: what was removed is never said to be there.
    """
    kept, coarsened, removed = store(), 0, 0
    events = {row.pk: row for row in _events(kept)}
    for pk in kept.events():
        done = _forget(kept, pk, events.get(pk), now)
        coarsened, removed = coarsened + done.coarsened, removed + done.removed
        if done != Forgotten():
            _record(actor, pk, events.get(pk), done, now)
    if coarsened or removed:
        kept.overwrite()
        anchor(now=now)
    return Forgotten(coarsened=coarsened, removed=removed)


def _events(kept: Store) -> list[Event]:
    return list(Event.objects.filter(pk__in=kept.events()).select_related("season", "season_unit"))


def _forget(kept: Store, pk: int, event: Event | None, now: datetime) -> Forgotten:
    """Of an event that is no longer known everything goes."""
    if event is None or now >= event.ends_at + timedelta(days=rules_of(event).keep_days):
        return Forgotten(removed=kept.remove(pk))
    if now >= event.ends_at + timedelta(hours=rules_of(event).exact_h):
        return Forgotten(coarsened=kept.coarsen(pk))
    return Forgotten()


def _record(actor: Actor, pk: int, event: Event | None, done: Forgotten, now: datetime) -> None:
    with recorded(actor, now=now) as record:
        record(
            kind="gateways.positions_forgotten",
            subject=f"event:{pk}",
            unit=event.season_unit.unit_id if event else None,
            season=event.season_id if event else None,
            audience=Audience.SAFETY if event else Audience.STAFF,
            body={"coarsened": done.coarsened, "removed": done.removed},
        )
