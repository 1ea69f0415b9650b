"""Long work of this capability: fetch, call a service, report."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from muster.duty.bridge.errands import Aim, Effort
from muster.duty.services.checking import CHECK_RUN, check_run
from muster.duty.services.quotas import SPLIT, split_roster
from muster.duty.services.season import PLAN_SEASON, plan_season
from muster.duty.services.solving import SOLVE, solve_roster
from muster.duty.services.standing import SOLVE_STANDING
from muster.duty.services.standing_solving import solve_standing
from muster.duty.services.trying import TRY, run_trial
from muster.jobs.models import Job
from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor
from muster.season.models import Season
from muster.tree.clock import now


@job(SOLVE, title=_("Working out a roster"))
def solve(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Search for a roster in a process of its own and store what it found."""
    return solve_roster(
        author_of(handle),
        roster_id=params["roster"],
        effort=_effort(params),
        handle=handle,
        now=now(),
    )


@job(SOLVE_STANDING, title=_("Working out a standing roster"))
def solve_standing_roster(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Search for a standing roster in a process of its own and store what it found."""
    return solve_standing(
        author_of(handle),
        roster_id=params["roster"],
        effort=_effort(params),
        handle=handle,
        now=now(),
    )


@job(CHECK_RUN, title=_("Checking a search"))
def check(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Hold a run against its input and run it again."""
    return check_run(author_of(handle), run_id=params["run"], handle=handle, now=now())


@job(TRY, title=_("Trying changes on a roster"))
def try_changes(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Try the changes of a trial and keep the difference."""
    return run_trial(trial_id=params["trial"], handle=handle, now=now())


@job(SPLIT, title=_("Sharing out among the units"))
def share_out(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Share the people that a draft needs out among the units."""
    return split_roster(
        author_of(handle), roster_id=params["roster"], per=params["per"], handle=handle, now=now()
    )


@job(PLAN_SEASON, title=_("Planning the next days of the season"))
def plan_next_days(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Plan the next days of a season and draft their roster: how a new installation begins."""
    season = Season.objects.get(pk=params["season"])
    return plan_season(
        author_of(handle),
        season=season,
        days=params.get("days", 14),
        effort=Effort(seconds=params.get("seconds", 60)),
        handle=handle,
        now=now(),
    )


def _effort(params: Mapping[str, Any]) -> Effort:
    return Effort(
        aim=Aim(params["aim"]),
        seconds=params["seconds"],
        iterations=params["iterations"],
        workers=params["workers"],
        seed=params["seed"],
    )


def author_of(handle: Handle) -> Actor:
    """Who asked for the job: what it changes is recorded under that name."""
    asked = Job.objects.select_related("owner").get(pk=handle.job_id)
    return Actor(
        name=asked.owner_name,
        via="worker",
        account_id=asked.owner_id,
        person_id=asked.owner.person_id if asked.owner else None,
    )
