"""Requests of officers in a standing roster: entered, struck."""

from collections.abc import Sequence
from datetime import datetime

from muster.duty.bridge.standing_requests import Asked
from muster.duty.models import StandingRequest, StandingRoster
from muster.duty.services.standing import (
    refuse_outside,
    refuse_stranger,
    taken_standing,
    unproven,
)
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded


def enter_requests(
    actor: Actor, *, roster_id: int, version: int, rows: Sequence[Asked], now: datetime
) -> StandingRoster:
    """Enter requests; one about the same officer, day and shift takes the place of the former.

    Raises NotOnStaff, ShiftUnknown, DayOutside, StandingStale, StandingNotDraft, StandingBusy.
    """
    with recorded(actor, now=now) as record:
        roster = taken_standing(roster_id, version)
        for officer_id in {row.officer_id for row in rows}:
            refuse_stranger(roster, officer_id)
        for row in rows:
            refuse_outside(roster, row.day, row.shift)
        StandingRequest.objects.bulk_create(
            (
                StandingRequest(
                    roster=roster,
                    officer_id=row.officer_id,
                    day=row.day,
                    shift=row.shift,
                    is_wanted=row.is_wanted,
                    weight=row.weight,
                    said_at=now,
                    said_by=actor.name,
                )
                for row in rows
            ),
            update_conflicts=True,
            unique_fields=("roster", "officer", "day", "shift"),
            update_fields=("is_wanted", "weight", "said_at", "said_by"),
        )
        unproven(roster)
        record(
            kind="standing.requested",
            subject=f"standing:{roster.pk}",
            season=roster.post.season_id,
            unit=roster.post.unit_id,
            audience=Audience.SAFETY,
            body={"number": roster.number, "requests": len(rows)},
        )
    return roster


def strike_request(
    actor: Actor, *, request: StandingRequest, version: int, now: datetime
) -> StandingRoster:
    """Take a request back. Raises StandingStale, StandingNotDraft, StandingBusy."""
    with recorded(actor, now=now) as record:
        roster = taken_standing(request.roster_id, version)
        request.delete()
        unproven(roster)
        record(
            kind="standing.request_struck",
            subject=f"standing:{roster.pk}",
            season=roster.post.season_id,
            unit=roster.post.unit_id,
            audience=Audience.SAFETY,
            body={"number": roster.number, "officer": request.officer_id},
        )
    return roster
