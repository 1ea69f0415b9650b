"""Tasks of a moving: those of task sets follow the congress; others keep their own day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.office.models import Task
from muster.office.models.task import PENDING
from muster.office.services.task_sets import due_days
from muster.season.models import Congress, Moving
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    Weight,
    moving_part,
)
from muster.season.services.hand import day
from muster.season.services.journal import differing, image_of, put_back, read_rows
from muster.season.services.rows import updating

CHUNK: Final = 500
FOLLOWED: Final = ("due_on", "version", "changed_by", "changed_at")
MARKS: Final = ("due_on", "state", "owner", "version")


class _Tasks:
    key = "tasks"
    label = gettext_lazy("Tasks")
    place = 20

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """Every pending task with its new day; one that somebody dated stays for people."""
        found = []
        for row, tasks in _tasks_of(moves):
            days = due_days(_on_new_days(row))
            found += [_line(task, row, days.get(task.template)) for task in tasks]
        return [line for line in found if line is not None]

    def apply(self, act: Act) -> tuple[int, Kept]:
        """Give the tasks of task sets the days that follow."""
        followed = [
            (task, due_on)
            for row, tasks in _tasks_of(act.moves)
            for task, due_on in _followers(row, tasks)
        ]
        rows = [task for task, _due_on in followed]
        before = image_of(rows, FOLLOWED)
        for task, due_on in followed:
            task.due_on, task.version = due_on, task.version + 1
            task.changed_by, task.changed_at = act.actor.name, act.now
        updating(rows, FOLLOWED).run()
        return len(rows), {"before": before, "marks": image_of(rows, MARKS)}

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Tasks that somebody has done, dropped, given on or dated since."""
        rows = read_rows(Task, kept["marks"])
        return [
            _("task %(task)s (%(who)s)") % {"task": row.title, "who": row.changed_by}
            for row in differing(rows, kept["marks"], MARKS)
        ]

    def undo(self, act: Act, kept: Kept) -> None:
        """The days that the tasks had."""
        put_back(read_rows(Task, kept["before"]), kept["before"], FOLLOWED)

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """Nothing beyond the tasks."""
        return ()


def _tasks_of(moves: Moves) -> Iterable[tuple[NewDays, list[Task]]]:
    """The pending tasks of each congress that has any."""
    found: dict[int, list[Task]] = defaultdict(list)
    ids = moves.ids
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        for task in Task.objects.filter(PENDING, congress__in=part).order_by("pk"):
            found[task.congress_id or 0].append(task)
    return [(moves.by_congress[pk], tasks) for pk, tasks in sorted(found.items())]


def _on_new_days(row: NewDays) -> Congress:
    """The congress as it will be, not saved."""
    moved = copy(row.congress)
    moved.starts_on, moved.ends_on = row.starts_on, row.ends_on
    return moved


def _followers(row: NewDays, tasks: Sequence[Task]) -> Iterable[tuple[Task, date]]:
    days = due_days(_on_new_days(row))
    for task in tasks:
        due_on = days.get(task.template)
        if due_on is not None and due_on != task.due_on:
            yield task, due_on


def _line(task: Task, row: NewDays, due_on: date | None) -> Touched | None:
    if due_on == task.due_on:
        return None
    stays = due_on is None
    return Touched(
        subject=f"task:{task.pk}",
        congress_id=row.congress.pk,
        what=task.title,
        weight=Weight.STAYS if stays else Weight.CHANGES,
        was=day(task.due_on),
        becomes="" if due_on is None else day(due_on),
        url=reverse("office:task", args=[task.pk]),
    )


moving_part(_Tasks())
