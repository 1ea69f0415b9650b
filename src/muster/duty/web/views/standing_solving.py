"""The search over a standing roster: begin, watch, stop, mend; the records it leaves."""

import gzip
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.models import StandingRoster, StandingRun
from muster.duty.queries.standing_shifts import in_force_over
from muster.duty.rules import Can
from muster.duty.services.standing import SOLVE_STANDING, live_standing_job
from muster.duty.web.forms import SolveForm
from muster.duty.web.views.solving import standing_of
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.shell.formats import short_moment
from muster.shell.jobs import job_context
from muster.shell.tables import Column, Table
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

FIRST_SECONDS = 30
SHORT = 12


@require_POST
@needs(Can.DRAFT)
def solve_standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Begin, or go on with, the search over a draft."""
    roster = _roster(request, roster_id)
    mends = request.POST.get("aim") == Aim.MEND and in_force_over(roster) is not None
    effort = Effort(aim=Aim.MEND if mends else Aim.SOLVE, seconds=_seconds(request))
    services.start_standing(actor_of(request), roster=roster, effort=effort, now=now())
    return redirect("duty:standing", roster.pk)


@require_POST
@needs(Can.DRAFT)
def mend_standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """A draft of the roster in force, worked out so that little changes."""
    roster = _roster(request, roster_id)
    effort = Effort(aim=Aim.MEND, seconds=_seconds(request))
    draft = services.mend_standing(actor_of(request), roster=roster, effort=effort, now=now())
    return redirect("duty:standing", draft.pk)


@needs(Can.READ_ROSTERS)
def standing_panel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The progress of the search alone; the page asks for it again and again."""
    roster = get_object_or_404(scope(request.user, StandingRoster), pk=roster_id)
    about = standing_job_about(roster, ended=True)
    return render(request, "duty/_standing_solving.html", {"roster": roster, **about})


@require_POST
@needs(Can.DRAFT)
def cancel_standing(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Stop the search; the best that it has is kept."""
    roster = _roster(request, roster_id)
    job = live_standing_job(roster)
    if job is not None:
        jobs.cancel(job.pk, now=now())
    return redirect("duty:standing", roster.pk)


@needs(Can.READ_ROSTERS)
def standing_runs(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Every search over a standing roster, the newest first."""
    found = scope(request.user, StandingRoster).select_related("post")
    roster = get_object_or_404(found, pk=roster_id)
    rows = scope(request.user, StandingRun).filter(roster=roster)
    table = Table(
        request,
        rows.defer("problem_gz", "answer_gz"),
        (
            Column(
                "started_at",
                gettext_lazy("Begun"),
                sort="started_at",
                value=lambda row: short_moment(row.started_at),
            ),
            Column("asked_by", gettext_lazy("Asked by"), sort="asked_by"),
            Column("penalty", gettext_lazy("Weight left"), sort="penalty", kind="number"),
            Column("bound", gettext_lazy("Proven: no less than"), kind="number"),
            Column("seconds", gettext_lazy("Seconds"), sort="seconds", kind="number"),
            Column("iterations", gettext_lazy("Steps"), sort="iterations", kind="number"),
            Column("seed", gettext_lazy("Seed"), value=lambda row: str(row.seed)),
            Column("code_version", gettext_lazy("Version")),
            Column(
                "problem",
                gettext_lazy("Input"),
                value=lambda row: row.input_sha256[:SHORT],
                link=lambda row: reverse("duty:standing_problem", args=[row.pk]),
            ),
            Column(
                "answer",
                gettext_lazy("Answer"),
                value=lambda _row: "JSON",
                link=lambda row: reverse("duty:standing_answer", args=[row.pk]),
            ),
        ),
        order="-started_at",
        title=gettext_lazy("Searches"),
        name="standing-runs",
        empty=gettext_lazy("Every search over this roster leaves a record here."),
    )
    return table.respond("duty/standing_runs.html", {"roster": roster})


@needs(Can.READ_ROSTERS)
def standing_problem(request: HttpRequest, run_id: int) -> HttpResponse:
    """What went into the engine, as ``muster roster solve --format curtois`` reads it."""
    run = _run(request, run_id)
    return _file(run.problem_gz, "text/plain; charset=utf-8", f"standing-run-{run.pk}.txt")


@needs(Can.READ_ROSTERS)
def standing_answer(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came out, with the prices that prove the bound."""
    run = _run(request, run_id)
    return _file(run.answer_gz, "application/json", f"standing-run-{run.pk}.json")


def standing_job_about(roster: StandingRoster, *, ended: bool = False) -> dict[str, Any]:
    """The search for the panel; *ended*: also the one that has just ended."""
    job = live_standing_job(roster)
    last = Job.objects.filter(kind=SOLVE_STANDING, params__roster=roster.pk).first()
    failed = last if job is None and last is not None and last.state == Job.State.FAILED else None
    job = job or (last if ended else None)
    if job is None:
        return {"job": None, "failed": failed}
    about = job_context(
        job,
        panel_url=reverse("duty:standing_panel", args=[roster.pk]),
        now=now(),
        title=_("Working out standing roster %(number)s") % {"number": roster.number},
        cancel_url=reverse("duty:cancel_standing", args=[roster.pk]),
        next_url=reverse("duty:standing", args=[roster.pk]),
    )
    return about | {"standing": standing_of(job), "failed": failed}


def _roster(request: HttpRequest, roster_id: int) -> StandingRoster:
    rows = scope(request.user, StandingRoster).select_related("post__season__root")
    roster = get_object_or_404(rows, pk=roster_id)
    require(request.user, Can.DRAFT, roster.post.season)
    return roster


def _seconds(request: HttpRequest) -> int:
    form = SolveForm(request.POST)
    return int(form.cleaned_data["seconds"]) if form.is_valid() else FIRST_SECONDS


def _run(request: HttpRequest, run_id: int) -> StandingRun:
    run = scope(request.user, StandingRun).filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def _file(packed: bytes | memoryview, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(gzip.decompress(packed), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
