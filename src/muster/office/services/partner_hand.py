"""Taking a partner or what it is asked for in hand: lock, version, and the entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.errors import Changed
from muster.office.errors.partners import CommitmentWithdrawn
from muster.office.models import Commitment, Partner
from muster.season.models import SeasonUnit
from muster.season.services.hand import local


def locked_partner(partner: Partner) -> Partner:
    """The partner as it is in the database now, under lock till the commit."""
    rows = Partner.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season").get(pk=partner.pk)


def locked(commitment: Commitment) -> Commitment:
    """What was asked for as it is in the database now, under lock till the commit."""
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("partner__season_unit__season", "event").get(pk=commitment.pk)


def same_version(row: Partner | Commitment, version: int) -> None:
    """Refuse the second of two who save."""
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at))


def check(row: Commitment, version: int) -> None:
    """Refuse the second of two who save, and what is done with what is not asked any more."""
    same_version(row, version)
    if row.withdrawn_at is not None:
        raise CommitmentWithdrawn(what=row.what, who=row.withdrawn_by, reason=row.withdrawn_reason)


def touch(row: Partner | Commitment, actor: Actor, now: datetime) -> None:
    """Mark as changed by the actor and save."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def note(record: Record, kind: str, row: Commitment, body: Mapping[str, Any]) -> None:
    """Record what happened to what a partner was asked for."""
    said = {"partner": row.partner.name, "what": row.what, **body}
    note_at(record, kind, f"commitment:{row.pk}", row.partner.season_unit, said)


def note_at(
    record: Record, kind: str, subject: str, unit: SeasonUnit, body: Mapping[str, Any]
) -> None:
    """Record it with its unit and season."""
    record(
        kind,
        subject,
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body=dict(body),
    )
