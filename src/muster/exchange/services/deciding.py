"""A person decides a conflict: what stands here stays, or what came back is taken."""

from datetime import datetime

from muster.exchange.errors import AlreadyDecided, StillFaulty
from muster.exchange.grids import Grid, GridReading
from muster.exchange.models import Conflict
from muster.exchange.rows import ReadRow
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock


@retry_on_deadlock
def keep_ours(conflict_id: int, *, grid: Grid, actor: Actor, now: datetime) -> Conflict:
    """Leave the cell as it is here. Raises AlreadyDecided."""
    with recorded(actor, now=now) as record:
        row = _locked(conflict_id)
        return _decide(row, Conflict.Decision.KEPT, record, grid, actor=actor, now=now)


@retry_on_deadlock
def take_theirs(conflict_id: int, *, reading: GridReading, actor: Actor, now: datetime) -> Conflict:
    """Write the returned value over what is here. Raises AlreadyDecided, StillFaulty."""
    grid = reading.grid
    with recorded(actor, now=now) as record:
        row = _locked(conflict_id)
        key = row.issued.key
        values = {grid.spec.key_columns[0]: key, row.column: row.theirs}
        said = ReadRow(sheet=grid.spec.key, number=0, key=key, values=values)
        reading.review({grid.spec.key: [said]})
        faults = [str(fault) for fault in said.faults if fault.is_error]
        if faults:
            raise StillFaulty(what=" ".join(faults))
        grid.write([said.values], actor, now)
        return _decide(row, Conflict.Decision.TAKEN, record, grid, actor=actor, now=now)


def _locked(conflict_id: int) -> Conflict:
    rows = Conflict.objects.select_for_update(of=("self",)).select_related("issued")
    row = rows.get(pk=conflict_id)
    if row.decision != Conflict.Decision.OPEN:
        raise AlreadyDecided(who=row.decided_by, what=row.get_decision_display())
    return row


def _decide(
    row: Conflict,
    decision: Conflict.Decision,
    record: Record,
    grid: Grid,
    *,
    actor: Actor,
    now: datetime,
) -> Conflict:
    row.decision, row.decided_at, row.decided_by = decision, now, actor.name
    row.save(update_fields=["decision", "decided_at", "decided_by"])
    record(
        "sheets.conflict_decided",
        f"conflict:{row.pk}",
        audience=Audience.STAFF,
        season=grid.season_id,
        body={"row": row.issued.key, "column": row.column, "decision": decision.value},
    )
    return row
