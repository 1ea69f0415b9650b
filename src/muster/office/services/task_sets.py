"""Task sets: all usual tasks of a congress in one act, counted from its days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from muster.engines.schedule import Calendar
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.models import Task
from muster.office.models.task import PENDING
from muster.office.services.tasks import key_of
from muster.packs import Anchor, Each, Pack, TaskKind, TaskSet
from muster.packs.timing import calendar_of
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit, Step
from muster.tree.clock import day_of

BATCH: Final = 500
MARGIN: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A task of a set for one congress. after: template key of the one before it."""

    template: str
    kind: TaskKind
    title: str
    due_on: date
    after: str = ""


def sets_for(congress: Congress) -> list[TaskSet]:
    """The task sets that the pack has for a congress's tier."""
    tier = congress.season_unit.tier
    return [one for one in pack_of(congress).task_sets.values() if tier in one.tiers]


def planned(congress: Congress, chosen: TaskSet) -> list[Planned]:
    """Every task of a set for this congress, in the set's order: two queries at most."""
    pack = pack_of(congress)
    days = {Anchor.OPENS: congress.starts_on, Anchor.CLOSES: congress.ends_on}
    calendar = calendar_of(pack, first=congress.starts_on - MARGIN, last=congress.ends_on + MARGIN)
    items = _items(congress, pack)
    return [
        _planned(chosen, kind, item, calendar, days)
        for kind in chosen.tasks.values()
        for item in items[kind.each]
    ]


def _items(congress: Congress, pack: Pack) -> Mapping[Each | None, list[tuple[str, str]]]:
    """Key and name of everything that a task may be made for."""
    agenda = pack.agendas[congress.content] if congress.content else pack.default_agenda
    unit = congress.season_unit
    documents = pack.documents_for(tier=unit.tier, contents=agenda.contents)
    below = SeasonUnit.objects.filter(parent=unit, left_on=None).order_by("first")
    return {
        None: [("", "")],
        Each.DOCUMENT: [(one.key, str(one.name)) for one in documents],
        Each.UNIT: [(one.code, one.name) for one in below],
    }


def _planned(
    chosen: TaskSet,
    kind: TaskKind,
    item: tuple[str, str],
    calendar: Calendar,
    days: Mapping[Anchor, date],
) -> Planned:
    key, name = item
    after = kind.after or ""
    key_before = key if after and chosen.tasks[after].each is not None else ""
    return Planned(
        template=_template(chosen.key, kind.key, key),
        kind=kind,
        title=str(kind.name).format(each=name),
        due_on=calendar.shift(days[kind.anchor], kind.offset_days, count=kind.count),
        after=_template(chosen.key, after, key_before) if after else "",
    )


def _template(*parts: str) -> str:
    return ".".join(part for part in parts if part)


@retry_on_deadlock
def plan_tasks(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    chosen: TaskSet,
    owners: Mapping[str, str],
    leave_out_past: bool = False,
    client_uuid: UUID | None = None,
) -> int:
    """Plan all tasks of a set under a congress; those that are there already stay. How many.

    owners: the name in charge of each sub-committee, by its key; the sub-committee itself where
    none is given. leave_out_past: not those whose day is over, because they were done on paper.
    """
    pack, today = pack_of(congress), day_of(now)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        Congress.objects.select_for_update(of=("self",)).get(pk=congress.pk)
        there = set(Task.objects.filter(congress=congress).values_list("template", flat=True))
        wanted = [
            one
            for one in planned(congress, chosen)
            if one.template not in there and not (leave_out_past and one.due_on < today)
        ]
        if record.is_replay or not wanted:
            return 0
        names = {
            key: owners.get(key, "").strip() or str(one.name)
            for key, one in pack.subcommittees.items()
        }
        _make(congress, wanted, names)
        record(
            "tasks.planned",
            f"congress:{congress.pk}",
            unit=congress.season_unit.unit_id,
            season=congress.season_id,
            audience=Audience.UNIT,
            body={"set": chosen.key, "tasks": len(wanted)},
        )
    return len(wanted)


def _make(congress: Congress, wanted: list[Planned], names: Mapping[str, str]) -> None:
    steps = dict(Step.objects.filter(congress=congress).values_list("key", "pk"))
    tasks = [_task(congress, one, names, steps) for one in wanted]
    Task.objects.bulk_create(tasks, BATCH)
    ids = dict(
        Task.objects.filter(congress=congress).exclude(template="").values_list("template", "pk")
    )
    waiting = list(_waiting(tasks, wanted, ids))
    Task.objects.bulk_update(waiting, ["after"], BATCH)


def _waiting(tasks: list[Task], wanted: list[Planned], ids: Mapping[str, int]) -> Iterator[Task]:
    for task, one in zip(tasks, wanted, strict=True):
        if one.after in ids:
            task.pk = ids[one.template]
            task.after_id = ids[one.after]
            yield task


def _task(
    congress: Congress, one: Planned, names: Mapping[str, str], steps: Mapping[str, int]
) -> Task:
    task = Task(
        season_unit=congress.season_unit,
        congress=congress,
        step_id=steps.get(one.kind.step or ""),
        template=one.template,
        title=one.title[:300],
        subcommittee=one.kind.subcommittee,
        owner=names[one.kind.subcommittee][:120],
        due_on=one.due_on,
        product=str(one.kind.product or ""),
    )
    task.search_key = key_of(task)
    return task


@retry_on_deadlock
def follow_day(
    congress: Congress, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> int:
    """Give the pending tasks of task sets the days that follow from the congress's day now.

    For after a congress was moved. How many got another day.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return 0
        moved = list(moved_tasks(congress))
        for task, due_on in moved:
            task.due_on, task.version = due_on, task.version + 1
            task.changed_by, task.changed_at = actor.name, now
        rows = [task for task, _due_on in moved]
        Task.objects.bulk_update(rows, ["due_on", "version", "changed_by", "changed_at"], BATCH)
        if moved:
            record(
                "tasks.moved",
                f"congress:{congress.pk}",
                unit=congress.season_unit.unit_id,
                season=congress.season_id,
                audience=Audience.UNIT,
                body={"tasks": len(moved)},
            )
    return len(moved)


def moved_tasks(congress: Congress) -> Iterator[tuple[Task, date]]:
    """The pending tasks of task sets whose day no longer fits the congress's, with the new day."""
    due = due_days(congress)
    for task in Task.objects.filter(PENDING, congress=congress, template__in=due):
        if task.due_on != due[task.template]:
            yield task, due[task.template]


def due_days(congress: Congress) -> dict[str, date]:
    """By template, the day of every task that the pack's sets have for a congress on its days."""
    sets = sets_for(congress)
    return {one.template: one.due_on for chosen in sets for one in planned(congress, chosen)}
