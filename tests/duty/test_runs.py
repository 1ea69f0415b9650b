"""Runs as records: what they keep, who may read their files, whether they repeat."""

import gzip
import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_duty as make
from tests.duty.test_rosters import FAST, Quiet, solved
from tests.duty.test_search import BACKEND, planner

from muster.duty.errors import RunUnreadable
from muster.duty.models import Roster, Run
from muster.duty.services.checking import check_run
from muster.duty.services.solving import solve_roster
from muster.engines.roster.files.reading import problem_from_json
from muster.engines.roster.files.writing import solution_from_json
from muster.engines.roster.rules import Judge
from muster.ledger.models import Entry
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def run_of(world: make.World) -> Run:
    make.officers(world)
    make.plan(make.event(world))
    roster = make.draft(world)
    solve_roster(make.ACTOR, roster_id=roster.pk, effort=FAST, handle=Quiet(), now=make.NOW)
    return Run.objects.select_related("roster").get(roster=roster)


def test_a_run_counted_by_steps_repeats() -> None:
    world = make.world()
    run = run_of(world)

    found = check_run(make.ACTOR, run_id=run.pk, handle=Quiet(), now=make.NOW)

    run.refresh_from_db()
    assert run.by_count
    assert found["assignments_same"]
    assert found["input_same"]
    assert found["is_legal"]
    assert found["values_same"]
    assert run.check_found == found
    assert Entry.objects.filter(kind="roster.run_checked").count() == 1
    said = planner(world).get(reverse("duty:run", args=[run.pk])).content.decode()
    assert "ra đúng bảng phân công ấy" in said


def test_a_record_that_was_tampered_with_is_found_out() -> None:
    world = make.world()
    run = run_of(world)
    Run.objects.filter(pk=run.pk).update(score=run.score + 5, input_sha256="0" * 64)

    found = check_run(make.ACTOR, run_id=run.pk, handle=Quiet(), now=make.NOW)

    assert not found["input_same"]
    assert not found["values_same"]


def test_the_files_are_what_the_checker_reads() -> None:
    world = make.world()
    roster = make_solved(world)
    run = roster.runs.get()
    client = planner(world)

    asked = client.get(reverse("duty:problem_json", args=[run.pk])).content
    answer = client.get(reverse("duty:answer_json", args=[run.pk])).content

    assert hashlib.sha256(asked).hexdigest() == run.input_sha256
    problem = problem_from_json(json.loads(asked))
    solution = solution_from_json(json.loads(answer))
    score = Judge(problem).score(solution.assignments)
    assert score.broken == ()
    assert score.value.uncovered == run.uncovered


def make_solved(world: make.World) -> Roster:
    make.officers(world)
    make.plan(make.event(world))
    return solved(make.draft(world))


def test_files_of_another_form_are_refused_by_name() -> None:
    world = make.world()
    run = make_solved(world).runs.get()
    Run.objects.filter(pk=run.pk).update(answer_gz=gzip.compress(b"{}"))

    with pytest.raises(RunUnreadable):
        check_run(make.ACTOR, run_id=run.pk, handle=Quiet(), now=make.NOW)


def test_a_reader_sees_the_runs_and_cannot_repeat_them() -> None:
    world = make.world()
    roster = make_solved(world)
    run = roster.runs.get()
    client = Client()
    client.force_login(make.account(Role.AUDITOR, on=world.root), backend=BACKEND)

    for name, pk in (("runs", roster.pk), ("run", run.pk), ("run_panel", run.pk)):
        if name != "run_panel":
            assert client.get(reverse(f"duty:{name}", args=[pk])).status_code == 200, name
    assert client.post(reverse("duty:check_run", args=[run.pk])).status_code == 403
    stranger = Client()
    stranger.force_login(make.account(on=world.root), backend=BACKEND)
    assert stranger.get(reverse("duty:problem_json", args=[run.pk])).status_code in (403, 404)
