"""One congress: how many days are left, what is due, with whom it lies, what was recorded."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from muster.exchange.documents import paper_response
from muster.office.models import Commitment
from muster.office.queries import commitments_for, own_unit
from muster.office.queries.readiness import is_offered
from muster.office.rules import Can as OfficeCan
from muster.papers.queries.appraisals.dossiers import newest_dossier
from muster.papers.queries.appraisals.visits import visits_to
from muster.papers.rules import Can as PapersCan
from muster.season import queries
from muster.season.models import Congress
from muster.season.queries import CongressPage
from muster.season.rules import Can
from muster.shell.charts import Drawing, Group, Row, gantt
from muster.shell.formats import day
from muster.shell.xlsx import Sheet, sheet_response
from muster.site.congress import safety
from muster.site.congress.forms import InvitationForm
from muster.site.congress.papers import (
    invitation_document,
    invitations_document,
    plan_document,
)
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

RECORDED = 6


@needs(Can.READ)
def one(request: HttpRequest, congress_id: int) -> HttpResponse:
    """The congress page, with its procedure as a picture."""
    congress = _visible(request, congress_id)
    page = queries.congress_page(congress, today=clock.today())
    return render(
        request,
        "site/congress.html",
        {
            "page": page,
            "congress": congress,
            "chart": _gantt(page),
            "recorded": queries.history(congress)[:RECORDED],
            "safety": safety.of_event(page.event),
            "commitments": _commitments(request, page),
            "checklists": page.pack.checklists.values(),
            "may_see_documents": is_allowed(account_of(request), PapersCan.READ, congress),
            "dossier": newest_dossier(account_of(request), congress),
            "visits": visits_to(account_of(request), congress),
            "may_visit": _may_visit(request, congress),
            "may_hand_in": is_allowed(account_of(request), PapersCan.HAND_IN, congress),
            "may_see_tasks": is_allowed(account_of(request), OfficeCan.READ, congress),
            "may_plan_tasks": is_allowed(account_of(request), OfficeCan.PLAN_TASKS, congress),
            "may_settle": is_allowed(account_of(request), OfficeCan.SETTLE, congress),
            "is_readiness_offered": is_offered(congress, today=clock.today()),
            "is_over": congress.ends_on <= clock.today(),
            "may_inspect": is_allowed(account_of(request), Can.INSPECT, congress),
            "may_change_rules": is_allowed(account_of(request), Can.MIGRATE_PACK, congress),
            "may_leave": is_allowed(account_of(request), Can.OPEN, congress),
        },
    )


def _commitments(request: HttpRequest, page: CongressPage) -> list[Commitment]:
    """What partners are asked for at the congress, as far as the reader may see it."""
    if page.event is None:
        return []
    return commitments_for(account_of(request), page.event, today=clock.today())


def _may_visit(request: HttpRequest, congress: Congress) -> bool:
    """Whether the reader plans visits for a unit above the congress's."""
    unit = own_unit(account_of(request))
    visited = congress.season_unit
    if unit is None or not unit.first < visited.first <= unit.last:
        return False
    return is_allowed(account_of(request), PapersCan.VISIT, unit)


def _visible(request: HttpRequest, congress_id: int) -> Congress:
    rows = scope(account_of(request), Congress).select_related("season_unit", "season")
    return get_object_or_404(rows, pk=congress_id)


def _gantt(page: CongressPage) -> Drawing:
    groups = [
        Group(
            label=str(group.name),
            rows=[
                Row(
                    key=line.key,
                    label=str(line.name),
                    start_on=line.start_on,
                    end_on=line.due_on,
                    state=line.mark,
                    is_critical=line.is_critical,
                    note=_late_words(line.days_late),
                )
                for line in group.steps
            ],
        )
        for group in page.groups
    ]
    lines = [line for group in page.groups for line in group.steps if line.is_critical]
    keys = {line.key for line in lines}
    links = [(before, line.key) for line in lines for before in line.depends_on if before in keys]
    return gantt(
        groups,
        day_n=page.congress.starts_on,
        last_day=page.congress.ends_on,
        today=clock.today(),
        links=links,
        label=_("Steps counted back from the congress day"),
        today_label=_("today"),
    )


def _late_words(days_late: int) -> str:
    return _("%(n)d days late") % {"n": days_late} if days_late else ""


@require_GET
@needs(Can.READ)
def plan(request: HttpRequest, congress_id: int) -> HttpResponse:
    """The plan of preparation as a Word file."""
    congress = _visible(request, congress_id)
    made = plan_document(queries.congress_page(congress, today=clock.today()))
    return paper_response(request, made, name=f"{congress.season_unit.code}-{congress.pk}-plan")


def _invitation(congress: Congress, said: Mapping[str, Any]) -> bytes:
    """The invitation to one guest, or those to each of a list."""
    about = {"programme": said["programme"], "note": said["note"]}
    if said["guests"]:
        return invitations_document(congress, guests=said["guests"], **about)
    return invitation_document(congress, to=said["to"], **about)


@needs(Can.READ)
def invitation(request: HttpRequest, congress_id: int) -> HttpResponse:
    """An invitation as a Word file; whoever is invited is written on it and kept nowhere."""
    congress = _visible(request, congress_id)
    require(account_of(request), OfficeCan.PLAN_TASKS, congress)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made = _invitation(congress, form.cleaned_data)
            return paper_response(request, made, name=f"{congress.season_unit.code}-invitation")
    context = {
        "form": form,
        "title": _("Invitation to a congress"),
        "about": _("Made into a Word file at once; the name is kept nowhere."),
        "back": reverse("congress:one", args=[congress.pk]),
        "button": _("Make the Word file"),
    }
    return render(request, "season/form.html", context, status=status)


@needs(Can.READ)
def workbook(request: HttpRequest, congress_id: int) -> HttpResponse:
    """The steps of the congress as a workbook."""
    congress = _visible(request, congress_id)
    page = queries.congress_page(congress, today=clock.today())
    heads = [
        _("Group"),
        _("Step"),
        _("Start"),
        _("Deadline"),
        _("State"),
        _("Days late"),
        _("Held by"),
        _("Promised"),
    ]
    rows = [
        (
            str(group.name),
            str(line.name),
            line.start_on,
            line.due_on,
            str(line.state_name),
            line.days_late,
            str(line.holder),
            line.step.promised_on,
        )
        for group in page.groups
        for line in group.steps
    ]
    name = f"muster-congress-{congress.pk}-{day(congress.starts_on).replace('/', '-')}.xlsx"
    return sheet_response([Sheet(title=_("Steps"), heads=heads, rows=rows)], filename=name)
