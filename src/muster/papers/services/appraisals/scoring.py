"""Members score, each on a sheet that nobody else reads before the scoring is closed.

Every service locks the appraisal first, so that a sheet is saved before the head closes the
scoring or refused after it. No score enters the record before that.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.ledger.verifier import commitment_of
from muster.packs import Rubric
from muster.papers.errors.appraisal import (
    AssignmentEnded,
    ScoreOutOfRange,
    ScoreUnknown,
    ScoringClosed,
    SheetChanged,
    SheetHandedIn,
    SheetIncomplete,
    SheetNotHandedIn,
    SheetOfAnother,
)
from muster.papers.marks import missing_in
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    Assignment,
    DossierPaper,
    Score,
    ScoreSheet,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services.appraisals.hand import (
    locked,
    must_take_words,
    note_inside,
    pack_for,
    round_of,
)
from muster.season.services.hand import local

SALT_BYTES: Final = 32
LONGEST: Final = 4000
MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """What is given for one criterion of one document of the dossier. value: none yet."""

    paper_id: int
    criterion: str
    value: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDraft:
    """A sheet as it was typed. recommendation: key of the pack's conclusions, or nothing yet."""

    lines: Sequence[ScoreLine]
    recommendation: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """A sheet under lock: its appraisal, its assignment, and the documents to be scored."""

    appraisal: Appraisal
    assignment: Assignment
    sheet: ScoreSheet
    papers: Mapping[int, DossierPaper]

    def rubric(self, paper: DossierPaper) -> Rubric:
        """The rubric of one of its documents."""
        return pack_for(self.appraisal.dossier).appraisal.rubric_for(paper.kind)

    def name(self, paper: DossierPaper) -> str:
        """What a document is called."""
        return str(pack_for(self.appraisal.dossier).documents[paper.kind].name)


@retry_on_deadlock
def save_sheet(
    assignment: Assignment, *, actor: Actor, now: datetime, version: int, draft: SheetDraft
) -> ScoreSheet:
    """Save what was typed so far, all of it or nothing; a draft writes no entry.

    version: of the sheet that the page showed, 0 for none. Raises ScoringClosed, AssignmentEnded,
    SheetOfAnother, SheetHandedIn, SheetChanged, ScoreOutOfRange, ScoreUnknown, RuleUnknown.
    """
    with recorded(actor, now=now):
        desk = take(assignment, actor=actor, now=now, version=version)
        write(desk, draft, now=now)
    return desk.sheet


@retry_on_deadlock
def hand_in_sheet(
    assignment: Assignment,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: SheetDraft,
    client_uuid: UUID | None = None,
) -> ScoreSheet:
    """Save a sheet and hand it in: fixed from then on, its content sealed by a commitment.

    Raises SheetIncomplete with what is lacking, and as :func:`save_sheet` does.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return ScoreSheet.objects.get(assignment=assignment)
        desk = take(assignment, actor=actor, now=now, version=version)
        write(desk, draft, now=now)
        _must_be_complete(desk)
        sheet = desk.sheet
        sheet.salt = secrets.token_bytes(SALT_BYTES)
        sheet.commitment = commitment_of(sheet.salt, canonical.text(content_of(sheet)))
        sheet.save()
        desk.assignment.submitted_at = now
        desk.assignment.save()
        body = {"assignment": desk.assignment.pk, "commitment": sheet.commitment}
        note_inside(record, "sheet.handed_in", desk.appraisal, body)
    return sheet


@retry_on_deadlock
def take_back_sheet(
    assignment: Assignment, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> ScoreSheet:
    """Take a sheet back to change it, as long as the scoring is open. Raises SheetNotHandedIn."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        appraisal, row = _own(assignment, actor)
        sheet = ScoreSheet.objects.filter(assignment=row).first()
        if record.is_replay and sheet is not None:
            return sheet
        if row.submitted_at is None or sheet is None:
            raise SheetNotHandedIn
        row.submitted_at = None
        row.save()
        sheet.salt, sheet.commitment = b"", ""
        sheet.save()
        note_inside(record, "sheet.taken_back", appraisal, {"assignment": row.pk})
    return sheet


def take(assignment: Assignment, *, actor: Actor, now: datetime, version: int) -> Desk:
    """A member's own open sheet under lock, made if there is none."""
    appraisal, row = _own(assignment, actor)
    if row.submitted_at is not None:
        raise SheetHandedIn(at=local(row.submitted_at))
    sheet = ScoreSheet.objects.filter(assignment=row).first()
    if (sheet.version if sheet is not None else 0) != version:
        at = local(sheet.saved_at) if sheet is not None else ""
        raise SheetChanged(at=at)
    if sheet is None:
        sheet = ScoreSheet.objects.create(assignment=row, version=0, saved_at=now)
    papers = {one.pk: one for one in papers_in_round(appraisal, 1)}
    return Desk(appraisal, row, sheet, papers)


def _own(assignment: Assignment, actor: Actor) -> tuple[Appraisal, Assignment]:
    appraisal = locked(assignment.appraisal_id)
    row = Assignment.objects.select_related("person").get(pk=assignment.pk)
    if row.person_id != actor.person_id:
        raise SheetOfAnother(person=row.person.name)
    if row.ended_at is not None:
        raise AssignmentEnded(
            who=row.ended_by,
            person=row.person.name,
            at=local(row.ended_at),
            reason=row.ended_reason,
        )
    if appraisal.state != AppraisalState.SCORING:
        first = round_of(appraisal, 1)
        at = local(first.closed_at) if first.closed_at else ""
        raise ScoringClosed(who=first.closed_by, at=at)
    return appraisal, row


def write(desk: Desk, draft: SheetDraft, *, now: datetime) -> None:
    """Judge every line, then save all of them."""
    for line in draft.lines:
        _judge(desk, line)
        if line.remark.strip():
            must_take_words(desk.papers[line.paper_id], now)
    sheet = desk.sheet
    if draft.recommendation:
        conclusions = pack_for(desk.appraisal.dossier).appraisal.conclusions
        sheet.recommendation = conclusions[draft.recommendation].key
    else:
        sheet.recommendation = ""
    sheet.summary = draft.summary.strip()[:LONGEST]
    sheet.version += 1
    sheet.saved_at = now
    sheet.save()
    for line in draft.lines:
        Score.objects.update_or_create(
            sheet=sheet,
            paper=desk.papers[line.paper_id],
            criterion=line.criterion,
            defaults={"value": line.value, "remark": line.remark.strip()[:LONGEST]},
        )


def _judge(desk: Desk, line: ScoreLine) -> None:
    paper = desk.papers.get(line.paper_id)
    rule = desk.rubric(paper).criterion(line.criterion) if paper is not None else None
    if paper is None or rule is None:
        raise ScoreUnknown(criterion=line.criterion[:40])
    if line.value is not None and not 0 <= line.value <= rule.most:
        raise ScoreOutOfRange(
            document=desk.name(paper), criterion=rule.name, value=line.value, most=rule.most
        )


def _must_be_complete(desk: Desk) -> None:
    values: dict[int, dict[str, int | None]] = {}
    for score in desk.sheet.scores.all():
        values.setdefault(score.paper_id, {})[score.criterion] = score.value
    wanted = []
    for paper in desk.papers.values():
        rubric = desk.rubric(paper)
        for key in missing_in(rubric, values.get(paper.pk, {})):
            criterion = rubric.criterion(key)
            assert criterion is not None
            wanted.append(f"{desk.name(paper)}: {criterion.name}")
    named = wanted[:MOST_NAMED]
    if len(wanted) > MOST_NAMED:
        named.append(pgettext("criteria", "and %(n)s more") % {"n": len(wanted) - MOST_NAMED})
    if not desk.sheet.recommendation:
        named.append(_("your recommendation"))
    if named:
        raise SheetIncomplete(wanted="; ".join(named))


def content_of(sheet: ScoreSheet) -> dict[str, Any]:
    """Everything in a sheet, as it is sealed and as it enters the record at the closing."""
    scores = sheet.scores.order_by("paper_id", "criterion")
    remarks = sheet.remarks.order_by("number")
    return {
        "assignment": sheet.assignment_id,
        "recommendation": sheet.recommendation,
        "summary": sheet.summary,
        "scores": [[one.paper_id, one.criterion, one.value, one.remark] for one in scores],
        "remarks": [[one.number, one.paper_id, one.place, one.text] for one in remarks],
    }
