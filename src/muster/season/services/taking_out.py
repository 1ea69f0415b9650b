"""Taking out a file that may not stay: the row lets go of it, the bytes go, the record keeps it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.errors import FileGone, ReasonMissing
from muster.season.registry.held import HeldSource
from muster.season.services.closing_file import drop_closing_files
from muster.season.services.kept import drop_unheld


@retry_on_deadlock
def take_out(
    source: HeldSource,
    pk: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> None:
    """Take one file out of muster, wherever it stands: name and hash stay in the record alone.

    The bytes are removed after the commit, unless another row still points at them. Locks the
    row. Raises ReasonMissing, FileGone.
    """
    if not reason.strip():
        raise ReasonMissing
    if source.take_out is None:
        raise ValueError(f"{source.word} is not taken out alone")
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return
        row = source.holding().select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise FileGone
        unit, sha256 = source.unit_of(row), row.sha256
        record(
            "file.taken_out",
            source.subject(row),
            unit=unit.unit_id,
            season=unit.season_id,
            audience=Audience.UNIT,
            body={
                "file": source.word,
                "name": row.name,
                "sha256": sha256,
                "grade": source.grade_of(row),
                "reason": reason.strip()[:300],
            },
        )
        source.take_out(row)
        transaction.on_commit(lambda: drop_unheld(sha256))
        transaction.on_commit(lambda: drop_closing_files(unit))
