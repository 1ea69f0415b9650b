"""The unit answers each point of a conclusion, and hands the answers in with its new versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Feed
from muster.papers.errors.appraisal import AnswersLacking, ScoreUnknown, WhyNotMissing
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    ConclusionPoint,
    DossierPaper,
    Paragraph,
    PointAnswer,
    Version,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services.appraisals.hand import (
    locked,
    must_be,
    must_be_unchanged,
    must_take_words,
    note_dossier,
    pack_for,
    queued,
    round_of,
    save_round,
)
from muster.papers.services.appraisals.layout import Looked, keep, look_at
from muster.papers.services.appraisals.parts import newest_of
from muster.season.services import feed_hand_in


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What the unit says to one point. handled: none while it has not said.

    paragraph: its number in the newest version of the document; place: where, in words.
    """

    point_id: int
    handled: bool | None
    text: str = ""
    paragraph: int | None = None
    place: str = ""


@retry_on_deadlock
def save_answers(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    answers: Sequence[AnswerDraft],
) -> AppraisalRound:
    """Keep what the unit says so far, all of it or nothing; nothing is handed in yet.

    Raises WrongAppraisalState, RoundChanged, WhyNotMissing.
    """
    with recorded(actor, now=now):
        row = locked(appraisal.pk)
        current = round_of(row)
        must_be(row, AppraisalState.ANSWERING)
        must_be_unchanged(current, version)
        _write(current, answers, actor=actor, now=now)
        save_round(current, actor, now)
    return current


@retry_on_deadlock
def hand_in_answers(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    answers: Sequence[AnswerDraft],
    note: str = "",
    client_uuid: UUID | None = None,
) -> AppraisalRound:
    """Hand the answers in: the next round opens, on the newest version of each document.

    Files of new versions are held against the layout rules before the lock. Raises AnswersLacking
    with the numbers, and as :func:`save_answers` does.
    """
    looked = _look(appraisal)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        queued(appraisal.dossier.congress_id)
        row = locked(appraisal.pk)
        current = round_of(row)
        if record.is_replay:
            return current
        must_be(row, AppraisalState.ANSWERING)
        must_be_unchanged(current, version)
        _write(current, answers, actor=actor, now=now)
        _must_be_answered(current)
        current.answered_at, current.answered_by = now, actor.name
        current.answer_note = note.strip()[:500]
        save_round(current, actor, now)
        opened = _open_next(row, current, looked, now=now)
        body = {"appraisal": row.pk, "round": current.number, "answers": _said(current)}
        note_dossier(record, "dossier.answered", row.dossier, body)
        feed_hand_in(
            row.dossier.congress,
            actor=actor,
            now=now,
            feed=Feed.APPRAISAL_MET,
            note=_("answers to the points of round %(number)s") % {"number": current.number},
            reason=_("answers to the points of the conclusion"),
        )
    return opened


def _write(
    current: AppraisalRound, answers: Sequence[AnswerDraft], *, actor: Actor, now: datetime
) -> None:
    points = {
        one.pk: one for one in current.points.select_related("paper__document", "paper__version")
    }
    for draft in answers:
        point = points.get(draft.point_id)
        if point is None:
            raise ScoreUnknown(criterion="–")
        if draft.handled is None:
            PointAnswer.objects.filter(point=point).delete()
            continue
        if not draft.handled and not draft.text.strip():
            raise WhyNotMissing(number=point.number)
        must_take_words(point.paper, now)
        PointAnswer.objects.update_or_create(
            point=point,
            defaults={
                "handled": draft.handled,
                "text": draft.text.strip(),
                "paragraph": _paragraph(point, draft.paragraph),
                "place": draft.place.strip()[:200],
                "answered_at": now,
                "answered_by": actor.name,
            },
        )


def _paragraph(point: ConclusionPoint, number: int | None) -> Paragraph | None:
    """A paragraph of the document that a point is about; nothing where there is none of it."""
    document = point.paper.document if point.paper is not None else None
    if number is None or document is None:
        return None
    return Paragraph.objects.filter(document=document, number=number).first()


def _must_be_answered(current: AppraisalRound) -> None:
    lacking = current.points.filter(answer__isnull=True).values_list("number", flat=True)
    if lacking:
        raise AnswersLacking(points=", ".join(map(str, lacking)))


def _said(current: AppraisalRound) -> list[list[object]]:
    rows = current.points.values_list("number", "answer__handled")
    return [list(one) for one in rows]


Newest = Mapping[str, tuple[Version, Looked]]


def _look(appraisal: Appraisal) -> Newest:
    """The newest version of each document, and what the machine finds in it."""
    row = Appraisal.objects.select_related("dossier", "team").get(pk=appraisal.pk)
    papers = papers_in_round(row, row.round_number)
    documents = [one.document for one in papers if one.document is not None]
    rules, newest = pack_for(row.dossier).appraisal.layout, newest_of(documents)
    found = {}
    for one in papers:
        version = newest.get(one.document_id or 0)
        if version is not None:
            found[one.kind] = (version, look_at(version, rules))
    return found


def _open_next(
    row: Appraisal, current: AppraisalRound, looked: Newest, *, now: datetime
) -> AppraisalRound:
    for one in papers_in_round(row, current.number):
        version, seen = looked.get(one.kind, (one.version, None))
        paper = DossierPaper(
            dossier=row.dossier,
            appraisal=row,
            round=current.number + 1,
            kind=one.kind,
            place=one.place,
            document=one.document,
            version=version,
            on_paper=one.on_paper,
            scored=one.scored,
        )
        keep(paper, seen or Looked(checked=DossierPaper.Checked.NOT_WORD))
    row.state, row.round_number = AppraisalState.CHECKING, current.number + 1
    row.save()
    return AppraisalRound.objects.create(appraisal=row, number=row.round_number, opened_at=now)
