"""What a roster in force means for the congresses it guards: their step is done."""

from datetime import datetime

from muster.duty.models import Roster, Shift
from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.packs.schema.procedure import Feed
from muster.season.models import Congress
from muster.season.services import feed_step


def feed_congresses(actor: Actor, *, roster: Roster, now: datetime) -> int:
    """Accept the step "roster published" of every congress that the roster guards in full.

    One short transaction for each congress, after publishing: a season of hundreds must not
    hold the write lock. A second call changes nothing. Returns how many steps moved.
    """
    moved = 0
    for congress in guarded_in_full(roster):
        try:
            step = feed_step(congress, actor=actor, now=now, feed=Feed.ROSTER_PUBLISHED)
        except DomainError:  # the season refuses, for example a cancelled congress: not our matter
            continue
        moved += step is not None
    return moved


def guarded_in_full(roster: Roster) -> list[Congress]:
    """Congresses with shifts in the roster, none of them open and none left for a later roster."""
    of_event = "post__plan__event__congress"
    wanted = Shift.objects.filter(
        withdrawn_at__isnull=True,
        post__plan__event__season=roster.season_id,
        post__plan__event__is_cancelled=False,
    )
    inside = wanted.filter(starts_at__gte=roster.starts_at, starts_at__lt=roster.ends_at)
    lacking = roster.open_places.values(f"shift__{of_event}")
    later = wanted.filter(starts_at__gte=roster.ends_at).values(of_event)
    return list(
        Congress.objects.filter(pk__in=inside.values(of_event))
        .exclude(pk__in=lacking.exclude(**{f"shift__{of_event}": None}))
        .exclude(pk__in=later.exclude(**{of_event: None}))
    )
