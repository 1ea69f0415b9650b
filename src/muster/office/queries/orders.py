"""What leaders ordered: lists, a leader's sheet, and what is overdue for the board and the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    IntegerField,
    Min,
    Prefetch,
    Q,
    QuerySet,
    When,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.office.models import Instruction, Task, TaskState
from muster.office.models.task import PENDING, past_on
from muster.office.queries.tasks import SOON, tasks_of
from muster.office.rules import Can
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.models import Account
from muster.tree.names import search_key
from muster.tree.reach import reach_of
from muster.tree.scope import scope


def instructions_of(account: Account, *, today: date) -> QuerySet[Instruction]:
    """The instructions of the season in scope with how many tasks each has, done and overdue."""
    rows = scope(account, Instruction).filter(season_unit__season=season_in_focus())
    wanted = ~Q(tasks__state=TaskState.DROPPED)
    pending = Q(tasks__state__in=(TaskState.OPEN, TaskState.DOING))
    return rows.select_related("season_unit__season", "paper").annotate(
        task_count=Count("tasks", filter=wanted),
        done_count=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        late_count=Count("tasks", filter=pending & Q(tasks__due_on__lt=today)),
    )


def leaders(rows: Iterable[Instruction]) -> Mapping[str, str]:
    """Who ever ordered something: folded name to name as it was written last."""
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.leader_key, row.leader)
    return dict(sorted(found.items(), key=lambda item: item[1]))


def sheet_of(rows: QuerySet[Instruction], leader: str, *, today: date) -> QuerySet[Instruction]:
    """One leader's instructions with their tasks: what I ordered, what was answered."""
    tasks = Task.objects.annotate(
        is_overdue=ExpressionWrapper(past_on(today), output_field=BooleanField())
    ).select_related("season_unit", "answer_paper")
    return rows.filter(leader_key=search_key(leader)[:120]).prefetch_related(
        Prefetch("tasks", queryset=tasks.order_by("state", "due_on", "pk"))
    )


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What one line of an instruction came to. task: the only one, or the first of many."""

    task: Task
    count: int
    done: int
    missing: Sequence[Task]

    @property
    def is_late(self) -> bool:
        """Whether somebody is past the day."""
        return any(getattr(task, "is_overdue", False) for task in self.missing)


def sheet_lines(tasks: Iterable[Task]) -> list[SheetLine]:
    """Tasks with the same words and day as one line: how many answered, who has not."""
    found: dict[tuple[str, date], list[Task]] = {}
    for task in tasks:
        if task.state != TaskState.DROPPED:
            found.setdefault((task.title, task.due_on), []).append(task)
    return [
        SheetLine(
            task=group[0],
            count=len(group),
            done=sum(task.state == TaskState.DONE for task in group),
            missing=[task for task in group if task.is_pending],
        )
        for group in found.values()
    ]


# ---- beside late steps


@overdue_source
def _overdue_tasks(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """Tasks past their day: what leaders ordered first, one line for what many units owe."""
    below = Q(season_unit__first__gte=unit.first, season_unit__first__lte=unit.last)
    rows = scope(account, Task).filter(past_on(today), below, season_unit__season=unit.season_id)
    planned = Case(When(instruction=None, then=1), default=0, output_field=IntegerField())
    kept = rows.order_by().annotate(planned=planned)
    groups = (
        kept.values("planned", "instruction", "congress", "title", "due_on")
        .annotate(first=Min("pk"), count=Count("pk"))
        .order_by("planned", "due_on", "first")[:limit]
    )
    counts = {group["first"]: group["count"] for group in groups}
    tasks = Task.objects.select_related("season_unit", "instruction").in_bulk(counts)
    return OverdueLines(
        lines=[_overdue_line(tasks[pk], count, today) for pk, count in counts.items()],
        total=rows.count(),
        url=reverse("office:tasks") + "?kind=overdue",
    )


def _overdue_line(task: Task, count: int, today: date) -> Overdue:
    ordered = task.instruction
    url = reverse("office:task", args=[task.pk])
    if ordered is not None and count > 1:
        url = reverse("office:instruction", args=[ordered.pk])
    units = ngettext("%(count)d unit", "%(count)d units", count) % {"count": count}
    return Overdue(
        kind=_("ordered by %(leader)s") % {"leader": ordered.leader} if ordered else _("task"),
        title=task.title,
        url=url,
        unit=units if count > 1 else task.season_unit.name,
        owner=task.owner,
        due_on=task.due_on,
        days_late=(today - task.due_on).days,
    )


# ---- my desk


def desk_tasks(account: Account, *, today: date) -> QuerySet[Task]:
    """What the account's own units owe: overdue, or due within seven days.

    Own are the units on which a role that answers is held, not all that lie below them.
    """
    own = [hold.unit_id for hold in reach_of(account).by(Can.ANSWER).holds]
    rows = tasks_of(account, today=today).filter(PENDING, due_on__lte=today + SOON)
    return rows.filter(season_unit__unit__in=own).order_by("due_on", "pk")
