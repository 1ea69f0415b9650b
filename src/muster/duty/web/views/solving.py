"""The search over a draft as its readers follow it: begin, watch, stop."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.course import points_of
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.models import Roster
from muster.duty.queries.verdict import gap_share
from muster.duty.queries.windows import roster_in_force
from muster.duty.rules import Can
from muster.duty.services.solving import SOLVE, live_job
from muster.duty.web.drawings import score_course, uncovered_course
from muster.duty.web.focus import roster_of
from muster.duty.web.forms import SolveForm
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.shell.jobs import job_context
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require

FIRST_SECONDS = 120


@require_POST
@needs(Can.DRAFT)
def solve(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Begin, or go on with, the search over a draft."""
    found = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, found)
    form = SolveForm(request.POST)
    seconds = form.cleaned_data["seconds"] if form.is_valid() else FIRST_SECONDS
    mends = request.POST.get("aim") == Aim.MEND and roster_in_force(found) is not None
    effort = Effort(aim=Aim.MEND if mends else Aim.SOLVE, seconds=seconds)
    services.start_solving(actor_of(request), roster=found, effort=effort, now=now())
    return redirect("duty:roster", found.pk)


@needs(Can.READ_ROSTERS)
def panel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The progress of the search alone; the page asks for it again and again."""
    found = roster_of(request, roster_id)
    about = {"roster": found, **job_about(found, ended=True)}
    return render(request, "duty/_solving.html", about)


@require_POST
@needs(Can.DRAFT)
def cancel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Stop the search; the best that it has is kept."""
    found = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, found)
    job = live_job(found)
    if job is not None:
        jobs.cancel(job.pk, now=now())
    return redirect("duty:roster", found.pk)


def job_about(roster: Roster, *, ended: bool = False) -> dict[str, Any]:
    """The running search for the panel; *ended*: also the one that has just ended."""
    job = live_job(roster) or (_last_job(roster) if ended else None)
    if job is None:
        return {"job": None}
    about = job_context(
        job,
        panel_url=reverse("duty:panel", args=[roster.pk]),
        now=now(),
        title=_("Working out roster %(number)s") % {"number": roster.number},
        cancel_url=reverse("duty:cancel", args=[roster.pk]),
        next_url=reverse("duty:roster", args=[roster.pk]),
    )
    return about | {"standing": standing_of(job)}


def standing_of(job: Job) -> dict[str, Any] | None:
    """How a search stands, of both levels: figures, how far apart, and the course so far."""
    figures = job.figures
    if figures.get("uncovered") is None:
        return None
    points = points_of(figures.get("course"))
    uncovered, least = figures["uncovered"], figures.get("uncovered_bound") or 0
    return {
        "uncovered": uncovered,
        "uncovered_best": least,
        "is_coverage_best": uncovered - least < 1e-6,
        "score": figures.get("score"),
        "best": figures.get("score_bound"),
        "gap": gap_share(figures.get("score"), figures.get("score_bound")),
        "uncovered_chart": uncovered_course(points),
        "score_chart": score_course(points),
    }


def last_end(roster: Roster) -> Job | None:
    """The last search, if it left nothing: refused, broken off, or stopped before it began."""
    job = _last_job(roster)
    if job is None or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        return None
    if job.state == Job.State.CANCELLED and job.started_at is not None:
        return None  # stopped on the way: what it had was kept
    return job


def _last_job(roster: Roster) -> Job | None:
    return Job.objects.filter(kind=SOLVE, params__roster=roster.pk).first()
