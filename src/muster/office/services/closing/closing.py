"""Opening a closing with its items, signing it, and opening it again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import ClosingBefore, NotClosed, ReasonMissing, StillToSettle
from muster.office.models import Closing, ClosingItem
from muster.office.services.closing.hand import check, locked, must_be_open, note, save
from muster.season.bridge import pack_of
from muster.season.models import Congress
from muster.season.services.hand import day
from muster.tree.clock import day_of
from muster.tree.names import tidy


@retry_on_deadlock
def open_closing(
    congress: Congress, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Closing:
    """List what the pack wants settled after this congress. The one that is there stays.

    Raises ClosingBefore before the last day of the congress.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = Congress.objects.select_for_update(of=("self",)).get(pk=congress.pk)
        there = Closing.objects.filter(congress=row).first()
        if record.is_replay or there is not None:
            return Closing.objects.get(congress=row)
        return _open(record, row, actor=actor, now=now)


def _open(record: Record, congress: Congress, *, actor: Actor, now: datetime) -> Closing:
    if congress.ends_on > day_of(now):
        name = congress.season_unit.name
        raise ClosingBefore(unit=name, ends_on=day(congress.ends_on))
    row = Closing.objects.create(congress=congress, opened_at=now, opened_by=actor.name)
    rules = pack_of(congress).closing_for(tier=congress.season_unit.tier)
    ClosingItem.objects.bulk_create(
        ClosingItem(
            closing=row,
            key=rule.key,
            position=position,
            due_on=congress.ends_on + timedelta(days=rule.after_days),
        )
        for position, rule in enumerate(rules)
    )
    note(record, "closing.opened", row, {"items": [rule.key for rule in rules]})
    return row


@retry_on_deadlock
def open_closings(
    congresses: Sequence[Congress],
    *,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> int:
    """Open the closing of every congress that has none and is over. How many."""
    wanted = [row.pk for row in congresses]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return 0
        rows = Congress.objects.select_for_update(of=("self",)).filter(
            pk__in=wanted, closing=None, ends_on__lte=day_of(now), cancelled_at=None
        )
        found = list(rows.select_related("season_unit", "season"))
        for row in found:
            _open(record, row, actor=actor, now=now)
    return len(found)


@retry_on_deadlock
def close(
    closing: Closing,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    text: str = "",
    client_uuid: UUID | None = None,
) -> Closing:
    """Sign that nothing is left to settle. Raises StillToSettle with what is."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        if record.is_replay:
            return row
        must_be_open(row)
        check(row, version)
        open_keys = row.items.filter(state=ClosingItem.State.OPEN).values_list("key", flat=True)
        names = pack_of(row.congress).closing
        left = [str(names[key].label) for key in open_keys]
        if left:
            raise StillToSettle(count=len(left), items=", ".join(left))
        row.closed_at, row.closed_by, row.closed_note = now, actor.name, tidy(text)
        save(row, actor, now)
        note(record, "closing.closed", row, {"note": row.closed_note})
    return row


@retry_on_deadlock
def reopen(
    closing: Closing,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Closing:
    """Something turned up after the signature. Raises NotClosed, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        if record.is_replay:
            return row
        check(row, version)
        if row.closed_at is None:
            raise NotClosed(unit=row.congress.season_unit.name)
        row.closed_at, row.closed_by, row.closed_note = None, "", ""
        save(row, actor, now)
        note(record, "closing.reopened", row, {"reason": tidy(reason)})
    return row
