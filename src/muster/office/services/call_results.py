"""Results of calls that come back on a sheet: entered in one act, conflicts told by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.models import Call, CallList, CallTry
from muster.office.services.call_closing import must_be_open
from muster.office.services.calling import confirm_call, name_of, no_answer, tell

Outcome = CallTry.Outcome
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """One row of a returned sheet. line: where it stands; outcome: empty if nothing was written."""

    line: int
    call_id: int
    version: int
    outcome: str
    promised_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet brought: results entered, and a sentence for each row that was left alone."""

    entered: int
    left: Sequence[str]


@retry_on_deadlock
def take_results(
    row: CallList,
    *,
    actor: Actor,
    now: datetime,
    results: Sequence[CallResult],
    client_uuid: UUID | None = None,
) -> Taken:
    """Enter what a sheet says; rows without a result change nothing.

    A row whose call somebody else has entered since the sheet went out is left and told.
    """
    entered, left = 0, []
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Taken(0, ())
        must_be_open(row)
        ids = [one.call_id for one in results]
        calls = {
            call.pk: call
            for call in Call.objects.filter(call_list=row, pk__in=ids).select_related(
                "season_unit", "unit", "whom"
            )
        }
        for one in results:
            if not one.outcome:
                continue
            call = calls.get(one.call_id)
            if call is None:
                left.append(_("Line %(line)s is no row of this list.") % {"line": one.line})
                continue
            try:
                _enter(call, one, actor, now)
            except DomainError as refused:
                said = {"line": one.line, "unit": name_of(call), "why": refused}
                left.append(_("Line %(line)s, %(unit)s: %(why)s") % said)
            else:
                entered += 1
    return Taken(entered, left)


def _enter(call: Call, one: CallResult, actor: Actor, now: datetime) -> None:
    if one.outcome == Outcome.NO_ANSWER:
        no_answer(call, actor=actor, now=now, version=one.version, note=one.note)
        return
    told = tell(
        call,
        actor=actor,
        now=now,
        version=one.version,
        promised_on=one.promised_on,
        note=one.note,
    )
    if one.outcome == CONFIRMED:
        confirm_call(told, actor=actor, now=now, version=told.version)
