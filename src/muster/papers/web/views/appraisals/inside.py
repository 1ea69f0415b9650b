"""One appraisal as those beside its team see it: who scores, what came of it, what is to do."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office.queries import happened
from muster.papers.models import Appraisal, AppraisalState, Assignment
from muster.papers.queries.appraisals.days import conclusion_due_on
from muster.papers.queries.appraisals.rounds import rounds_of
from muster.papers.queries.appraisals.scoring import remarks_on, spread_of
from muster.papers.queries.appraisals.sheets import pack_for
from muster.papers.queries.appraisals.teams import standing_members
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals.hand import belongs_to
from muster.papers.web.forms import appraisals as f
from muster.papers.web.views.appraisals.finding import inside_appraisal
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

GIVEN_OUT: Final = (AppraisalState.SCORING, AppraisalState.CHECKING)
WORDS: Final = {
    "appraisal.taken_in": pgettext_lazy("appraisal", "taken in by the team"),
    "appraisal.assigned": pgettext_lazy("appraisal", "given to"),
    "appraisal.taken_from": pgettext_lazy("appraisal", "taken from"),
    "sheet.handed_in": pgettext_lazy("appraisal", "a sheet was handed in, sealed"),
    "sheet.taken_back": pgettext_lazy("appraisal", "a sheet was taken back"),
    "appraisal.scored": pgettext_lazy("appraisal", "the scoring was closed"),
    "appraisal.checked": pgettext_lazy("appraisal", "the checking was closed"),
    "conclusion.written": pgettext_lazy("appraisal", "the conclusion was written"),
    "point.checked": pgettext_lazy("appraisal", "a point was checked"),
}
Typed = Mapping[str, forms.Form]


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """The page of an appraisal."""
    return _page(request, inside_appraisal(request, appraisal_id), {})


def _page(request: HttpRequest, row: Appraisal, typed: Typed, status: int = 200) -> HttpResponse:
    account = account_of(request)
    rounds = rounds_of(row)
    given = list(row.assignments.select_related("person").order_by("ended_at", "pk"))
    standing = [one for one in given if one.ended_at is None]
    leads = is_allowed(account, Can.LEAD_APPRAISAL, row.team)
    concludes = is_allowed(account, Can.CONCLUDE, row.team)
    is_shown = not row.blind or row.scored_at is not None
    context = {
        "appraisal": row,
        "unit": row.dossier.congress.season_unit,
        "due_on": conclusion_due_on(row.dossier),
        "today": clock.today(),
        "rounds": rounds,
        "current": rounds[-1],
        "assignments": [
            (each, _reassign(row, each, typed) if leads and _is_out(row, each) else None)
            for each in given
        ],
        "handed_in": sum(each.submitted_at is not None for each in standing),
        "wanted": len(standing),
        "own": next((each for each in standing if each.person_id == account.person_id), None),
        "is_shown": is_shown,
        "spread": spread_of(account, row) if is_shown else None,
        "remarks": remarks_on(account, row) if is_shown else [],
        "documents": pack_for(row.dossier).documents,
        "add": _add_form(row, typed) if leads and row.state in GIVEN_OUT else None,
        "close": _close_form(row, typed) if concludes else None,
        "may_conclude": concludes and row.state == AppraisalState.CONCLUDING,
        "opened": set(typed),
        "happened": happened(f"appraisal:{row.pk}", WORDS),
    }
    return render(request, "papers/appraisals/appraisal.html", context, status=status)


def _is_out(row: Appraisal, given: Assignment) -> bool:
    return row.state in GIVEN_OUT and given.ended_at is None


def _others(row: Appraisal) -> list[Any]:
    """The members who may still score it: not of the unit, and nothing of it given to them yet."""
    unit = row.dossier.congress.season_unit
    taken = set(row.assignments.filter(ended_at__isnull=True).values_list("person", flat=True))
    return [
        one
        for one in standing_members(row.team)
        if one.person_id not in taken and belongs_to(one.person, unit) is None
    ]


def _reassign(row: Appraisal, given: Assignment, typed: Typed) -> forms.Form:
    key = f"reassign-{given.pk}"
    return typed.get(key) or f.ReassignForm(
        members=_others(row), prefix=key, initial={"due_on": given.due_on}
    )


def _add_form(row: Appraisal, typed: Typed) -> forms.Form | None:
    others = _others(row)
    if not others:
        return None
    last = row.assignments.order_by("-due_on").first()
    begin = {"due_on": last.due_on if last is not None else None}
    return typed.get("add") or f.MemberForm(members=others, prefix="add", initial=begin)


def _close_form(row: Appraisal, typed: Typed) -> forms.Form | None:
    if row.state == AppraisalState.SCORING:
        return typed.get("close") or f.CloseForm(prefix="close")
    if row.state == AppraisalState.CHECKING:
        return typed.get("close") or Act(prefix="close")
    return None


@require_POST
@needs(Can.LEAD_APPRAISAL)
def assign(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """Give the dossier to one more member."""
    row = inside_appraisal(request, appraisal_id)
    require(account_of(request), Can.LEAD_APPRAISAL, row.team)
    form = f.MemberForm(request.POST, members=_others(row), prefix="add")
    return _answer(
        request,
        row,
        "add",
        form,
        lambda typed: services.assign(
            row,
            actor=actor_of(request),
            now=clock.now(),
            person=form.people[typed["person"]],
            due_on=typed["due_on"],
            client_uuid=typed["client_uuid"],
        ),
    )


@require_POST
@needs(Can.LEAD_APPRAISAL)
def reassign(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take the dossier from a member, and give it to another if one is named."""
    given = get_object_or_404(Assignment, pk=assignment_id)
    row = inside_appraisal(request, given.appraisal_id)
    require(account_of(request), Can.LEAD_APPRAISAL, row.team)
    key = f"reassign-{given.pk}"
    form = f.ReassignForm(request.POST, members=_others(row), prefix=key)
    return _answer(
        request,
        row,
        key,
        form,
        lambda typed: services.reassign(
            given,
            actor=actor_of(request),
            now=clock.now(),
            reason=typed["reason"],
            to=form.people.get(typed["person"]),
            due_on=typed["due_on"],
            client_uuid=typed["client_uuid"],
        ),
    )


@require_POST
@needs(Can.CONCLUDE)
def close(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """Close the scoring, or the checking of the answers."""
    row = inside_appraisal(request, appraisal_id)
    require(account_of(request), Can.CONCLUDE, row.team)
    is_checking = row.state == AppraisalState.CHECKING
    form = (Act if is_checking else f.CloseForm)(request.POST, prefix="close")
    service: Callable[..., object] = (
        services.close_checking if is_checking else services.close_scoring
    )
    return _answer(
        request,
        row,
        "close",
        form,
        lambda typed: service(row, actor=actor_of(request), now=clock.now(), **typed),
    )


def _answer(
    request: HttpRequest,
    row: Appraisal,
    key: str,
    form: forms.Form,
    save: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    status = attempt(form, save)
    if status:
        return _page(request, row, {key: form}, status=status)
    return redirect("papers:appraisal", row.pk)
