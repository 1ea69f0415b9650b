"""What-if: choose changes, see what would become of the roster, make a draft of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.wishes import changes_of
from muster.duty.models import OpenPlace, Roster, Shift, Trial
from muster.duty.queries.changing import change_texts, to_do_elsewhere
from muster.duty.queries.naming import shift_name
from muster.duty.queries.people import crowd_of
from muster.duty.queries.reasons import open_lines
from muster.duty.queries.trials import outcome_of
from muster.duty.rules import Can
from muster.duty.services.trying import TRY
from muster.duty.web.focus import branches_of, roster_of
from muster.duty.web.forms_try import TryForm
from muster.errors import DomainError
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.packs import load
from muster.shell.jobs import job_context
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

SUGGESTED_FROM = 12  # open places whose ways are offered
TRIALS_SHOWN = 20
MOVERS_SHOWN = 60


@needs(Can.DRAFT)
def what_if(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Choose what to try; earlier trials of this roster stand beside it."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster)
    form = _form(request, roster)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                trial, _job = services.start_trial(
                    actor_of(request),
                    roster=roster,
                    changes=changes_of(roster, form.wish()),
                    now=now(),
                )
            except DomainError as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("duty:trial", trial.pk)
    rows = list(scope(request.user, Trial).filter(roster=roster)[:TRIALS_SHOWN])
    about = {
        "roster": roster,
        "form": form,
        "trials": [(row, change_texts(roster, row.changes)) for row in rows],
    }
    return render(request, "duty/what_if.html", about, status=status)


@needs(Can.READ_ROSTERS)
def trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """What a trial would change, before anything is changed."""
    found = _trial(request, trial_id)
    roster = found.roster
    pack = load(roster.season.pack, roster.season.pack_version)
    about = {
        "trial": found,
        "roster": roster,
        "said": change_texts(roster, found.changes),
        "elsewhere": to_do_elsewhere(roster, found.changes),
        "outcome": outcome_of(found, pack=pack),
        "movers_max": MOVERS_SHOWN,
        "movers_shown": f":{MOVERS_SHOWN}",
        "is_stale": roster.version != found.version,
        "failed": _failed(found),
        "may_draft": is_allowed(request.user, Can.DRAFT, roster),
        **_job_about(found),
    }
    return render(request, "duty/trial.html", about)


@needs(Can.READ_ROSTERS)
def trial_panel(request: HttpRequest, trial_id: int) -> HttpResponse:
    """The progress of a trial alone."""
    about = _job_about(_trial(request, trial_id), ended=True)
    if about["job"] is None:
        raise Http404
    return render(request, "shell/_job.html", about)


@require_POST
@needs(Can.DRAFT)
def cancel_trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Stop a trial; what it has is kept."""
    found = _trial(request, trial_id)
    require(request.user, Can.DRAFT, found.roster)
    job = _live_job(found)
    if job is not None:
        jobs.cancel(job.pk, now=now())
    return redirect("duty:trial", found.pk)


@require_POST
@needs(Can.DRAFT)
def apply_trial(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Make a draft of what the trial found."""
    found = _trial(request, trial_id)
    require(request.user, Can.DRAFT, found.roster)
    draft = services.apply_trial(actor_of(request), trial=found, now=now())
    return redirect("duty:roster", draft.pk)


def _form(request: HttpRequest, roster: Roster) -> TryForm:
    pack = load(roster.season.pack, roster.season.pack_version)
    people = crowd_of(roster, pack=pack)
    places = scope(request.user, OpenPlace).filter(roster=roster)
    lines = open_lines(
        places, pack=pack, names=people.names, units=people.lenders, limit=SUGGESTED_FROM
    )
    asked = request.GET.get("shift", "")
    shifts = [(line.place.shift_id, f"{line.post}, {line.when}, {line.event}") for line in lines]
    if asked.isdigit() and int(asked) not in dict(shifts):
        shifts += _asked_shift(request, int(asked))
    ways = [
        (f"{line.place.pk}:{way.number}", f"{way.text} → {line.post}, {line.when}")
        for line in lines
        for way in line.ways
    ]
    initial = {"ways": request.GET.getlist("way"), "shift": asked, "drop": request.GET.get("drop")}
    return TryForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        pack=pack,
        units=branches_of(roster.season),
        shifts=shifts,
        ways=ways,
    )


def _asked_shift(request: HttpRequest, shift_id: int) -> list[tuple[int, str]]:
    shift = (
        scope(request.user, Shift).select_related("post__plan__event").filter(pk=shift_id).first()
    )
    if shift is None:
        return []
    return [(shift.pk, f"{shift_name(shift)}, {shift.post.plan.event.name}")]


def _trial(request: HttpRequest, trial_id: int) -> Trial:
    rows = scope(request.user, Trial).select_related("roster__season__root", "became")
    found = rows.filter(pk=trial_id).first()
    if found is None:
        raise Http404
    return found


def _job_rows(found: Trial) -> Any:
    return Job.objects.filter(kind=TRY, params__trial=found.pk)


def _live_job(found: Trial) -> Job | None:
    job: Job | None = (
        _job_rows(found).filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
    )
    return job


def _failed(found: Trial) -> str:
    """Why the trial found nothing."""
    job = _job_rows(found).filter(state=Job.State.FAILED).first()
    return job.message if job is not None else ""


def _job_about(found: Trial, *, ended: bool = False) -> dict[str, Any]:
    job = _live_job(found) or (_job_rows(found).first() if ended else None)
    if job is None:
        return {"job": None}
    return job_context(
        job,
        panel_url=reverse("duty:trial_panel", args=[found.pk]),
        now=now(),
        title=_("Trying changes on a roster"),
        cancel_url=reverse("duty:cancel_trial", args=[found.pk]),
        next_url=reverse("duty:trial", args=[found.pk]),
    )
