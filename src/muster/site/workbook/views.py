"""The season workbook on the page: upload, preview, apply, and out again."""

import secrets
import tempfile
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.errors import TooLarge
from muster.exchange.guard import LIMITS, MB
from muster.exchange.models import Import
from muster.exchange.queries import faulty_rows
from muster.jobs import queries as job_queries
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.packs import load
from muster.season.models import Season
from muster.season.rules import Can
from muster.shell.jobs import job_context
from muster.shell.tables import Column, Table
from muster.shell.xlsx import CONTENT_TYPE, Sheet, sheet_response
from muster.site.workbook.book import open_book
from muster.site.workbook.export import export as write_book
from muster.site.workbook.export import write_blank
from muster.site.workbook.forms import UploadForm
from muster.site.workbook.preview import Preview, place_of, said_of
from muster.site.workbook.rights import must_apply, must_reach
from muster.site.workbook.tasks import APPLY, READ
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs

UPLOADS: Final = "uploads"
PAST: Final = (
    Column(
        "file_name",
        _("Workbook"),
        sort="file_name",
        link=lambda one: reverse("workbook:preview", args=[one.pk]),
    ),
    Column("state", _("State"), sort="state", value=lambda one: one.get_state_display()),
    Column("made_at", _("Read at"), sort="made_at", kind="moment"),
    Column("made_by", _("By"), sort="made_by"),
)


@needs(Can.OPEN)
def start(request: HttpRequest) -> HttpResponse:
    """Send a workbook; below the form what was sent before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            job = _send(request, form.cleaned_data)
            return redirect("workbook:work", job.pk)
        except DomainError as refused:
            form.add_error("file", str(refused))
            status = refused.status
    table = Table(
        request, _imports(request), PAST, order="-made_at", title=_("Workbooks"), name="imports"
    )
    seasons = Season.objects.order_by("-starts_on")
    packs = [(key, label) for key, label in form.fields["pack"].choices if key]  # type: ignore[attr-defined]  # a choice field
    return render(
        request,
        "site/workbook.html",
        {"form": form, "table": table, "seasons": seasons, "packs": packs},
        status=status,
    )


def _send(request: HttpRequest, said: dict[str, Any]) -> Job:
    season = Season.objects.filter(key=said["season"]).first() or Season.objects.first()
    must_reach(account_of(request), season.pk if season else None)
    path = _kept(said["file"])
    return jobs.start(
        READ,
        actor=actor_of(request),
        params={
            "path": str(path),
            "name": said["file"].name,
            "season": said["season"],
            "pack": said["pack"],
        },
        now=clock.now(),
    )


def _kept(upload: Any) -> Path:
    """The upload in the data directory, under a name of ours. Raises TooLarge."""
    size = upload.size or 0
    if size > LIMITS.file_mb * MB:
        raise TooLarge(name=upload.name, size_mb=size / MB, limit_mb=LIMITS.file_mb)
    folder = settings.MUSTER_DATA / UPLOADS
    folder.mkdir(exist_ok=True, mode=0o700)
    path: Path = folder / secrets.token_hex(16)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return path


def _imports(request: HttpRequest) -> QuerySet[Import]:
    """What the asker may look at: imports of seasons that he may open, and his own."""
    account = account_of(request)
    mine = [season.pk for season in Season.objects.all() if _may(account, season.pk)]
    found = Import.objects.filter(season_id__in=mine)
    return found | Import.objects.filter(made_by=actor_of(request).name)


def _may(account: Any, season_id: int | None) -> bool:
    try:
        must_reach(account, season_id)
    except DomainError:
        return False
    return True


@needs(Can.OPEN)
def work(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress of reading or applying; the panel asks this address for itself again."""
    job = _job(request, job_id)
    about = {
        "panel_url": reverse("workbook:work", args=[job.pk]),
        "cancel_url": reverse("jobs:cancel", args=[job.pk]),
        "next_url": reverse("workbook:done", args=[job.pk]),
    }
    if request.headers.get("HX-Request"):
        panel = job_context(job, now=clock.now(), title=job.title, **about)
        return render(request, "shell/_job.html", panel)
    return render(request, "site/job.html", {"job": job, **about})


@needs(Can.OPEN)
def done(request: HttpRequest, job_id: int) -> HttpResponse:
    """Where the work leads: its preview, or back to the form."""
    job = _job(request, job_id)
    import_id = job.result.get("import_id") or job.params.get("import_id")
    if import_id is None:
        return redirect("workbook:work", job.pk)
    return redirect("workbook:preview", import_id)


def _job(request: HttpRequest, job_id: int) -> Job:
    own = job_queries.own_jobs(account_of(request))
    return get_object_or_404(own, pk=job_id, kind__in=(READ, APPLY))


@needs(Can.OPEN)
def preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What a workbook would change, row by row."""
    staged = _staged(request, import_id)
    shown = Preview(staged, request)
    return shown.table.respond("site/workbook_preview.html", {"preview": shown, "staged": staged})


@require_POST
@needs(Can.OPEN)
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Apply the preview as long work."""
    staged = _staged(request, import_id)
    must_apply(account_of(request), staged)
    job = jobs.start(
        APPLY,
        actor=actor_of(request),
        params={"import_id": staged.pk},
        season_id=staged.season_id,
        now=clock.now(),
    )
    return redirect("workbook:work", job.pk)


@require_POST
@needs(Can.OPEN)
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Give the preview up."""
    services.drop(_staged(request, import_id).pk)
    return redirect("workbook:start")


@needs(Can.OPEN)
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """Everything that is wrong, as a workbook to work through."""
    staged = _staged(request, import_id)
    reading = open_book(None, staged.counts[services.KEPT])
    rows = [(*place_of(row, reading), said) for row in faulty_rows(staged) for said in said_of(row)]
    heads = [str(_("Sheet")), str(_("Row")), str(_("What")), str(_("Remark"))]
    sheet = Sheet(title=str(_("Remarks")), heads=heads, rows=rows, widths=(18, 8, 30, 80))
    return sheet_response([sheet], filename="remarks.xlsx")


def _staged(request: HttpRequest, import_id: int) -> Import:
    return get_object_or_404(_imports(request), pk=import_id)


@needs(Can.OPEN)
def export(request: HttpRequest, season: str) -> HttpResponse:
    """The season as its workbook."""
    found = get_object_or_404(Season, key=season)
    must_reach(account_of(request), found.pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{found.key}.xlsx"
        write_book(found, path)
        return _file(path)


@needs(Can.OPEN)
def blank(request: HttpRequest, pack: str) -> HttpResponse:
    """An empty workbook with every sheet and column, each saying what it unlocks."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{pack}.xlsx"
        write_blank(load(pack), path)
        return _file(path)


def _file(path: Path) -> HttpResponse:
    response = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, path.name)  # noqa: FBT003  # Django's own signature
    return response
