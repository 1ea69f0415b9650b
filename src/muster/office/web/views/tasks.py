"""Tasks: list, board and calendar; one task and what is done with it; whole sets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Task, TaskState
from muster.office.rules import Can
from muster.office.web.forms import tasks as f
from muster.office.web.forms.papers import WhyForm
from muster.office.web.views.answers import only_one
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing that can be done to a task. by_office: by who ordered or planned it."""

    key: str
    label: Any
    form: type[forms.Form]
    service: Callable[..., Task]
    css: str = "btn"
    by_office: bool = False


ACTIONS: Final = {
    one.key: one
    for one in (
        Action(
            key="answer",
            label=gettext_lazy("Done, report it"),
            form=f.AnswerForm,
            service=services.answer,
            css="btn btn-primary",
        ),
        Action(
            key="begin",
            label=gettext_lazy("In hand"),
            form=f.BeginForm,
            service=services.begin,
        ),
        Action(
            key="reopen",
            label=gettext_lazy("The answer does not do: open again"),
            form=WhyForm,
            service=services.reopen_task,
            by_office=True,
        ),
        Action(
            key="drop",
            label=gettext_lazy("Drop the task"),
            form=WhyForm,
            service=services.drop,
            by_office=True,
        ),
    )
}


def visible_task(request: HttpRequest, task_id: int) -> Task:
    """The task of the address, or 404 for those who may not see it."""
    rows = queries.tasks_of(account_of(request), today=clock.today())
    return get_object_or_404(rows, pk=task_id)


def may(request: HttpRequest, task: Task, *, by_office: bool) -> bool:
    """Whether the reader may answer a task, or decide on it as who ordered or planned it."""
    account = account_of(request)
    if not by_office:
        return is_allowed(account, Can.ANSWER, task)
    if task.instruction is not None:
        return is_allowed(account, Can.INSTRUCT, task.instruction)
    return is_allowed(account, Can.PLAN_TASKS, task)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, task_id: int) -> HttpResponse:
    """The task's page."""
    return _page(request, visible_task(request, task_id), {})


@require_POST
@needs(Can.READ)
def act(request: HttpRequest, task_id: int, action: str) -> HttpResponse:
    """Do one thing to a task; a refusal shows its page again with what was typed."""
    task = visible_task(request, task_id)
    if action not in ACTIONS:
        raise Http404
    wanted = ACTIONS[action]
    _require(request, task, by_office=wanted.by_office)
    form = wanted.form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        said = dict(typed)
        if said.get("symbol"):
            said |= _paper_of(request, task, said["symbol"])
        return wanted.service(task, actor=actor_of(request), now=clock.now(), **said)

    status = attempt(form, save)
    if status:
        return _page(request, task, {action: form}, status=status)
    return redirect("office:task", task.pk)


def _address(task: Task) -> str:
    return reverse("office:task", args=[task.pk])


def _require(request: HttpRequest, task: Task, *, by_office: bool) -> None:
    """Refuse with the roles that may, as ``may`` judges."""
    account = account_of(request)
    if not by_office:
        require(account, Can.ANSWER, task)
    elif task.instruction is not None:
        require(account, Can.INSTRUCT, task.instruction)
    else:
        require(account, Can.PLAN_TASKS, task)


def _paper_of(request: HttpRequest, task: Task, symbol: str) -> dict[str, Any]:
    """The paper with that symbol if the own register has it; else the symbol as typed."""
    rows = queries.papers_of(account_of(request), task.season_unit)
    found = queries.find_symbol(rows, symbol)
    return {"paper": only_one(found, symbol)} if found else {}


def _page(
    request: HttpRequest, task: Task, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    context = {
        "task": task,
        "late": queries.days_past(task, clock.today()),
        "subcommittee": queries.subcommittee_name(task),
        "actions": _offered(request, task, typed),
        "may_change": task.is_pending and may(request, task, by_office=True),
        "followers": task.followers.all(),
        "happened": queries.happened(f"task:{task.pk}", queries.TASK_WORDS),
    }
    return render(request, "office/task.html", context, status=status)


def _offered(
    request: HttpRequest, task: Task, typed: Mapping[str, forms.Form]
) -> list[dict[str, Any]]:
    begin = {"version": task.version, "done_on": clock.today()}
    keys = ("answer", "begin", "drop") if task.is_pending else ("reopen",)
    return [
        {
            "action": ACTIONS[key],
            "form": typed.get(key) or ACTIONS[key].form(initial=begin, prefix=key),
            "open": key in typed or key == "answer",
            "url": reverse("office:act-task", args=[task.pk, key]),
        }
        for key in keys
        if may(request, task, by_office=ACTIONS[key].by_office)
        and not (key == "begin" and task.state == TaskState.DOING)
    ]


@needs(Can.READ)
def change(request: HttpRequest, task_id: int) -> HttpResponse:
    """Another owner, day, product or predecessor."""
    task = visible_task(request, task_id)
    _require(request, task, by_office=True)
    form = f.ChangeTaskForm(
        request.POST or None,
        pack=rules_of(task.season_unit),
        beside=_beside(request, task),
        initial={
            name: getattr(task, name)
            for name in (
                *("title", "subcommittee", "owner", "due_on"),
                *("product", "after_id", "version"),
            )
        },
    )
    if task.instruction_id is None:
        del form.fields["reason"]
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda typed: services.change_task(
                task,
                actor=actor_of(request),
                now=clock.now(),
                version=typed["version"],
                draft=form.draft(),
                reason=typed.get("reason", ""),
                client_uuid=typed["client_uuid"],
            ),
        )
        if not status:
            return redirect("office:task", task.pk)
    context = {
        "form": form,
        "title": _("Change the task"),
        "back": _address(task),
        "button": _("Save"),
    }
    return render(request, "office/form.html", context, status=status)


def _beside(request: HttpRequest, task: Task) -> list[tuple[int, str]]:
    """The tasks for which this one may wait."""
    rows = queries.tasks_of(account_of(request), today=clock.today()).filter(
        congress=task.congress_id, event=task.event_id, instruction=task.instruction_id
    )
    return list(rows.exclude(pk=task.pk).order_by("title").values_list("pk", "title"))


def first_of(text: str, today: date) -> date:
    """The month of an address, written 2030-08; this month for anything else."""
    year, _dash, month = text.partition("-")
    if year.isdecimal() and month.isdecimal() and len(year) == 4 and 1 <= int(month) <= 12:
        return date(max(1, int(year)), int(month), 1)
    return today.replace(day=1)
