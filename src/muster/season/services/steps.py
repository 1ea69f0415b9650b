"""What happens to a step: handed in, checked, accepted, returned, waived, reopened, put off.

Each service locks the congress, compares the version that the page showed, changes one step,
brings the counters along and writes one entry, all in one transaction. All raise StepChanged.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.bridge import desk_for, pack_of
from muster.season.errors import (
    DocumentsMissing,
    EvidenceMissing,
    LateNeedsReason,
    NothingToChange,
    OwnWork,
    ReasonMissing,
    StepClosed,
    WrongState,
)
from muster.season.models import DeadlineChange, Evidence, Step, StepState
from muster.season.registry.step_papers import step_papers
from muster.season.services.hand import (
    Hand,
    day,
    must_be,
    take_step,
)


@retry_on_deadlock
def submit(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str = "",
    note: str = "",
    on_behalf: bool = False,
    client_uuid: UUID | None = None,
) -> Step:
    """Hand in a step.

    After the deadline, judged by *now* in local days, it is marked late and *reason* is due;
    a step that the pack closes is refused until it is reopened. on_behalf: entered for a unit
    that reports on paper; *note* then names the paper, and no file or document is asked for.
    Raises WrongState, StepClosed, LateNeedsReason, DocumentsMissing, EvidenceMissing.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        must_be(row, StepState.OPEN, StepState.RETURNED, action=_("submitted"))
        must_be_in_time(hand, row, reason)
        if not (on_behalf and note):
            _must_be_proven(hand, row)
        hand_in(hand, row, reason=reason, note=note, on_behalf=on_behalf)
        hand.put_back()
        hand.note(record, "step.submitted", row, submission_of(row))
    return row


def hand_in(hand: Hand, row: Step, *, reason: str, note: str, on_behalf: bool) -> None:
    """Set a step in hand to submitted; nothing is judged here."""
    row.state = StepState.SUBMITTED
    row.desk = desk_for(row.state, hand.rule(row))
    row.submitted_at, row.submitted_by = hand.now, hand.actor.name
    row.submitted_by_account, row.on_behalf = hand.actor.account_id, on_behalf
    row.is_late = hand.today > row.due_on
    row.late_reason = reason if row.is_late else ""
    row.note = note or row.note
    hand.touch(row)


def submission_of(row: Step) -> Mapping[str, Any]:
    """What the record keeps of a submission."""
    return {
        "due_on": row.due_on.isoformat(),
        "is_late": row.is_late,
        "late_reason": row.late_reason,
        "on_behalf": row.on_behalf,
        "note": row.note,
    }


def must_be_in_time(hand: Hand, row: Step, reason: str) -> None:
    """Refuse what comes too late; a deadline of a day lasts to the end of that day here.

    Raises StepClosed, LateNeedsReason.
    """
    if hand.today <= row.due_on:
        return
    reopened = row.reopened_until is not None and hand.today <= row.reopened_until
    if row.closes and not reopened:
        raise StepClosed(due_on=day(row.due_on))
    if not reason.strip():
        raise LateNeedsReason(due_on=day(row.due_on))


def _must_be_proven(hand: Hand, row: Step) -> None:
    """Refuse without the files and documents that the pack wants.

    Raises DocumentsMissing, EvidenceMissing.
    """
    rule = hand.rule(row)
    papers = step_papers(hand.congress, rule.documents)
    missing = [str(paper.name) for paper in papers if not paper.meets(rule.documents_need)]
    if missing:
        raise DocumentsMissing(missing=", ".join(missing))
    if rule.evidence:
        _must_have_evidence(hand, row, written=sum(paper.version > 0 for paper in papers))


def _must_have_evidence(hand: Hand, row: Step, *, written: int) -> None:
    rows = Evidence.objects.filter(step=row).values("kind").annotate(n=Count("pk"))
    files = {found["kind"]: found["n"] for found in rows}
    kinds = pack_of(hand.congress).evidence
    missing = [
        f"{kinds[proof.kind].name} ({there}/{proof.at_least})"
        for proof in hand.rule(row).evidence
        if (there := files.get(proof.kind, 0) + written * proof.documents) < proof.at_least
    ]
    if missing:
        raise EvidenceMissing(missing=", ".join(missing))


@retry_on_deadlock
def check(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Step:
    """Find a submission in order. Raises WrongState, also where the pack has no checking desk."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        must_be(row, StepState.SUBMITTED, action=_("checked"))
        if hand.rule(row).checked_by is None:
            raise WrongState(state=row.get_state_display(), action=_("checked"))
        row.state = StepState.CHECKED
        row.desk = desk_for(row.state, hand.rule(row))
        row.checked_at, row.checked_by = now, actor.name
        row.note = note or row.note
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.checked", row, {"note": note})
    return row


@retry_on_deadlock
def accept(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Step:
    """Accept a step; a milestone's day follows from it.

    Where the pack gives doing and accepting to different desks, nobody accepts what he handed
    in himself (OwnWork). Raises WrongState before a check that the pack demands.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        _must_be_acceptable(hand, row)
        take_as_accepted(hand, row)
        row.note = note or row.note
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.accepted", row, {"note": note})
    return row


def _must_be_acceptable(hand: Hand, row: Step) -> None:
    rule = hand.rule(row)
    if rule.checked_by is None:
        must_be(row, StepState.SUBMITTED, action=_("accepted"))
    else:
        must_be(row, StepState.CHECKED, action=_("accepted"))
    own = hand.actor.account_id is not None and row.submitted_by_account == hand.actor.account_id
    if own and rule.accepted_by is not rule.done_by:
        raise OwnWork


def take_as_accepted(hand: Hand, row: Step) -> None:
    """Set a step in hand to accepted; nothing is judged here."""
    row.state = StepState.ACCEPTED
    row.desk = desk_for(row.state, hand.rule(row))
    row.accepted_at, row.accepted_by = hand.now, hand.actor.name
    row.return_reason, row.promised_on, row.delay = "", None, ""


@retry_on_deadlock
def return_step(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Step:
    """Send a submission back to whoever did it. Raises ReasonMissing, WrongState."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        must_be(row, StepState.SUBMITTED, StepState.CHECKED, action=_("returned"))
        row.return_reason = stated_reason(reason)
        row.state = StepState.RETURNED
        row.desk = desk_for(row.state, hand.rule(row))
        row.returned_at = now
        row.checked_at, row.checked_by = None, ""
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.returned", row, {"reason": reason})
    return row


@retry_on_deadlock
def waive(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Step:
    """Release the unit from a step, from any state; the reason and the name stay with it."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        if row.state == StepState.WAIVED:
            raise WrongState(state=row.get_state_display(), action=_("waived"))
        row.waived_reason = stated_reason(reason)
        row.state = StepState.WAIVED
        row.desk = desk_for(row.state, hand.rule(row))
        row.accepted_at, row.accepted_by = now, actor.name
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.waived", row, {"reason": reason})
    return row


@retry_on_deadlock
def reopen(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    until: date,
    reason: str,
    client_uuid: UUID | None = None,
) -> Step:
    """Let a closed step be handed in up to and with *until*, or undo an acceptance or a waiver.

    The deadline stays as it was, so what comes now is still marked late.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        stated = stated_reason(reason)
        was = row.state
        row.reopened_until = until
        if row.state in (StepState.ACCEPTED, StepState.WAIVED):
            _undo(hand, row)
        hand.touch(row)
        hand.put_back()
        body = {"until": until.isoformat(), "reason": stated, "was": was}
        hand.note(record, "step.reopened", row, body)
    return row


def _undo(hand: Hand, row: Step) -> None:
    row.state = StepState.OPEN
    row.desk = desk_for(row.state, hand.rule(row))
    row.accepted_at, row.accepted_by, row.waived_reason = None, "", ""
    row.checked_at, row.checked_by = None, ""


@retry_on_deadlock
def amend_deadline(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    due_on: date,
    reason: str,
    client_uuid: UUID | None = None,
) -> Step:
    """Give a step another deadline; the old one stays readable with the reason and the name."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        if due_on == row.due_on:
            raise NothingToChange
        change = DeadlineChange.objects.create(
            step=row,
            old_due_on=row.due_on,
            new_due_on=due_on,
            reason=stated_reason(reason),
            changed_by=actor.name,
            changed_at=now,
        )
        row.due_on, row.start_on = due_on, min(row.start_on, due_on)
        hand.touch(row)
        hand.put_back()
        body = {
            "old_due_on": change.old_due_on.isoformat(),
            "new_due_on": due_on.isoformat(),
            "reason": reason,
        }
        hand.note(record, "step.deadline_amended", row, body)
    return row


@retry_on_deadlock
def promise(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    promised_on: date | None,
    delay: str = "",
    note: str = "",
    client_uuid: UUID | None = None,
) -> Step:
    """Say until when an open step will be done, and what holds it up.

    delay: key of the pack's reasons for a delay. Raises WrongState once nothing is owed.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Step.objects.get(pk=step.pk)
        hand, row = take_step(step, version=version, actor=actor, now=now)
        if row.state in (StepState.ACCEPTED, StepState.WAIVED):
            raise WrongState(state=row.get_state_display(), action=_("promised"))
        if delay:
            delay = pack_of(hand.congress).delays[delay].key
        row.promised_on, row.delay = promised_on, delay
        row.note = note or row.note
        hand.touch(row)
        promised = promised_on.isoformat() if promised_on else None
        body = {"promised_on": promised, "delay": delay, "note": note}
        hand.note(record, "step.promised", row, body)
    return row


def stated_reason(reason: str) -> str:
    """The reason, or ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
