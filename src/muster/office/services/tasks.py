"""Tasks: added, begun, answered with a paper's number, opened again, dropped with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import (
    Changed,
    NotPending,
    OtherCongress,
    ReasonMissing,
    StillPending,
    TaskIncomplete,
    WouldCircle,
)
from muster.office.models import Paper, Task, TaskState
from muster.office.services.replays import made_before
from muster.season.models import Congress, Event, SeasonUnit, Step
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import search_key, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """What is to be done, by whom, until when, and what comes of it.

    subcommittee: key of the pack. after_id: the task that must be done before it.
    """

    title: str
    owner: str
    due_on: date | None
    desk: str = ""
    subcommittee: str = ""
    product: str = ""
    after_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Under what a planned task hangs: a congress, one of its steps, or another event."""

    season_unit: SeasonUnit
    congress: Congress | None = None
    step: Step | None = None
    event: Event | None = None


def missing_of(draft: TaskDraft) -> list[str]:
    """What a draft still lacks, in the reader's language."""
    wanted = []
    if not draft.title.strip():
        wanted.append(_("what is to be done"))
    if not (draft.owner.strip() or draft.desk.strip()):
        wanted.append(_("who does it"))
    if draft.due_on is None:
        wanted.append(_("by when"))
    return wanted


def must_be_whole(draft: TaskDraft, *, line: int) -> None:
    """Refuse a task without owner, day or content, with what is wanted."""
    wanted = missing_of(draft)
    if wanted:
        raise TaskIncomplete(line=line, what=draft.title.strip() or "–", wanted=", ".join(wanted))


def task_of(draft: TaskDraft, place: Place) -> Task:
    """The row of a whole draft, not yet saved."""
    assert draft.due_on is not None
    task = Task(
        season_unit=place.season_unit,
        congress=place.congress or (place.step.congress if place.step else None),
        step=place.step,
        event=place.event,
        after_id=draft.after_id,
        due_on=draft.due_on,
    )
    _fill(task, draft)
    return task


def _fill(task: Task, draft: TaskDraft) -> None:
    task.title, task.desk = tidy(draft.title), tidy(draft.desk)
    task.owner = tidy(draft.owner) or task.desk
    task.subcommittee, task.product = draft.subcommittee, tidy(draft.product)
    if draft.due_on is not None:
        task.due_on = draft.due_on
    task.search_key = key_of(task)


def key_of(task: Task) -> str:
    """Everything that can be looked for in a task, folded."""
    said = (task.title, task.desk, task.owner, task.product, task.answer, task.answer_symbol)
    return search_key(" ".join((*said, task.season_unit.name)))


@retry_on_deadlock
def add_task(
    place: Place,
    *,
    actor: Actor,
    now: datetime,
    draft: TaskDraft,
    client_uuid: UUID | None = None,
) -> Task:
    """Plan one task under a congress, a step or an event. Raises TaskIncomplete, OtherCongress."""
    must_be_whole(draft, line=1)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Task.objects.get(pk=made_before(record))
        task = task_of(draft, place)
        _check_after(task)
        task.save(force_insert=True)
        body = {"title": task.title, "owner": task.owner, "due_on": task.due_on}
        _note(record, "task.added", task, body)
    return task


@retry_on_deadlock
def change_task(
    task: Task,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: TaskDraft,
    reason: str = "",
    client_uuid: UUID | None = None,
) -> Task:
    """Another owner, day, product or predecessor; another day of what was ordered says why.

    Raises Changed, NotPending, TaskIncomplete, WouldCircle, OtherCongress, ReasonMissing.
    """
    must_be_whole(draft, line=1)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(task)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_pending(row)
        old = row.due_on
        if row.instruction_id and draft.due_on != old and not reason.strip():
            raise ReasonMissing
        _fill(row, draft)
        row.after_id = draft.after_id
        _check_after(row)
        _save(row, actor, now)
        body = {"owner": row.owner, "old_due_on": old, "new_due_on": row.due_on}
        _note(record, "task.changed", row, {**body, "reason": reason.strip()})
    return row


def _check_after(task: Task) -> None:
    """A predecessor stands beside the task, and nobody waits for himself."""
    if task.after_id is None:
        return
    before = Task.objects.select_related("season_unit").get(pk=task.after_id)
    if _beside(before) != _beside(task):
        raise OtherCongress(task=before.title)
    chain = [before]
    while (at := chain[-1]).after_id is not None and at.pk != task.pk:
        chain.append(Task.objects.get(pk=at.after_id))
    if chain[-1].pk == task.pk:
        names = [one.title for one in chain]
        raise WouldCircle(chain=" → ".join([*names, names[0]]))


def _beside(task: Task) -> tuple[int | None, int | None, int | None]:
    return (task.congress_id, task.event_id, task.instruction_id)


@retry_on_deadlock
def begin(
    task: Task, *, actor: Actor, now: datetime, version: int, client_uuid: UUID | None = None
) -> Task:
    """Say that a task is in hand."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(task)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_pending(row)
        row.state = TaskState.DOING
        _save(row, actor, now)
        _note(record, "task.begun", row, {})
    return row


@retry_on_deadlock
def answer(
    task: Task,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    text: str = "",
    symbol: str = "",
    paper: Paper | None = None,
    done_on: date | None = None,
    client_uuid: UUID | None = None,
) -> Task:
    """Report a task as done: in words, and under which number.

    paper: the answering paper of the own register; symbol: the number of one that stands in
    another. What was ordered is answered with either; a planned task may be just done.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(task)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_pending(row)
        if row.instruction_id and not (text.strip() or symbol.strip() or paper):
            raise ReasonMissing
        row.state, row.answer = TaskState.DONE, text.strip()
        row.answer_paper, row.answer_symbol = paper, str(paper or tidy(symbol))
        row.done_on, row.done_by = done_on or day_of(now), actor.name
        row.search_key = key_of(row)
        _save(row, actor, now)
        body = {"answer": row.answer, "symbol": row.answer_symbol, "done_on": row.done_on}
        _note(record, "task.answered", row, body)
    return row


@retry_on_deadlock
def reopen_task(
    task: Task,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Task:
    """The answer does not do, or the task is wanted after all. Raises StillPending."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(task)
        if record.is_replay:
            return row
        _check(row, version)
        if row.is_pending:
            raise StillPending
        row.state, row.done_on, row.done_by = TaskState.DOING, None, ""
        row.dropped_reason = ""
        _save(row, actor, now)
        _note(record, "task.reopened", row, {"reason": reason.strip()})
    return row


@retry_on_deadlock
def drop(
    task: Task,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Task:
    """Nobody does it any more; the reason stays. Raises NotPending, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(task)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_pending(row)
        row.state, row.dropped_reason = TaskState.DROPPED, reason.strip()
        _save(row, actor, now)
        _note(record, "task.dropped", row, {"reason": row.dropped_reason})
    return row


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit").get(pk=task.pk)


def _check(row: Task, version: int) -> None:
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at) if row.changed_at else "")


def _must_be_pending(row: Task) -> None:
    if not row.is_pending:
        raise NotPending(state=row.get_state_display(), who=row.done_by or row.changed_by)


def _save(row: Task, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def _note(record: Record, kind: str, row: Task, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"task:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"instruction": row.instruction_id, "congress": row.congress_id, **body},
    )


def said_of(drafts: Sequence[TaskDraft]) -> list[dict[str, Any]]:
    """Drafts as the record keeps them."""
    return [
        {"title": one.title, "owner": one.owner or one.desk, "due_on": one.due_on} for one in drafts
    ]
