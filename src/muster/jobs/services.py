"""Start, watch, cancel and run long work.

A job leaves no ledger entry of its own: what it changes is recorded by the services that it
calls, under the name of the person who asked for it.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from muster.errors import DomainError
from muster.jobs.errors import JobAlreadyEnded, JobRunsAlready
from muster.jobs.models import Job
from muster.jobs.registry import RUNNERS
from muster.ledger.actor import Actor

LIVE: Final = (Job.State.WAITING, Job.State.RUNNING)
REPORT_EVERY_S: Final = 0.5
log = logging.getLogger(__name__)


def start(
    kind: str,
    *,
    actor: Actor,
    params: Mapping[str, Any],
    season_id: int | None = None,
    unit_id: int | None = None,
    now: datetime,
) -> Job:
    """Queue a job; the worker picks it up after this transaction commits.

    Raises JobRunsAlready while the same kind with the same parameters waits or runs, and
    KeyError for a kind that nobody registered.
    """
    RUNNERS[kind]
    with transaction.atomic():
        twin = Job.objects.filter(kind=kind, params=dict(params), state__in=LIVE).first()
        if twin is not None:
            raise JobRunsAlready(owner=twin.owner_name)
        job = Job.objects.create(
            kind=kind,
            owner_id=actor.account_id,
            owner_name=actor.name,
            season_id=season_id,
            unit_id=unit_id,
            params=dict(params),
            created_at=now,
        )
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


@transaction.atomic
def cancel(job_id: int, *, now: datetime) -> Job:
    """Ask a job to stop. A waiting one ends at once; a running one keeps the best it has."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state not in LIVE:
        raise JobAlreadyEnded(state=job.get_state_display())
    job.cancel_requested_at = now
    if job.state == Job.State.WAITING:
        job.state, job.ended_at = Job.State.CANCELLED, now
    job.save()
    return job


class RunningJob:
    """The handle that a runner gets; reports at most twice a second."""

    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        self._last_report = 0.0
        self._last_look = 0.0
        self._stop = False

    def report(self, share: float, message: str = "", **figures: float | str | None) -> None:
        """Write progress; calls that come too fast are passed over, the last one is not owed."""
        if time.monotonic() - self._last_report < REPORT_EVERY_S:
            return
        self._last_report = time.monotonic()
        changes: dict[str, Any] = {"progress": min(max(share, 0.0), 1.0)}
        if message:
            changes["message"] = message[:300]
        if figures:
            changes["figures"] = figures
        Job.objects.filter(pk=self.job_id).update(**changes)

    def should_stop(self) -> bool:
        """Look at most twice a second whether somebody asked to cancel."""
        if not self._stop and time.monotonic() - self._last_look >= REPORT_EVERY_S:
            self._last_look = time.monotonic()
            asked = Job.objects.filter(pk=self.job_id, cancel_requested_at__isnull=False)
            self._stop = asked.exists()
        return self._stop


def run(job_id: int) -> Job:
    """Run a waiting job to its end in this process and store how it ended.

    A refusal (DomainError) ends the job as failed with its code and sentence; anything else is a
    bug: the job is marked failed and the error goes on to the worker's log.
    """
    taken = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, started_at=timezone.now()
    )
    job = Job.objects.get(pk=job_id)
    if not taken:
        return job
    handle = RunningJob(job_id)
    try:
        result = dict(RUNNERS[job.kind](handle, job.params))
    except DomainError as refusal:
        return _end(job_id, Job.State.FAILED, message=str(refusal), error_code=refusal.code)
    except BaseException:
        text = _("An internal error; see the log.")
        _end(job_id, Job.State.FAILED, message=text, error_code="bug")
        raise
    state = Job.State.CANCELLED if handle._stop else Job.State.DONE  # noqa: SLF001  # same module
    return _end(job_id, state, result=result, progress=1.0, message="")


def _end(job_id: int, state: Job.State, **fields: Any) -> Job:
    Job.objects.filter(pk=job_id).update(state=state, ended_at=timezone.now(), **fields)
    return Job.objects.get(pk=job_id)


@task()
def run_job(job_id: int) -> None:
    """What the queue calls."""
    run(job_id)


def pick_up_after_restart(*, now: datetime) -> tuple[int, int]:
    """Settle what an earlier worker left: running jobs failed, waiting ones queued again.

    Returns (failed, queued). Only the worker calls it, holding its role's lock. A job that the
    queue still knows runs once: :func:`run` takes a waiting job only.
    """
    failed = Job.objects.filter(state=Job.State.RUNNING).update(
        state=Job.State.FAILED,
        ended_at=now,
        error_code="job.interrupted",
        message=_("The worker was stopped while this ran. Nothing half-done was kept."),
    )
    waiting = list(Job.objects.filter(state=Job.State.WAITING).values_list("pk", flat=True))
    for job_id in waiting:
        run_job.enqueue(job_id)
    return failed, len(waiting)


def start_daily(*, actor: Actor, now: datetime) -> list[Job]:
    """Start each daily job whose local time has passed and that has not been started today."""
    from muster.jobs.registry import DAILY  # filled while the capabilities load

    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    started = []
    for daily in DAILY:
        today = Q(kind=daily.kind, created_at__gte=midnight)
        if local.time() >= daily.at and not Job.objects.filter(today).exists():
            started.append(start(daily.kind, actor=actor, params={}, now=now))
    return started
