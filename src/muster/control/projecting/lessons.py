"""Lessons, and what became of each."""

from collections.abc import Sequence
from dataclasses import replace

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import LessonRow, Look, Row


def noted(fact: Fact, look: Look) -> Sequence[Row]:  # new: nothing to look at
    """A lesson that nothing came of yet."""
    return [
        LessonRow(
            uuid=fact.named("lesson"),
            room_id=fact.room,
            number=fact.body["number"],
            text=fact.body["text"],
            incident_id=fact.uuid("incident"),
            noted_at=fact.happened_at,
            noted_by=fact.actor,
        )
    ]


def became_risk(fact: Fact, look: Look) -> Sequence[Row]:
    """It stands among the risks; the row of the risk has an entry of its own."""
    lesson, body = look(LessonRow, fact.named("lesson")), fact.body
    taken = replace(lesson, state="risk", of=body["of"], risk=body["risk"])
    return [replace(taken, taken_at=fact.happened_at, taken_by=fact.actor)]


def proposed(fact: Fact, look: Look) -> Sequence[Row]:
    """A change is proposed; one that was refused before gives way to it."""
    lesson, body = look(LessonRow, fact.named("lesson")), fact.body
    taken = replace(
        lesson,
        state="proposed",
        of=body["of"],
        key=body["key"],
        change=body["change"],
        owner=body["owner"],
        due_min=body["due_min"],
        decided_at=None,
        decided_by="",
        note="",
    )
    return [replace(taken, taken_at=fact.happened_at, taken_by=fact.actor)]


def decided(fact: Fact, look: Look) -> Sequence[Row]:
    """Who keeps the cards and posts accepts the change or refuses it."""
    lesson = look(LessonRow, fact.named("lesson"))
    return [
        replace(
            lesson,
            state=fact.body["state"],
            decided_at=fact.happened_at,
            decided_by=fact.actor,
            note=fact.body["note"],
        )
    ]
