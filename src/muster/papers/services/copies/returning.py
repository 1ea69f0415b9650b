"""Copies that come back, whole or spoiled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.errors.copies import WhyMissing
from muster.papers.models import Copy, CopySeries, CopyState, Loss
from muster.papers.ranges import Range, ranges_of, written
from muster.papers.services.copies.hand import (
    Giver,
    holder_of,
    locked,
    must_hold,
    note,
    put,
    said_of,
    taken,
)
from muster.papers.services.copies.losing import close_loss
from muster.tree.names import tidy

COMES_BACK: Final = (CopyState.ISSUED, CopyState.MISSING)
CAN_SPOIL: Final = (CopyState.LEFT, CopyState.ISSUED, CopyState.BACK)


@retry_on_deadlock
def take_back_copies(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    numbers: Sequence[Range],
    giver: Giver = None,
    client_uuid: UUID | None = None,
) -> int:
    """Take copies back, all of them or none; a missing one that comes back is found. How many.

    giver: the unit that brings them, or the handing out that they were given under; None for
    copies brought for another. Raises HeldByAnother, NumbersOutside, CopyElsewhere.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return int(said_before(record)["count"])
        copies = taken(row, numbers, states=COMES_BACK)
        must_hold(copies, giver)
        found = [copy for copy in copies if copy.loss is not None]
        losses = {copy.loss.pk: copy.loss for copy in found if copy.loss is not None}
        put(copies, actor=actor, now=now, state=CopyState.BACK, loss=None)
        body = {**said_of(copies), "from": _said_giver(copies)}
        if found:
            body["found"] = written(ranges_of(copy.number for copy in found))
        note(record, "copies.back", row, body)
        _close(record, row, list(losses.values()), actor=actor, now=now)
    return len(copies)


def _said_giver(copies: Sequence[Copy]) -> str:
    """Whose they were, each once."""
    names = dict.fromkeys(holder_of(copy) for copy in copies if copy.issue is not None)
    return ", ".join(names)[:500]


def _close(
    record: Record, row: CopySeries, losses: Sequence[Loss], *, actor: Actor, now: datetime
) -> None:
    """Nothing is left to explain of a loss whose copies are all back."""
    for loss in losses:
        if loss.explained_at is None and not loss.copies.exists():
            close_loss(record, row, loss, _("All came back."), actor=actor, now=now)


@retry_on_deadlock
def spoil_copies(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    numbers: Sequence[Range],
    how: str,
    client_uuid: UUID | None = None,
) -> int:
    """Copies that turned out spoiled: they wait for destruction. How many.

    Raises WhyMissing, NumbersOutside, CopyElsewhere, CopyListed.
    """
    if not how.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return int(said_before(record)["count"])
        copies = taken(row, numbers, states=CAN_SPOIL)
        put(copies, actor=actor, now=now, state=CopyState.SPOILED)
        note(record, "copies.spoiled", row, {**said_of(copies), "how": tidy(how)})
    return len(copies)
