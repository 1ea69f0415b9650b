"""The season as rolling windows: what is covered, what comes next, who has carried how much."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from muster.duty.models import Officer, Roster
from muster.duty.queries.fairness import fairness_of
from muster.duty.queries.season_windows import windows_of
from muster.duty.rules import Can
from muster.duty.web.drawings import spread_chart
from muster.duty.web.focus import season_of
from muster.packs import load
from muster.tree.clock import today
from muster.tree.permissions import is_allowed, needs
from muster.tree.scope import scope

DAYS = 14


@needs(Can.READ_ROSTERS)
def windows(request: HttpRequest) -> HttpResponse:
    """The season's windows, the next one to draft, and fairness over all of them."""
    season = season_of(request)
    rosters = scope(request.user, Roster)
    rows = windows_of(season, rosters, today=today())
    fairness = fairness_of(
        Q(season=season, state=Roster.State.PUBLISHED),
        officers=scope(request.user, Officer),
        pack=load(season.pack, season.pack_version),
    )
    open_rows = [row for row in rows if row.roster is None]
    covered = [row for row in rows if row.roster is not None]
    next_open = next((row for row in open_rows if row.events and not row.drafts), None)
    about = {
        "season": season,
        "rows": rows,
        "covered": sum(row.events for row in covered),
        "uncovered": sum(row.events for row in open_rows),
        "next_open": next_open,
        "next_days": min(DAYS, next_open.days) if next_open else 0,
        "latest": covered[-1].roster if covered else None,
        "fairness": fairness,
        "chart": spread_chart([one.hours_h for one in fairness.every], fair_h=fairness.fair_h),
        "may_draft": is_allowed(request.user, Can.DRAFT, season),
    }
    return render(request, "duty/windows.html", about)
