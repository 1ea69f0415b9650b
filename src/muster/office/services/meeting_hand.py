"""Taking a meeting in hand: the lock, the version check, and putting it back with its entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.errors import Changed
from muster.office.errors.meetings import MeetingCancelled
from muster.office.models import Meeting
from muster.season.services.hand import local


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it is in the database now, under lock till the commit."""
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season", "instruction").get(pk=meeting.pk)


def check(row: Meeting, version: int) -> None:
    """Refuse the second of two who save, and whatever is done with a cancelled meeting."""
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise Changed(who=row.changed_by or row.planned_by, at=at)
    must_stand(row)


def must_stand(row: Meeting) -> None:
    """Refuse what needs a meeting that takes place."""
    if row.is_cancelled:
        raise MeetingCancelled(
            subject=row.subject, who=row.cancelled_by, reason=row.cancelled_reason
        )


def save(row: Meeting, actor: Actor, now: datetime) -> None:
    """Mark the meeting as changed by the actor and save it."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def note(record: Record, kind: str, row: Meeting, body: Mapping[str, Any]) -> None:
    """Record what happened to a meeting."""
    record(
        kind,
        f"meeting:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"kind": row.kind, **body},
    )
