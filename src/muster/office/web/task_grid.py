"""Tasks as a grid: those of a congress, where new rows are planned, or those of a unit.

What must say why (dropping, opening again, another day of what was ordered) is left to the task's
page.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.exchange.cells import Choices, day, text_up_to, whole
from muster.exchange.faults import say
from muster.exchange.grids import Grid, GridKind, register_grid
from muster.exchange.naming import names_of
from muster.exchange.preview import differing
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, SheetSpec, Values
from muster.exchange.text import fold, tidy
from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.office import queries, services
from muster.office.errors import NotPending
from muster.office.models import Task, TaskState
from muster.office.rules import Can
from muster.office.services import Place, TaskDraft
from muster.office.web.grids import as_day, plain
from muster.season.models import Congress, SeasonUnit
from muster.tree import clock
from muster.tree.models import Account
from muster.tree.permissions import is_allowed, require
from muster.tree.scope import scope

KEY: Final = "tasks"
TOLD: Final = ("number", "unit", "title")
PLANNED: Final = frozenset(("owner", "due_on"))
ANSWERED: Final = frozenset(("state", "answer", "answer_symbol"))
say(
    {
        "task.unknown": gettext_lazy("No task of this list has the number %(number)s."),
        "task.elsewhere": gettext_lazy("Tasks planned here are for %(unit)s."),
        "task.new": gettext_lazy("A task is planned first; say in the next sheet that it is done."),
        "task.may_not": gettext_lazy("You may not change this for this task."),
        "task.says_why": gettext_lazy("This must say why: change it on the page of the task."),
        "task.not_done": gettext_lazy("An answer belongs to a task that is done: say so as well."),
        "task.unanswered": gettext_lazy(
            "What was ordered is answered: write what was done, or the number of the paper."
        ),
    }
)


def _columns() -> Sequence[Column]:
    states = Choices.of((one.value, str(one.label), names_of(one.label)) for one in TaskState)
    return (
        Column(key="number", label=pgettext_lazy("column", "No."), parse=whole),
        Column(
            key="title",
            label=gettext_lazy("What is to be done"),
            parse=text_up_to(300),
            required=True,
        ),
        Column(key="unit", label=gettext_lazy("Unit"), keeps=True),
        Column(key="owner", label=gettext_lazy("Owner"), parse=text_up_to(120), keeps=True),
        Column(key="due_on", label=gettext_lazy("By when"), parse=day, show=as_day, keeps=True),
        Column(
            key="state",
            label=gettext_lazy("State"),
            parse=states.one,
            show=lambda key: states.shown.get(key, key),
            keeps=True,
        ),
        Column(key="answer", label=gettext_lazy("Answer"), parse=text_up_to(500), keeps=True),
        Column(
            key="answer_symbol",
            label=gettext_lazy("Number of the answering paper"),
            parse=text_up_to(80),
            keeps=True,
        ),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """Which tasks a grid holds. place: under what new ones are planned, if they may be."""

    rows: QuerySet[Task]
    unit: SeasonUnit
    place: Place | None


class TasksOf:
    """Tasks as one account may plan, change and answer them."""

    def __init__(self, account: Account, held: Held) -> None:
        self.account, self.held = account, held
        self.spec = SheetSpec(
            key=KEY,
            label=gettext_lazy("Tasks"),
            columns=_columns(),
            key_columns=("number",),
        )

    @cached_property
    def tasks(self) -> dict[str, Task]:
        """By number, the first due first."""
        return {str(row.pk): row for row in self.held.rows.order_by("due_on", "pk")}

    def current(self) -> dict[str, Values]:
        """Every task as it stands."""
        return {number: _values(task) for number, task in self.tasks.items()}

    def review(self, rows: Sequence[ReadRow]) -> None:
        """See that each row can be done by the services, without a reason."""
        fresh = 0
        for row in rows:
            task = self.tasks.get(row.key)
            if task is None:
                fresh += 1
                self._judge_new(row)
                row.key = row.key or f"+{fresh}"
            elif not row.has_error:
                self._judge_known(row, task, differing(row.values, _values(task)).keys())

    def _judge_new(self, row: ReadRow) -> None:
        if self.held.place is None or row.has_error:
            return
        number = row.values.get("number")
        if number is not None:
            row.blame("task.unknown", column="number", number=number)
        unit = row.values.pop("unit", "")
        if unit and fold(unit) != fold(self.held.unit.name):
            row.blame("task.elsewhere", column="unit", unit=self.held.unit.name)
        for name in PLANNED:
            if not row.values.get(name):
                row.blame("cell.missing", column=name, head=str(self.spec.by_key[name].label))
        for name in ANSWERED:
            if row.values.get(name) not in (None, "", TaskState.OPEN):
                row.blame("task.new", column=name)

    def _judge_known(self, row: ReadRow, task: Task, changed: AbstractSet[str]) -> None:
        if not changed:
            return
        if not task.is_pending:
            refused = NotPending(
                state=task.get_state_display(), who=task.done_by or task.changed_by
            )
            row.blame("as_said", column=min(changed), text=str(refused))
            return
        self._judge_plan(row, task, changed & PLANNED)
        if changed & ANSWERED:
            self._judge_answer(row, task, changed & ANSWERED)

    def _judge_plan(self, row: ReadRow, task: Task, changed: AbstractSet[str]) -> None:
        if changed and not self._may_change(task):
            row.blame("task.may_not", column=min(changed))
        elif "due_on" in changed and task.instruction_id:
            row.blame("task.says_why", column="due_on")

    def _judge_answer(self, row: ReadRow, task: Task, changed: AbstractSet[str]) -> None:
        state = row.values.get("state", task.state)
        if not is_allowed(self.account, Can.ANSWER, task):
            row.blame("task.may_not", column=min(changed))
        elif state == TaskState.DROPPED or (state, task.state) == (TaskState.OPEN, TaskState.DOING):
            row.blame("task.says_why", column="state")
        elif state != TaskState.DONE and changed != {"state"}:
            row.blame("task.not_done", column="state")
        elif state == TaskState.DONE and task.instruction_id and not _said(row.values):
            row.blame("task.unanswered", column="answer")

    def _may_change(self, task: Task) -> bool:
        if task.instruction is not None:
            return is_allowed(self.account, Can.INSTRUCT, task.instruction)
        return is_allowed(self.account, Can.PLAN_TASKS, task)

    def write(self, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
        """Plan, change and answer, all or nothing."""
        with recorded(actor, now=now):
            for values in rows:
                task = self.tasks.get(str(values.get("number")))
                if task is not None:
                    self._change(task, values, actor=actor, now=now)
                elif self.held.place is not None:
                    draft = TaskDraft(
                        title=values["title"],
                        owner=values["owner"],
                        due_on=as_day(values["due_on"]),
                    )
                    services.add_task(self.held.place, actor=actor, now=now, draft=draft)

    def _change(self, task: Task, values: Values, *, actor: Actor, now: datetime) -> None:
        changed = differing(values, _values(task)).keys()
        if changed & PLANNED:
            draft = TaskDraft(
                title=task.title,
                owner=values.get("owner", task.owner),
                due_on=as_day(values.get("due_on")) or task.due_on,
                desk=task.desk,
                subcommittee=task.subcommittee,
                product=task.product,
                after_id=task.after_id,
            )
            task = services.change_task(
                task, actor=actor, now=now, version=task.version, draft=draft
            )
        if "state" not in changed:
            return
        if values["state"] == TaskState.DOING:
            services.begin(task, actor=actor, now=now, version=task.version)
            return
        said = {"text": values.get("answer", ""), **self._paper(task, values)}
        services.answer(task, actor=actor, now=now, version=task.version, **said)

    def _paper(self, task: Task, values: Values) -> Mapping[str, Any]:
        """The answering paper if one of the own register bears the number; else as written."""
        symbol = values.get("answer_symbol", "")
        papers = queries.papers_of(self.account, task.season_unit)
        found = queries.find_symbol(papers, symbol) if symbol else []
        return {"symbol": symbol, "paper": found[0] if len(found) == 1 else None}


def _values(task: Task) -> Values:
    return {
        "number": task.pk,
        "title": task.title,
        "unit": task.season_unit.name,
        "owner": task.owner,
        "due_on": plain(task.due_on),
        "state": task.state,
        "answer": tidy(task.answer),
        "answer_symbol": task.answer_symbol,
    }


def _said(values: Values) -> bool:
    return bool(values.get("answer") or values.get("answer_symbol"))


def _held(account: Account, place: str) -> Held:
    kind, _mark, number = place.partition("-")
    pk = int(number) if number.isdecimal() else 0
    rows = queries.tasks_of(account, today=clock.today())
    if kind == "congress":
        congresses = scope(account, Congress).select_related("season_unit__season")
        congress = get_object_or_404(congresses, pk=pk)
        unit = congress.season_unit
        under = Place(season_unit=unit, congress=congress)
        return Held(rows.filter(congress=congress), unit, under)
    if kind == "unit":
        units = scope(account, SeasonUnit).select_related("season")
        unit = get_object_or_404(units, pk=pk)
        return Held(rows.filter(season_unit=unit), unit, None)
    raise Http404


def open_tasks_grid(account_id: int, place: str) -> Grid:
    """The tasks of a congress or of a unit. place: congress-12, or unit-5."""
    account = Account.objects.get(pk=account_id)
    held = _held(account, place)
    require(account, Can.PLAN_TASKS, held.unit)
    tasks = TasksOf(account, held)
    chosen = f"?congress={held.place.congress.pk}" if held.place and held.place.congress else ""
    return Grid(
        spec=tasks.spec,
        subject=held.unit.name,
        back=reverse("office:tasks") + chosen,
        current=tasks.current,
        review=tasks.review,
        write=tasks.write,
        told=TOLD,
        takes_new=held.place is not None,
        season_id=held.unit.season_id,
    )


register_grid(GridKind(key=KEY, label=gettext_lazy("Tasks"), open=open_tasks_grid))
