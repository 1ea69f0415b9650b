"""The search for a standing roster: queue it, follow it, keep the best it found."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge import child
from muster.duty.bridge.course import Course
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.bridge.standing import problem_to_solve, rows_of
from muster.duty.bridge.standing_answer import duties_of_rows, standing_run_of
from muster.duty.bridge.standing_errand import SearchStanding, StandingFound
from muster.duty.errors import SolverDied
from muster.duty.errors.standing import (
    StandingBusy,
    StandingNotDraft,
    StandingNotPublished,
    StandingStale,
)
from muster.duty.models import Roster, StandingDuty, StandingRoster, StandingRun
from muster.duty.queries.standing_shifts import in_force_over, pack_of
from muster.duty.services.drafts import BATCH
from muster.duty.services.solving import tell
from muster.duty.services.standing import SOLVE_STANDING, copy_standing, live_standing_job
from muster.engines.roster.standing import StandingProblem
from muster.engines.roster.standing.judge import Judge
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded


def start_standing(actor: Actor, *, roster: StandingRoster, effort: Effort, now: datetime) -> Job:
    """Queue a search over a draft. Raises StandingNotDraft, StandingBusy."""
    if roster.state != Roster.State.DRAFT:
        raise StandingNotDraft(number=roster.number)
    if live_standing_job(roster) is not None:
        raise StandingBusy(number=roster.number)
    return jobs.start(
        SOLVE_STANDING,
        actor=actor,
        params={"roster": roster.pk, **asdict(effort)},
        season_id=roster.post.season_id,
        unit_id=roster.post.unit_id,
        now=now,
    )


def mend_standing(
    actor: Actor, *, roster: StandingRoster, effort: Effort, now: datetime
) -> StandingRoster:
    """A draft of a roster in force, and a search in it that keeps near what was published.

    Raises StandingNotPublished.
    """
    if roster.state != Roster.State.PUBLISHED:
        raise StandingNotPublished(number=roster.number)
    draft = copy_standing(actor, roster=roster, now=now)
    start_standing(actor, roster=draft, effort=effort, now=now)
    return draft


def solve_standing(
    actor: Actor, *, roster_id: int, effort: Effort, handle: Handle, now: datetime
) -> Mapping[str, Any]:
    """Search and store: reads first, then the child, then one short write.

    Raises SolverDied, StandingStale when the draft was changed while the search ran.
    """
    roster = StandingRoster.objects.select_related("post__season").get(pk=roster_id)
    if roster.state != Roster.State.DRAFT:
        raise StandingNotDraft(number=roster.number)
    version = roster.version
    handle.report(0.02, _("Gathering staff, cover and requests"))
    near = in_force_over(roster) if effort.aim is Aim.MEND else None
    problem, course = problem_to_solve(roster, near=near), Course()
    try:
        found = child.send(
            SearchStanding(problem=problem, effort=effort),
            progress=lambda standing: tell(handle, course, standing),
            should_stop=handle.should_stop,
        )
    except child.SearchFailed as failure:
        raise SolverDied(why=str(failure)) from failure
    assert isinstance(found, StandingFound)
    store_standing(
        actor,
        roster=roster,
        version=version,
        problem=problem,
        found=found,
        effort=effort,
        course=course.text(),
        now=now,
    )
    return {"roster": roster_id, "clashes": len(found.clashes)}


def store_standing(
    actor: Actor,
    *,
    roster: StandingRoster,
    version: int,
    problem: StandingProblem,
    found: StandingFound,
    effort: Effort,
    now: datetime,
    course: str = "",
) -> StandingRun:
    """Keep the record of a search, and its duties where they are no worse than those held.

    Raises StandingStale, StandingNotDraft.
    """
    with recorded(actor, now=now) as record:
        moved = StandingRoster.objects.filter(
            pk=roster.pk, version=version, state=Roster.State.DRAFT
        ).update(version=version + 1)
        if not moved:
            raise StandingStale
        run = standing_run_of(
            roster,
            problem=problem,
            found=found,
            effort=effort,
            course=course,
            started_at=now,
            asked_by=actor.name,
        )
        run.save()
        if found.answer is None:
            clashes = [[who, list(rules)] for who, rules in found.clashes]
            StandingRoster.objects.filter(pk=roster.pk).update(
                clashes=clashes, penalty=None, bound=None
            )
        elif _is_no_worse(roster, problem, found.answer.penalty):
            _replace_duties(roster, found)
        record(
            kind="standing.solved",
            subject=f"standing:{roster.pk}",
            season=roster.post.season_id,
            unit=roster.post.unit_id,
            audience=Audience.SAFETY,
            body={
                "number": roster.number,
                "run": run.pk,
                "input": run.input_sha256,
                "penalty": run.penalty,
                "clashes": len(found.clashes),
            },
        )
    return run


def _is_no_worse(roster: StandingRoster, problem: StandingProblem, penalty: int) -> bool:
    """A search that was stopped at once must not undo a longer one, or what was published."""
    if not roster.duties.exists():
        return True
    judge, rows = Judge(problem), rows_of(roster, problem)
    return bool(judge.broken(rows)) or penalty <= judge.penalty(rows)


def _replace_duties(roster: StandingRoster, found: StandingFound) -> None:
    assert found.answer is not None
    locked = frozenset(roster.duties.filter(is_locked=True).values_list("officer", "day", "shift"))
    rows = duties_of_rows(roster, found.answer.rows, locked=locked, pack=pack_of(roster))
    roster.duties.all().delete()
    StandingDuty.objects.bulk_create(rows, batch_size=BATCH)
    StandingRoster.objects.filter(pk=roster.pk).update(
        clashes=[], penalty=found.answer.penalty, bound=found.answer.bound
    )
