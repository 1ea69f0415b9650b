"""The rows of an address, for those who may see them, and on which side they stand."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalTeam,
    Assignment,
    Dossier,
    DossierPaper,
)
from muster.papers.rules import Can
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed
from muster.tree.scope import scope

ABOUT: Final = (
    "dossier__congress__season_unit__season",
    "dossier__congress__season",
    "team__season_unit__season",
    "team__head",
)


def visible_round(request: HttpRequest, round_id: int) -> AppraisalRound:
    """The round of the address, or 404 for those who may not see it (yet)."""
    rows = scope(account_of(request), AppraisalRound).select_related(
        *(f"appraisal__{path}" for path in ABOUT)
    )
    return get_object_or_404(rows, pk=round_id)


def visible_appraisal(request: HttpRequest, appraisal_id: int) -> Appraisal:
    """The appraisal of the address, or 404 for those who may not see its dossier."""
    rows = scope(account_of(request), Appraisal).select_related(*ABOUT)
    return get_object_or_404(rows, pk=appraisal_id)


def inside_appraisal(request: HttpRequest, appraisal_id: int) -> Appraisal:
    """The appraisal of the address, or 404 for those who do not stand beside its team.

    Who appraises in it stands beside it, whatever his role.
    """
    account = account_of(request)
    own = Assignment.objects.filter(person=account.person_id, ended_at__isnull=True)
    beside = Q(team__in=scope(account, AppraisalTeam)) | Q(team__head=account.person_id)
    if account.person_id is not None:
        beside |= Q(pk__in=own.values("appraisal"))
    rows: QuerySet[Appraisal] = Appraisal.objects.filter(beside).select_related(*ABOUT)
    return get_object_or_404(rows, pk=appraisal_id)


def visible_dossier(request: HttpRequest, dossier_id: int) -> Dossier:
    """The dossier of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Dossier).select_related(
        "congress__season_unit__season", "congress__season"
    )
    return get_object_or_404(rows, pk=dossier_id)


def visible_paper(request: HttpRequest, paper_id: int) -> DossierPaper:
    """The document of a dossier of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), DossierPaper).select_related(
        "dossier__congress__season_unit__season", "document", "version"
    )
    return get_object_or_404(rows, pk=paper_id)


def visible_team(request: HttpRequest, team_id: int) -> AppraisalTeam:
    """The team of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), AppraisalTeam).select_related("season_unit__season", "head")
    return get_object_or_404(rows, pk=team_id)


def visible_assignment(request: HttpRequest, assignment_id: int) -> Assignment:
    """The assignment of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Assignment).select_related(
        "person", *(f"appraisal__{path}" for path in ABOUT)
    )
    return get_object_or_404(rows, pk=assignment_id)


def is_beside(request: HttpRequest, team: AppraisalTeam) -> bool:
    """Whether the reader stands beside the team, and not on the side of the unit."""
    return is_allowed(account_of(request), Can.READ_APPRAISAL, team)
