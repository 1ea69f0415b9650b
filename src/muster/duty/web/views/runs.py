"""Runs of a roster: what each had, found and proved, its files, and whether it repeats."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.duty.bridge.course import points_of
from muster.duty.models import Run
from muster.duty.queries.verdict import gap_share
from muster.duty.rules import Can
from muster.duty.services.checking import CHECK_RUN, start_checking
from muster.duty.web.drawings import score_course, uncovered_course
from muster.duty.web.focus import roster_of
from muster.jobs.models import Job
from muster.shell.formats import short_moment
from muster.shell.jobs import job_context
from muster.shell.tables import Column, Table
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

SHORT = 12
JSON_TYPE = "application/json"


@needs(Can.READ_ROSTERS)
def runs(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Every search that was run over a roster, the newest first."""
    roster = roster_of(request, roster_id)
    rows = scope(request.user, Run).filter(roster=roster).defer("problem_gz", "answer_gz")
    table = Table(
        request,
        rows,
        (
            Column(
                "started_at",
                gettext_lazy("Begun"),
                sort="started_at",
                value=lambda row: short_moment(row.started_at),
                link=lambda row: reverse("duty:run", args=[row.pk]),
            ),
            Column("asked_by", gettext_lazy("Asked by"), sort="asked_by"),
            Column("uncovered", gettext_lazy("Weight left open"), sort="uncovered", kind="number"),
            Column("uncovered_bound", gettext_lazy("Proven: no less than"), kind="number"),
            Column("score", gettext_lazy("Score"), sort="score", kind="number"),
            Column("score_bound", gettext_lazy("Best possible"), kind="number"),
            Column("seconds", gettext_lazy("Seconds"), sort="seconds", kind="number"),
            Column("iterations", gettext_lazy("Steps"), sort="iterations", kind="number"),
            Column("seed", gettext_lazy("Seed"), value=lambda row: str(row.seed)),
            Column(
                "input_sha256", gettext_lazy("Input"), value=lambda row: row.input_sha256[:SHORT]
            ),
        ),
        order="-started_at",
        title=gettext_lazy("Searches"),
        name="runs",
        empty=gettext_lazy("Every search over this roster leaves a record here."),
    )
    return table.respond("duty/runs.html", {"roster": roster})


@needs(Can.READ_ROSTERS)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One search: what it was asked, what it found and proved, how it came there."""
    found = _run(request, run_id)
    points = points_of(found.course)
    about = {
        "run": found,
        "roster": found.roster,
        "gap": gap_share(found.score, found.score_bound),
        "uncovered_chart": uncovered_course(points),
        "score_chart": score_course(points),
        "may_check": is_allowed(request.user, Can.DRAFT, found.roster),
        **_job_about(found),
    }
    return render(request, "duty/run.html", about)


@needs(Can.READ_ROSTERS)
def run_panel(request: HttpRequest, run_id: int) -> HttpResponse:
    """The progress of the check alone."""
    about = _job_about(_run(request, run_id), ended=True)
    if about["job"] is None:
        raise Http404
    return render(request, "shell/_job.html", about)


@require_POST
@needs(Can.DRAFT)
def check(request: HttpRequest, run_id: int) -> HttpResponse:
    """Begin the check: recount, and run again."""
    found = _run(request, run_id)
    require(request.user, Can.DRAFT, found.roster)
    start_checking(actor_of(request), run=found, now=now())
    return redirect("duty:run", found.pk)


@needs(Can.READ_ROSTERS)
def problem_json(request: HttpRequest, run_id: int) -> HttpResponse:
    """What went into the engine, as ``muster-roster/1``."""
    found = _run(request, run_id)
    return _file(found.problem_gz, f"roster-{found.roster.number}-run-{found.pk}-problem.json")


@needs(Can.READ_ROSTERS)
def answer_json(request: HttpRequest, run_id: int) -> HttpResponse:
    """What came out, with the certificates of both bounds."""
    found = _run(request, run_id)
    return _file(found.answer_gz, f"roster-{found.roster.number}-run-{found.pk}-answer.json")


def _file(packed: bytes | memoryview, name: str) -> HttpResponse:
    answer = HttpResponse(gzip.decompress(packed), content_type=JSON_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _run(request: HttpRequest, run_id: int) -> Run:
    found = (
        scope(request.user, Run).select_related("roster__season__root").filter(pk=run_id).first()
    )
    if found is None:
        raise Http404
    return found


def _job_about(found: Run, *, ended: bool = False) -> dict[str, object]:
    rows = Job.objects.filter(kind=CHECK_RUN, params__run=found.pk)
    live = (Job.State.WAITING, Job.State.RUNNING)
    job = (rows if ended else rows.filter(state__in=live)).first()
    if job is None:
        return {"job": None}
    return job_context(
        job,
        panel_url=reverse("duty:run_panel", args=[found.pk]),
        now=now(),
        title=_("Checking a search"),
        next_url=reverse("duty:run", args=[found.pk]),
    )
