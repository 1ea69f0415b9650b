"""The conclusion sheet: written by the head, apart from what the members recommend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import ConclusionKind, LeadsTo
from muster.papers.errors.appraisal import (
    ConclusionIncomplete,
    PointsDropped,
    ScoreUnknown,
)
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    ConclusionPoint,
    DossierPaper,
    PointResult,
    SheetRemark,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services.appraisals.hand import (
    locked,
    must_be,
    must_be_impartial,
    must_be_unchanged,
    must_take_words,
    note_inside,
    pack_for,
    person_of,
    round_of,
    save_round,
)
from muster.papers.services.appraisals.remarking import paragraph_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDraft:
    """One thing to be changed. paper_id: of the papers of the round, none for the whole dossier.

    paragraph: its number in the document. source_id: the member's remark that it comes from;
    carried_id: the point of the round before that was not fully handled.
    """

    text: str
    paper_id: int | None = None
    paragraph: int | None = None
    place: str = ""
    source_id: int | None = None
    carried_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionDraft:
    """A conclusion sheet. conclusion: key of the pack. answer_due_on: by when the unit answers."""

    conclusion: str
    text: str = ""
    answer_due_on: date | None = None
    points: Sequence[PointDraft] = ()


@retry_on_deadlock
def write_conclusion(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: ConclusionDraft,
    client_uuid: UUID | None = None,
) -> AppraisalRound:
    """Keep the sheet as it is written; nothing of it is in force yet.

    The points are numbered in their order. Raises WrongAppraisalState, RoundChanged, OwnUnit,
    NoSuchPlace, RuleUnknown; what is still wanted is said when it is put in force.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(appraisal.pk)
        current = round_of(row)
        if record.is_replay:
            return current
        must_be(row, AppraisalState.CONCLUDING)
        must_be_unchanged(current, version)
        must_be_impartial(person_of(actor), row.dossier.congress.season_unit)
        kinds = pack_for(row.dossier).appraisal.conclusions
        current.conclusion = kinds[draft.conclusion].key if draft.conclusion else ""
        current.text = draft.text.strip()
        current.answer_due_on = draft.answer_due_on
        save_round(current, actor, now)
        _write_points(row, current, draft.points, now)
        body = {"conclusion": current.conclusion, "points": len(draft.points)}
        note_inside(record, "conclusion.written", row, body)
    return current


def _write_points(
    row: Appraisal, current: AppraisalRound, drafts: Sequence[PointDraft], now: datetime
) -> None:
    papers = {one.pk: one for one in papers_in_round(row, current.number)}
    sources = set(
        SheetRemark.objects.filter(sheet__assignment__appraisal=row).values_list("pk", flat=True)
    )
    carried = set(
        ConclusionPoint.objects.filter(
            round__appraisal=row, round__number=current.number - 1
        ).values_list("pk", flat=True)
    )
    said = [one for one in drafts if one.text.strip()]
    made = [
        _point(row, current, number, one, papers)
        for number, one in enumerate(said, start=1)
        if (one.source_id is None or one.source_id in sources)
        and (one.carried_id is None or one.carried_id in carried)
    ]
    if len(made) != len(said):
        raise ScoreUnknown(criterion="–")
    for one in made:
        must_take_words(one.paper, now)
    current.points.all().delete()
    ConclusionPoint.objects.bulk_create(made)


def _point(
    row: Appraisal,
    current: AppraisalRound,
    number: int,
    draft: PointDraft,
    papers: Mapping[int, DossierPaper],
) -> ConclusionPoint:
    paper = papers.get(draft.paper_id) if draft.paper_id is not None else None
    if draft.paper_id is not None and paper is None:
        raise ScoreUnknown(criterion="–")
    paragraph = None
    if paper is not None:
        name = str(pack_for(row.dossier).documents[paper.kind].name)
        paragraph = paragraph_of(paper, draft.paragraph, name=name)
    return ConclusionPoint(
        round=current,
        number=number,
        paper=paper,
        paragraph=paragraph,
        place=draft.place.strip()[:200],
        text=draft.text.strip(),
        source_id=draft.source_id,
        carried_id=draft.carried_id,
    )


def must_be_conclusive(row: Appraisal, current: AppraisalRound) -> ConclusionKind:
    """What the sheet concludes, if it says all that it must.

    Raises ConclusionIncomplete; PointsDropped where a point that was not fully handled is neither
    taken over nor let go with a word of why.
    """
    kinds = pack_for(row.dossier).appraisal.conclusions
    if not current.conclusion:
        raise ConclusionIncomplete(wanted=_("the conclusion"))
    kind, wanted = kinds[current.conclusion], list[str]()
    points = list(current.points.all())
    if kind.points and not points:
        wanted.append(_("at least one numbered point that says what is to be changed"))
    if kind.leads_to is not LeadsTo.MET and current.answer_due_on is None:
        wanted.append(_("the day by which the unit answers"))
    dropped = _dropped(row, current, points)
    if dropped and kind.leads_to is LeadsTo.MET and not current.text:
        wanted.append(_("why points that were not fully handled are let go"))
    if wanted:
        raise ConclusionIncomplete(wanted=", ".join(wanted))
    if dropped and kind.leads_to is LeadsTo.ANSWER:
        raise PointsDropped(points=", ".join(map(str, dropped)))
    return kind


def _dropped(
    row: Appraisal, current: AppraisalRound, points: Sequence[ConclusionPoint]
) -> list[int]:
    before = ConclusionPoint.objects.filter(
        round__appraisal=row, round__number=current.number - 1
    ).exclude(check_of__result=PointResult.HANDLED)
    taken = {one.carried_id for one in points}
    return [one.number for one in before if one.pk not in taken]
