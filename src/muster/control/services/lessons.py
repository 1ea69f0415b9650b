"""Lessons: noted by the head of the room, taken up by an act, decided by who keeps the rules."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muster.control.errors.lessons import (
    LessonEmpty,
    LessonTaken,
    NoteMissing,
    NotProposed,
    VenueMissing,
)
from muster.control.models import Lesson
from muster.control.projecting import LessonRow, subject_of
from muster.control.services.concluding import concluding
from muster.control.services.hand import Pen, Written
from muster.duty.services import note_risk
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.venues.queries import CardStep, card_for
from muster.venues.services import keep_card

MOST_LETTERS = 1000
MOST_OF_CHANGE = 500
MOST_OF_NOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDraft:
    """A step that a contingency card or a kind of post should have.

    of: card or post; key: of the pack. owner, due_min: who does it and how many minutes after the
    incident began, where it is a task of a card; without them it is a step by hand.
    """

    of: Lesson.Of
    key: str
    change: str
    owner: str = ""
    due_min: int | None = None


@retry_on_deadlock
def note_lesson(  # whose, who, when, what, of which incident
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    text: str,
    incident: UUID | None = None,
    client_uuid: UUID | None = None,
) -> Written:
    """Note what the day of a closed room taught. Raises RoomStillOpen, LessonEmpty."""
    if not text.strip():
        raise LessonEmpty
    with concluding(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            key = pen.key("lesson")
            body = {
                "lesson": key.hex,
                "number": Lesson.objects.filter(room=room_id).count() + 1,
                "text": text.strip()[:MOST_LETTERS],
                "incident": incident and incident.hex,
            }
            pen.write("control.lesson_noted", body, about=("lesson", key))
    return pen.written


@retry_on_deadlock
def make_risk(
    lesson: Lesson,
    *,
    actor: Actor,
    now: datetime,
    of: Lesson.Of,
    client_uuid: UUID | None = None,
) -> Written:
    """Let a lesson become a risk of the venue, or of the unit's events: later plans show it.

    The risk is noted in the same transaction. Raises LessonTaken, VenueMissing.
    """
    with concluding(lesson.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _free(pen, lesson)
            venue = pen.room.event.venue if of == Lesson.Of.VENUE else None
            if of == Lesson.Of.VENUE and venue is None:
                raise VenueMissing(event=pen.room.name)
            risk = note_risk(
                pen.room.season_unit,
                actor=actor,
                now=now,
                text=row.text,
                venue=venue,
                source=subject_of(pen.room.pk, "lesson", row.uuid),
            )
            body = {"lesson": row.uuid.hex, "of": of.value, "risk": risk.pk}
            pen.write("control.lesson_became_risk", body, about=("lesson", row.uuid))
    return pen.written


@retry_on_deadlock
def propose_change(
    lesson: Lesson,
    *,
    actor: Actor,
    now: datetime,
    draft: ChangeDraft,
    client_uuid: UUID | None = None,
) -> Written:
    """Propose a step for a card of the venue or a kind of post; it waits for a decision.

    Raises LessonTaken, LessonEmpty, VenueMissing, RuleUnknown.
    """
    if not draft.change.strip():
        raise LessonEmpty
    with concluding(lesson.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _free(pen, lesson)
            is_card = draft.of == Lesson.Of.CARD
            if is_card and pen.room.event.venue is None:
                raise VenueMissing(event=pen.room.name)
            rule = pen.pack.contingency_cards[draft.key] if is_card else pen.pack.posts[draft.key]
            owner = draft.owner.strip()[:120] if is_card else ""
            body = {
                "lesson": row.uuid.hex,
                "of": draft.of.value,
                "key": rule.key,
                "change": draft.change.strip()[:MOST_OF_CHANGE],
                "owner": owner,
                "due_min": (draft.due_min or 0) if owner else None,
            }
            pen.write("control.lesson_proposed", body, about=("lesson", row.uuid))
    return pen.written


@retry_on_deadlock
def accept_change(
    lesson: Lesson,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Written:
    """Accept a proposed change: the venue's card has the step from now on.

    Kinds of post are files of the pack: note says with which version it comes, or in whose
    hands it is. Raises NotProposed, NoteMissing.
    """
    with concluding(lesson.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _proposed(pen, lesson)
            if row.of == Lesson.Of.CARD:
                _extend_card(pen, row)
            elif not note.strip():
                raise NoteMissing
            _decide(pen, row, Lesson.State.ACCEPTED, note)
    return pen.written


@retry_on_deadlock
def refuse_change(
    lesson: Lesson, *, actor: Actor, now: datetime, note: str, client_uuid: UUID | None = None
) -> Written:
    """Refuse a proposed change, with the reason. Raises NotProposed, NoteMissing."""
    if not note.strip():
        raise NoteMissing
    with concluding(lesson.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            _decide(pen, _proposed(pen, lesson), Lesson.State.REFUSED, note)
    return pen.written


def _free(pen: Pen, lesson: Lesson) -> LessonRow:
    row = pen.live(LessonRow, lesson.pk)
    if row.state not in (Lesson.State.NOTED, Lesson.State.REFUSED):
        raise LessonTaken(number=row.number, who=row.taken_by)
    return row


def _proposed(pen: Pen, lesson: Lesson) -> LessonRow:
    row = pen.live(LessonRow, lesson.pk)
    if row.state != Lesson.State.PROPOSED:
        raise NotProposed(number=row.number)
    return row


def _extend_card(pen: Pen, row: LessonRow) -> None:
    """Keep the venue's own card with one step more, as it stands today."""
    venue = pen.room.event.venue
    if venue is None:
        raise VenueMissing(event=pen.room.name)
    card = card_for(venue, row.key, pen.pack)
    step = CardStep(text=row.change, owner=row.owner, due_min=row.due_min or 0)
    keep_card(
        venue,
        actor=pen.actor,
        now=pen.now,
        key=row.key,
        by_hand=card.by_hand if row.owner else [*card.by_hand, row.change],
        tasks=[*card.tasks, step] if row.owner else card.tasks,
        pack=pen.pack,
    )


def _decide(pen: Pen, row: LessonRow, state: Lesson.State, note: str) -> None:
    body = {"lesson": row.uuid.hex, "state": state.value, "note": note.strip()[:MOST_OF_NOTE]}
    pen.write("control.lesson_decided", body, about=("lesson", row.uuid))
