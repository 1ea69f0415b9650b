"""A member's sheet of scores: his own to fill in, those of others to read once they may be."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.papers.models import AppraisalState, Assignment, ScoreSheet
from muster.papers.queries.appraisals.scoring import ScoredPaper, scored_papers
from muster.papers.queries.appraisals.sheets import pack_for
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.web.forms.sheets import SheetForm
from muster.papers.web.views.appraisals.finding import visible_assignment
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope


@needs(Can.READ)
def sheet(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """One's own sheet while it is open, else as it was handed in."""
    given = visible_assignment(request, assignment_id)
    account = account_of(request)
    is_own = given.person_id == account.person_id
    row = scope(account, ScoreSheet).filter(assignment=given).first()
    papers = scored_papers(account, given)
    if not is_own or not _is_open(given):
        if row is None and not is_own:
            raise Http404
        return _read(request, given, row, papers)
    require(account, Can.APPRAISE, given.appraisal.team)
    form = SheetForm(
        request.POST or None, papers=papers, pack=pack_for(given.appraisal.dossier), sheet=row
    )
    hands_in = request.POST.get("act") == "hand_in"

    def save(typed: Mapping[str, Any]) -> object:
        said: dict[str, Any] = {
            "actor": actor_of(request),
            "now": clock.now(),
            "version": typed["version"],
            "draft": form.draft(),
            "remarks": form.remarks(),
        }
        if hands_in:
            return services.fill_and_hand_in(given, **said, client_uuid=typed["client_uuid"])
        return services.fill_sheet(given, **said)

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        messages.success(
            request, _("Your sheet is handed in.") if hands_in else _("Your sheet is saved.")
        )
        return redirect("papers:sheet", given.pk)
    context = {
        "given": given,
        "unit": given.appraisal.dossier.congress.season_unit,
        "form": form,
        "sheet": row,
        "today": clock.today(),
        "missing": sum(one.missing for one in papers),
        "all": sum(len(list(one.rubric.criteria())) for one in papers),
    }
    return render(request, "papers/appraisals/sheet.html", context, status=status)


def _is_open(given: Assignment) -> bool:
    return (
        given.appraisal.state == AppraisalState.SCORING
        and given.ended_at is None
        and given.submitted_at is None
    )


def _read(
    request: HttpRequest, given: Assignment, row: ScoreSheet | None, papers: list[ScoredPaper]
) -> HttpResponse:
    kinds = pack_for(given.appraisal.dossier).appraisal.conclusions
    context = {
        "given": given,
        "unit": given.appraisal.dossier.congress.season_unit,
        "sheet": row,
        "papers": papers,
        "recommendation": kinds[row.recommendation].name if row and row.recommendation else "",
        "take_back": Act()
        if given.person_id == account_of(request).person_id
        and given.appraisal.state == AppraisalState.SCORING
        and given.ended_at is None
        else None,
    }
    return render(request, "papers/appraisals/sheet_read.html", context)


@require_POST
@needs(Can.APPRAISE)
def take_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take one's own sheet back, as long as the scoring is open."""
    given = visible_assignment(request, assignment_id)
    form = Act(request.POST)
    if form.is_valid():
        services.take_back_sheet(
            given,
            actor=actor_of(request),
            now=clock.now(),
            client_uuid=form.cleaned_data["client_uuid"],
        )
    return redirect("papers:sheet", given.pk)
