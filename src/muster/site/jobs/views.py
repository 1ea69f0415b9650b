"""One's own long work: the list, the panel that the page asks for again, and cancel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from muster.jobs import queries, services
from muster.jobs.models import Job
from muster.shell.jobs import job_context
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import signed_in

COLUMNS = (
    Column("title", _("Work"), sort="kind", link=lambda job: reverse("jobs:one", args=[job.pk])),
    Column("state", _("State"), sort="state", value=lambda job: job.get_state_display()),
    Column("progress", _("Progress"), sort="progress", kind="share"),
    Column("created_at", _("Started"), sort="created_at", kind="moment"),
    Column("message", _("Message")),
)


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The jobs that the asker started, newest first."""
    table = Table(
        request,
        queries.own_jobs(account_of(request)),
        COLUMNS,
        search=("message",),
        order="-created_at",
        title=_("My jobs"),
        name="jobs",
    )
    return table.respond("site/jobs.html")


@signed_in
def one(request: HttpRequest, job_id: int) -> HttpResponse:
    """A job with its progress."""
    job = _own(request, job_id)
    return render(request, "site/job.html", {"job": job, **_addresses(job)})


@signed_in
def panel(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress alone: what the page asks for every second and a half."""
    job = _own(request, job_id)
    about = job_context(job, now=clock.now(), title=job.title, **_addresses(job))
    return render(request, "shell/_job.html", about)


@require_POST
@signed_in
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask the job to stop; it keeps the best it has."""
    job = services.cancel(_own(request, job_id).pk, now=clock.now())
    return redirect("jobs:one", job.pk)


def _own(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(queries.own_jobs(account_of(request)), pk=job_id)


def _addresses(job: Job) -> dict[str, str]:
    return {
        "cancel_url": reverse("jobs:cancel", args=[job.pk]),
        "panel_url": reverse("jobs:panel", args=[job.pk]),
        "next_url": str(job.result.get("url", "")),
    }
