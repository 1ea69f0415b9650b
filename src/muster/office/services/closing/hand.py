"""A closing in hand: its lock, the version check, and its entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.errors import AlreadyClosing, Changed
from muster.office.models import Closing, ClosingItem
from muster.season.services.hand import local


def locked(closing_id: int) -> Closing:
    """The closing as it is now, under lock till the commit."""
    rows = Closing.objects.select_for_update(of=("self",))
    return rows.select_related("congress__season_unit", "congress__season").get(pk=closing_id)


def must_be_open(row: Closing) -> None:
    """Refuse any change of what was signed as closed."""
    if row.closed_at is not None:
        raise AlreadyClosing(
            unit=row.congress.season_unit.name, who=row.closed_by, at=local(row.closed_at)
        )


def check(row: Closing | ClosingItem, version: int) -> None:
    """Refuse the second of two who save."""
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at) if row.changed_at else "")


def save(row: Closing | ClosingItem, actor: Actor, now: datetime) -> None:
    """Save with the next version."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def note(record: Record, kind: str, row: Closing, body: Mapping[str, Any]) -> None:
    """Record what happened to a closing, on its congress."""
    unit = row.congress.season_unit
    record(
        kind,
        f"closing:{row.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"congress": row.congress_id, **body},
    )
