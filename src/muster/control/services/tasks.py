"""Tasks: given with an owner and an hour, done, dropped, taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import TaskClosed
from muster.control.models import Task
from muster.control.projecting import TaskRow
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.shell.formats import clock, short_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """What is to be done, by whom, until when. card: the contingency card that asks for it."""

    text: str
    owner: str
    due_at: datetime | None = None
    team: UUID | None = None
    incident: UUID | None = None
    card: str = ""


@retry_on_deadlock
def give_task(
    room_id: UUID, *, actor: Actor, now: datetime, draft: TaskDraft, client_uuid: UUID | None = None
) -> Written:
    """Give a task, with a line that says so. Raises LineEmpty."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            until = f" ({clock(draft.due_at)})" if draft.due_at else ""
            said = Said(
                text=f"{draft.text.strip()} → {draft.owner}{until}",
                team=draft.team,
                incident=draft.incident,
            )
            say(pen, said)
            put_task(pen, draft)
    return pen.written


def put_task(pen: Pen, draft: TaskDraft, *, happened_at: datetime | None = None) -> UUID:
    """Record a task as part of an act."""
    number = next_number(pen, Task, highest=pen.row.tasks)
    key = pen.key(f"task:{number}")
    body = {
        "task": key.hex,
        "number": number,
        "text": draft.text.strip()[:500],
        "owner": draft.owner.strip()[:120],
        "team": draft.team and draft.team.hex,
        "incident": draft.incident and draft.incident.hex,
        "card": draft.card,
        "due_at": draft.due_at,
    }
    pen.write("control.task_given", body, about=("task", key), happened_at=happened_at)
    if not draft.card:
        pen.made.append(_("task *%(number)s") % {"number": number})
    return key


@retry_on_deadlock
def close_task(
    task: Task,
    *,
    actor: Actor,
    now: datetime,
    state: Task.State,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Written:
    """A task is done or no longer needed, or (state open) taken up again. Raises TaskClosed."""
    with writing(task.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            said = closing_words([task], state=state, note=note)
            say(pen, Said(text=said, team=task.team_id, incident=task.incident_id))
            put_closing(pen, task, state=state, note=note)
    return pen.written


def closing_words(tasks: Sequence[Task], *, state: Task.State, note: str) -> str:
    """What the log says when tasks are closed, or taken up again."""
    said = "; ".join(f"*{task.number} {task.text}" for task in tasks)
    return f"{said}: {state.label}" + (f", {note.strip()}" if note.strip() else "")


def put_closing(
    pen: Pen, task: Task, *, state: Task.State, note: str, happened_at: datetime | None = None
) -> None:
    """Record as part of an act that a task is closed, or taken up again. Raises TaskClosed."""
    may_become(pen.live(TaskRow, task.pk), state)
    body = {
        "task": task.pk.hex,
        "number": task.number,
        "state": state.value,
        "note": note.strip()[:300],
    }
    pen.write("control.task_closed", body, about=("task", task.pk), happened_at=happened_at)
    pen.made.append(f"*{task.number} → {state.label}")


def may_become(row: TaskRow | Task, state: Task.State) -> None:
    """Refuse to close what is closed, and to take up what is open. Raises TaskClosed."""
    if (row.state == Task.State.OPEN) == (state == Task.State.OPEN):
        at = short_moment(row.closed_at or row.given_at)
        raise TaskClosed(number=row.number, who=row.closed_by or row.given_by, at=at)
