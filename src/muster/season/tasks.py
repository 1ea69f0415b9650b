"""What the worker does every night: problems up, the day's figures, the counters' proof."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.jobs.registry import Handle, job
from muster.ledger.actor import Actor
from muster.season import commands
from muster.season.models import Season
from muster.tree import clock

WORKER = Actor(name="muster", via="worker")


@job("season.close_day", title=gettext_lazy("Closing the day"), daily_at=time(23, 50))
def close_day(handle: Handle, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Close the day of every season that runs: problems up, figures taken, counters proved."""
    today, said = clock.today(), {}
    seasons = Season.objects.filter(starts_on__lte=today, ends_on__gte=today)
    for number, season in enumerate(seasons, start=1):
        said[season.key] = [verb(season, WORKER, clock.now()) for verb in commands.VERBS.values()]
        handle.report(number / len(seasons), _("closed the day of %(name)s") % {"name": season})
    return said
