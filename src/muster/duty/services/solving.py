"""The search for a roster: queue it, follow it, keep the best it found."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge import child
from muster.duty.bridge.answer import assignments_of, open_places_of, run_of
from muster.duty.bridge.course import Course
from muster.duty.bridge.errands import Effort, Found, Standing
from muster.duty.bridge.problem import pairs_of, problem_of
from muster.duty.errors import RosterBusy, RosterNotDraft, SolverDied
from muster.duty.models import Assignment, OpenPlace, Roster, Run
from muster.duty.services.drafts import BATCH, taken
from muster.duty.services.settle import settle
from muster.engines.roster import Problem, Solution
from muster.engines.roster.rules import Judge
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

SOLVE = "duty.solve"


def start_solving(actor: Actor, *, roster: Roster, effort: Effort, now: datetime) -> Job:
    """Queue a search over a draft. Raises RosterNotDraft, RosterBusy."""
    if roster.state != Roster.State.DRAFT:
        raise RosterNotDraft(number=roster.number)
    if live_job(roster) is not None:
        raise RosterBusy(number=roster.number)
    return jobs.start(
        SOLVE,
        actor=actor,
        params={"roster": roster.pk, **asdict(effort)},
        season_id=roster.season_id,
        now=now,
    )


def live_job(roster: Roster) -> Job | None:
    """The search that is waiting or running for this roster."""
    return Job.objects.filter(
        kind=SOLVE,
        params__roster=roster.pk,
        state__in=(Job.State.WAITING, Job.State.RUNNING),
    ).first()


def solve_roster(
    actor: Actor, *, roster_id: int, effort: Effort, handle: Handle, now: datetime
) -> Mapping[str, Any]:
    """Search and store: reads first, then the child, then one short write.

    Raises SolverDied, RosterStale when the draft was changed while the search ran.
    """
    roster = Roster.objects.select_related("season").get(pk=roster_id)
    if roster.state != Roster.State.DRAFT:
        raise RosterNotDraft(number=roster.number)
    version = roster.version
    handle.report(0.02, _("Gathering posts, people and vehicles"))
    problem, course = problem_of(roster), Course()
    try:
        found = child.search(
            problem,
            effort=effort,
            progress=lambda standing: tell(handle, course, standing),
            should_stop=handle.should_stop,
        )
    except child.SearchFailed as failure:
        raise SolverDied(why=str(failure)) from failure
    answer = found.answer
    if is_better(roster, problem, answer):
        store_answer(
            actor,
            roster_id=roster_id,
            version=version,
            problem=problem,
            found=found,
            effort=effort,
            course=course.text(),
            now=now,
        )
    return {"roster": roster_id, "uncovered": answer.value.uncovered, "score": answer.value.cost}


def is_better(roster: Roster, problem: Problem, answer: Solution) -> bool:
    """Whether the answer is at least as good as what an earlier search left in the draft.

    A search that was stopped at once, or was given too little time, must not undo a longer one.
    """
    held = pairs_of(roster)
    if not held:
        return True
    score = Judge(problem).score(held)
    if score.broken or roster.score is None:
        return True
    new, old = answer.value, score.value
    return (new.uncovered, new.cost) <= (old.uncovered + 1e-6, old.cost + 1e-6)


def store_answer(
    actor: Actor,
    *,
    roster_id: int,
    version: int,
    problem: Problem,
    found: Found,
    effort: Effort,
    now: datetime,
    course: str = "",
) -> Run:
    """Replace the draft's assignments by the answer's. Raises RosterStale, RosterNotDraft."""
    answer = found.answer
    with recorded(actor, now=now) as record:
        roster = taken(roster_id, version)
        Assignment.objects.filter(roster=roster).delete()
        roster.open_places.all().delete()
        fixed = frozenset(problem.fixed)
        rows = assignments_of(roster, answer.assignments, locked=fixed)
        Assignment.objects.bulk_create(rows, batch_size=BATCH)
        OpenPlace.objects.bulk_create(open_places_of(roster, found), batch_size=BATCH)
        settle(roster)
        run = run_of(
            roster,
            problem=problem,
            found=found,
            effort=effort,
            course=course,
            started_at=now,
            asked_by=actor.name,
        )
        run.save()
        Roster.objects.filter(pk=roster.pk).update(
            uncovered=answer.value.uncovered,
            uncovered_bound=answer.bound.uncovered,
            score=answer.value.cost,
            score_bound=answer.bound.cost,
        )
        record(
            kind="roster.solved",
            subject=f"roster:{roster.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body={
                "number": roster.number,
                "run": run.pk,
                "input": run.input_sha256,
                "assignments": len(rows),
                "open": roster.shifts_open,
            },
        )
    return run


def tell(handle: Handle, course: Course, standing: Standing) -> None:
    """Pass on how a search stands, with the course that it took so far."""
    course.note(standing)
    handle.report(
        standing.share,
        _("Trying arrangements"),
        seconds=round(standing.seconds, 1),
        uncovered=standing.uncovered,
        uncovered_bound=standing.uncovered_bound,
        score=standing.score,
        score_bound=standing.score_bound,
        course=course.text(),
    )
