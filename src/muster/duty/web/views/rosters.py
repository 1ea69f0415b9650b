from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.errands import Effort
from muster.duty.models import Officer, OpenPlace, Roster, Shift
from muster.duty.queries.changes import ChangeLine, change_lines, duties_of
from muster.duty.queries.changing import change_texts
from muster.duty.queries.lanes import (
    Lanes,
    Look,
    lanes_by_person,
    lanes_by_vehicle,
    weeks_of,
)
from muster.duty.queries.lanes_posts import lanes_by_post
from muster.duty.queries.people import Crowd, crowd, crowd_of, vehicles_of
from muster.duty.queries.reasons import open_lines
from muster.duty.queries.verdict import verdict_of
from muster.duty.queries.windows import next_window, overlapping, roster_in_force
from muster.duty.rules import Can
from muster.duty.web.drawings import gap_chart, load_chart
from muster.duty.web.excel import roster_sheets
from muster.duty.web.focus import roster_of, season_of, signing
from muster.duty.web.forms import SolveForm, VersionForm, WindowForm
from muster.duty.web.views.solving import FIRST_SECONDS, job_about, last_end
from muster.office.rules import Can as OfficeCan
from muster.packs import Pack, load
from muster.shell.tables import Column, Table
from muster.shell.xlsx import sheet_response
from muster.tree.actors import actor_of
from muster.tree.clock import now, today
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

DAYS = 14
OPEN_SHOWN = 8
WAYS = {
    "post": gettext_lazy("By post"),
    "person": gettext_lazy("By person"),
    "vehicle": gettext_lazy("By vehicle"),
}


@needs(Can.READ_ROSTERS)
def rosters(request: HttpRequest) -> HttpResponse:
    """All rosters of the season, the newest days first."""
    season = season_of(request)
    rows = scope(request.user, Roster).filter(season=season)
    table = Table(
        request,
        rows,
        (
            Column(
                "number",
                gettext_lazy("Roster"),
                sort="number",
                value=lambda row: _("Roster %(number)s") % {"number": row.number},
                link=lambda row: reverse("duty:roster", args=[row.pk]),
            ),
            Column("starts_at", gettext_lazy("Days covered"), sort="starts_at", value=days_of),
            Column(
                "state",
                gettext_lazy("State"),
                sort="state",
                value=lambda row: row.get_state_display(),
                cell="duty/_roster_state_cell.html",
            ),
            Column("shifts_total", gettext_lazy("Shifts"), sort="shifts_total", kind="number"),
            Column("shifts_open", gettext_lazy("Open shifts"), sort="shifts_open", kind="number"),
            Column("made_by", gettext_lazy("Made by"), sort="made_by"),
            Column("made_at", gettext_lazy("Made"), sort="made_at", kind="moment"),
            Column("published_at", gettext_lazy("Published"), sort="published_at", kind="moment"),
        ),
        search=("made_by",),
        order="-starts_at",
        title=gettext_lazy("Rosters"),
        name="rosters",
    )
    in_force = rows.filter(state=Roster.State.PUBLISHED).order_by("-ends_at").first()
    may_draft = is_allowed(request.user, Can.DRAFT, season)
    return table.respond(
        "duty/rosters.html",
        {
            "season": season,
            "in_force": in_force,
            "in_force_days": days_of(in_force) if in_force else "",
            "may_draft": may_draft,
        },
    )


def days_of(roster: Roster) -> str:
    """First and last day of a roster."""
    weeks = weeks_of(roster)
    first, last = weeks[0][0], weeks[-1][1]
    return f"{first.day}/{first.month} – {last.day}/{last.month}"


@needs(Can.DRAFT)
def new(request: HttpRequest) -> HttpResponse:
    """Open a draft over a window of days and begin to work it out."""
    season = season_of(request)
    require(request.user, Can.DRAFT, season)
    if request.method != "POST":
        first, until = next_window(season, days=DAYS, today=today())
        days = request.GET.get("days", "")
        asked = {
            "first_on": request.GET.get("first_on") or first,
            "days": int(days) if days.isdigit() else (until - first).days,
        }
        form = WindowForm(initial=asked)
        return render(request, "duty/new_roster.html", {"form": form, "season": season})
    form = WindowForm(request.POST)
    if not form.is_valid():
        about = {"form": form, "season": season}
        return render(request, "duty/new_roster.html", about, status=422)
    actor = actor_of(request)
    roster = services.draft_roster(
        actor,
        season=season,
        first_on=form.cleaned_data["first_on"],
        days=form.cleaned_data["days"],
        now=now(),
    )
    effort = Effort(seconds=FIRST_SECONDS)
    services.start_solving(actor, roster=roster, effort=effort, now=now())
    return redirect("duty:roster", roster.pk)


@needs(Can.READ_ROSTERS)
def roster(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The roster: verdict first, lanes, open places with reasons, who carries how much."""
    found = roster_of(request, roster_id)
    pack = _pack(found)
    people = crowd_of(found, pack=pack)
    verdict = verdict_of(found, pack=pack)
    way = request.GET.get("by", "post")
    way = way if way in WAYS else "post"
    look = _look(request, found)
    lanes = _lanes(found, way, people, look)
    seen = scope(request.user, OpenPlace).filter(roster=found)
    lines = open_lines(seen, pack=pack, names=people.names, units=people.lenders, limit=OPEN_SHOWN)
    about: dict[str, Any] = {
        "roster": found,
        "season": found.season,
        "days": days_of(found),
        "verdict": verdict,
        "way": way,
        "ways": WAYS,
        "look": look,
        "weeks": _week_tabs(found, look),
        "lanes": lanes,
        "pages": range(1, lanes.pages + 1),
        "open": lines,
        "open_shown": len(lines),
        "chart": load_chart(verdict, look.week),
        "mean_h": verdict.loads.mean_h(look.week),
        "most_h": verdict.loads.most_h(look.week),
        "gap_chart": gap_chart(verdict),
        "in_force": roster_in_force(found),
        "easings": change_texts(found, found.easings) if found.easings else [],
        "solve_form": SolveForm(initial={"seconds": FIRST_SECONDS}),
        **_may(request, found),
        **job_about(found),
        "last_end": last_end(found),
    }
    return render(request, "duty/roster.html", about)


@require_POST
@needs(Can.DRAFT)
def copy(request: HttpRequest, roster_id: int) -> HttpResponse:
    """A new draft with the same people."""
    found = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, found)
    made = services.copy_roster(actor_of(request), roster=found, now=now())
    return redirect("duty:roster", made.pk)


@needs(Can.READ_ROSTERS)
def changes(request: HttpRequest, roster_id: int) -> HttpResponse:
    """What differs from another roster, person by person."""
    found = roster_of(request, roster_id)
    against = compared_with(request, found)
    lines = changed_lines(found, against) if against is not None else []
    about = {
        "roster": found,
        "against": against,
        "lines": lines,
        "affected": len(lines),
        "may_call": is_allowed(request.user, OfficeCan.CALL, found),
    }
    return render(request, "duty/changes.html", about)


@needs(Can.PUBLISH)
def publish(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Who is affected, then the button that puts the roster into force."""
    found = roster_of(request, roster_id)
    require(request.user, Can.PUBLISH, found)
    if request.method == "POST":
        form = VersionForm(request.POST)
        form.is_valid()
        service = services.sign_and_publish if "sign" in request.POST else services.publish
        service(
            actor_of(request),
            roster_id=found.pk,
            version=form.cleaned_data.get("version", 0),
            now=now(),
        )
        messages.success(request, _("Roster %(number)s is in force.") % {"number": found.number})
        return redirect("duty:roster", found.pk)
    before = roster_in_force(found)
    lines = changed_lines(found, before)
    about = {
        "roster": found,
        "days": days_of(found),
        "before": before,
        "lines": lines,
        "affected": len(lines),
        "verdict": verdict_of(found, pack=_pack(found)),
        "others": [r for r in overlapping(found) if before is None or r.pk != before.pk],
        "easings": change_texts(found, found.easings) if found.easings else [],
        "form": VersionForm(initial={"version": found.version}),
        **signing(request, f"roster:{found.pk}"),
    }
    return render(request, "duty/publish.html", about)


@needs(Can.READ_ROSTERS)
def excel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The roster as a workbook: duties, hours, open places."""
    found = roster_of(request, roster_id)
    sheets = roster_sheets(
        found,
        pack=_pack(found),
        shifts=scope(request.user, Shift),
        places=scope(request.user, OpenPlace).filter(roster=found),
    )
    return sheet_response(sheets, filename=f"roster-{found.season.key}-{found.number}.xlsx")


def compared_with(request: HttpRequest, roster: Roster) -> Roster | None:
    """The roster to compare with: the one asked for, else what this one came from or replaces."""
    asked = request.GET.get("with", "")
    if asked.isdigit():
        return scope(request.user, Roster).filter(pk=asked, season=roster.season_id).first()
    return roster.based_on or roster.supersedes or roster_in_force(roster)


def _look(request: HttpRequest, roster: Roster) -> Look:
    week, page = request.GET.get("week", ""), request.GET.get("page", "")
    unfolded = request.GET.get("event", "")
    return Look(
        shifts=scope(request.user, Shift),
        week=min(int(week), len(weeks_of(roster)) - 1) if week.isdigit() else 0,
        page=max(1, int(page)) if page.isdigit() else 1,
        words=request.GET.get("q", ""),
        against=compared_with(request, roster),
        unfolded=int(unfolded) if unfolded.isdigit() else None,
    )


def _lanes(roster: Roster, way: str, people: Crowd, look: Look) -> Lanes:
    if way == "person":
        return lanes_by_person(roster, crowd=people, look=look)
    if way == "vehicle":
        return lanes_by_vehicle(roster, vehicles=vehicles_of(roster), look=look)
    return lanes_by_post(roster, crowd=people, look=look)


def _week_tabs(roster: Roster, look: Look) -> list[tuple[int, str, bool]]:
    return [
        (n, f"{first.day}/{first.month} – {last.day}/{last.month}", n == look.week)
        for n, (first, last) in enumerate(weeks_of(roster))
    ]


def _may(request: HttpRequest, roster: Roster) -> dict[str, bool]:
    is_draft = roster.state == Roster.State.DRAFT
    return {
        "may_draft": is_allowed(request.user, Can.DRAFT, roster),
        "may_assign": is_draft and is_allowed(request.user, Can.ASSIGN, roster),
        "may_publish": is_draft and is_allowed(request.user, Can.PUBLISH, roster),
    }


def changed_lines(roster: Roster, before: Roster | None) -> list[ChangeLine]:
    """Everybody whose duty differs from the roster *before*."""
    new, old = duties_of(roster), duties_of(before) if before is not None else {}
    everybody: QuerySet[Officer] = _officers([roster] if before is None else [roster, before])
    return change_lines(new, old, crowd=crowd(everybody, pack=_pack(roster)))


def _officers(rosters: list[Roster]) -> QuerySet[Officer]:
    return Officer.objects.filter(assignments__roster__in=rosters).distinct()


def _pack(roster: Roster) -> Pack:
    return load(roster.season.pack, roster.season.pack_version)
