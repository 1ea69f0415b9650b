"""What the worker does every night: problems up, the day's figures, the counters' proof."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.jobs.models import Job
from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor
from muster.season import commands
from muster.season.models import Congress, Season
from muster.season.registry.closing_file import Asked
from muster.season.services.closing_file import KIND, make_closing_file
from muster.season.services.kept import sweep
from muster.tree import clock
from muster.tree.actors import actor_for
from muster.tree.scope import scope

WORKER = Actor(name="muster", via="worker")


@job(KIND, title=gettext_lazy("Making the closing file of a congress"))
def closing_file(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make the closing file of a congress as its asker may see it; a stopped one leaves nothing."""
    asked_for = Job.objects.select_related("owner__person").get(pk=handle.job_id)
    account = asked_for.owner
    if account is None:
        raise ValueError("a closing file is made for somebody")
    rows = scope(account, Congress).select_related("season_unit__season", "season")
    made = make_closing_file(
        Asked(
            congress=rows.get(pk=params["congress"]),
            account=account,
            actor=actor_for(account, via="worker"),
            now=clock.now(),
        ),
        job_id=handle.job_id,
        should_stop=handle.should_stop,
        report=handle.report,
    )
    if made is None:
        return {}
    return {
        "sha256": made.sha256,
        "files": made.files,
        "held_back": made.held_back,
        "size_bytes": made.size_bytes,
        "url": params["url"],
    }


@job(
    "season.sweep_files",
    title=gettext_lazy("Removing files that nothing points at"),
    daily_at=time(23, 45),
)
def sweep_files(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Remove what killed processes and pages that were never sent left behind."""
    return {"removed": sweep()}


@job("season.close_day", title=gettext_lazy("Closing the day"), daily_at=time(23, 50))
def close_day(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Close the day of every season that runs: problems up, figures taken, counters proved."""
    today, said = clock.today(), {}
    seasons = Season.objects.filter(starts_on__lte=today, ends_on__gte=today)
    for number, season in enumerate(seasons, start=1):
        said[season.key] = [verb(season, WORKER, clock.now()) for verb in commands.VERBS.values()]
        handle.report(number / len(seasons), _("closed the day of %(name)s") % {"name": season})
    return said
