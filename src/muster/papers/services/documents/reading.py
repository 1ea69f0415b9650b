"""Readings of documents whose grade has each of them written down."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.bridge import grade_of
from muster.papers.models import Reading, Version

SPACE: Final = UUID("5e1c5f0a-7d0f-4b55-9d0e-2f4b0a6c1d43")


@retry_on_deadlock
def log_reading(version: Version, *, how: str, actor: Actor, now: datetime) -> None:
    """Write down that *actor* opened a version, if its grade wants that.

    Once for an account, a version, a way and an hour, also when two pages open at the same time.
    """
    if actor.account_id is None or not grade_of(version.document).logged:
        return
    hour = now.replace(minute=0, second=0, microsecond=0)
    known = {"version": version, "account": actor.account_id, "how": how, "hour": hour}
    if Reading.objects.filter(**known).exists():
        return
    name = f"{version.pk}:{actor.account_id}:{how}:{hour.isoformat()}"
    with recorded(actor, now=now, client_uuid=uuid5(SPACE, name)) as record:
        if record.is_replay:
            return
        Reading.objects.create(**known, reader=actor.name[:120], read_at=now)
        unit = version.document.season_unit
        record(
            "document.read",
            f"document:{version.document_id}",
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.OFFICE,
            body={"version": version.number, "how": how, "grade": version.document.grade},
        )
