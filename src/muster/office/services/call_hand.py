"""Taking a call in hand and putting it back; how a chain's confirmations come up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.models import Call, CallState

JOINED: Final = ("call_list__season_unit__season", "unit", "season_unit", "whom")


def locked(call: Call) -> Call:
    """The call as it is in the database now, under lock till the commit."""
    rows = Call.objects.select_for_update(of=("self",)).select_related(*JOINED)
    return rows.get(pk=call.pk)


def save(row: Call, actor: Actor, now: datetime) -> None:
    """Mark the call as changed by the actor, who is not ringing any more, and save it."""
    row.taken_at, row.taken_by, row.taken_by_account = None, "", None
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def note(record: Record, kind: str, row: Call, body: Mapping[str, Any]) -> None:
    """Record what happened to a call."""
    unit = row.call_list.season_unit
    record(
        kind,
        f"call:{row.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"list": row.call_list_id, "target": row.target, **body},
    )


def confirm_upwards(row: Call, record: Record, actor: Actor, now: datetime) -> None:
    """When all below are told, the call by which the chain came down is confirmed."""
    above_id = row.call_list.above_id
    while above_id is not None:
        calls = Call.objects.filter(call_list__above=above_id)
        if calls.filter(state=CallState.WAITING).exists():
            return
        if calls.filter(passed_on__isnull=False).exclude(state=CallState.CONFIRMED).exists():
            return
        above = locked(Call(pk=above_id))
        if above.state == CallState.CONFIRMED:
            return
        above.state, above.confirmed_at, above.confirmed_by = CallState.CONFIRMED, now, actor.name
        above.told_at, above.told_by = above.told_at or now, above.told_by or actor.name
        save(above, actor, now)
        note(record, "call.confirmed", above, {"by": _("all below were told")})
        above_id = above.call_list.above_id


def unconfirm_upwards(row: Call, record: Record, actor: Actor, now: datetime) -> None:
    """What came up from a call that was taken back is no longer so."""
    above_id = row.call_list.above_id
    while above_id is not None:
        above = locked(Call(pk=above_id))
        if above.state != CallState.CONFIRMED:
            return
        above.state, above.confirmed_at, above.confirmed_by = CallState.TOLD, None, ""
        save(above, actor, now)
        note(record, "call.unconfirmed", above, {})
        above_id = above.call_list.above_id
