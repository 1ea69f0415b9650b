"""The conclusion sheet of a round."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muster.exchange.documents import document_response
from muster.office.queries.approvals import latest
from muster.papers.bridge import rules_of
from muster.papers.models import AppraisalRound, AppraisalState
from muster.papers.queries.appraisals.rounds import hidden_points, point_states
from muster.papers.queries.appraisals.sheets import sheet_of
from muster.papers.rules import Can
from muster.papers.services.appraisals import subject_of
from muster.papers.services.appraisals.approving import KIND
from muster.papers.services.conclusion_file import conclusion_document
from muster.papers.web.forms.conclusions import OnPaperForm
from muster.papers.web.views.appraisals.finding import is_beside, visible_round
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, round_id: int) -> HttpResponse:
    """The sheet: to those beside the team while it is written, to the unit once it is in force."""
    return shown(request, visible_round(request, round_id), None)


@require_GET
@needs(Can.READ)
def word(request: HttpRequest, round_id: int) -> HttpResponse:
    """The sheet as a Word file, with number and signature once it has them."""
    row = visible_round(request, round_id)
    written = conclusion_document(account_of(request), sheet_of(row))
    return document_response(written, name=f"conclusion-{row.pk}")


def shown(
    request: HttpRequest, row: AppraisalRound, typed: OnPaperForm | None, status: int = 200
) -> HttpResponse:
    """The page of a sheet, with the form that was refused as it was typed."""
    account, appraisal = account_of(request), row.appraisal
    beside = is_beside(request, appraisal.team)
    is_draft = row.concluded_at is None
    concludes = (
        is_draft
        and appraisal.state == AppraisalState.CONCLUDING
        and is_allowed(account, Can.CONCLUDE, appraisal.team)
    )
    needed = rules_of(appraisal.team.season_unit).approvals[KIND].needed
    states = point_states(account, appraisal, row.number)
    context = {
        "sheet": sheet_of(row),
        "states": states,
        "hidden": hidden_points(appraisal, row.number, states),
        "is_beside": beside,
        "has_approval": beside
        and needed
        and (bool(row.conclusion) or latest(subject_of(row)) is not None),
        "may_write": concludes,
        "on_paper": (
            typed or OnPaperForm(initial={"version": row.version, "signed_on": clock.today()})
        )
        if concludes and not needed and row.conclusion
        else None,
        "may_answer": not is_draft
        and row.number == appraisal.round_number
        and appraisal.state == AppraisalState.ANSWERING
        and is_allowed(account, Can.HAND_IN, appraisal.dossier.congress),
    }
    return render(request, "papers/appraisals/conclusion.html", context, status=status)
