"""Taking a visit in hand: its lock, what may still be done with it, and its entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.papers.errors.appraisal import RoundChanged, VisitCancelled
from muster.papers.models import AppraisalVisit
from muster.season.services.hand import local


def locked(visit: AppraisalVisit) -> AppraisalVisit:
    """The visit as it is in the database now, under lock till the commit."""
    rows = AppraisalVisit.objects.select_for_update(of=("self",))
    return rows.select_related(
        "season_unit__season", "congress__season_unit__season", "congress__season"
    ).get(pk=visit.pk)


def must_stand(row: AppraisalVisit) -> None:
    """Refuse an act on a visit that does not take place."""
    if row.is_cancelled:
        raise VisitCancelled(who=row.cancelled_by, reason=row.cancelled_reason)


def check(row: AppraisalVisit, version: int) -> None:
    """Refuse a cancelled visit, and the second of two people who save."""
    must_stand(row)
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise RoundChanged(who=row.changed_by or row.planned_by, at=at)


def save(row: AppraisalVisit, actor: Actor, now: datetime) -> None:
    """Save a visit with its author."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def note(record: Record, kind: str, row: AppraisalVisit, body: Mapping[str, Any]) -> None:
    """Record what happened to a visit, for those who see the unit that visits."""
    record(
        kind,
        f"visit:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"congress": row.congress_id, **body},
    )
