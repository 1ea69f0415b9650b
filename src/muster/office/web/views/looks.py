"""Tasks as list, board and calendar."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office import queries, services
from muster.office.models import Meeting, Task
from muster.office.rules import Can
from muster.office.web.views.tasks import first_of
from muster.season.bridge import pack_of, rule_of
from muster.season.models import Congress, Event, SeasonUnit, Step
from muster.season.queries import season_in_focus
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.models import Account
from muster.tree.permissions import is_allowed, needs
from muster.tree.scope import scope

CHOICES: Final = (
    ("", pgettext_lazy("tasks", "Pending")),
    ("overdue", pgettext_lazy("tasks", "Overdue")),
    ("soon", gettext_lazy("Seven days")),
    ("done", pgettext_lazy("tasks", "Done")),
    ("all", gettext_lazy("All")),
)


def _under(task: Task) -> str:
    """Where a task hangs, in words."""
    if task.instruction is not None:
        return f"{task.instruction.leader}: {task.instruction.subject}"
    if task.congress is not None:
        return task.congress.season_unit.name
    return task.event.name if task.event is not None else ""


COLUMNS: Final = (
    Column(
        "title",
        gettext_lazy("What is to be done"),
        sort="title",
        link=lambda row: reverse("office:task", args=[row.pk]),
        width=56,
    ),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        width=30,
        value=lambda row: row.season_unit.name,
    ),
    Column(
        "subcommittee",
        gettext_lazy("Sub-committee"),
        sort="subcommittee",
        width=26,
        value=queries.subcommittee_name,
    ),
    Column("owner", gettext_lazy("Owner"), sort="owner", width=26),
    Column("due_on", gettext_lazy("By when"), sort="due_on", kind="day"),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=lambda row: row.get_state_display(),
        cell="office/_task_state.html",
    ),
    Column("under", gettext_lazy("Comes of"), value=_under, width=40),
    Column("product", gettext_lazy("What comes of it"), sort="product", width=30),
    Column(
        "after",
        pgettext_lazy("task", "Waits for"),
        value=lambda row: str(row.after or ""),
        width=40,
    ),
    Column("answer", gettext_lazy("Answer"), sort="answer", width=40),
    Column("answer_symbol", gettext_lazy("Number of the answering paper"), sort="answer_symbol"),
    Column("done_on", gettext_lazy("Done on"), sort="done_on", kind="day"),
)
SHOWN: Final = ("title", "unit", "subcommittee", "owner", "due_on", "state", "under")


@dataclass(frozen=True, slots=True)
class Under:
    """The step or the event whose tasks are looked at. what: as the address of planning says."""

    what: str
    pk: int
    name: str
    unit: SeasonUnit


def _asked(request: HttpRequest) -> queries.Asked:
    return queries.Asked(
        choice=request.GET.get("kind", ""),
        source=request.GET.get("source", ""),
        subcommittee=request.GET.get("subcommittee", ""),
        congress=_id(request, "congress"),
        step=_id(request, "step"),
        event=_id(request, "event"),
    )


def _id(request: HttpRequest, name: str) -> int | None:
    """The id that the address gives under a name."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 12 else None


def _frame(request: HttpRequest, here: str) -> dict[str, Any]:
    """What list, board and calendar share: figures, choices, what they are about."""
    account, today, asked = account_of(request), clock.today(), _asked(request)
    rows = asked.within(queries.tasks_of(account, today=today))
    congress = None
    if asked.congress is not None:
        congresses = scope(account, Congress).select_related("season_unit", "season")
        congress = get_object_or_404(congresses, pk=asked.congress)
    unit = queries.own_unit(account)
    about = congress.season_unit if congress else unit
    return {
        "here": here,
        "asked": asked,
        "rows": rows,
        "congress": congress,
        "under": _under_what(account, asked),
        "figures": queries.task_figures(rows, today=today),
        "subcommittees": _subcommittees(about),
        "query": _kept(request),
        "may": about is not None and is_allowed(account, Can.PLAN_TASKS, about),
        "grid": _grid_of(congress, unit),
        "moved": congress is not None and any(True for _ in services.moved_tasks(congress)),
    }


def _grid_of(congress: Congress | None, unit: SeasonUnit | None) -> str:
    """The place of the grid of these tasks: the congress's, or the own unit's."""
    if congress is not None:
        return f"congress-{congress.pk}"
    return f"unit-{unit.pk}" if unit is not None else ""


def _under_what(account: Account, asked: queries.Asked) -> Under | None:
    """The step or event whose tasks are looked at; 404 for what the reader may not see."""
    if asked.step is not None:
        steps = scope(account, Step).select_related("congress__season_unit", "congress__season")
        step = get_object_or_404(steps, pk=asked.step)
        unit = step.congress.season_unit
        name = f"{rule_of(step, step.congress).name}, {unit.name}"
        return Under("step", step.pk, name, unit)
    if asked.event is not None:
        events = scope(account, Event).select_related("season_unit")
        event = get_object_or_404(events, pk=asked.event)
        return Under("event", event.pk, event.name, event.season_unit)
    return None


def _subcommittees(unit: Any) -> list[tuple[str, str]]:
    if unit is None:
        return []
    rules = pack_of(unit.season).subcommittees
    return [(key, str(one.label)) for key, one in rules.items()]


def _kept(request: HttpRequest) -> str:
    """The choices that stay when the reader goes from list to board or calendar."""
    query = request.GET.copy()
    for name in ("page", "format", "sort", "month", "kind"):
        query.pop(name, None)
    return query.urlencode()


@needs(Can.READ)
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks as a list: the first due first."""
    frame = _frame(request, "list")
    asked = frame["asked"]
    today = clock.today()
    rows = asked.of(queries.tasks_of(account_of(request), today=today), today=today)
    whole = request.GET.get("format") == "xlsx"
    table = Table(
        request,
        rows,
        COLUMNS if whole else [column for column in COLUMNS if column.key in SHOWN],
        search=("search_key",),
        order="due_on",
        title=_("Tasks"),
        name="tasks",
        extra="office/_task_choices.html",
        empty=_("Tasks come of instructions, or are planned under a congress."),
    )
    frame["choices"] = _choices(request, asked.choice)
    frame["events"] = _side_events(request) if asked.congress is None and frame["may"] else []
    return table.respond("office/tasks.html", frame)


def _side_events(request: HttpRequest) -> QuerySet[Event]:
    """Events beside the congresses, under which tasks may be planned too."""
    season = season_in_focus()
    rows = scope(account_of(request), Event).filter(season=season, congress=None)
    return rows.filter(is_cancelled=False, ends_at__gte=clock.now())[:20]


def _choices(request: HttpRequest, choice: str) -> list[dict[str, Any]]:
    kept = _kept(request)
    return [
        {"label": label, "url": f"?{kept}&kind={key}", "is_on": key == choice}
        for key, label in CHOICES
    ]


@needs(Can.READ)
def board(request: HttpRequest) -> HttpResponse:
    """Tasks by where they stand."""
    frame = _frame(request, "board")
    frame["columns"] = queries.board_of(frame["rows"], today=clock.today())
    frame["may_answer"] = is_allowed(account_of(request), Can.ANSWER)
    return render(request, "office/board.html", frame)


@needs(Can.READ)
def month(request: HttpRequest) -> HttpResponse:
    """Tasks by the day on which they are due, with the meetings of each day."""
    frame = _frame(request, "month")
    pending = frame["rows"].filter(due_on__gte=clock.today()).order_by("due_on").first()
    nearest = pending.due_on if pending is not None else clock.today()
    first = first_of(request.GET.get("month", ""), nearest)
    frame["month"] = queries.month_of(frame["rows"], _meetings(request, frame["congress"]), first)
    return render(request, "office/month.html", frame)


def _meetings(request: HttpRequest, congress: Congress | None) -> QuerySet[Meeting]:
    """The meetings of the calendar: those about the congress that was chosen, or all."""
    rows = queries.meetings_of(account_of(request), today=clock.today())
    return rows if congress is None else rows.filter(congress=congress)
