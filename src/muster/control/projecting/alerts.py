"""Warnings in the form of CAP: our own, and those of others."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import AlertRow, Look, ReceivedAlertRow, Row

ENDS = {"Update": "updated", "Cancel": "cancelled"}
"""What an alert becomes when one of that kind about it is released."""


def received_key(room: UUID, mark: str) -> UUID:
    """The key of a received alert: by sender, identifier and time of the message itself."""
    return uuid5(room, f"received:{mark}")


def drafted(fact: Fact, look: Look) -> Sequence[Row]:  # it is new
    """Somebody drafts an alert; it waits for a second person."""
    body = fact.body
    return [
        AlertRow(
            uuid=fact.named("alert"),
            room_id=fact.room,
            number=body["number"],
            kind=body["kind"],
            state="draft",
            content=body["content"],
            headline=body["headline"],
            incident_id=fact.uuid("incident"),
            replaces_id=fact.uuid("replaces"),
            drafter=fact.actor,
            drafter_account=fact.account,
            drafted_at=fact.happened_at,
        )
    ]


def released(fact: Fact, look: Look) -> Sequence[Row]:
    """The second person releases it; what it updates or cancels is over.

    Released at two posts, it is what went out first; that it went out twice is a conflict.
    """
    draft = look(AlertRow, fact.named("alert"))
    if draft.message is not None:
        return []
    alert = replace(
        draft,
        state="released",
        releaser=fact.actor,
        releaser_account=fact.account,
        released_at=fact.happened_at,
        expires_at=fact.time("expires_at"),
        message=fact.body["message"],
    )
    if alert.replaces_id is None:
        return [alert]
    before = look(AlertRow, alert.replaces_id)
    return [alert, replace(before, state=ENDS[alert.kind])]


def withdrawn(fact: Fact, look: Look) -> Sequence[Row]:
    """A draft is taken back; what went out at another post meanwhile stays out."""
    alert = look(AlertRow, fact.named("alert"))
    return [replace(alert, state="withdrawn")] if alert.state == "draft" else []


def received(fact: Fact, look: Look) -> Sequence[Row]:
    """An alert of somebody else came in, here or at two posts. Nothing follows from it."""
    body = fact.body
    if look.find(ReceivedAlertRow, fact.named("received")) is not None:
        return []
    sent_at = fact.time("sent_at")
    assert sent_at is not None
    return [
        ReceivedAlertRow(
            uuid=fact.named("received"),
            room_id=fact.room,
            number=body["number"],
            sender=body["sender"],
            identifier=body["identifier"],
            sent_at=sent_at,
            status=body["status"],
            kind=body["kind"],
            severity=body["severity"],
            headline=body["headline"],
            expires_at=fact.time("expires_at"),
            is_signed=body["is_signed"],
            giver=body["giver"],
            received_at=fact.happened_at,
            actor=fact.actor,
            message=body["message"],
        )
    ]
