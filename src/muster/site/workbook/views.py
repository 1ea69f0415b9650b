"""The season workbook on the page: upload, preview, apply, and out again."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.models import Import
from muster.jobs import queries as job_queries
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.packs import Pack, available, load
from muster.season.models import Season
from muster.season.rules import Can
from muster.shell.jobs import job_context
from muster.shell.tables import Column, Table
from muster.shell.xlsx import CONTENT_TYPE, sheet_response
from muster.site.workbook.book import KEY, open_book
from muster.site.workbook.errors import PackNotNamed
from muster.site.workbook.export import export as write_book
from muster.site.workbook.export import write_blank
from muster.site.workbook.forms import UploadForm
from muster.site.workbook.naming import (
    Pending,
    Target,
    forget,
    must_ask,
    name_columns,
    namings_of,
    pending,
)
from muster.site.workbook.pasting import as_file
from muster.site.workbook.preview import Preview, remarks
from muster.site.workbook.rights import must_apply, must_reach
from muster.site.workbook.sheets import all_sheets
from muster.site.workbook.sheets.season import congresses
from muster.site.workbook.tasks import APPLY, READ
from muster.site.workbook.uploads import keep_content, keep_upload
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs

# Nobody keeps these in an Excel of his own: their rows are settings and matrices of ours.
NOT_ONES_OWN: Final = ("settings", "progress")
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
            return _send(request, form.cleaned_data)
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


def _send(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Read the file as long work; one of a layout of its own is asked about first."""
    season = Season.objects.filter(key=said["season"]).first() or Season.objects.first()
    must_reach(account_of(request), season.pk if season else None)
    rules = _rules(said, season)
    path, name = _sent(said, rules)
    kept = {"season": said["season"], "pack": said["pack"]}
    waiting = Pending(path=path, name=name, said=kept)
    if rules is not None and must_ask(
        path, waiting.name, book=KEY, place="", specs=all_sheets(rules)
    ):
        return redirect("workbook:columns", waiting.signed())
    return _begin(request, waiting)


def _sent(said: Mapping[str, Any], rules: Pack | None) -> tuple[Path, str]:
    """The file with its name; a pasted list is one of the Congresses sheet."""
    if said["file"]:
        return keep_upload(said["file"]), said["file"].name
    if rules is None:
        raise PackNotNamed(known=", ".join(sorted({ref.key for ref in available()})))
    name = f"{_('Congress season')}.tsv"
    return keep_content(as_file(said["block"], congresses(rules))), name


def _rules(said: Mapping[str, Any], season: Season | None) -> Pack | None:
    if season is not None:
        return load(season.pack, season.pack_version)
    return load(said["pack"]) if said["pack"] else None


def _begin(request: HttpRequest, waiting: Pending) -> HttpResponse:
    job = jobs.start(
        READ,
        actor=actor_of(request),
        params={"path": str(waiting.path), "name": waiting.name, **waiting.said},
        now=clock.now(),
    )
    return redirect("workbook:work", job.pk)


@needs(Can.OPEN)
def columns(request: HttpRequest, token: str) -> HttpResponse:
    """Which columns of the file are which of ours."""
    said = pending(token).said
    season = Season.objects.filter(key=said["season"]).first() or Season.objects.first()
    must_reach(account_of(request), season.pk if season else None)
    rules = _rules(said, season)
    if rules is None:
        raise Http404
    target = Target(
        book=KEY,
        place="",
        specs=[spec for spec in all_sheets(rules) if spec.key not in NOT_ONES_OWN],
        back=reverse("workbook:start"),
        go_on=lambda waiting: _begin(request, waiting),
    )
    return name_columns(request, token, target)


@require_POST
@needs(Can.OPEN)
def forget_columns(request: HttpRequest, import_id: int, naming_id: int) -> HttpResponse:
    """Ask about this layout again the next time."""
    forget(_staged(request, import_id), naming_id=naming_id, request=request)
    return redirect("workbook:preview", import_id)


def _imports(request: HttpRequest) -> QuerySet[Import]:
    """What the asker may look at: imports of seasons that he may open, and his own."""
    account = account_of(request)
    mine = [season.pk for season in Season.objects.all() if _may(account, season.pk)]
    every = Import.objects.filter(book=KEY)
    found = every.filter(season_id__in=mine)
    return found | every.filter(made_by=actor_of(request).name)


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
    shown = Preview(staged, request, open_book(None, staged.counts[services.KEPT]))
    context = {
        "preview": shown,
        "staged": staged,
        "apply_url": reverse("workbook:apply", args=[staged.pk]),
        "drop_url": reverse("workbook:drop", args=[staged.pk]),
        "faults_url": reverse("workbook:faults", args=[staged.pk]),
        "namings": namings_of(staged),
        "forget": "workbook:forget-columns",
    }
    return shown.table.respond("site/workbook_preview.html", context)


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
    sheet = remarks(staged, open_book(None, staged.counts[services.KEPT]))
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
