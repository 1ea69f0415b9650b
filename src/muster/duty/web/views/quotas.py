"""Quotas: what units are asked for, the names they return on a page or in a workbook."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.models import Quota, Roster, Split
from muster.duty.queries.quota_gap import asks_by_skill, gap_of
from muster.duty.queries.quotas import (
    unit_lines,
)
from muster.duty.rules import Can
from muster.duty.services.quotas import SPLIT
from muster.duty.web.excel_quotas import quota_sheets
from muster.duty.web.focus import roster_of
from muster.duty.web.forms import SplitForm, VersionForm
from muster.jobs.models import Job
from muster.packs import Pack, load
from muster.shell.jobs import job_context
from muster.shell.xlsx import sheet_response
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


@needs(Can.READ_QUOTAS)
def quotas(request: HttpRequest, roster_id: int) -> HttpResponse:
    """What every unit is asked for, has named and still owes."""
    roster = roster_of(request, roster_id)
    split = Split.objects.select_related("roster__season").filter(roster=roster).first()
    seen = scope(request.user, Quota)
    rows = unit_lines(split, seen) if split is not None else []
    about = {
        "gap": gap_of(split) if split is not None else None,
        "skills": asks_by_skill(split, seen, pack=pack_of_split(split))
        if split is not None
        else {},
        "roster": roster,
        "split": split,
        "rows": rows,
        "asked": sum(row.asked for row in rows),
        "named": sum(row.named for row in rows),
        "owed": sum(row.owed for row in rows),
        "refused": sum(row.refused for row in rows),
        "form": SplitForm(),
        "version_form": VersionForm(initial={"version": roster.version}),
        "may_draft": roster.state == Roster.State.DRAFT
        and is_allowed(request.user, Can.DRAFT, roster),
        **_job_about(roster),
    }
    return render(request, "duty/quotas.html", about)


@needs(Can.READ_QUOTAS)
def quotas_excel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """What is asked of all units, and what of nobody, as a workbook."""
    split = get_object_or_404(
        scope(request.user, Split).select_related("roster__season"), roster=roster_id
    )
    sheets = quota_sheets(split, scope(request.user, Quota), pack=pack_of_split(split))
    return sheet_response(sheets, filename=f"quotas-{split.roster.number}.xlsx")


@require_POST
@needs(Can.DRAFT)
def share_out(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Begin to share the people of a draft out among the units."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster)
    form = SplitForm(request.POST)
    per = form.cleaned_data["per"] if form.is_valid() else "shift"
    services.start_split(actor_of(request), roster=roster, per=per, now=now())
    return redirect("duty:quotas", roster.pk)


@needs(Can.READ_QUOTAS)
def split_panel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The progress of the sharing out alone."""
    about = _job_about(roster_of(request, roster_id), ended=True)
    if about["job"] is None:
        raise Http404
    return render(request, "shell/_job.html", about)


@require_POST
@needs(Can.DRAFT)
def take(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Put every accepted name into the draft."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster)
    split = get_object_or_404(Split, roster=roster)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    services.take_names(actor_of(request), split=split, version=version, now=now())
    messages.success(request, _("The accepted names stand in the draft."))
    return redirect("duty:roster", roster.pk)


def pack_of_split(split: Split) -> Pack:
    """The rules of the season that a sharing out belongs to."""
    return load(split.roster.season.pack, split.roster.season.pack_version)


def _job_about(roster: Roster, *, ended: bool = False) -> dict[str, Any]:
    rows = Job.objects.filter(kind=SPLIT, params__roster=roster.pk)
    live = (Job.State.WAITING, Job.State.RUNNING)
    job = (rows if ended else rows.filter(state__in=live)).first()
    if job is None:
        last = rows.first()
        failed = last.message if last is not None and last.state == Job.State.FAILED else ""
        return {"job": None, "failed": failed}
    return job_context(
        job,
        panel_url=reverse("duty:split_panel", args=[roster.pk]),
        now=now(),
        title=_("Sharing out among the units"),
        next_url=reverse("duty:quotas", args=[roster.pk]),
    )
