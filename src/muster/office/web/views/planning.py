"""Planning tasks: one under a congress, a step or an event, or a whole set at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.office import queries, services
from muster.office.models import Task
from muster.office.rules import Can
from muster.office.services import Place
from muster.office.web.forms.tasks import PlanForm, TaskForm
from muster.packs import TaskSet
from muster.season.bridge import pack_of, rule_of
from muster.season.models import Event, Step
from muster.season.web.views.answers import attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@needs(Can.PLAN_TASKS)
def add(request: HttpRequest, under: str, row_id: int) -> HttpResponse:
    """Plan one task under a congress, a step or another event."""
    place = _place(request, under, row_id)
    require(account_of(request), Can.PLAN_TASKS, place.season_unit)
    rows = queries.tasks_of(account_of(request), today=clock.today())
    congress = place.step.congress if place.step else place.congress
    beside = rows.filter(congress=congress, event=place.event, instruction=None)
    form = TaskForm(
        request.POST or None,
        pack=pack_of(place.season_unit.season),
        beside=list(beside.order_by("title").values_list("pk", "title")),
        steps=_steps(place),
    )
    made: list[Task] = []
    status = 200
    if request.method == "POST":
        status = attempt(
            form,
            lambda typed: made.append(
                services.add_task(
                    _with_step(place, typed.get("step", "")),
                    actor=actor_of(request),
                    now=clock.now(),
                    draft=form.draft(),
                    client_uuid=typed["client_uuid"],
                )
            ),
        )
        if not status:
            return redirect("office:task", made[0].pk)
    context = {
        "form": form,
        "title": _("Plan a task"),
        "about": place.season_unit.name,
        "back": reverse("office:tasks"),
        "button": _("Save"),
        "known": {"known-owners": queries.known(rows, "owner")},
    }
    return render(request, "office/form.html", context, status=status)


def _place(request: HttpRequest, under: str, row_id: int) -> Place:
    """What the new task hangs under, if the reader sees it."""
    account = account_of(request)
    if under == "step":
        steps = scope(account, Step).select_related("congress__season_unit__season")
        step = get_object_or_404(steps, pk=row_id)
        return Place(season_unit=step.congress.season_unit, congress=step.congress, step=step)
    if under == "event":
        events = scope(account, Event).select_related("season_unit__season")
        event = get_object_or_404(events, pk=row_id)
        return Place(season_unit=event.season_unit, event=event)
    congress = visible_congress(request, row_id)
    return Place(season_unit=congress.season_unit, congress=congress)


def _steps(place: Place) -> list[tuple[int, str]]:
    """The steps of the congress that the new task may hang under."""
    if place.congress is None or place.step is not None:
        return []
    steps = Step.objects.filter(congress=place.congress)
    return [(step.pk, str(rule_of(step, place.congress).name)) for step in steps]


def _with_step(place: Place, chosen: str) -> Place:
    if not chosen or place.congress is None:
        return place
    step = Step.objects.select_related("congress").get(pk=int(chosen), congress=place.congress)
    return Place(season_unit=place.season_unit, congress=place.congress, step=step)


@needs(Can.PLAN_TASKS)
def plan(request: HttpRequest, congress_id: int) -> HttpResponse:
    """Plan all usual tasks of a congress in one act, after a look at them."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.PLAN_TASKS, congress)
    sets = services.sets_for(congress)
    chosen = _chosen(sets, request.GET.get("set", ""))
    pack = pack_of(congress)
    planned = services.planned(congress, chosen) if chosen else []
    used = list(dict.fromkeys(one.kind.subcommittee for one in planned))
    form = PlanForm(request.POST or None, pack=pack, used=used, initial={"leave_out_past": True})
    made: list[int] = []
    status = 200
    if request.method == "POST" and chosen is not None:
        status = attempt(
            form,
            lambda typed: made.append(
                services.plan_tasks(
                    congress,
                    actor=actor_of(request),
                    now=clock.now(),
                    chosen=chosen,
                    owners=form.owners(),
                    leave_out_past=typed["leave_out_past"],
                    client_uuid=typed["client_uuid"],
                )
            ),
        )
        if not status:
            words = ngettext("%(count)d task is planned.", "%(count)d tasks are planned.", made[0])
            messages.success(request, words % {"count": made[0]})
            return redirect(f"{reverse('office:tasks')}?congress={congress.pk}")
    there = set(Task.objects.filter(congress=congress).values_list("template", flat=True))
    context = {
        "congress": congress,
        "chosen": chosen,
        "sets": sets,
        "form": form,
        "planned": sorted(planned, key=lambda one: one.due_on),
        "there": sum(one.template in there for one in planned),
        "past": sum(one.due_on < clock.today() for one in planned),
        "names": {key: str(one.label) for key, one in pack.subcommittees.items()},
    }
    return render(request, "office/plan.html", context, status=status)


def _chosen(sets: Sequence[TaskSet], asked: str) -> TaskSet | None:
    """The set that the address names, or the first."""
    return next((one for one in sets if one.key == asked), next(iter(sets), None))


@require_POST
@needs(Can.PLAN_TASKS)
def follow(request: HttpRequest, congress_id: int) -> HttpResponse:
    """After a congress was moved: give its planned tasks the days that follow."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.PLAN_TASKS, congress)
    count = services.follow_day(congress, actor=actor_of(request), now=clock.now())
    words = ngettext("%(count)d task has another day.", "%(count)d tasks have another day.", count)
    messages.success(request, words % {"count": count})
    return redirect(f"{reverse('office:tasks')}?congress={congress.pk}")
