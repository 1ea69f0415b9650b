"""The unit answers the points of a conclusion; the appraisers check each answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.papers.models import Appraisal, AppraisalState
from muster.papers.queries.appraisals.rounds import (
    PointState,
    hidden_points,
    newest_versions,
    point_states,
)
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.web.forms.conclusions import AnswersForm, CheckForm
from muster.papers.web.views.appraisals.finding import inside_appraisal, visible_appraisal
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require


@needs(Can.HAND_IN)
def answer(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """Answer each point of the conclusion, save, and hand the answers in."""
    row = visible_appraisal(request, appraisal_id)
    account = account_of(request)
    require(account, Can.HAND_IN, row.dossier.congress)
    current = row.rounds.filter(number=row.round_number, concluded_at__isnull=False).first()
    if current is None or row.state != AppraisalState.ANSWERING:
        return redirect("papers:dossier", row.dossier_id)
    states = point_states(account, row, current.number)
    form = AnswersForm(request.POST or None, states=states, initial={"version": current.version})
    hands_in = request.POST.get("act") == "hand_in"

    def save(typed: Mapping[str, Any]) -> object:
        said: dict[str, Any] = {
            "actor": actor_of(request),
            "now": clock.now(),
            "version": typed["version"],
            "answers": form.answers(),
        }
        if hands_in:
            more = {"note": typed["note"], "client_uuid": typed["client_uuid"]}
            return services.hand_in_answers(row, **said, **more)
        return services.save_answers(row, **said)

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        messages.success(
            request, _("The answers are handed in.") if hands_in else _("The answers are saved.")
        )
        return redirect(_after(row, hands_in=hands_in))
    context = {
        "appraisal": row,
        "unit": row.dossier.congress.season_unit,
        "current": current,
        "form": form,
        "newest": newest_versions(row),
        "open": sum(one.answer is None for one in states),
        "hidden": hidden_points(row, current.number, states),
        "today": clock.today(),
    }
    return render(request, "papers/appraisals/answer.html", context, status=status)


def _after(row: Appraisal, *, hands_in: bool) -> str:
    if hands_in:
        return reverse("papers:dossier", args=[row.dossier_id])
    return reverse("papers:answer", args=[row.pk])


@require_GET
@needs(Can.READ)
def checks(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """The answers of the unit, to be checked one by one."""
    return _page(request, inside_appraisal(request, appraisal_id), {})


def _page(
    request: HttpRequest, row: Appraisal, typed: Mapping[int, forms.Form], status: int = 200
) -> HttpResponse:
    if row.round_number < 2:
        raise Http404
    account = account_of(request)
    states = point_states(account, row, row.round_number - 1)
    is_open = row.state == AppraisalState.CHECKING
    may = is_open and _may_check(row, account.person_id)
    context = {
        "appraisal": row,
        "unit": row.dossier.congress.season_unit,
        "before": row.rounds.get(number=row.round_number - 1),
        "lines": [(one, typed.get(one.point.pk) or _form(one) if may else None) for one in states],
        "unchecked": sum(one.check is None for one in states),
        "hidden": hidden_points(row, row.round_number - 1, states),
        "close": Act(prefix="close")
        if is_open and is_allowed(account, Can.CONCLUDE, row.team)
        else None,
    }
    return render(request, "papers/appraisals/check.html", context, status=status)


def _may_check(row: Appraisal, person_id: int | None) -> bool:
    if person_id is None:
        return False
    given = row.assignments.filter(person=person_id, ended_at__isnull=True)
    return row.team.head_id == person_id or given.exists()


def _form(one: PointState) -> CheckForm:
    begin = {"result": one.check.result, "note": one.check.note} if one.check is not None else {}
    return CheckForm(prefix=f"p{one.point.pk}", initial=begin)


@require_POST
@needs(Can.APPRAISE)
def check(request: HttpRequest, appraisal_id: int, point_id: int) -> HttpResponse:
    """Say what became of one point."""
    row = inside_appraisal(request, appraisal_id)
    require(account_of(request), Can.APPRAISE, row.team)
    states = point_states(account_of(request), row, row.round_number - 1)
    if all(one.point.pk != point_id for one in states):
        raise Http404
    form = CheckForm(request.POST, prefix=f"p{point_id}")

    def save(typed: Mapping[str, Any]) -> object:
        return services.check_point(
            row,
            point_id,
            actor=actor_of(request),
            now=clock.now(),
            result=typed["result"],
            note=typed["note"],
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return _page(request, row, {point_id: form}, status=status)
    return redirect(f"{reverse('papers:checks', args=[row.pk])}#point-{point_id}")
