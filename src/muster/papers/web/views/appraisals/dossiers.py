"""Dossiers: the list, one dossier's page, and what the machine found in a document."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.office.queries import happened, own_unit
from muster.papers.models import Dossier, LayoutFinding
from muster.papers.queries.appraisals import dossiers as queries
from muster.papers.queries.appraisals.days import conclusion_due_on
from muster.papers.queries.appraisals.sheets import pack_for, paper_name
from muster.papers.rules import Can
from muster.papers.web.views.appraisals.finding import visible_dossier, visible_paper
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", pgettext_lazy("dossiers", "Under way")),
    ("waiting", pgettext_lazy("dossiers", "Wait for a team")),
    ("appraised", pgettext_lazy("dossiers", "Under appraisal")),
    ("late", pgettext_lazy("dossiers", "Past the day")),
    ("incomplete", pgettext_lazy("dossiers", "Came back")),
    ("met", pgettext_lazy("dossiers", "Met")),
    ("again", pgettext_lazy("dossiers", "To do again")),
    ("all", gettext_lazy("All")),
)


def _teams(row: Dossier) -> str:
    return "; ".join(f"{one.team.name}: {one.get_state_display()}" for one in row.appraisals.all())


COLUMNS: Final = (
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="congress__season_unit__sort_key",
        value=lambda row: row.congress.season_unit.name,
        link=lambda row: reverse("papers:dossier", args=[row.pk]),
        width=40,
    ),
    Column("number", pgettext_lazy("dossier", "Dossier"), sort="number", kind="number", width=8),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=lambda row: row.get_state_display(),
        cell="papers/appraisals/_dossier_state.html",
        width=26,
    ),
    Column(
        "teams",
        gettext_lazy("With whom"),
        value=_teams,
        cell="papers/appraisals/_teams_cell.html",
        width=44,
    ),
    Column(
        "handed_in_at", pgettext_lazy("dossier", "Handed in"), sort="handed_in_at", kind="moment"
    ),
    Column(
        "due_on",
        gettext_lazy("Conclusion due"),
        sort="due_on",
        kind="day",
        value=conclusion_due_on,
        cell="papers/appraisals/_due_cell.html",
    ),
    Column(
        "starts_on",
        gettext_lazy("Congress"),
        sort="congress__starts_on",
        kind="day",
        value=lambda row: row.congress.starts_on,
    ),
)


@require_GET
@needs(Can.READ)
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers of all units in scope."""
    account, today = account_of(request), clock.today()
    rows = queries.dossiers_of(account, today=today)
    choice = request.GET.get("kind", "")
    table = Table(
        request,
        queries.choose_dossiers(rows, choice=choice, today=today),
        COLUMNS,
        search=("search_key",),
        order="due_on",
        title=_("Dossiers"),
        name="dossiers",
        empty=_("A unit hands its dossier in from the page of its congress."),
    )
    unit = own_unit(account)
    context = {
        "unit": unit,
        "figures": queries.dossier_figures(rows, today=today),
        "choices": choices_of(table, CHOICES, choice),
    }
    return table.respond("papers/appraisals/dossiers.html", context)


def choices_of(
    table: Table, choices: Sequence[tuple[str, Any]], chosen: str
) -> list[dict[str, Any]]:
    """The ways to look at a list, as links."""
    return [
        {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == chosen}
        for key, label in choices
    ]


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """The dossier's page: its documents as handed in, and with whom it is."""
    row, account = visible_dossier(request, dossier_id), account_of(request)
    page = queries.dossier_page(account, row)
    kinds = pack_for(row).appraisal.conclusions
    beside = {
        one.team_id for one in page.appraisals if is_allowed(account, Can.READ_APPRAISAL, one.team)
    }
    context = {
        "dossier": row,
        "page": page,
        "conclusions": [(one, kinds[one.conclusion]) for one in page.conclusions],
        "beside": beside,
        "teams": [
            one
            for one in (queries.teams_for(account, row) if row.is_under_way else [])
            if is_allowed(account, Can.LEAD_APPRAISAL, one)
        ],
        "may_hand_in": not row.is_under_way
        and row.state != "met"
        and is_allowed(account, Can.HAND_IN, row.congress),
        "may_answer": is_allowed(account, Can.HAND_IN, row.congress),
        "happened": happened(f"dossier:{row.pk}", queries.DOSSIER_WORDS),
    }
    return render(request, "papers/appraisals/dossier.html", context)


def severity_of(row: LayoutFinding) -> str:
    """How much a finding weighs, in a word."""
    return _("error") if row.severity == "error" else _("warning")


FINDINGS: Final = (
    Column("place", pgettext_lazy("layout", "No."), kind="number", sort="place", width=8),
    Column(
        "severity",
        pgettext_lazy("layout", "Weight"),
        sort="severity",
        value=severity_of,
        cell="papers/appraisals/_severity_cell.html",
    ),
    Column("where", pgettext_lazy("layout", "Where"), width=36),
    Column("rule", pgettext_lazy("layout", "Rule"), sort="rule", width=30),
    Column("found", pgettext_lazy("layout", "Found"), width=30),
    Column("want", pgettext_lazy("layout", "Wanted"), width=30),
)


@require_GET
@needs(Can.READ)
def layout(request: HttpRequest, paper_id: int) -> HttpResponse:
    """What the machine found of layout in one document of a dossier."""
    paper = visible_paper(request, paper_id)
    table = Table(
        request,
        queries.findings_of(account_of(request), paper),
        FINDINGS,
        order="place",
        title=_("Layout findings"),
        name="layout",
        empty=_("Nothing of it is shown here: the machine found nothing, or you may not read it."),
    )
    context = {"paper": paper, "name": paper_name(paper, pack_for(paper.dossier))}
    return table.respond("papers/appraisals/layout.html", context)
