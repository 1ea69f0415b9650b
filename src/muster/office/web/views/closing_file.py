"""The closing file on a closing's page: what it lacks, having it made, taking it along."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from muster.jobs.models import Job
from muster.office import queries
from muster.office.models import Closing
from muster.office.rules import Can
from muster.season.bridge import pack_of
from muster.season.models import Congress
from muster.season.registry.step_papers import StepPaper, step_papers
from muster.season.services.closing_file import KIND, files_for, path_for, start_closing_file
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.models import Account
from muster.tree.permissions import is_allowed, needs, require


def about(request: HttpRequest, row: Closing) -> dict[str, Any]:
    """What the page's panel needs: the documents that the congress needs, and files made."""
    account = account_of(request)
    papers = required(row.congress, account)
    running = Job.objects.filter(
        kind=KIND,
        owner=account,
        params__congress=row.congress_id,
        state__in=(Job.State.WAITING, Job.State.RUNNING),
    )
    return {
        "papers": papers,
        "papers_missing": sum(not one.version for one in papers),
        "papers_drafts": sum(bool(one.version) and not one.is_adopted for one in papers),
        "closing_files": files_for(account.pk, row.congress),
        "closing_job": running.first(),
        "may_make_file": is_allowed(account, Can.SETTLE, row),
    }


def required(congress: Congress, account: Account) -> list[StepPaper]:
    """The documents that a congress needs by its tier and contents, as the reader sees them."""
    pack = pack_of(congress)
    agenda = pack.agendas[congress.content] if congress.content else pack.default_agenda
    kinds = pack.documents_for(tier=congress.season_unit.tier, contents=agenda.contents)
    return list(step_papers(congress, [one.key for one in kinds], account))


@require_POST
@needs(Can.SETTLE)
def make(request: HttpRequest, closing_id: int) -> HttpResponse:
    """Have the closing file made; the page of the work shows how far it is."""
    row = get_object_or_404(queries.closings_of(account_of(request)), pk=closing_id)
    require(account_of(request), Can.SETTLE, row)
    job = start_closing_file(
        row.congress,
        url=reverse("office:closing", args=[row.pk]),
        actor=actor_of(request),
        now=clock.now(),
    )
    return redirect("jobs:one", job.pk)


@require_GET
@needs(Can.SETTLE)
def download(request: HttpRequest, closing_id: int, job_id: int) -> FileResponse:
    """A closing file, for the account alone that had it made as it may see it."""
    account = account_of(request)
    row = get_object_or_404(queries.closings_of(account), pk=closing_id)
    require(account, Can.SETTLE, row)
    job = get_object_or_404(
        Job, pk=job_id, kind=KIND, owner=account, params__congress=row.congress_id
    )
    path = path_for(job.pk)
    if job.state != Job.State.DONE or not path.is_file():
        raise Http404
    name = f"{row.congress.season_unit.code}-{row.congress.starts_on.isoformat()}.zip"
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    answer["Content-Security-Policy"] = "sandbox"
    return answer
