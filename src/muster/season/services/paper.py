"""Steps of units that report on paper, entered by a clerk in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.errors import ReasonMissing
from muster.season.models import Step
from muster.season.services.evidence import add_evidence
from muster.season.services.kept import let_go_of
from muster.season.services.steps import submit


@dataclass(frozen=True, slots=True)
class PaperCell:
    """One step as the page showed it."""

    step: Step
    version: int


@retry_on_deadlock
def report_on_paper(
    cells: Sequence[PaperCell],
    *,
    actor: Actor,
    now: datetime,
    paper: str,
    reason: str = "",
    scan: IO[bytes] | None = None,
    scan_name: str = "",
    grade: str = "",
    client_uuid: UUID | None = None,
) -> int:
    """Hand in many steps on behalf of their units; all or none. How many.

    paper: number and date of the paper, demanded. scan: attached to each of the steps; grade: how
    it is marked. Refuses
    as submit does, and with ReasonMissing without a paper.
    """
    if not paper.strip():
        raise ReasonMissing
    kept: set[str] = set()
    with let_go_of(kept), recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return len(cells)
        for cell in sorted(cells, key=lambda cell: (cell.step.congress_id, cell.step.position)):
            if scan is not None:
                scan.seek(0)
                made = add_evidence(
                    cell.step, actor=actor, now=now, name=scan_name, content=scan, grade=grade
                )
                kept.add(made.sha256)
            submit(
                cell.step,
                actor=actor,
                now=now,
                version=cell.version,
                reason=reason,
                note=paper.strip(),
                on_behalf=True,
            )
    return len(cells)
