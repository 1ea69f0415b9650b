"""Instructions: one act turns what a leader ordered into a task for everybody concerned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import NoTasks, PaperIncomplete
from muster.office.models import Instruction, Paper, Task
from muster.office.services.addressing import addressed
from muster.office.services.replays import made_before
from muster.office.services.tasks import Place, TaskDraft, must_be_whole, said_of, task_of
from muster.season.models import SeasonUnit
from muster.tree.names import search_key, tidy

BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One thing ordered. to: codes or names of units, a tier's name for all of it, or nothing."""

    task: TaskDraft
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionDraft:
    """What was ordered. kind: key of the pack; paper: the one that carries it."""

    kind: str
    leader: str
    given_on: date
    subject: str
    lines: Sequence[OrderLine]
    paper: Paper | None = None


@retry_on_deadlock
def instruct(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: InstructionDraft,
    client_uuid: UUID | None = None,
) -> Instruction:
    """Record an instruction of *unit* with a task for each unit that each line names.

    Raises NoTasks, TaskIncomplete (with what is wanted), AddresseeUnknown, PaperIncomplete.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Instruction.objects.get(pk=made_before(record))
        named = _named(unit, draft.lines)
        row = Instruction(
            season_unit=unit,
            kind=rules_of(unit).instruction_kinds[draft.kind].key,
            leader=tidy(draft.leader),
            leader_key=search_key(draft.leader)[:120],
            given_on=draft.given_on,
            subject=tidy(draft.subject),
            paper=draft.paper,
            recorded_at=now,
            recorded_by=actor.name,
        )
        row.search_key = search_key(f"{row.subject} {row.leader} {draft.paper or ''}")
        row.save(force_insert=True)
        tasks = _give(row, named)
        record(
            "instruction.given",
            f"instruction:{row.pk}",
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.UNIT,
            body={
                "subject": row.subject,
                "leader": row.leader,
                "lines": _said(draft.lines),
                "tasks": len(tasks),
            },
        )
    return row


def _complete(draft: InstructionDraft) -> None:
    wanted = []
    if not draft.leader.strip():
        wanted.append(_("who ordered it"))
    if not draft.subject.strip():
        wanted.append(_("about what"))
    if wanted:
        raise PaperIncomplete(wanted=", ".join(wanted))
    _whole(draft.lines)


def _whole(lines: Sequence[OrderLine]) -> None:
    if not lines:
        raise NoTasks
    for at, line in enumerate(lines, start=1):
        must_be_whole(line.task, line=at)


@retry_on_deadlock
def order_more(
    row: Instruction,
    *,
    actor: Actor,
    now: datetime,
    lines: Sequence[OrderLine],
    client_uuid: UUID | None = None,
) -> Instruction:
    """Add lines to an instruction that was given.

    Raises NoTasks, TaskIncomplete, AddresseeUnknown.
    """
    _whole(lines)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return row
        tasks = _give(row, _named(row.season_unit, lines))
        record(
            "instruction.extended",
            f"instruction:{row.pk}",
            unit=row.season_unit.unit_id,
            season=row.season_unit.season_id,
            audience=Audience.UNIT,
            body={"lines": _said(lines), "tasks": len(tasks)},
        )
    return row


Named = list[tuple[OrderLine, list[SeasonUnit]]]


def _named(unit: SeasonUnit, lines: Sequence[OrderLine]) -> Named:
    return [(line, addressed(unit, line.to, line=at)) for at, line in enumerate(lines, start=1)]


def _give(row: Instruction, named: Named) -> list[Task]:
    """A task for each unit that each line names."""
    tasks = [_task(row, line, to) for line, units in named for to in units]
    return Task.objects.bulk_create(tasks, BATCH)


def _task(row: Instruction, line: OrderLine, unit: SeasonUnit) -> Task:
    task = task_of(line.task, Place(season_unit=unit))
    task.instruction = row
    return task


def _said(lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """The lines as the record keeps them: what was ordered, whatever becomes of it."""
    said = said_of([line.task for line in lines])
    return [{**one, "to": line.to} for one, line in zip(said, lines, strict=True)]
