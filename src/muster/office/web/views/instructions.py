"""Instructions: given, followed, and each leader's own sheet."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Instruction, Paper
from muster.office.rules import Can
from muster.office.services import InstructionDraft
from muster.office.web.forms.tasks import LINES, InstructForm
from muster.season.models import SeasonUnit
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.names import search_key
from muster.tree.permissions import is_allowed, needs, require

COLUMNS: Final = (
    Column(
        "subject",
        gettext_lazy("About what"),
        sort="subject",
        link=lambda row: reverse("office:instruction", args=[row.pk]),
        width=56,
    ),
    Column("leader", gettext_lazy("Who ordered it"), sort="leader_key", width=28),
    Column("given_on", gettext_lazy("Ordered on"), sort="given_on", kind="day"),
    Column(
        "kind",
        gettext_lazy("Given as"),
        sort="kind",
        value=lambda row: str(rules_of(row.season_unit).instruction_kinds[row.kind].label),
        width=30,
    ),
    Column("paper", gettext_lazy("Paper"), value=lambda row: str(row.paper or "")),
    Column("task_count", gettext_lazy("Tasks"), sort="task_count", kind="number"),
    Column("done_count", gettext_lazy("Answered"), sort="done_count", kind="number"),
    Column(
        "late_count",
        gettext_lazy("Overdue"),
        sort="late_count",
        kind="number",
        cell="office/_late_cell.html",
    ),
)


@needs(Can.READ)
def instructions(request: HttpRequest) -> HttpResponse:
    """What leaders ordered, those with something overdue first."""
    account, today = account_of(request), clock.today()
    rows = queries.instructions_of(account, today=today)
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("search_key",),
        order="-given_on",
        title=_("Instructions"),
        name="instructions",
        empty=_("What leaders order appears here, with a task for everybody concerned."),
    )
    orders = queries.Asked(source="orders").within(queries.tasks_of(account, today=today))
    unit = queries.own_unit(account)
    context = {
        "figures": queries.task_figures(orders, today=today),
        "leaders": queries.leaders(rows),
        "may": unit is not None and is_allowed(account, Can.INSTRUCT, unit),
    }
    return table.respond("office/instructions.html", context)


@needs(Can.INSTRUCT)
def add(request: HttpRequest) -> HttpResponse:
    """Record an instruction; a refusal says what is wanted and keeps what was typed."""
    account = account_of(request)
    paper = _carrying(request)
    unit = paper.season_unit if paper else queries.own_unit(account)
    if unit is None:
        return redirect("office:instructions")
    require(account, Can.INSTRUCT, unit)
    begin: dict[str, Any] = {"given_on": clock.today()}
    if paper is not None:
        begin |= {"subject": paper.abstract, "leader": paper.signer}
    form = InstructForm(request.POST or None, pack=rules_of(unit), initial=begin)
    made: list[Instruction] = []
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda _typed: made.append(_instruct(request, unit, paper, form)))
        if not status:
            return redirect("office:instruction", made[0].pk)
    return render(
        request, "office/instruct.html", _asking(unit, paper, form, account), status=status
    )


def _carrying(request: HttpRequest) -> Paper | None:
    """The paper that carries the instruction, if the address says so."""
    asked = request.GET.get("paper", "")
    if not asked.isdecimal():
        return None
    return get_object_or_404(queries.papers_of(account_of(request)), pk=int(asked))


def _instruct(
    request: HttpRequest, unit: SeasonUnit, paper: Paper | None, form: InstructForm
) -> Instruction:
    typed = form.cleaned_data
    return services.instruct(
        unit,
        actor=actor_of(request),
        now=clock.now(),
        draft=InstructionDraft(
            kind=typed["kind"],
            leader=typed["leader"],
            given_on=typed["given_on"],
            subject=typed["subject"],
            lines=form.lines(),
            paper=paper,
        ),
        client_uuid=typed["client_uuid"],
    )


def _asking(unit: SeasonUnit, paper: Paper | None, form: InstructForm, account: Any) -> Any:
    below = SeasonUnit.objects.filter(
        season=unit.season_id, first__gt=unit.first, first__lte=unit.last, left_on=None
    )
    tiers = [str(tier.name) for tier in rules_of(unit).tiers.values()]
    rows = queries.instructions_of(account, today=clock.today())
    tasks = queries.tasks_of(account, today=clock.today())
    return {
        "form": form,
        "unit": unit,
        "paper": paper,
        "grid": form.grid() if form.is_bound else [{}] * LINES,
        "known": {
            "known-leaders": list(queries.leaders(rows).values()),
            "known-units": [*tiers, *below.values_list("name", flat=True)],
            "known-desks": queries.known(tasks, "desk"),
            "known-owners": queries.known(tasks, "owner"),
        },
    }


@needs(Can.READ)
def one(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """One instruction with its tasks and what was answered."""
    account, today = account_of(request), clock.today()
    rows = queries.instructions_of(account, today=today)
    row = get_object_or_404(rows, pk=instruction_id)
    tasks = queries.tasks_of(account, today=today).filter(instruction=row)
    context = {
        "instruction": row,
        "kind": rules_of(row.season_unit).instruction_kinds[row.kind].name,
        "figures": queries.task_figures(tasks, today=today),
        "tasks": tasks.order_by("state", "due_on", "season_unit__first", "pk"),
    }
    return render(request, "office/instruction.html", context)


# ---- a leader's own sheet


@needs(Can.READ)
def sheet(request: HttpRequest) -> HttpResponse:
    """What I ordered, what was answered; of another leader if asked."""
    account, today = account_of(request), clock.today()
    rows = queries.instructions_of(account, today=today)
    known = queries.leaders(rows)
    leader = request.GET.get("leader", "") or _own_or_first(actor_of(request).name, known)
    # Any: the rows carry their figures as annotations.
    mine: list[Any] = list(queries.sheet_of(rows, leader, today=today))
    name = known.get(search_key(leader)[:120], leader)
    if request.GET.get("format") == "xlsx":
        return _workbook(name, mine)
    context = {
        "leader": name,
        "leaders": known,
        "leader_key": search_key(leader)[:120],
        "instructions": [(row, queries.sheet_lines(row.tasks.all())) for row in mine],
        "ordered": sum(row.task_count for row in mine),
        "answered": sum(row.done_count for row in mine),
        "late": sum(row.late_count for row in mine),
    }
    return render(request, "office/sheet.html", context)


def _own_or_first(name: str, known: Mapping[str, str]) -> str:
    """A leader sees his own sheet; who never ordered anything sees somebody's."""
    own = search_key(name)[:120]
    return known.get(own) or next(iter(known.values()), name)


def _workbook(leader: str, mine: list[Any]) -> HttpResponse:
    heads = [
        _("Ordered on"),
        _("About what"),
        _("Task"),
        _("Unit"),
        _("Owner"),
        _("By when"),
        _("State"),
        _("Answer"),
        _("Number of the answering paper"),
        _("Done on"),
    ]
    lines = (
        (
            row.given_on,
            row.subject,
            task.title,
            task.season_unit.name,
            task.owner,
            task.due_on,
            task.get_state_display(),
            task.answer or task.dropped_reason,
            task.answer_symbol,
            task.done_on,
        )
        for row in mine
        for task in row.tasks.all()
    )
    book = Sheet(title=leader, heads=heads, rows=lines, widths=[12, 40, 50, 30, 26, 12])
    return sheet_response([book], filename="instructions.xlsx")
