"""Standing rosters: the list, opening one, its sheet, publishing, the workbook."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.standing import breaches_of
from muster.duty.models import Roster, StandingPost, StandingRoster
from muster.duty.queries.standing import DutySheet, sheet_of
from muster.duty.queries.standing_said import proof_of, rule_lines, standing_changes
from muster.duty.queries.standing_shifts import (
    in_force_over,
    next_monday,
    overlapping_standing,
    pack_of,
)
from muster.duty.rules import Can
from muster.duty.web.excel_standing import standing_sheets
from muster.duty.web.focus import branches_of, season_of, signing
from muster.duty.web.forms import SolveForm, VersionForm
from muster.duty.web.forms_standing import OpenForm
from muster.duty.web.views.standing_solving import standing_job_about
from muster.packs import load
from muster.shell.formats import day as day_text
from muster.shell.tables import Column, Table
from muster.shell.xlsx import sheet_response
from muster.tree.actors import actor_of
from muster.tree.clock import now, today
from muster.tree.models import Unit
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

DAYS_SHOWN = 28
PEOPLE_SHOWN = 60
RULES_SHOWN = 12
WISHES_SHOWN = 12
FIRST_SECONDS = 30


@needs(Can.READ_ROSTERS)
def standing_rosters(request: HttpRequest) -> HttpResponse:
    """All standing rosters of the season, the newest days first."""
    season = season_of(request)
    rows = scope(request.user, StandingRoster).filter(post__season=season).select_related("post")
    table = Table(
        request,
        rows,
        (
            Column(
                "post",
                gettext_lazy("Post"),
                sort="post__name",
                value=lambda row: row.post.name,
                link=lambda row: reverse("duty:standing", args=[row.pk]),
            ),
            Column("number", gettext_lazy("Roster"), sort="number", kind="number"),
            Column("days", gettext_lazy("Days covered"), sort="starts_on", value=span_of_days),
            Column(
                "state",
                gettext_lazy("State"),
                sort="state",
                value=lambda row: row.get_state_display(),
                cell="duty/_roster_state_cell.html",
            ),
            Column("made_by", gettext_lazy("Made by"), sort="made_by"),
            Column("made_at", gettext_lazy("Made"), sort="made_at", kind="moment"),
            Column("published_at", gettext_lazy("Published"), sort="published_at", kind="moment"),
        ),
        search=("post__name", "made_by"),
        order="-days",
        title=gettext_lazy("Standing rosters"),
        name="standing-rosters",
        empty=gettext_lazy("A post that is held all season has its roster here."),
    )
    in_force = rows.filter(
        state=Roster.State.PUBLISHED, starts_on__lte=today(), ends_on__gt=today()
    ).count()
    about = {
        "season": season,
        "in_force": in_force,
        "posts": scope(request.user, StandingPost).filter(season=season).count(),
        "may_draft": is_allowed(request.user, Can.DRAFT, season),
    }
    return table.respond("duty/standing_rosters.html", about)


@needs(Can.DRAFT)
def open_standing(request: HttpRequest) -> HttpResponse:
    """Open a draft of a post over some weeks."""
    season = season_of(request)
    require(request.user, Can.DRAFT, season)
    pack = load(season.pack, season.pack_version)
    posts = scope(request.user, StandingPost).filter(season=season)
    asked = request.GET.get("post", "")
    post = posts.filter(pk=asked).first() if asked.isdigit() else None
    first: dict[str, Any] = {"first_on": today()}
    if post is not None:
        first = {"name": post.name, "unit": post.unit_id, "kind": post.kind}
        first["first_on"] = next_monday(post, today=today())
    form = OpenForm(request.POST or None, initial=first, pack=pack, units=branches_of(season))
    if request.method == "POST" and form.is_valid():
        roster = services.open_standing(
            actor_of(request),
            season=season,
            unit=Unit.objects.get(pk=form.cleaned_data["unit"]),
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            starts_on=form.cleaned_data["first_on"],
            weeks=form.cleaned_data["weeks"],
            now=now(),
        )
        return redirect("duty:standing", roster.pk)
    status = 422 if request.method == "POST" else 200
    about = {"form": form, "season": season, "posts": posts}
    return render(request, "duty/standing_open.html", about, status=status)


@needs(Can.READ_ROSTERS)
def standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The sheet: what is short or broken first, people by days, cover, requests, the proof."""
    roster = standing_roster_of(request, roster_id)
    pack, sheet = pack_of(roster), sheet_of(roster)
    is_draft = roster.state == Roster.State.DRAFT
    broken = breaches_of(roster) if is_draft and sheet.filled else []
    lines = rule_lines(roster, [(one.officer_id, one.words, one.why) for one in broken], pack=pack)
    clashes = rule_lines(
        roster,
        [(int(who[1:]), words, "") for who, rules in roster.clashes for words in rules],
        pack=pack,
    )
    days, people = _page(request, "days"), _page(request, "people")
    about = {
        "roster": roster,
        "post": roster.post,
        "season": roster.post.season,
        "days": span_of_days(roster),
        "whole": sheet,
        "sheet": sheet.part(
            days=slice(days * DAYS_SHOWN, (days + 1) * DAYS_SHOWN),
            people=slice(people * PEOPLE_SHOWN, (people + 1) * PEOPLE_SHOWN),
        ),
        "day_pages": _day_pages(roster, days),
        "people_pages": _people_pages(sheet, people),
        "days_at": days,
        "people_at": people,
        "broken": lines[:RULES_SHOWN],
        "broken_people": len(lines),
        "clashes": clashes[:RULES_SHOWN],
        "clash_people": len(clashes),
        "wishes": sheet.wishes[:WISHES_SHOWN],
        "unmet": len(sheet.wishes) - sheet.met,
        "proof": proof_of(roster, sheet),
        "in_force": in_force_over(roster),
        "chosen": _chosen(request, roster, sheet) if is_draft else None,
        "version_form": VersionForm(initial={"version": roster.version}),
        "solve_form": SolveForm(initial={"seconds": FIRST_SECONDS}),
        **standing_may(request, roster),
        **standing_job_about(roster),
    }
    return render(request, "duty/standing.html", about)


@needs(Can.PUBLISH)
def publish_standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Who is affected, then the button that puts the roster into force."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.PUBLISH, roster.post.season)
    if request.method == "POST":
        signs = "sign" in request.POST
        service = services.sign_and_publish_standing if signs else services.publish_standing
        service(actor_of(request), roster_id=roster.pk, version=posted_version(request), now=now())
        said = _("Standing roster %(number)s of %(post)s is in force.")
        about = {"number": roster.number, "post": roster.post.name}
        messages.success(request, said % about)
        return redirect("duty:standing", roster.pk)
    before = in_force_over(roster)
    sheet = sheet_of(roster)
    lines = standing_changes(roster, before)
    return render(
        request,
        "duty/standing_publish.html",
        {
            "roster": roster,
            "post": roster.post,
            "days": span_of_days(roster),
            "before": before,
            "whole": sheet,
            "lines": lines,
            "affected": len(lines),
            "others": [
                row for row in overlapping_standing(roster) if before is None or row.pk != before.pk
            ],
            "form": VersionForm(initial={"version": roster.version}),
            **signing(request, f"standing:{roster.pk}"),
        },
    )


@require_POST
@needs(Can.DRAFT)
def copy_standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """A new draft with the same people."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster.post.season)
    copy = services.copy_standing(actor_of(request), roster=roster, now=now())
    return redirect("duty:standing", copy.pk)


@needs(Can.READ_ROSTERS)
def standing_excel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The sheet as a workbook: people by days, cover, requests."""
    roster = standing_roster_of(request, roster_id)
    name = f"standing-{roster.post_id}-{roster.number}.xlsx"
    return sheet_response(standing_sheets(sheet_of(roster)), filename=name)


def standing_roster_of(request: HttpRequest, roster_id: int) -> StandingRoster:
    """A standing roster that the asker may see. 404 for any other."""
    found = (
        scope(request.user, StandingRoster)
        .select_related("post__season__root", "supersedes", "based_on")
        .filter(pk=roster_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def posted_version(request: HttpRequest) -> int:
    """The version that was on the screen; 0, which is none, where it is missing."""
    form = VersionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0


def standing_may(request: HttpRequest, roster: StandingRoster) -> dict[str, bool]:
    """What the reader may do with it."""
    season, is_draft = roster.post.season, roster.state == Roster.State.DRAFT
    return {
        "may_draft": is_draft and is_allowed(request.user, Can.DRAFT, season),
        "may_mend": not is_draft and is_allowed(request.user, Can.DRAFT, season),
        "may_assign": is_draft and is_allowed(request.user, Can.ASSIGN, season),
        "may_publish": is_draft and is_allowed(request.user, Can.PUBLISH, season),
    }


def span_of_days(roster: StandingRoster) -> str:
    """First and last day."""
    return f"{day_text(roster.starts_on)} – {day_text(roster.dates[-1])}"


def _chosen(
    request: HttpRequest, roster: StandingRoster, sheet: DutySheet
) -> dict[str, Any] | None:
    """The cell that is being changed: ``?who=<officer>&day=<day>``."""
    who, text = request.GET.get("who", ""), request.GET.get("day", "")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    line = next((one for one in sheet.lines if str(one.officer_id) == who), None)
    if line is None or not roster.starts_on <= day < roster.ends_on:
        return None
    return {"line": line, "day": day, "cell": line.cells[(day - roster.starts_on).days]}


def _page(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdigit() and len(asked) < 4 else 0


def _day_pages(roster: StandingRoster, here: int) -> list[tuple[int, str, bool]]:
    parts = [roster.dates[n : n + DAYS_SHOWN] for n in range(0, roster.days, DAYS_SHOWN)]
    return [
        (n, f"{day_text(part[0])} – {day_text(part[-1])}", n == here)
        for n, part in enumerate(parts)
    ]


def _people_pages(sheet: DutySheet, here: int) -> list[tuple[int, bool]]:
    return [(n, n == here) for n in range(-(-len(sheet.lines) // PEOPLE_SHOWN))]
