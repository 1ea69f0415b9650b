"""Appraisal teams: founded, changed, ended; and how much lies with each appraiser."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office.queries import happened, own_unit
from muster.papers.bridge import rules_of
from muster.papers.models import AppraisalTeam, Assignment
from muster.papers.queries.appraisals import teams as queries
from muster.papers.rules import Can
from muster.papers.services import appraisals as services
from muster.papers.web.forms import appraisals as f
from muster.papers.web.views.appraisals.dossiers import choices_of
from muster.papers.web.views.appraisals.finding import visible_team
from muster.papers.web.views.remarks.finding import some_units
from muster.season.models import SeasonUnit
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

TEAM_CHOICES: Final = (
    ("", pgettext_lazy("teams", "At work")),
    ("ended", pgettext_lazy("teams", "Ended")),
    ("all", gettext_lazy("All")),
)
KNOWN_STAFF: Final = 200


def kind_name(row: AppraisalTeam) -> str:
    """What the pack calls a team's kind."""
    return str(rules_of(row.season_unit).appraisal.teams[row.kind].label)


COLUMNS: Final = (
    Column(
        "name",
        pgettext_lazy("appraisal", "Team"),
        sort="name",
        link=lambda row: reverse("papers:team", args=[row.pk]),
        width=40,
    ),
    Column("kind", gettext_lazy("What it appraises"), value=kind_name, width=28),
    Column(
        "head",
        pgettext_lazy("team", "Head"),
        sort="head__sort_key",
        value=lambda row: row.head.name,
    ),
    Column("size", gettext_lazy("Members"), sort="size", kind="number"),
    Column("open_count", gettext_lazy("Under appraisal"), sort="open_count", kind="number"),
    Column("ended_count", gettext_lazy("Concluded"), sort="ended_count", kind="number"),
)


@require_GET
@needs(Can.READ_APPRAISAL)
def teams(request: HttpRequest) -> HttpResponse:
    """The teams in scope."""
    account = account_of(request)
    choice = request.GET.get("kind", "")
    table = Table(
        request,
        queries.teams_of(account, choice),
        COLUMNS,
        search=("search_key",),
        order="name",
        title=_("Appraisal teams"),
        name="teams",
        empty=_("A team has a head and members of the own staff who can sign in."),
    )
    unit = own_unit(account)
    context = {
        "choices": choices_of(table, TEAM_CHOICES, choice),
        "may": unit is not None and is_allowed(account, Can.LEAD_APPRAISAL, unit),
    }
    return table.respond("papers/appraisals/teams.html", context)


@needs(Can.LEAD_APPRAISAL)
def found(request: HttpRequest) -> HttpResponse:
    """Found a team of one's own unit."""
    account = account_of(request)
    unit = own_unit(account)
    if unit is None:
        return redirect("papers:teams")
    require(account, Can.LEAD_APPRAISAL, unit)
    form = f.TeamForm(request.POST or None, pack=rules_of(unit))
    made: list[AppraisalTeam] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.found_team(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(_units(unit, typed["units"])),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:team", made[0].pk)
    context = {
        "form": form,
        "title": _("Found a team"),
        "about": unit.name,
        "back": reverse("papers:teams"),
        "button": _("Found the team"),
        "known": {"known-staff": queries.appraisers_near(unit)[:KNOWN_STAFF]},
    }
    return render(request, "office/form.html", context, status=status)


def _units(unit: SeasonUnit, text: str) -> list[SeasonUnit]:
    """The units that lines name; none where nothing is written."""
    names = ";".join(line for line in text.splitlines() if line.strip())
    return some_units(unit, names) if names else []


@require_GET
@needs(Can.READ_APPRAISAL)
def one(request: HttpRequest, team_id: int) -> HttpResponse:
    """A team: who is on it, how much lies with each, what it appraises."""
    return _page(request, visible_team(request, team_id), {})


def _page(
    request: HttpRequest, row: AppraisalTeam, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    members = list(queries.standing_members(row))
    loads = queries.open_of([one.person for one in members])
    may = row.ended_at is None and is_allowed(account_of(request), Can.LEAD_APPRAISAL, row)
    context = {
        "team": row,
        "kind": kind_name(row),
        "members": [(one, loads.get(one.person_id, 0)) for one in members],
        "units": row.units.select_related("season_unit"),
        "appraisals": queries.appraisals_of(row),
        "known": {"known-staff": queries.appraisers_near(row.season_unit)[:KNOWN_STAFF]}
        if may
        else {},
        "change": (
            typed.get("change")
            or f.ChangeTeamForm(
                pack=rules_of(row.season_unit),
                prefix="change",
                initial=f.begun_with(row, members),
            )
        )
        if may
        else None,
        "end": (typed.get("end") or f.EndTeamForm(prefix="end", initial={"version": row.version}))
        if may
        else None,
        "opened": set(typed),
        "happened": happened(f"team:{row.pk}", queries.TEAM_WORDS),
    }
    return render(request, "papers/appraisals/team.html", context, status=status)


@require_POST
@needs(Can.LEAD_APPRAISAL)
def change(request: HttpRequest, team_id: int) -> HttpResponse:
    """Another head, other members, other units."""
    row = visible_team(request, team_id)
    require(account_of(request), Can.LEAD_APPRAISAL, row)
    form = f.ChangeTeamForm(request.POST, pack=rules_of(row.season_unit), prefix="change")

    def save(typed: Mapping[str, Any]) -> object:
        return services.change_team(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(_units(row.season_unit, typed["units"])),
            reason=typed["reason"],
            client_uuid=typed["client_uuid"],
        )

    return _answer(request, row, "change", form, save)


@require_POST
@needs(Can.LEAD_APPRAISAL)
def end(request: HttpRequest, team_id: int) -> HttpResponse:
    """A team has done its work."""
    row = visible_team(request, team_id)
    require(account_of(request), Can.LEAD_APPRAISAL, row)
    form = f.EndTeamForm(request.POST, prefix="end")
    return _answer(
        request,
        row,
        "end",
        form,
        lambda typed: services.end_team(row, actor=actor_of(request), now=clock.now(), **typed),
    )


def _answer(
    request: HttpRequest,
    row: AppraisalTeam,
    key: str,
    form: forms.Form,
    save: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    status = attempt(form, save)
    if status:
        return _page(request, row, {key: form}, status=status)
    return redirect("papers:team", row.pk)


# ---- how much lies with whom

LOADS: Final = (
    Column(
        "name",
        gettext_lazy("Appraiser"),
        value=lambda load: load.person.name,
        link=lambda load: f"{reverse('papers:assignments')}?person={load.person.pk}&kind=all",
        width=30,
    ),
    Column("unit", gettext_lazy("Unit"), width=36),
    Column("open", pgettext_lazy("appraiser", "To do"), kind="number"),
    Column(
        "late",
        pgettext_lazy("appraiser", "Overdue"),
        kind="number",
        cell="papers/appraisals/_late_cell.html",
    ),
    Column("next_due_on", gettext_lazy("Next due"), kind="day"),
    Column("done", pgettext_lazy("sheets", "Handed in"), kind="number"),
)
WORK_CHOICES: Final = (
    ("", pgettext_lazy("appraiser", "To do")),
    ("late", pgettext_lazy("appraiser", "Overdue")),
    ("done", pgettext_lazy("sheets", "Handed in")),
    ("taken", gettext_lazy("Taken away")),
    ("all", gettext_lazy("All")),
)


def _stage(row: Assignment) -> str:
    if row.ended_at is not None:
        return _("taken away: %(reason)s") % {"reason": row.ended_reason}
    return str(row.appraisal.get_state_display())


WORK: Final = (
    Column(
        "unit",
        gettext_lazy("Dossier of"),
        sort="appraisal__dossier__congress__season_unit__sort_key",
        value=lambda row: row.appraisal.dossier.congress.season_unit.name,
        link=lambda row: reverse("papers:appraisal", args=[row.appraisal_id]),
        width=40,
    ),
    Column(
        "person",
        gettext_lazy("Appraiser"),
        sort="person__sort_key",
        value=lambda row: row.person.name,
        width=28,
    ),
    Column(
        "team",
        pgettext_lazy("appraisal", "Team"),
        sort="appraisal__team__name",
        value=lambda row: row.appraisal.team.name,
        width=36,
    ),
    Column("stage", gettext_lazy("State"), value=_stage, width=30),
    Column(
        "due_on",
        gettext_lazy("Due"),
        sort="due_on",
        kind="day",
        cell="papers/appraisals/_due_cell.html",
    ),
    Column("submitted_at", pgettext_lazy("sheet", "Handed in"), sort="submitted_at", kind="moment"),
)


@require_GET
@needs(Can.READ_APPRAISAL)
def load(request: HttpRequest) -> HttpResponse:
    """How much lies with each appraiser, the latest and fullest first."""
    loads = queries.loads_of(account_of(request), today=clock.today())
    table = Table(
        request,
        loads,
        LOADS,
        title=_("Workload of appraisers"),
        name="workload",
        empty=_("Members of teams appear here as soon as a team is founded."),
    )
    context = {
        "people": len(loads),
        "open": sum(one.open for one in loads),
        "late": sum(one.late for one in loads),
    }
    return table.respond("papers/appraisals/load.html", context)


@require_GET
@needs(Can.READ_APPRAISAL)
def assignments(request: HttpRequest) -> HttpResponse:
    """What members have to appraise, across the teams."""
    account, today = account_of(request), clock.today()
    choice = request.GET.get("kind", "")
    person = request.GET.get("person", "")
    rows = queries.assignments_of(account, choice=choice, today=today)
    if person.isdecimal() and person.isascii() and len(person) < 9:
        rows = rows.filter(person=int(person))
    table = Table(
        request,
        rows,
        WORK,
        search=("person__search_key", "appraisal__dossier__search_key"),
        order="due_on",
        title=_("Sheets of the members"),
        name="sheets",
        empty=_("Nothing of this kind."),
    )
    context = {"choices": choices_of(table, WORK_CHOICES, choice)}
    return table.respond("papers/appraisals/assignments.html", context)
