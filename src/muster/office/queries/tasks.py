"""Tasks and instructions: lists, the board, the calendar, a leader's sheet, what is overdue."""

from calendar import Calendar, monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Q,
    QuerySet,
)
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Meeting, Task, TaskState
from muster.office.models.meeting import STANDING
from muster.office.models.task import PENDING, past_on
from muster.season.queries import season_in_focus
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.scope import scope

SOON: Final = timedelta(days=7)
ON_BOARD: Final = 40
DONE_ON_BOARD: Final = 12
CHOICES: Final = {
    "": PENDING,
    "soon": PENDING,
    "done": Q(state=TaskState.DONE),
    "all": Q(),
}
WORDS: Final = {
    "task.added": pgettext_lazy("task", "planned"),
    "task.changed": pgettext_lazy("task", "changed"),
    "task.begun": pgettext_lazy("task", "in hand"),
    "task.answered": pgettext_lazy("task", "answered"),
    "task.reopened": pgettext_lazy("task", "opened again"),
    "task.dropped": pgettext_lazy("task", "dropped"),
}
JOINED: Final = (
    "season_unit__season",
    "instruction__season_unit",
    "congress__season_unit",
    "step__congress",
    "event__season_unit",
    "after",
    "answer_paper",
)


def tasks_of(account: Account, *, today: date) -> QuerySet[Task]:
    """The tasks of the season in scope, each with whether it is overdue."""
    rows = scope(account, Task).filter(season_unit__season=season_in_focus())
    return rows.select_related(*JOINED).annotate(
        is_overdue=ExpressionWrapper(past_on(today), output_field=BooleanField())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader chose of the tasks. source: orders or planned; congress, step, event: ids."""

    choice: str = ""
    source: str = ""
    subcommittee: str = ""
    congress: int | None = None
    step: int | None = None
    event: int | None = None

    def of(self, rows: QuerySet[Task], *, today: date) -> QuerySet[Task]:
        """The tasks of this choice."""
        rows = rows.filter(CHOICES.get(self.choice, PENDING))
        if self.choice == "overdue":
            rows = rows.filter(due_on__lt=today)
        if self.choice == "soon":
            rows = rows.filter(due_on__range=(today, today + SOON))
        return self.within(rows)

    def within(self, rows: QuerySet[Task]) -> QuerySet[Task]:
        """The tasks of the same source, sub-committee and place, whatever their state."""
        if self.source in ("orders", "planned"):
            rows = rows.filter(instruction__isnull=self.source == "planned")
        if self.subcommittee:
            rows = rows.filter(subcommittee=self.subcommittee)
        places = {"congress": self.congress, "step": self.step, "event": self.event}
        return rows.filter(**{name: pk for name, pk in places.items() if pk is not None})


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """What stands above tasks."""

    pending: int
    overdue: int
    soon: int
    done: int
    dropped: int

    @property
    def total(self) -> int:
        """All that are wanted: dropped ones are not."""
        return self.pending + self.done


def task_figures(rows: QuerySet[Task], *, today: date) -> TaskFigures:
    """How many tasks are pending, overdue, due soon, done: one query."""
    found = rows.order_by().aggregate(
        pending=Count("pk", filter=PENDING),
        overdue=Count("pk", filter=past_on(today)),
        soon=Count("pk", filter=PENDING & Q(due_on__range=(today, today + SOON))),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        dropped=Count("pk", filter=Q(state=TaskState.DROPPED)),
    )
    return TaskFigures(**found)


def days_past(task: Task, today: date) -> int:
    """How many days a pending task is past its day."""
    return max(0, (today - task.due_on).days) if task.is_pending else 0


def subcommittee_name(task: Task) -> str:
    """The sub-committee of a task as the pack calls it."""
    if not task.subcommittee:
        return ""
    return str(rules_of(task.season_unit).subcommittees[task.subcommittee].label)


# ---- board and calendar


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One column of the board: its tasks as far as they fit, and how many there are."""

    key: str
    title: str
    tasks: Sequence[Task]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)


def board_of(rows: QuerySet[Task], *, today: date) -> list[BoardColumn]:
    """Tasks by where they stand: overdue first, done last. Two queries a column."""
    pending = rows.filter(PENDING)
    columns: tuple[tuple[str, str, QuerySet[Task]], ...] = (
        ("overdue", _("Overdue"), rows.filter(past_on(today))),
        ("open", _("Not begun"), pending.filter(state=TaskState.OPEN, due_on__gte=today)),
        ("doing", _("In hand"), pending.filter(state=TaskState.DOING, due_on__gte=today)),
        ("done", _("Done"), rows.filter(state=TaskState.DONE).order_by("-done_on", "pk")),
    )
    return [
        BoardColumn(key, title, list(found[: _most(key)]), found.count())
        for key, title, found in columns
    ]


def _most(key: str) -> int:
    return DONE_ON_BOARD if key == "done" else ON_BOARD


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of the calendar. is_other: belongs to a neighbouring month."""

    day: date
    tasks: Sequence[Task]
    meetings: Sequence[Meeting]
    is_other: bool

    @property
    def is_free(self) -> bool:
        """Whether nothing is due and nobody meets."""
        return not (self.tasks or self.meetings)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks, Monday first."""

    first: date
    weeks: Sequence[Sequence[CalendarDay]]
    total: int

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return self.first + timedelta(days=monthrange(self.first.year, self.first.month)[1])


def month_of(rows: QuerySet[Task], meetings: QuerySet[Meeting], first: date) -> Month:
    """The tasks due and the meetings held in the month of *first*, with the days around it."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    held = _by_day(meetings, weeks[0][0], weeks[-1][-1])
    found: dict[date, list[Task]] = {}
    shown = rows.filter(due_on__range=(weeks[0][0], weeks[-1][-1]))
    for task in shown.exclude(state=TaskState.DROPPED).order_by("due_on", "pk"):
        found.setdefault(task.due_on, []).append(task)
    in_month = sum(len(tasks) for day, tasks in found.items() if day.month == first.month)
    return Month(
        first=first,
        weeks=[
            [
                CalendarDay(
                    day=day,
                    tasks=found.get(day, []),
                    meetings=held.get(day, []),
                    is_other=day.month != first.month,
                )
                for day in week
            ]
            for week in weeks
        ],
        total=in_month,
    )


def _by_day(meetings: QuerySet[Meeting], first: date, last: date) -> dict[date, list[Meeting]]:
    """The meetings that take place between two days, by the local day on which they begin."""
    found: dict[date, list[Meeting]] = {}
    within = meetings.filter(STANDING, starts_at__date__range=(first, last))
    for meeting in within.order_by("starts_at"):
        found.setdefault(day_of(meeting.starts_at), []).append(meeting)
    return found
