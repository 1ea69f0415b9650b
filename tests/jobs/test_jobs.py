"""Long work: started once, watched, cancelled, and settled after a crash."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

import pytest

from muster.errors import DomainError
from muster.jobs import registry, services
from muster.jobs.errors import JobAlreadyEnded, JobRunsAlready
from muster.jobs.models import Job
from muster.jobs.registry import Daily, Handle
from muster.ledger.actor import Actor

NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
ADA = Actor(name="Ada", via="page")
pytestmark = pytest.mark.django_db(databases=["default", "queue"])


class NoSuchThing(DomainError):
    code = "test.no_such_thing"
    template = "There is no %(thing)s."


def adds(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    handle.report(0.5, "half", gap=0.25)
    return {"sum": params["a"] + params["b"]}


def refuses(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    raise NoSuchThing(thing="unicorn")


def breaks(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    raise ZeroDivisionError


def keeps_the_best(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    services.cancel(handle.job_id, now=NOW)
    rounds = 0
    while not handle.should_stop():
        rounds += 1
    return {"best": 7}


@pytest.fixture(autouse=True)
def runners(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"adds": adds, "refuses": refuses, "breaks": breaks, "keeps": keeps_the_best}
    monkeypatch.setattr(registry, "RUNNERS", known)
    monkeypatch.setattr(services, "RUNNERS", known)


def start(kind: str, **params: Any) -> Job:
    return services.start(kind, actor=ADA, params=params, now=NOW)


def test_a_job_runs_to_its_result() -> None:
    job = services.run(start("adds", a=2, b=3).pk)

    assert (job.state, job.progress, job.result) == (Job.State.DONE, 1.0, {"sum": 5})
    assert (job.message, job.figures) == ("", {"gap": 0.25})


def test_a_refusal_ends_the_job_with_its_code_and_sentence() -> None:
    job = services.run(start("refuses").pk)

    assert (job.state, job.error_code) == (Job.State.FAILED, "test.no_such_thing")
    assert job.message == "There is no unicorn."


def test_a_bug_ends_the_job_and_goes_on_to_the_log() -> None:
    job = start("breaks")

    with pytest.raises(ZeroDivisionError):
        services.run(job.pk)

    assert Job.objects.get(pk=job.pk).error_code == "bug"


def test_a_cancelled_job_keeps_the_best_it_had() -> None:
    job = services.run(start("keeps").pk)

    assert (job.state, job.result) == (Job.State.CANCELLED, {"best": 7})


def test_a_waiting_job_ends_at_once_when_cancelled_and_never_runs() -> None:
    job = services.cancel(start("adds", a=1, b=1).pk, now=NOW)

    assert services.run(job.pk).state == Job.State.CANCELLED
    assert Job.objects.get(pk=job.pk).result == {}


def test_an_ended_job_cannot_be_cancelled() -> None:
    job = services.run(start("adds", a=1, b=1).pk)

    with pytest.raises(JobAlreadyEnded) as refusal:
        services.cancel(job.pk, now=NOW)
    assert refusal.value.code == "job.already_ended"


def test_the_same_work_does_not_run_twice_at_once() -> None:
    start("adds", a=1, b=1)

    with pytest.raises(JobRunsAlready):
        start("adds", a=1, b=1)
    assert start("adds", a=1, b=2).state == Job.State.WAITING


def test_a_job_runs_once_however_often_the_queue_calls() -> None:
    job = services.run(start("adds", a=1, b=1).pk)
    again = services.run(job.pk)

    assert (again.state, again.ended_at) == (Job.State.DONE, job.ended_at)


def test_after_a_crash_running_jobs_fail_and_waiting_ones_are_queued_again() -> None:
    crashed, waiting = start("adds", a=1, b=1), start("adds", a=2, b=2)
    Job.objects.filter(pk=crashed.pk).update(state=Job.State.RUNNING)

    assert services.pick_up_after_restart(now=NOW) == (1, 1)
    assert Job.objects.get(pk=crashed.pk).error_code == "job.interrupted"
    assert services.run(waiting.pk).state == Job.State.DONE


def test_a_daily_job_starts_once_a_day_at_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "DAILY", [Daily(kind="adds", at=time(9, 42))])
    early = datetime(2030, 8, 16, 2, 41, tzinfo=UTC)
    next_day = datetime(2030, 8, 17, 3, 0, tzinfo=UTC)

    assert services.start_daily(actor=ADA, now=early) == []
    (first,) = services.start_daily(actor=ADA, now=NOW)
    assert services.start_daily(actor=ADA, now=NOW) == []
    Job.objects.filter(pk=first.pk).update(state=Job.State.DONE)
    assert len(services.start_daily(actor=ADA, now=next_day)) == 1


def test_two_runners_for_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="two runners"):
        registry.job("adds", title="Adding")(adds)
