"""Taking a paper in hand: the lock, the version check, and putting it back with its entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.bridge import key_of
from muster.office.errors import AlreadySettled, Changed, PaperCancelled
from muster.office.models import Paper
from muster.season.services.hand import local


def locked(paper: Paper) -> Paper:
    """The paper as it is in the database now, under lock till the commit."""
    rows = Paper.objects.select_for_update(of=("self",))
    return rows.select_related("volume__register", "season_unit__season").get(pk=paper.pk)


def check(row: Paper, version: int) -> None:
    """Refuse the second of two who save, and whatever is done with a cancelled paper."""
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise Changed(who=row.changed_by or row.registered_by, at=at)
    _not_cancelled(row)


def _not_cancelled(row: Paper) -> None:
    if row.cancelled_at is not None:
        raise PaperCancelled(symbol=str(row), who=row.cancelled_by, reason=row.cancelled_reason)


def must_be_open(row: Paper) -> None:
    """Refuse what needs a paper that is neither settled nor cancelled."""
    _not_cancelled(row)
    if row.settled_at is not None:
        raise AlreadySettled(symbol=str(row), who=row.settled_by, at=local(row.settled_at))


def save(row: Paper, actor: Actor, now: datetime) -> None:
    """Mark the paper as changed by the actor and save it with its words to be found by."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.search_key = key_of(row)
    row.save()


def note(record: Record, kind: str, row: Paper, body: Mapping[str, Any]) -> None:
    """Record what happened to a paper."""
    register = row.volume.register
    record(
        kind,
        f"paper:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={
            "register": register.name,
            "volume": row.volume.name,
            "number": row.number,
            **body,
        },
    )
