"""The next days of a season in one go: plans for every event, a draft roster, the search."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from muster.duty.bridge.errands import Effort
from muster.duty.models import Roster
from muster.duty.queries.windows import events_between, midnight, next_window
from muster.duty.services.drafts import draft_roster
from muster.duty.services.plans import Skipped, make_plans
from muster.duty.services.solving import solve_roster
from muster.jobs.registry import Handle
from muster.ledger.actor import Actor
from muster.season.models import Season
from muster.tree.clock import day_of

PLAN_SEASON = "duty.plan_season"
BATCH = 40  # plans made in one transaction: it stays well below two seconds


def plan_season(
    actor: Actor, *, season: Season, days: int, effort: Effort, handle: Handle, now: datetime
) -> Mapping[str, Any]:
    """Plan the next *days* that no roster covers and draft their roster.

    Done already (a draft or a roster over these days is there): changes nothing. Returns
    figures for people: window, plans made, events left out, shifts and open ones.
    """
    first_on, until = next_window(season, days=days, today=day_of(now))
    window = {"first_on": first_on.isoformat(), "days": days}
    starts_at, ends_at = midnight(first_on), midnight(until)
    there = Roster.objects.filter(season=season, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if there.exclude(state=Roster.State.SUPERSEDED).exists():
        return window | {"done": False}
    handle.report(0.01, _("Planning posts and shifts"))
    made, skipped = plan_window(actor, season=season, starts_at=starts_at, ends_at=ends_at, now=now)
    roster = draft_roster(actor, season=season, first_on=first_on, days=days, now=now)
    if roster.shifts_total:
        solve_roster(actor, roster_id=roster.pk, effort=effort, handle=handle, now=now)
        roster.refresh_from_db()
    return window | {
        "done": True,
        "plans": made,
        "left_out": len(skipped),
        "roster": roster.pk,
        "shifts": roster.shifts_total,
        "open": roster.shifts_open,
    }


def plan_window(
    actor: Actor, *, season: Season, starts_at: datetime, ends_at: datetime, now: datetime
) -> tuple[int, list[Skipped]]:
    """Plan every event of the window that has no plan, some at a time.

    An event of the day after the window is planned too: its night before lies inside.
    """
    events = list(
        events_between(season.pk, starts_at, ends_at + timedelta(days=1))
        .filter(plan__isnull=True)
        .select_related("season", "season_unit__group", "venue")
    )
    made, skipped = 0, []
    for at in range(0, len(events), BATCH):
        plans, left = make_plans(actor, events=events[at : at + BATCH], now=now)
        made += len(plans)
        skipped += left
    return made, skipped
