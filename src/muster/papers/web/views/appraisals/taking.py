"""Giving a complete dossier to a team and its sheets to members; who does most gets least."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.papers.models import Appraisal, AppraisalTeam, Dossier, TeamMember
from muster.papers.queries.appraisals.days import conclusion_due_on, sheets_due_on
from muster.papers.queries.appraisals.dossiers import teams_for
from muster.papers.queries.appraisals.sheets import pack_for
from muster.papers.queries.appraisals.teams import open_of, standing_members
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals.hand import belongs_to
from muster.papers.web.forms.appraisals import TakeForm
from muster.papers.web.views.appraisals.finding import visible_dossier
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs


@needs(Can.LEAD_APPRAISAL)
def take_in(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """Give a dossier to one of the teams that are for it."""
    row = visible_dossier(request, dossier_id)
    teams = _teams(request, row)
    if not teams:
        return redirect("papers:dossier", row.pk)
    team = _chosen(request, teams)
    unit = row.congress.season_unit
    standing = list(standing_members(team))
    members = [one for one in standing if belongs_to(one.person, unit) is None]
    loads = open_of([one.person for one in members])
    form = TakeForm(
        request.POST or None,
        members=members,
        loads=loads,
        initial={
            "persons": _proposed(members, loads, pack_for(row).appraisal.scorers),
            "due_on": max(sheets_due_on(row, team), clock.today()),
        },
    )
    made: list[Appraisal] = []

    def save(typed: Mapping[str, Any]) -> object:
        taken = services.take_in(
            row,
            team,
            actor=actor_of(request),
            now=clock.now(),
            persons=form.persons_chosen(),
            due_on=typed["due_on"],
            few_reason=typed["few_reason"],
            client_uuid=typed["client_uuid"],
        )
        made.append(taken)
        return taken

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:appraisal", made[0].pk)
    context = {
        "form": form,
        "dossier": row,
        "team": team,
        "teams": teams,
        "of_unit": [one.person.name for one in standing if one not in members],
        "wanted": pack_for(row).appraisal.scorers,
        "due_on": conclusion_due_on(row),
        "title": _("Give the dossier to a team"),
        "back": reverse("papers:dossier", args=[row.pk]),
    }
    return render(request, "papers/appraisals/take.html", context, status=status)


def _teams(request: HttpRequest, row: Dossier) -> list[AppraisalTeam]:
    account = account_of(request)
    found = teams_for(account, row) if row.is_under_way else []
    return [one for one in found if is_allowed(account, Can.LEAD_APPRAISAL, one)]


def _chosen(request: HttpRequest, teams: Sequence[AppraisalTeam]) -> AppraisalTeam:
    asked = request.GET.get("team", "")
    if not asked:
        return teams[0]
    found = next((one for one in teams if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _proposed(members: Sequence[TeamMember], loads: Mapping[int, int], wanted: int) -> list[str]:
    """Those with the least to do, in the order of names where they have equally much."""
    ordered = sorted(members, key=lambda one: loads.get(one.person_id, 0))
    return [str(one.person_id) for one in ordered[:wanted]]
