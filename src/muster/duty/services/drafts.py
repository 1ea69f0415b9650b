"""Drafts: a window of days, a copy to change."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from muster.duty.errors import RosterNotDraft, RosterStale, WindowBackwards
from muster.duty.models import Assignment, OpenPlace, Roster
from muster.duty.queries.windows import midnight
from muster.duty.services.settle import count, settle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.season.models import Season

MAX_DAYS = 28
BATCH = 1000


def draft_roster(
    actor: Actor, *, season: Season, first_on: date, days: int, now: datetime
) -> Roster:
    """Open an empty draft over *days* whole local days. Raises WindowBackwards."""
    if not 1 <= days <= MAX_DAYS:
        raise WindowBackwards(max_days=MAX_DAYS)
    with recorded(actor, now=now) as record:
        roster = new_draft(
            actor,
            season=season,
            starts_at=midnight(first_on),
            ends_at=midnight(first_on + timedelta(days=days)),
            now=now,
        )
        settle(roster)
        record(
            kind="roster.drafted",
            subject=f"roster:{roster.pk}",
            season=season.pk,
            audience=Audience.SAFETY,
            body={"number": roster.number, "from": roster.starts_at, "to": roster.ends_at},
        )
    return roster


def copy_roster(actor: Actor, *, roster: Roster, now: datetime) -> Roster:
    """A new draft with the people of *roster*, over the same days."""
    with recorded(actor, now=now) as record:
        copy = new_draft(
            actor,
            season=roster.season,
            starts_at=roster.starts_at,
            ends_at=roster.ends_at,
            now=now,
            based_on=roster,
            easings=roster.easings,
        )
        kept = Assignment.objects.filter(roster=roster, shift__withdrawn_at__isnull=True)
        Assignment.objects.bulk_create(
            (
                Assignment(
                    roster=copy,
                    shift_id=row.shift_id,
                    officer_id=row.officer_id,
                    vehicle_id=row.vehicle_id,
                    is_locked=row.is_locked,
                )
                for row in kept
            ),
            batch_size=BATCH,
        )
        OpenPlace.objects.bulk_create(
            OpenPlace(
                roster=copy,
                shift_id=place.shift_id,
                missing=place.missing,
                kind=place.kind,
                officers=place.officers,
                opening=place.opening,
            )
            for place in roster.open_places.filter(shift__withdrawn_at__isnull=True)
        )
        settle(copy)
        record(
            kind="roster.copied",
            subject=f"roster:{copy.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body={"number": copy.number, "from_number": roster.number},
        )
    return copy


def taken(roster_id: int, version: int) -> Roster:
    """The draft, locked, with its version moved on. Raises RosterStale, RosterNotDraft."""
    moved = Roster.objects.filter(pk=roster_id, version=version).update(version=version + 1)
    roster = Roster.objects.select_related("season").get(pk=roster_id)
    if not moved:
        raise RosterStale
    if roster.state != Roster.State.DRAFT:
        raise RosterNotDraft(number=roster.number)
    return roster


def new_draft(
    actor: Actor,
    *,
    season: Season,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    based_on: Roster | None = None,
    easings: Sequence[Mapping[str, Any]] = (),
) -> Roster:
    """An empty draft with the season's next number, inside the caller's transaction."""
    Season.objects.select_for_update().get(pk=season.pk)  # one number at a time
    highest = season.rosters.aggregate(most=Max("number"))["most"] or 0
    roster = Roster(
        season=season,
        number=highest + 1,
        starts_at=starts_at,
        ends_at=ends_at,
        state=Roster.State.DRAFT,
        made_at=now,
        made_by=actor.name,
        based_on=based_on,
        easings=list(easings),
    )
    roster.save()
    count(roster)
    return roster
