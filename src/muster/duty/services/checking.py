"""A run is a record: held against its input, counted anew, and run again."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge import child
from muster.duty.bridge.course import Course
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.errors import RunUnreadable, SolverDied
from muster.duty.models import Run
from muster.duty.services.solving import tell
from muster.engines.roster import Problem, ProblemError, Solution
from muster.engines.roster.files.reading import problem_from_json
from muster.engines.roster.files.writing import solution_from_json
from muster.engines.roster.rules import Judge
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

CHECK_RUN = "duty.check_run"
CLOSE = 1e-3  # relative: a value that was written with three decimals


def start_checking(actor: Actor, *, run: Run, now: datetime) -> Job:
    """Queue the check of a run. Raises JobRunsAlready while it waits or runs."""
    return jobs.start(
        CHECK_RUN,
        actor=actor,
        params={"run": run.pk},
        season_id=run.roster.season_id,
        now=now,
    )


def check_run(actor: Actor, *, run_id: int, handle: Handle, now: datetime) -> Mapping[str, Any]:
    """Hold a run against its own input and run it again. Raises RunUnreadable, SolverDied.

    Ended by iterations, the same assignments must come out; ended by seconds, the machine had a
    say, so only the values are compared.
    """
    run = Run.objects.select_related("roster").get(pk=run_id)
    problem, answer = read_run(run)
    score = Judge(problem).score(answer.assignments)
    effort = effort_of(run)
    course = Course()
    handle.report(0.02, _("Running it again"))
    try:
        again = child.search(
            problem,
            effort=effort,
            progress=lambda standing: tell(handle, course, standing),
            should_stop=handle.should_stop,
        ).answer
    except child.SearchFailed as failure:
        raise SolverDied(why=str(failure)) from failure
    found = {
        "input_same": hashlib.sha256(gzip.decompress(run.problem_gz)).hexdigest()
        == run.input_sha256,
        "is_legal": not score.broken,
        "values_same": _close(score.value.uncovered, run.uncovered)
        and _close(score.value.cost, run.score),
        "by_count": run.by_count,
        "assignments_same": again.assignments == answer.assignments,
        "uncovered_again": again.value.uncovered,
        "score_again": again.value.cost,
        "iterations_again": again.iterations,
    }
    with recorded(actor, now=now) as record:
        Run.objects.filter(pk=run.pk).update(check_found=found, checked_at=now)
        record(
            kind="roster.run_checked",
            subject=f"roster:{run.roster_id}",
            season=run.roster.season_id,
            audience=Audience.SAFETY,
            body={"run": run.pk, "input": run.input_sha256, **_plain(found)},
        )
    return found


def read_run(run: Run) -> tuple[Problem, Solution]:
    """What went into a run and what came out. Raises RunUnreadable."""
    try:
        problem = problem_from_json(json.loads(gzip.decompress(run.problem_gz)))
        answer = solution_from_json(json.loads(gzip.decompress(run.answer_gz)))
    except ProblemError as fault:
        raise RunUnreadable(why=fault.faults[0]) from fault
    return problem, answer


def effort_of(run: Run) -> Effort:
    """The effort that a run was given, or took."""
    return Effort(
        aim=Aim(run.aim),
        seconds=None if run.by_count else run.seconds,
        iterations=run.iterations if run.by_count else None,
        workers=run.workers,
        seed=run.seed,
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(1.0, abs(other))


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without fractions, which the record does not hold."""
    return {key: value for key, value in found.items() if isinstance(value, bool)}
