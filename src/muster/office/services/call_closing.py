"""Call lists that are closed: with a reason, and all lists below with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import CallListClosed, ReasonMissing
from muster.office.models import Call, CallList
from muster.season.services.hand import local


@retry_on_deadlock
def close_call_list(
    row: CallList, *, actor: Actor, now: datetime, reason: str, client_uuid: UUID | None = None
) -> CallList:
    """Nobody is called from it any more; lists below it close with it.

    Raises ReasonMissing, CallListClosed.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        lists = CallList.objects.select_for_update(of=("self",)).select_related("season_unit")
        fresh = lists.get(pk=row.pk)
        if record.is_replay:
            return fresh
        must_be_open(fresh)
        waiting, wave = 0, [fresh]
        while wave:
            ids = [one.pk for one in wave]
            waiting += Call.objects.filter(call_list__in=ids, told_at=None, heir=None).count()
            CallList.objects.filter(pk__in=ids).update(
                closed_at=now, closed_by=actor.name, closed_reason=reason.strip()
            )
            wave = list(lists.filter(above__call_list__in=ids, closed_at=None).order_by("pk"))
        note_list(record, "calls.closed", fresh, {"reason": reason.strip(), "not_told": waiting})
    return CallList.objects.get(pk=row.pk)


def must_be_open(row: CallList) -> None:
    """Refuse whatever is done with a closed list."""
    if row.closed_at is not None:
        raise CallListClosed(who=row.closed_by, at=local(row.closed_at), reason=row.closed_reason)


def note_list(record: Record, kind: str, row: CallList, body: Mapping[str, Any]) -> None:
    """Record what happened to a call list."""
    record(
        kind,
        f"calls:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"subject": row.subject, "origin": row.origin, **body},
    )
