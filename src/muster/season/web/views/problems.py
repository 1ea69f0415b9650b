"""Problems and inspection visits: raised, dealt with, passed up; found, cured."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from muster.season import services
from muster.season.bridge import pack_of
from muster.season.models import Finding, Problem
from muster.season.rules import Can
from muster.season.services import FindingDraft
from muster.season.web.forms import CureForm, ProblemForm, SolveForm, VisitForm
from muster.season.web.views.answers import answer, attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


def _back(congress_id: int) -> str:
    return reverse("congress:one", args=[congress_id])


@needs(Can.RAISE_PROBLEM)
def raise_problem(request: HttpRequest, congress_id: int) -> HttpResponse:
    """Say what a unit cannot solve alone; the unit above gets it."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.RAISE_PROBLEM, congress)
    form = ProblemForm(
        request.POST or None, pack=pack_of(congress), initial={"since": clock.today()}
    )
    return answer(
        request,
        form,
        save=lambda typed: services.raise_problem(
            congress, actor=actor_of(request), now=clock.now(), **typed
        ),
        back=_back(congress.pk),
        title=_("Raise a problem"),
        about=congress.season_unit.name,
    )


def _visible(request: HttpRequest, problem_id: int) -> Problem:
    rows = scope(account_of(request), Problem).select_related(
        "congress__season_unit", "congress__season", "held_by__parent"
    )
    return get_object_or_404(rows, pk=problem_id)


@needs(Can.READ)
def problem(request: HttpRequest, problem_id: int) -> HttpResponse:
    """One problem: who holds it, until when, and closing it with what solved it."""
    row = _visible(request, problem_id)
    form = SolveForm(request.POST or None)
    status = 200
    if request.method == "POST":
        require(account_of(request), Can.SOLVE_PROBLEM, row)
        status = attempt(
            form,
            lambda typed: services.solve(row, actor=actor_of(request), now=clock.now(), **typed),
        )
        if not status:
            return redirect("season:problem", row.pk)
    pack = pack_of(row.congress)
    context = {
        "problem": row,
        "form": form,
        "kind": pack.problems[row.kind].name if row.kind else "",
        "days_late": max(0, (clock.today() - row.due_on).days),
        "may_solve": row.solved_at is None
        and is_allowed(account_of(request), Can.SOLVE_PROBLEM, row),
    }
    return render(request, "season/problem.html", context, status=status)


@require_POST
@needs(Can.SOLVE_PROBLEM)
def pass_up(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Give a problem to the unit above."""
    row = _visible(request, problem_id)
    require(account_of(request), Can.SOLVE_PROBLEM, row)
    services.pass_up(row, actor=actor_of(request), now=clock.now())
    return redirect("season:problem", row.pk)


@needs(Can.INSPECT)
def inspect(request: HttpRequest, congress_id: int, checklist: str) -> HttpResponse:
    """Record a visit against one checklist."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.INSPECT, congress)
    rules = pack_of(congress)
    form = VisitForm(
        request.POST or None,
        pack=rules,
        checklist=rules.checklists[checklist].key,
        initial={"visited_on": clock.today(), "visited_by": actor_of(request).name},
    )
    return answer(
        request,
        form,
        save=lambda typed: services.record_inspection(
            congress,
            actor=actor_of(request),
            now=clock.now(),
            checklist=checklist,
            visited_on=typed["visited_on"],
            visited_by=typed["visited_by"],
            note=typed["note"],
            findings=_drafts(typed, list(rules.checklists[checklist].items)),
            client_uuid=typed["client_uuid"],
        ),
        back=_back(congress.pk),
        template="season/visit.html",
        title=rules.checklists[checklist].name,
        about=congress.season_unit.name,
    )


def _drafts(typed: Mapping[str, Any], items: list[str]) -> list[FindingDraft]:
    return [
        FindingDraft(
            item=key,
            result=typed[f"result_{key}"],
            text=typed[f"text_{key}"],
            owner=typed[f"owner_{key}"],
            due_on=typed[f"due_{key}"],
        )
        for key in items
    ]


@needs(Can.CURE)
def cure(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Report a finding as cured, with what proves it."""
    rows = scope(account_of(request), Finding).select_related(
        "inspection__congress__season_unit", "inspection__congress__season"
    )
    row = get_object_or_404(rows, pk=finding_id)
    require(account_of(request), Can.CURE, row)
    congress = row.inspection.congress
    items = pack_of(congress).checklists[row.inspection.checklist].items
    return answer(
        request,
        CureForm(request.POST or None),
        save=lambda typed: services.cure(row, actor=actor_of(request), now=clock.now(), **typed),
        back=_back(congress.pk),
        title=items[row.item].name,
        about=f"{congress.season_unit.name}: {row.text}",
    )
