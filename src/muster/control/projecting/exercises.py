"""Exercises: injects, the clock of the story, what became of each inject."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import ExerciseRow, InjectRow, Look, Row


def exercise_key(room: UUID) -> UUID:
    """The key of a room's exercise."""
    return uuid5(room, "exercise")


def inject_key(room: UUID, number: int) -> UUID:
    """The key of the inject with that number."""
    return uuid5(room, f"inject:{number}")


def written(fact: Fact, look: Look) -> Sequence[Row]:
    """An inject as the story has it from now on; the first one makes the exercise."""
    body, key = fact.body, inject_key(fact.room, fact.body["number"])
    names = ("after_min", "clock_s", "kind", "text", "team", "expected", "is_dropped", "due_s")
    said = {name: body[name] for name in names}
    there = look.find(InjectRow, key)
    made = (
        InjectRow(uuid=key, room_id=fact.room, number=body["number"], **said)
        if there is None
        else replace(there, **said)
    )
    exercise = exercise_key(fact.room)
    if look.find(ExerciseRow, exercise) is not None:
        return [made]
    return [ExerciseRow(uuid=exercise, room_id=fact.room), made]


def clock_set(fact: Fact, look: Look) -> Sequence[Row]:
    """Started, paused, resumed, sped or stopped: what the clock shows, and how fast it goes on."""
    body = fact.body
    exercise = look(ExerciseRow, exercise_key(fact.room))
    return [
        replace(
            exercise,
            state=body["state"],
            begin_s=body["begin_s"],
            run_s=body["run_s"],
            speed=body["speed"],
            base_at=fact.happened_at,
            started_at=exercise.started_at or fact.happened_at,
        )
    ]


def timed(fact: Fact, look: Look) -> Sequence[Row]:
    """With the start, each inject has its time."""
    return [
        replace(look(InjectRow, inject_key(fact.room, number)), due_s=due_s)
        for number, due_s in fact.body["due_s"]
    ]


def gone_out(fact: Fact, look: Look) -> Sequence[Row]:
    """An inject became a line of the log."""
    inject = look(InjectRow, inject_key(fact.room, fact.body["number"]))
    return [replace(inject, line=fact.named("line"), out_at=fact.happened_at)]


def judged(fact: Fact, look: Look) -> Sequence[Row]:
    """Somebody says whether what was expected was done."""
    inject = look(InjectRow, inject_key(fact.room, fact.body["number"]))
    return [
        replace(
            inject,
            is_done=fact.body["is_done"],
            note=fact.body["note"],
            judged_at=fact.happened_at,
            judged_by=fact.actor,
        )
    ]
