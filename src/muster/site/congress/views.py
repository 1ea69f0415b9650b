"""One congress: how many days are left, what is due, with whom it lies, what was recorded."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from muster.office.rules import Can as OfficeCan
from muster.season import queries
from muster.season.models import Congress
from muster.season.queries import CongressPage
from muster.season.rules import Can
from muster.shell.charts import Drawing, Group, Row, gantt
from muster.shell.formats import day
from muster.shell.xlsx import Sheet, sheet_response
from muster.site.congress import safety
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs
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
            "checklists": page.pack.checklists.values(),
            "may_see_tasks": is_allowed(account_of(request), OfficeCan.READ, congress),
            "may_plan_tasks": is_allowed(account_of(request), OfficeCan.PLAN_TASKS, congress),
            "may_inspect": is_allowed(account_of(request), Can.INSPECT, congress),
            "may_change_rules": is_allowed(account_of(request), Can.MIGRATE_PACK, congress),
            "may_leave": is_allowed(account_of(request), Can.OPEN, congress),
        },
    )


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
