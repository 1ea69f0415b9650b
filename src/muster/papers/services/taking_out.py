"""A document turns out to be of a grade that may not be held: all it says goes, in one act.

The mark rises and the texts go together. Between two acts the document would stand either marked
and held, or emptied under a mark that everybody may read.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from muster.ledger.actor import Actor
from muster.ledger.services import overwrite_freed_pages, recorded, retry_on_deadlock
from muster.papers.bridge import rules_of
from muster.papers.errors.documents import NothingToTakeOut, ReasonMissing
from muster.papers.models import (
    Document,
    Intake,
    LayoutFinding,
    Paragraph,
    ParagraphDraft,
    Passage,
    Remark,
    RemarkAct,
    Round,
    RoundState,
    Version,
    VersionComment,
)
from muster.papers.services.documents.hand import locked, must_be_unchanged, say, touch
from muster.papers.services.documents.staging import drop_staged_of
from muster.papers.services.remarks.hand import take_round
from muster.season.services import drop_unheld
from muster.season.services.closing_file import drop_closing_files

# What stands where a reason must stand, and the reason went with the text.
GONE = "–"


@retry_on_deadlock
def take_out_texts(
    document: Document,
    *,
    changes: int,
    grade: str,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Mark a document with *grade* and let every text of it go: versions, files, remarks.

    Kept are the rows with their hashes, who did what and when, and what appraisers concluded. The
    bytes of files go after the commit. A round that runs ends with it. Locks every desk and round
    of the document, then the document. Raises DocumentChanged, ReasonMissing, NothingToTakeOut,
    RuleUnknown.
    """
    if not reason.strip():
        raise ReasonMissing
    rule = rules_of(document.season_unit).grades[grade]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rounds = [take_round(one) for one in Round.objects.filter(document=document).order_by("pk")]
        row = locked(document)
        if record.is_replay:
            return row
        must_be_unchanged(row, changes)
        versions = list(row.versions.filter(number__gt=row.taken_out_upto).order_by("number"))
        if not versions:
            raise NothingToTakeOut(title=row.title)
        before, row.grade, row.is_limited = row.grade, rule.key, rule.limited
        row.taken_out_upto, row.taken_out_at = row.latest, now
        row.taken_out_by, row.taken_out_reason = actor.name, reason.strip()[:500]
        touch(row, actor, now)
        files = _let_go(row, rounds, versions, actor, now)
        said = [[one.number, one.text_sha256, one.sha256] for one in versions]
        body = {"was": before, "reason": row.taken_out_reason, "versions": said, "files": files}
        say(record, "document.taken_out", row, body)
        transaction.on_commit(lambda: _drop(row, files))
    return row


def _let_go(
    row: Document, rounds: list[Round], versions: list[Version], actor: Actor, now: datetime
) -> list[str]:
    """Empty or delete what the document says. The hashes of the files that nobody needs now."""
    overwrite_freed_pages()
    intakes = Intake.objects.filter(desk__round__document=row).exclude(sha256="")
    files = {one.sha256 for one in versions if one.sha256}
    files |= set(intakes.values_list("sha256", flat=True))
    Passage.objects.filter(version__document=row).update(text="", label="")
    VersionComment.objects.filter(version__document=row).delete()
    ParagraphDraft.objects.filter(round__document=row).delete()
    LayoutFinding.objects.filter(paper__document=row).delete()
    Paragraph.objects.filter(document=row, last_version=None).update(last_version=row.latest)
    intakes.update(sha256="", name="", content_type="", size_bytes=0, note="")
    remarks = Remark.objects.filter(round__document=row)
    remarks.update(text="", proposal="", returned_reason="")
    remarks.exclude(reason="").update(reason=GONE)
    remarks.exclude(withdrawn_reason="").update(withdrawn_reason=GONE)
    RemarkAct.objects.filter(Q(remark__round__document=row) & ~Q(reason="")).update(reason="")
    for one in rounds:
        _end(one, actor, now)
    return sorted(files)


def _end(row: Round, actor: Actor, now: datetime) -> None:
    """A round without a text is over."""
    if row.state == RoundState.CONSOLIDATED:
        return
    row.state, row.consolidated_at, row.consolidated_by = RoundState.CONSOLIDATED, now, actor.name
    if row.closed_at is None:
        row.closed_at, row.closed_by = now, actor.name
    row.holder, row.holder_account, row.held_since = "", None, None
    row.save()


def _drop(row: Document, files: list[str]) -> None:
    for sha256 in files:
        drop_unheld(sha256)
    drop_staged_of(row)
    drop_closing_files(row.season_unit)
