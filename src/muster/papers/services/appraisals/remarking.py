"""Numbered remarks on a member's own sheet: on a paragraph, or on a whole document."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.appraisal import NoSuchPlace, RemarkEmpty, ScoreUnknown
from muster.papers.models import Assignment, DossierPaper, Paragraph, SheetRemark
from muster.papers.services.appraisals.hand import must_take_words
from muster.papers.services.appraisals.scoring import LONGEST, Desk, take


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkDraft:
    """A remark. paragraph: its number in the document, none for the whole of it.

    place: where, in words, if no number says it.
    """

    paper_id: int
    text: str
    paragraph: int | None = None
    place: str = ""


@retry_on_deadlock
def add_remark(
    assignment: Assignment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: RemarkDraft,
) -> SheetRemark:
    """Add a remark under the next number of the sheet.

    The same request sent again is refused by its version. Raises RemarkEmpty, NoSuchPlace, and
    as ``save_sheet`` does.
    """
    if not draft.text.strip():
        raise RemarkEmpty
    with recorded(actor, now=now):
        desk = take(assignment, actor=actor, now=now, version=version)
        last = desk.sheet.remarks.aggregate(last=Max("number"))["last"]
        row = SheetRemark(sheet=desk.sheet, number=(last or 0) + 1)
        _fill(desk, row, draft)
        must_take_words(row.paper, now)
        row.save()
        _touch(desk, now)
    return row


@retry_on_deadlock
def change_remark(
    remark: SheetRemark, *, actor: Actor, now: datetime, version: int, draft: RemarkDraft
) -> SheetRemark:
    """Say it otherwise; the number stays. Raises as :func:`add_remark` does."""
    if not draft.text.strip():
        raise RemarkEmpty
    with recorded(actor, now=now):
        desk = take(remark.sheet.assignment, actor=actor, now=now, version=version)
        row = desk.sheet.remarks.get(pk=remark.pk)
        _fill(desk, row, draft)
        must_take_words(row.paper, now)
        row.save()
        _touch(desk, now)
    return row


@retry_on_deadlock
def remove_remark(remark: SheetRemark, *, actor: Actor, now: datetime, version: int) -> None:
    """Take a remark off one's own sheet."""
    with recorded(actor, now=now):
        desk = take(remark.sheet.assignment, actor=actor, now=now, version=version)
        desk.sheet.remarks.filter(pk=remark.pk).delete()
        _touch(desk, now)


def _fill(desk: Desk, row: SheetRemark, draft: RemarkDraft) -> None:
    paper = desk.papers.get(draft.paper_id)
    if paper is None:
        raise ScoreUnknown(criterion="–")
    row.paper, row.text = paper, draft.text.strip()[:LONGEST]
    row.paragraph = paragraph_of(paper, draft.paragraph, name=desk.name(paper))
    row.place = draft.place.strip()[:200]


def paragraph_of(paper: DossierPaper, number: int | None, *, name: str) -> Paragraph | None:
    """The paragraph of that number in the appraised version. Raises NoSuchPlace."""
    if number is None:
        return None
    found = None
    if paper.version is not None:
        found = Paragraph.objects.filter(
            document=paper.version.document_id, number=number, passages__version=paper.version_id
        ).first()
    if found is None:
        version = paper.version.number if paper.version is not None else "–"
        raise NoSuchPlace(document=name, version=version, place=number)
    return found


def _touch(desk: Desk, now: datetime) -> None:
    desk.sheet.version += 1
    desk.sheet.saved_at = now
    desk.sheet.save()
