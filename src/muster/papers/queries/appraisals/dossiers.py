"""Dossiers as lists and as pages: what was handed in, what the machine found, who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import BooleanField, Count, ExpressionWrapper, Prefetch, Q, QuerySet
from django.utils.translation import pgettext_lazy

from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalTeam,
    Document,
    Dossier,
    DossierPaper,
    DossierState,
    LayoutFinding,
)
from muster.papers.models.dossier import UNDER_WAY
from muster.papers.queries.appraisals.days import conclusion_due_on, with_due_day
from muster.papers.queries.appraisals.sheets import pack_for
from muster.season.models import Congress, SeasonUnit
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.scope import scope

DOSSIER_WORDS: Final = {
    "dossier.came_back": pgettext_lazy("dossier", "came back incomplete"),
    "dossier.handed_in": pgettext_lazy("dossier", "handed in"),
    "dossier.concluded": pgettext_lazy("dossier", "concluded"),
    "dossier.answered": pgettext_lazy("dossier", "points answered"),
}


def dossiers_of(account: Account, *, today: date) -> QuerySet[Dossier]:
    """The dossiers of the season in scope, each with when its conclusion is due and if late."""
    season = season_in_focus()
    rows = scope(account, Dossier).filter(congress__season=season)
    teams = Appraisal.objects.select_related("team").order_by("pk")
    joined = rows.select_related("congress__season_unit__season", "congress__season")
    due = with_due_day(joined, season).annotate(
        is_late=ExpressionWrapper(past_on(today), output_field=BooleanField())
    )
    return due.prefetch_related(Prefetch("appraisals", teams))


def past_on(today: date) -> Q:
    """The condition on dossiers whose conclusion should have been there before a day."""
    return UNDER_WAY & Q(due_on__lt=today)


def choose_dossiers(rows: QuerySet[Dossier], *, choice: str, today: date) -> QuerySet[Dossier]:
    """The dossiers of one choice of the list; those under way where nothing is chosen."""
    if choice == "late":
        return rows.filter(past_on(today))
    if choice in DossierState.values:
        return rows.filter(state=choice)
    return rows if choice == "all" else rows.filter(UNDER_WAY)


@dataclass(frozen=True, slots=True)
class DossierFigures:
    """What stands above the list of dossiers."""

    waiting: int
    appraised: int
    late: int
    met: int


def dossier_figures(rows: QuerySet[Dossier], *, today: date) -> DossierFigures:
    """How many wait for a team, lie with one, are past their day, have met: one query."""
    counted = (
        rows.prefetch_related(None)
        .order_by()
        .aggregate(
            waiting=Count("pk", filter=Q(state=DossierState.WAITING)),
            appraised=Count("pk", filter=Q(state=DossierState.APPRAISED)),
            late=Count("pk", filter=past_on(today)),
            met=Count("pk", filter=Q(state=DossierState.MET)),
        )
    )
    return DossierFigures(**counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One document of a dossier. shown: its reader may open it."""

    paper: DossierPaper
    name: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A part that a dossier came back for, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """A dossier with all that hangs on it."""

    papers: Sequence[PaperLine]
    missing: Sequence[Missing]
    appraisals: Sequence[Appraisal]
    conclusions: Sequence[AppraisalRound]
    others: Sequence[Dossier]
    due_on: date

    @property
    def errors(self) -> int:
        """How many errors of layout the machine found."""
        return sum(line.paper.errors for line in self.papers)

    @property
    def warnings(self) -> int:
        """How many warnings."""
        return sum(line.paper.warnings for line in self.papers)


def dossier_page(account: Account, row: Dossier) -> DossierPage:
    """The page of a dossier: six queries."""
    pack = pack_for(row)
    missing = [
        Missing(name=str(pack.documents[one["kind"]].name), why=one["why"]) for one in row.missing
    ]
    appraisals = scope(account, Appraisal).filter(dossier=row)
    return DossierPage(
        papers=paper_lines(account, row, round_number=1),
        missing=missing,
        appraisals=list(
            appraisals.select_related("team__head", "team__season_unit").order_by("pk")
        ),
        conclusions=list(
            scope(account, AppraisalRound)
            .filter(appraisal__dossier=row, concluded_at__isnull=False)
            .order_by("-concluded_at")
        ),
        others=list(
            scope(account, Dossier)
            .filter(congress=row.congress_id)
            .exclude(pk=row.pk)
            .order_by("-number")
        ),
        due_on=conclusion_due_on(row),
    )


def paper_lines(
    account: Account, row: Dossier, *, round_number: int, appraisal: Appraisal | None = None
) -> list[PaperLine]:
    """The documents of a round in order, each with whether the reader may open it: two queries."""
    pack = pack_for(row)
    rows = scope(account, DossierPaper).filter(
        dossier=row, round=round_number, appraisal=appraisal if round_number > 1 else None
    )
    papers = list(rows.select_related("document", "version").order_by("place"))
    keys = [one.document_id for one in papers if one.document_id is not None]
    seen = set(scope(account, Document).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        PaperLine(paper=one, name=str(pack.documents[one.kind].name), shown=one.document_id in seen)
        for one in papers
    ]


def findings_of(account: Account, paper: DossierPaper) -> QuerySet[LayoutFinding]:
    """What the machine found in a document, in its order."""
    return scope(account, LayoutFinding).filter(paper=paper)


# ---- who may take it


def teams_for(account: Account, row: Dossier) -> list[AppraisalTeam]:
    """The standing teams above the dossier's unit that are for it and have not taken it."""
    unit = row.congress.season_unit
    kinds = pack_for(row).appraisal.teams
    scored = list(row.papers.filter(round=1, scored=True).values_list("kind", flat=True))
    rows = (
        scope(account, AppraisalTeam)
        .filter(_above(unit), ended_at__isnull=True)
        .exclude(appraisals__dossier=row)
        .select_related("season_unit__season", "head")
        .prefetch_related("units__season_unit")
    )
    return [
        one
        for one in rows.order_by("-season_unit__depth", "name")
        if _is_for(one, unit) and any(kinds[one.kind].takes(kind) for kind in scored)
    ]


def _above(unit: SeasonUnit) -> Q:
    return Q(
        season_unit__season=unit.season_id,
        season_unit__first__lt=unit.first,
        season_unit__last__gte=unit.last,
    )


def _is_for(team: AppraisalTeam, unit: SeasonUnit) -> bool:
    covered = [one.season_unit for one in team.units.all()]
    return not covered or any(one.first <= unit.first <= one.last for one in covered)


def dossiers_for(congress: Congress) -> QuerySet[Dossier]:
    """Every dossier of a congress, the newest first."""
    return Dossier.objects.filter(congress=congress).order_by("-number")


def newest_dossier(account: Account, congress: Congress) -> Dossier | None:
    """The last dossier of a congress that *account* may see."""
    return scope(account, Dossier).filter(congress=congress).order_by("-number").first()
