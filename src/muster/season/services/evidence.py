"""Files that prove a step: judged by their bytes, stored by their hash."""

from datetime import datetime
from pathlib import PurePath
from typing import IO
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.bridge import pack_of
from muster.season.errors import EvidenceFixed
from muster.season.models import Evidence, Step, StepState
from muster.season.services.grades import Mark
from muster.season.services.hand import take_congress
from muster.season.services.kept import keeping
from muster.tree.clock import day_of


@retry_on_deadlock
def add_evidence(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    content: IO[bytes],
    kind: str = "",
    grade: str = "",
    client_uuid: UUID | None = None,
) -> Evidence:
    """Keep a file that proves a step. The same bytes twice on one step are one file.

    kind: key of the pack's kinds of evidence; the first that the step asks for if empty. grade:
    how the file is marked. Raises GradeNotHeld, EvidenceTooLarge, EvidenceWrongType,
    EvidenceFixed (nothing is added to an accepted step).
    """
    rules = pack_of(step.congress)
    procedure = rules.procedures[step.congress.procedure]
    asked = [proof.kind for proof in procedure.steps[step.key].evidence]
    wanted = rules.evidence[kind or next(iter([*asked, *rules.evidence]))]
    mark = Mark(rules, grade, day_of(now))
    with (
        keeping(content, mark=mark, media_types=wanted.media_types, max_mb=wanted.max_mb) as kept,
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        hand = take_congress(step.congress_id, actor=actor, now=now)
        row = hand.steps[step.key]
        if row.state in (StepState.ACCEPTED, StepState.WAIVED):
            raise EvidenceFixed(state=row.get_state_display())
        made, is_new = Evidence.objects.get_or_create(
            step=row,
            sha256=kept.sha256,
            defaults={
                "kind": wanted.key,
                "grade": mark.rule.key,
                "name": PurePath(name).name[:200] or kept.sha256[:12],
                "content_type": kept.content_type,
                "size_bytes": kept.size_bytes,
                "added_by": actor.name,
                "added_at": now,
            },
        )
        if is_new:
            body = {
                "name": made.name,
                "sha256": kept.sha256,
                "size_bytes": kept.size_bytes,
                "kind": wanted.key,
                "grade": made.grade,
            }
            hand.note(record, "evidence.added", row, body)
    return made
