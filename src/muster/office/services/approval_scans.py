"""Scans of signed papers: judged by their bytes, kept by their hash beside the evidence."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.models import Approval, ApprovalFile, ApprovalState
from muster.office.services.approval_hand import locked, must_be, note
from muster.season.services import Mark, keeping
from muster.tree.clock import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedScan:
    """A scan that comes with a signature. grade: how the signed paper is marked."""

    name: str
    content: IO[bytes]
    grade: str = ""


@retry_on_deadlock
def add_approval_scan(
    approval: Approval,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    content: IO[bytes],
    grade: str = "",
    client_uuid: UUID | None = None,
) -> ApprovalFile:
    """Keep a scan of what was signed. The same bytes twice on one version are one file.

    grade: how the signed paper is marked. Raises GradeNotHeld, EvidenceTooLarge,
    EvidenceWrongType, WrongApprovalState (nothing was signed yet).
    """
    pack = rules_of(approval.season_unit)
    wanted = pack.evidence[pack.approvals[approval.kind].scan]
    mark = Mark(pack, grade, day_of(now))
    with (
        keeping(content, mark=mark, media_types=wanted.media_types, max_mb=wanted.max_mb) as kept,
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        row = locked(approval)
        must_be(row, ApprovalState.APPROVED, ApprovalState.ISSUED, ApprovalState.REPLACED)
        made, is_new = ApprovalFile.objects.get_or_create(
            approval=row,
            sha256=kept.sha256,
            defaults={
                "grade": mark.rule.key,
                "name": PurePath(name).name[:200] or kept.sha256[:12],
                "content_type": kept.content_type,
                "size_bytes": kept.size_bytes,
                "added_by": actor.name,
                "added_at": now,
            },
        )
        if is_new and not record.is_replay:
            said = {
                "name": made.name,
                "sha256": kept.sha256,
                "size_bytes": kept.size_bytes,
                "grade": made.grade,
            }
            note(record, "approval.scan_added", row, said)
    return made
