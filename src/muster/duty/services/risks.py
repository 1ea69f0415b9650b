"""Risks: noted by a planner or out of a lesson, settled when something was done about them."""

from collections.abc import Mapping
from datetime import datetime

from muster.duty.errors import RiskEmpty, RiskSettled
from muster.duty.models import Risk
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.season.models import SeasonUnit
from muster.season.services.hand import local
from muster.venues.models import Venue


@retry_on_deadlock
def note_risk(  # a risk says whose, where, what, and out of what
    season_unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    text: str,
    venue: Venue | None = None,
    source: str = "",
) -> Risk:
    """Note what may go wrong at a venue, or without one at events of a unit. Raises RiskEmpty."""
    if not text.strip():
        raise RiskEmpty
    with recorded(actor, now=now) as record:
        row = Risk.objects.create(
            season_unit=season_unit,
            venue=venue,
            text=text.strip()[:500],
            source=source,
            noted_at=now,
            noted_by=actor.name,
        )
        body = {"text": row.text, "venue": row.venue_id, "source": source}
        _record(record, "risk.noted", row, body)
    return row


@retry_on_deadlock
def settle_risk(risk: Risk, *, actor: Actor, now: datetime, how: str) -> Risk:
    """Something was done about it: no later plan shows it. Raises RiskEmpty, RiskSettled."""
    if not how.strip():
        raise RiskEmpty
    with recorded(actor, now=now) as record:
        rows = Risk.objects.select_for_update(of=("self",)).select_related("season_unit")
        row = rows.get(pk=risk.pk)
        if row.settled_at is not None:
            raise RiskSettled(who=row.settled_by, at=local(row.settled_at))
        row.settled_at, row.settled_by = now, actor.name
        row.settled_how = how.strip()[:300]
        row.save()
        _record(record, "risk.settled", row, {"how": row.settled_how})
    return row


def _record(record: Record, kind: str, row: Risk, body: Mapping[str, object]) -> None:
    record(
        kind=kind,
        subject=f"risk:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.SAFETY,
        body=body,
    )
