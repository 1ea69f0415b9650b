"""Scans of papers: judged by their bytes, kept by their hash beside the season's evidence."""

from datetime import datetime
from pathlib import PurePath
from typing import IO
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rule_of, rules_of
from muster.office.models import Paper, PaperFile
from muster.office.services.paper_hand import locked
from muster.season.services import Mark, keeping, must_be_held
from muster.tree.clock import day_of


@retry_on_deadlock
def add_scan(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    content: IO[bytes],
    client_uuid: UUID | None = None,
) -> PaperFile:
    """Keep a scan of a paper. The same bytes twice on one paper are one file.

    Locks the paper, so that it is not marked higher meanwhile. Raises GradeNotHeld,
    EvidenceTooLarge, EvidenceWrongType.
    """
    pack = rules_of(paper.season_unit)
    wanted = pack.evidence[rule_of(paper.volume.register).scan]
    with (
        keeping(
            content,
            mark=Mark(pack, paper.grade, day_of(now)),
            media_types=wanted.media_types,
            max_mb=wanted.max_mb,
        ) as kept,
        recorded(actor, now=now, client_uuid=client_uuid) as record,
    ):
        row = locked(paper)
        must_be_held(Mark(pack, row.grade, day_of(now)))
        made, is_new = PaperFile.objects.get_or_create(
            paper=row,
            sha256=kept.sha256,
            defaults={
                "name": PurePath(name).name[:200] or kept.sha256[:12],
                "content_type": kept.content_type,
                "size_bytes": kept.size_bytes,
                "added_by": actor.name,
                "added_at": now,
            },
        )
        if is_new and not record.is_replay:
            record(
                "paper.scan_added",
                f"paper:{paper.pk}",
                unit=paper.season_unit.unit_id,
                season=paper.season_unit.season_id,
                audience=Audience.UNIT,
                body={
                    "name": made.name,
                    "sha256": kept.sha256,
                    "size_bytes": kept.size_bytes,
                },
            )
    return made
