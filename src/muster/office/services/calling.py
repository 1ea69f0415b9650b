"""Calling through a list: taken, told, promised, no answer, confirmed, taken back.

Who is told settles the call; a chain's confirmations come up by themselves; a unit that ended is
called under its successor.
"""

from datetime import date, datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import AlreadyTold, CallTaken, Changed, NotTold
from muster.office.models import Call, CallState, CallTry, Rung
from muster.office.models.call import HELD
from muster.office.services.call_closing import must_be_open
from muster.office.services.call_hand import (
    confirm_upwards,
    locked,
    save,
    unconfirm_upwards,
)
from muster.office.services.call_hand import (
    note as note_call,
)
from muster.office.services.heirs import heir_of, refer
from muster.season import services as season
from muster.season.models import Step, StepState
from muster.season.services.hand import local
from muster.tree.clock import day_of

Outcome = CallTry.Outcome


@retry_on_deadlock
def take_call(call: Call, *, actor: Actor, now: datetime, client_uuid: UUID | None = None) -> Call:
    """Say that one is ringing now, so that nobody else does. Raises CallTaken, AlreadyTold."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(call)
        if record.is_replay:
            return row
        _must_be_mine(row, actor, now)
        _must_wait(row)
        row.taken_at, row.taken_by, row.taken_by_account = now, actor.name, actor.account_id
        row.save(update_fields=["taken_at", "taken_by", "taken_by_account"])
        note_call(record, "call.taken", row, {})
    return row


@retry_on_deadlock
def tell(
    call: Call,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    promised_on: date | None = None,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Call:
    """Somebody was reached and told; promised_on: the day that they said.

    A promise of a call that urges becomes that of its step. A call to a unit that has ended is
    handed to its successor instead (state REFERRED), with a call of its own in the list.
    Raises Changed, CallTaken, AlreadyTold, CallListClosed.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(call)
        if record.is_replay:
            return row
        _check(row, version, actor, now)
        if _has_ended(row, now):
            return _refer(record, row, actor, now)
        row.state, row.told_at, row.told_by = CallState.TOLD, now, actor.name
        row.promised_on, row.note = promised_on, note.strip() or row.note
        _try(row, Outcome.REACHED, actor, now)
        save(row, actor, now)
        note_call(record, "call.told", row, {"promised_on": promised_on, "rung": row.rung})
        if promised_on is not None:
            _pass_promise(row, promised_on, note, actor, now)
        confirm_upwards(row, record, actor, now)
    return row


@retry_on_deadlock
def no_answer(
    call: Call,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Call:
    """Nobody answered. After as many tries as the pack says, the deputy is next, then the superior.

    At the last rung the tries go on being counted. Refuses as tell does.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(call)
        if record.is_replay:
            return row
        _check(row, version, actor, now)
        if _has_ended(row, now):
            return _refer(record, row, actor, now)
        row.note = note.strip() or row.note
        _try(row, Outcome.NO_ANSWER, actor, now)
        row.tries += 1
        if row.tries >= _most_tries(row):
            _climb(row)
        save(row, actor, now)
        note_call(record, "call.no_answer", row, {"rung": row.rung, "tries": row.tries})
    return row


@retry_on_deadlock
def confirm_call(
    call: Call, *, actor: Actor, now: datetime, version: int, client_uuid: UUID | None = None
) -> Call:
    """Who was told has called back, or acknowledged on paper. Raises NotTold, Changed."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(call)
        if record.is_replay:
            return row
        must_be_open(row.call_list)
        _must_be_fresh(row, version)
        if row.state != CallState.TOLD:
            raise NotTold(unit=name_of(row))
        row.state, row.confirmed_at, row.confirmed_by = CallState.CONFIRMED, now, actor.name
        save(row, actor, now)
        note_call(record, "call.confirmed", row, {})
        confirm_upwards(row, record, actor, now)
    return row


@retry_on_deadlock
def take_back(
    call: Call, *, actor: Actor, now: datetime, version: int, client_uuid: UUID | None = None
) -> Call:
    """The last result was a slip: the call is to be made again. What was tried stays recorded.

    Confirmations that came up from it are taken back too. Raises NotTold, Changed.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(call)
        if record.is_replay:
            return row
        must_be_open(row.call_list)
        _must_be_fresh(row, version)
        if row.state not in (CallState.TOLD, CallState.CONFIRMED):
            raise NotTold(unit=name_of(row))
        row.state, row.promised_on = CallState.WAITING, None
        row.told_at, row.told_by, row.confirmed_at, row.confirmed_by = None, "", None, ""
        save(row, actor, now)
        note_call(record, "call.taken_back", row, {})
        unconfirm_upwards(row, record, actor, now)
    return row


def name_of(call: Call) -> str:
    """Who is called, as the season knows them."""
    if call.target.startswith("person:") and call.whom is not None:
        return call.whom.name
    return call.season_unit.name if call.season_unit is not None else str(call.unit)


# ---- taking a call in hand


def _check(row: Call, version: int, actor: Actor, now: datetime) -> None:
    _must_be_mine(row, actor, now)
    _must_wait(row)
    _must_be_fresh(row, version)


def _must_be_mine(row: Call, actor: Actor, now: datetime) -> None:
    must_be_open(row.call_list)
    if row.taken_at is None or now - row.taken_at >= HELD:
        return
    if (row.taken_by_account, row.taken_by) != (actor.account_id, actor.name):
        raise CallTaken(who=row.taken_by, unit=name_of(row), at=local(row.taken_at))


def _must_wait(row: Call) -> None:
    if row.told_at is not None:
        raise AlreadyTold(unit=name_of(row), at=local(row.told_at), who=row.told_by)


def _must_be_fresh(row: Call, version: int) -> None:
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at) if row.changed_at else "")


def _try(row: Call, outcome: str, actor: Actor, now: datetime) -> None:
    CallTry.objects.create(
        call=row,
        rung=row.rung,
        outcome=outcome,
        promised_on=row.promised_on,
        note=row.note,
        tried_at=now,
        tried_by=actor.name,
    )


def _most_tries(row: Call) -> int:
    unit = row.call_list.season_unit
    return rules_of(unit).call_purposes[row.call_list.purpose].tries


def _climb(row: Call) -> None:
    """Go to the next rung that has somebody; stay at the last one."""
    steps = [Rung.DEPUTY] if row.deputy_id is not None else []
    steps += [Rung.SUPERIOR] if row.unit_above_id is not None else []
    following = next((rung for rung in steps if rung > row.rung), None)
    if following is not None:
        row.rung, row.tries = following, 0


# ---- what follows from a result


def _pass_promise(row: Call, promised_on: date, note: str, actor: Actor, now: datetime) -> None:
    """The promised day of a call that urges is that of the step, while anything is owed."""
    purpose = rules_of(row.call_list.season_unit).call_purposes[row.call_list.purpose]
    if not purpose.urges or row.step_id is None:
        return
    step = Step.objects.get(pk=row.step_id)
    if step.state in (StepState.ACCEPTED, StepState.WAIVED):
        return
    season.promise(
        step,
        actor=actor,
        now=now,
        version=step.version,
        promised_on=promised_on,
        delay=step.delay,
        note=note.strip(),
    )


def _has_ended(row: Call, now: datetime) -> bool:
    ended = row.unit.dissolved_on
    return row.target.startswith("unit:") and ended is not None and ended <= day_of(now)


def _refer(record: Record, row: Call, actor: Actor, now: datetime) -> Call:
    """Hand the call to the unit that stands for the called one now."""
    heir = heir_of(row, today=day_of(now))
    refer(row, heir)
    save(row, actor, now)
    note_call(record, "call.referred", row, {"heir": row.heir_id, "note": row.note})
    return row
