"""Incidents and tasks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from muster.control.projecting.fact import Fact
from muster.control.projecting.rows import IncidentRow, LineRow, Look, RoomRow, Row, TaskRow


def opened(fact: Fact, look: Look) -> Sequence[Row]:
    """An incident, out of a line that from now on belongs to it."""
    room = look(RoomRow, fact.room)
    body = fact.body
    made = IncidentRow(
        uuid=fact.named("incident"),
        room_id=fact.room,
        number=body["number"],
        type=body["type"],
        priority=body["priority"],
        level=body["level"],
        title=body["title"],
        state=body["state"],
        state_at=fact.happened_at,
        team_id=fact.uuid("team"),
        opened_at=fact.happened_at,
        opened_by=fact.actor,
        due_at=fact.happened_at + timedelta(minutes=body["limit_min"]),
    )
    line = replace(look(LineRow, fact.named("line")), incident_id=made.uuid)
    return [replace(room, incidents=max(room.incidents, made.number)), made, line]


def moved(fact: Fact, look: Look) -> Sequence[Row]:
    """An incident goes into another state of its life."""
    incident = look(IncidentRow, fact.named("incident"))
    ends = fact.body["ends"]
    return [
        replace(
            incident,
            state=fact.body["state"],
            state_at=fact.happened_at,
            is_over=ends,
            ended_at=fact.happened_at if ends else None,
        )
    ]


def changed(fact: Fact, look: Look) -> Sequence[Row]:
    """What an incident is called, or how urgent it is, turned out to be otherwise."""
    incident, body = look(IncidentRow, fact.named("incident")), fact.body
    return [
        replace(
            incident,
            type=body["type"],
            priority=body["priority"],
            level=body["level"],
            title=body["title"],
            due_at=incident.opened_at + timedelta(minutes=body["limit_min"]),
        )
    ]


def task_given(fact: Fact, look: Look) -> Sequence[Row]:
    """A task; one of a contingency card names the card."""
    room, body = look(RoomRow, fact.room), fact.body
    made = TaskRow(
        uuid=fact.named("task"),
        room_id=fact.room,
        number=body["number"],
        text=body["text"],
        owner=body["owner"],
        team_id=fact.uuid("team"),
        incident_id=fact.uuid("incident"),
        card=body["card"],
        given_at=fact.happened_at,
        given_by=fact.actor,
        due_at=fact.time("due_at"),
    )
    return [replace(room, tasks=max(room.tasks, made.number)), made]


def task_closed(fact: Fact, look: Look) -> Sequence[Row]:
    """A task is done, or no longer needed, or open again."""
    task, state = look(TaskRow, fact.named("task")), fact.body["state"]
    is_open = state == "open"
    return [
        replace(
            task,
            state=state,
            closed_at=None if is_open else fact.happened_at,
            closed_by="" if is_open else fact.actor,
            note=fact.body["note"],
        )
    ]
