"""Steps that another capability's results move: handed in, accepted, or sent back by them."""

from datetime import date, datetime
from typing import Final

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.packs import Feed
from muster.season.bridge import desk_for
from muster.season.models import Congress, Desk, Step, StepState
from muster.season.services.hand import Hand, take_congress
from muster.season.services.steps import (
    hand_in,
    must_be_in_time,
    stated_reason,
    submission_of,
    take_as_accepted,
)

LONGEST_REASON: Final = 300


@retry_on_deadlock
def feed_step(
    congress: Congress, *, actor: Actor, now: datetime, feed: Feed, note: str = ""
) -> Step | None:
    """Accept the step that another capability's result moves.

    None if the procedure has no such step or it is accepted already: a second report of the same
    result changes nothing.
    """
    with recorded(actor, now=now) as record:
        hand = take_congress(congress.pk, actor=actor, now=now)
        row = _fed(hand, feed)
        if row is None or row.state in (StepState.ACCEPTED, StepState.WAIVED):
            return None
        if row.submitted_at is None:
            hand_in(hand, row, reason="", note=note, on_behalf=False)
        take_as_accepted(hand, row)
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.fed", row, {"feed": feed.value, "note": note})
    return row


@retry_on_deadlock
def feed_hand_in(
    congress: Congress, *, actor: Actor, now: datetime, feed: Feed, note: str, reason: str = ""
) -> Step | None:
    """Hand in the step that another capability's result stands for, which is its proof.

    Judged like any submission: raises StepClosed, LateNeedsReason. A step that another desk does
    is put before that desk again instead. None if the procedure has no such step or nothing of it
    is owed any more.
    """
    with recorded(actor, now=now) as record:
        hand = take_congress(congress.pk, actor=actor, now=now)
        row = _fed(hand, feed)
        if row is None or row.state not in (StepState.OPEN, StepState.RETURNED):
            return None
        if hand.rule(row).done_by.value != Desk.UNIT:
            return _put_back(hand, row, record)
        must_be_in_time(hand, row, reason)
        hand_in(hand, row, reason=reason, note=note, on_behalf=False)
        hand.put_back()
        hand.note(record, "step.submitted", row, submission_of(row))
    return row


def _put_back(hand: Hand, row: Step, record: Record) -> Step | None:
    """What was sent back to the unit lies with the desk that does it again."""
    if row.state == StepState.OPEN:
        return None
    row.state, row.return_reason = StepState.OPEN, ""
    row.desk = desk_for(row.state, hand.rule(row))
    hand.touch(row)
    hand.put_back()
    hand.note(record, "step.put_back", row, {})
    return row


@retry_on_deadlock
def feed_return(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    feed: Feed,
    reason: str,
    until: date | None = None,
) -> Step | None:
    """Send the step back to the unit, from whatever state another capability's result finds it in.

    until: up to and with which day it may be handed in again, whatever its deadline. None if the
    procedure has no such step, or the unit was released from it.
    """
    stated = stated_reason(reason)[:LONGEST_REASON]
    with recorded(actor, now=now) as record:
        hand = take_congress(congress.pk, actor=actor, now=now)
        row = _fed(hand, feed)
        if row is None or row.state == StepState.WAIVED:
            return None
        row.state, row.desk = StepState.RETURNED, Desk.UNIT
        row.return_reason, row.returned_at = stated, now
        row.accepted_at, row.accepted_by = None, ""
        row.checked_at, row.checked_by = None, ""
        if until is not None:
            row.reopened_until = max(until, row.reopened_until or until)
        hand.touch(row)
        hand.put_back()
        hand.note(record, "step.returned", row, {"reason": stated, "feed": feed.value})
    return row


def _fed(hand: Hand, feed: Feed) -> Step | None:
    rule = hand.procedure.fed_by(feed)
    return hand.steps.get(rule.key) if rule else None
