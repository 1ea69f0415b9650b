"""The lists: congresses, steps, problems, findings. Each sorts, filters, pages, leaves as Excel."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.season.bridge import pack_of, rule_of
from muster.season.models import Congress, Finding, Problem, Step, StepState
from muster.season.queries import season_in_focus, top_unit
from muster.season.rules import Can
from muster.shell.tables import Column, Table
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs
from muster.tree.scope import scope


def _unit_column(path: str, link: Any) -> Column:
    return Column(
        "unit",
        gettext_lazy("Unit"),
        sort=f"{path}__sort_key",
        value=lambda row: _follow(row, path).name,
        link=link,
        width=40,
    )


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


RESULT: Final[dict[str, Any]] = {
    "ok": gettext_lazy("in order"),
    "fix": gettext_lazy("to be cured"),
    "stop": gettext_lazy("stop"),
}
CONGRESSES = (
    _unit_column("season_unit", lambda row: reverse("congress:one", args=[row.pk])),
    Column(
        "group",
        gettext_lazy("Group"),
        sort="season_unit__group__sort_key",
        value=lambda row: row.season_unit.group.name if row.season_unit.group else "",
        width=30,
    ),
    Column(
        "tier",
        gettext_lazy("Tier"),
        sort="season_unit__tier",
        value=lambda row: str(pack_of(row).tiers[row.season_unit.tier].label),
    ),
    Column("starts_on", gettext_lazy("First day"), sort="starts_on", kind="day"),
    Column("ends_on", gettext_lazy("Last day"), sort="ends_on", kind="day"),
    Column("delegates", gettext_lazy("Delegates"), sort="delegates", kind="number"),
    Column("steps_accepted", gettext_lazy("Steps done"), sort="steps_accepted", kind="number"),
    Column("steps_total", gettext_lazy("Steps"), sort="steps_total", kind="number"),
    Column("next_due_on", gettext_lazy("Next deadline"), sort="next_due_on", kind="day"),
    Column("held_on", gettext_lazy("Held"), sort="held_on", kind="day"),
    Column("reported_on", gettext_lazy("Reported"), sort="reported_on", kind="day"),
    Column("ratified_on", gettext_lazy("Ratified"), sort="ratified_on", kind="day"),
)
STEPS = (
    Column(
        "step",
        gettext_lazy("Step"),
        sort="position",
        value=lambda row: str(rule_of(row, row.congress).label),
        link=lambda row: reverse("season:step", args=[row.pk]),
        width=30,
    ),
    _unit_column("congress__season_unit", None),
    Column("due_on", gettext_lazy("Deadline"), sort="due_on", kind="day"),
    Column("state", gettext_lazy("State"), sort="state", value=lambda row: row.get_state_display()),
    Column("desk", gettext_lazy("Desk"), sort="desk", value=lambda row: row.get_desk_display()),
    Column("submitted_by", gettext_lazy("Handed in by"), sort="submitted_by", width=24),
    Column("submitted_at", gettext_lazy("Handed in"), sort="submitted_at", kind="moment"),
    Column("promised_on", gettext_lazy("Promised"), sort="promised_on", kind="day"),
)
PROBLEMS = (
    Column(
        "what",
        gettext_lazy("Problem"),
        sort="what",
        link=lambda row: reverse("season:problem", args=[row.pk]),
        width=50,
    ),
    _unit_column("congress__season_unit", None),
    Column("since", gettext_lazy("Since"), sort="since", kind="day"),
    Column("owner", gettext_lazy("Who deals with it"), sort="owner", width=24),
    Column("held_by", gettext_lazy("Held by"), sort="held_by__sort_key", width=30),
    Column("due_on", gettext_lazy("Solved by"), sort="due_on", kind="day"),
    Column("passed_up", gettext_lazy("Passed up"), sort="passed_up", kind="number"),
    Column("solved_at", gettext_lazy("Solved"), sort="solved_at", kind="moment"),
)
FINDINGS = (
    Column(
        "item",
        gettext_lazy("Item"),
        sort="item",
        value=lambda row: str(
            pack_of(row.inspection.congress)
            .checklists[row.inspection.checklist]
            .items[row.item]
            .name
        ),
        link=lambda row: reverse("season:cure", args=[row.pk]),
        width=40,
    ),
    _unit_column("inspection__congress__season_unit", None),
    Column("result", gettext_lazy("Result"), sort="result", value=lambda row: RESULT[row.result]),
    Column("text", gettext_lazy("What was found"), sort="text", width=40),
    Column("owner", gettext_lazy("Who cures it"), sort="owner", width=24),
    Column("due_on", gettext_lazy("Cured by"), sort="due_on", kind="day"),
    Column("cured_at", gettext_lazy("Cured"), sort="cured_at", kind="moment"),
)


def _in_focus(rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    season = season_in_focus()
    return rows.filter(**{path: season}) if season else rows.none()


@needs(Can.READ)
def congresses(request: HttpRequest) -> HttpResponse:
    """All congresses in scope."""
    account = account_of(request)
    rows = scope(account, Congress).filter(cancelled_at=None)
    rows = _in_focus(rows, "season").select_related("season_unit__group")
    table = Table(
        request,
        rows,
        CONGRESSES,
        search=("season_unit__search_key",),
        order="starts_on",
        title=_("Congresses"),
        name="congresses",
        empty=_("Congresses come with the season workbook."),
    )
    season = season_in_focus()
    context = {
        "may_enter": is_allowed(account, Can.SUBMIT_ON_BEHALF),
        "may_move": is_allowed(account, Can.MOVE),
        "top": top_unit(account, season) if season else None,
    }
    return table.respond("season/congresses.html", context)


@needs(Can.READ)
def steps(request: HttpRequest) -> HttpResponse:
    """All steps in scope that are not accepted, or all of them."""
    rows = scope(account_of(request), Step).filter(congress__cancelled_at=None)
    rows = _in_focus(rows, "congress__season").select_related("congress__season_unit")
    show_all = request.GET.get("all") == "1"
    if not show_all:
        rows = rows.exclude(state__in=(StepState.ACCEPTED, StepState.WAIVED))
    table = Table(
        request,
        rows,
        STEPS,
        search=("congress__season_unit__search_key",),
        order="due_on",
        title=_("Steps"),
        name="steps",
    )
    return table.respond("season/list.html", {"heading": _("Steps")})


@needs(Can.READ)
def problems(request: HttpRequest) -> HttpResponse:
    """All problems in scope, the open ones first due first."""
    rows = scope(account_of(request), Problem)
    rows = _in_focus(rows, "congress__season").select_related("congress__season_unit", "held_by")
    table = Table(
        request,
        rows,
        PROBLEMS,
        search=("congress__season_unit__search_key",),
        order="due_on",
        title=_("Problems"),
        name="problems",
        empty=_("A unit raises a problem on its congress's page."),
    )
    return table.respond("season/list.html", {"heading": _("Problems")})


@needs(Can.READ)
def findings(request: HttpRequest) -> HttpResponse:
    """What inspections found and is to be cured."""
    rows = scope(account_of(request), Finding).exclude(result=Finding.Result.OK)
    rows = _in_focus(rows, "inspection__congress__season").select_related(
        "inspection__congress__season_unit"
    )
    table = Table(
        request,
        rows,
        FINDINGS,
        search=("inspection__congress__season_unit__search_key",),
        order="due_on",
        title=_("Findings"),
        name="findings",
        empty=_("Findings come from inspection visits."),
    )
    return table.respond("season/list.html", {"heading": _("Findings")})
