"""Writing the conclusion sheet, apart from what the members recommend; signing it on paper."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from muster.papers.models import Appraisal, AppraisalRound
from muster.papers.queries.appraisals.days import answer_due_on
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.queries.appraisals.rounds import unsettled_points
from muster.papers.queries.appraisals.scoring import remarks_on, spread_of
from muster.papers.queries.appraisals.sheets import pack_for
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.web.forms.conclusions import ConclusionForm, OnPaperForm
from muster.papers.web.views.appraisals.conclusions import shown
from muster.papers.web.views.appraisals.finding import inside_appraisal
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@needs(Can.CONCLUDE)
def write(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """Write the conclusion sheet of the round that the appraisal is in."""
    row = inside_appraisal(request, appraisal_id)
    account = account_of(request)
    require(account, Can.CONCLUDE, row.team)
    current = _current(row)
    form = _form(request, row, current)

    def save(typed: Mapping[str, Any]) -> object:
        return services.write_conclusion(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:conclusion", current.pk)
    context = {
        "appraisal": row,
        "unit": row.dossier.congress.season_unit,
        "current": current,
        "form": form,
        "spread": spread_of(account, row),
    }
    return render(request, "papers/appraisals/conclude.html", context, status=status)


def _current(row: Appraisal) -> AppraisalRound:
    return row.rounds.get(number=row.round_number)


def _form(request: HttpRequest, row: Appraisal, current: AppraisalRound) -> ConclusionForm:
    account = account_of(request)
    taken = set(current.points.values_list("source", flat=True))
    return ConclusionForm(
        request.POST or None,
        pack=pack_for(row.dossier),
        row=current,
        papers=papers_in_round(row, current.number),
        remarks=[one for one in remarks_on(account, row) if one.pk not in taken]
        if current.number == 1
        else [],
        unsettled=unsettled_points(account, row, current),
        initial={} if current.answer_due_on else {"answer_due_on": answer_due_on(row.dossier)},
    )


@require_POST
@needs(Can.CONCLUDE)
def on_paper(request: HttpRequest, appraisal_id: int) -> HttpResponse:
    """Put a sheet in force that was signed on paper, where the rules ask for no signature here."""
    row = inside_appraisal(request, appraisal_id)
    require(account_of(request), Can.CONCLUDE, row.team)
    form = OnPaperForm(request.POST)

    def save(typed: Mapping[str, Any]) -> object:
        return services.conclude_on_paper(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            said=form.said(),
            client_uuid=typed["client_uuid"],
        )

    current = _current(row)
    current.appraisal = row
    status = attempt(form, save)
    if status:
        return shown(request, current, form, status=status)
    return redirect("papers:conclusion", current.pk)
