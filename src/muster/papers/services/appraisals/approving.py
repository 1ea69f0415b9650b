"""A conclusion comes into force: signed through the approvals, or as it was signed on paper.

What it leads to happens in the same transaction: the step is accepted or sent back with the
points, the unit has to answer, or a whole new dossier is due.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.canonical import digest
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.queries.approvals import latest
from muster.office.services import issue
from muster.packs import ConclusionKind, Feed, LeadsTo
from muster.papers.errors.appraisal import ConclusionIncomplete, WrongSigner
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    ConclusionPoint,
    Dossier,
    DossierState,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.rules import Can
from muster.papers.services.appraisals.concluding import must_be_conclusive
from muster.papers.services.appraisals.hand import (
    locked,
    must_be,
    must_be_impartial,
    must_be_unchanged,
    note_dossier,
    pack_for,
    person_of,
    queued,
    round_of,
    save_round,
)
from muster.season.registry import Approvable, ApprovableSource, register_approvable
from muster.season.services import feed_return, feed_step
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.names import tidy
from muster.tree.places import place_of
from muster.tree.reach import reach_of
from muster.tree.table import rule_for

WORD: Final = "conclusion"
KIND: Final = "appraisal"


def subject_of(row: AppraisalRound) -> str:
    """How the record names the conclusion of a round."""
    return f"{WORD}:{row.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """How a sheet was signed on paper: by whom, when, under which number."""

    signer: str
    signed_on: date
    symbol: str = ""


@retry_on_deadlock
def conclude_on_paper(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    said: OnPaper,
    client_uuid: UUID | None = None,
) -> AppraisalRound:
    """Put a sheet in force where the rules ask for no signature here: it was signed on paper.

    Raises ConclusionIncomplete, PointsDropped, RoundChanged, WrongAppraisalState, OwnUnit, and
    NotApproved where the rules do ask for one.
    """
    if not said.signer.strip():
        raise ConclusionIncomplete(wanted=_("who signed it"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        queued(appraisal.dossier.congress_id)
        row = locked(appraisal.pk)
        current = round_of(row)
        if record.is_replay:
            return current
        must_be(row, AppraisalState.CONCLUDING)
        must_be_unchanged(current, version)
        current.signer, current.signed_on = tidy(said.signer)[:120], said.signed_on
        current.symbol = tidy(said.symbol)[:80]
        save_round(current, actor, now)
        issue(subject_of(current), actor=actor, now=now)
        current.refresh_from_db()
    return current


def conclusion_now(pk: int) -> Approvable:
    """The conclusion sheet of a round as it stands now."""
    current = AppraisalRound.objects.select_related(
        "appraisal__team__season_unit__season", "appraisal__dossier__congress__season_unit"
    ).get(pk=pk)
    row = current.appraisal
    unit = row.dossier.congress.season_unit
    kinds = pack_for(row.dossier).appraisal.conclusions
    name = str(kinds[current.conclusion].name) if current.conclusion else "–"
    said = {"unit": unit.name, "number": current.number, "team": row.team.name}
    points = current.points.select_related("paper__document", "paper__version", "paragraph")
    return Approvable(
        kind=KIND,
        unit=row.team.season_unit,
        title=_("Conclusion on the dossier of %(unit)s, round %(number)s (%(team)s)") % said,
        url=reverse("papers:conclusion", args=[pk]),
        recipients=unit.name,
        parts={
            "conclusion": [
                (unit.name, name, current.answer_due_on.isoformat())
                if current.answer_due_on
                else (unit.name, name, "")
            ],
            "points": [_line(row, point) for point in points],
            "text": [(line,) for line in current.text.splitlines() if line.strip()],
        },
    )


def _line(row: Appraisal, point: ConclusionPoint) -> tuple[str | int, ...]:
    """A point as it is frozen. Of a limited document its words stay with the sheet."""
    paper, text = point.paper, point.text
    where = point.place
    if paper is not None:
        where = f"{pack_for(row.dossier).documents[paper.kind].name} {where}".strip()
        if paper.document is not None and paper.document.is_limited:
            text = _("(limited document) %(digest)s") % {"digest": digest([text])[:16]}
    number = point.paragraph.number if point.paragraph is not None else ""
    return (point.number, where, number, text)


def refuse_unfit(pk: int) -> None:
    """Neither submitted nor issued: a sheet that does not say all that it must."""
    current = AppraisalRound.objects.select_related("appraisal__dossier", "appraisal__team").get(
        pk=pk
    )
    row = current.appraisal
    must_be(row, AppraisalState.CONCLUDING)
    must_be_conclusive(row, current)


def put_in_force(pk: int, actor: Actor, now: datetime) -> None:
    """What issuing a conclusion does. Locks the congress, the appraisal and the dossier."""
    appraisal = Appraisal.objects.select_related("dossier").get(rounds=pk)
    with recorded(actor, now=now) as record:
        queued(appraisal.dossier.congress_id)
        row = locked(appraisal.pk)
        current = round_of(row)
        must_be(row, AppraisalState.CONCLUDING)
        must_be_impartial(person_of(actor), row.dossier.congress.season_unit)
        kind = must_be_conclusive(row, current)
        _take_signature(row, current, now)
        current.concluded_at, current.concluded_by = now, actor.name
        save_round(current, actor, now)
        _follow(record, row, current, kind, now=now)


def _take_signature(row: Appraisal, current: AppraisalRound, now: datetime) -> None:
    """Who signed the approval, or who signed on paper; the head, or a leader of the unit."""
    approval = latest(subject_of(current))
    if approval is None:
        current.signed_on = current.signed_on or day_of(now)
        return
    team = row.team
    deputy = bool(approval.for_whom) and approval.for_whom == team.head.name
    if approval.signer_id == team.head_id or deputy or _leads(approval.signer_id, row):
        current.signer, current.signed_on = approval.signer_name, approval.signed_on
        current.symbol = approval.paper_symbol
        return
    raise WrongSigner(
        signer=approval.signer_name,
        team=team.name,
        head=team.head.name,
        unit=team.season_unit.name,
    )


def _leads(person_id: int | None, row: Appraisal) -> bool:
    """Whether a person holds a role on the team's unit that may conclude without heading it."""
    account = Account.objects.filter(person=person_id, is_active=True).first()
    if person_id is None or account is None:
        return False
    held = reach_of(account).as_any(rule_for(Can.CONCLUDE).roles)
    return place_of(row.team.season_unit).is_in(held)


def _follow(
    record: Record,
    row: Appraisal,
    current: AppraisalRound,
    kind: ConclusionKind,
    *,
    now: datetime,
) -> None:
    actor, dossier = record.actor, row.dossier
    body = {
        "appraisal": row.pk,
        "team": row.team.name,
        "round": current.number,
        "conclusion": kind.key,
        "points": current.points.count(),
        "signer": current.signer,
        "paper": current.symbol,
    }
    note_dossier(record, "dossier.concluded", dossier, body)
    if kind.leads_to is LeadsTo.ANSWER:
        row.state = AppraisalState.ANSWERING
        row.save()
        _send_back(dossier, current, kind, (Feed.APPRAISAL_MET,), actor=actor, now=now)
        return
    row.state, row.outcome, row.ended_at = AppraisalState.ENDED, kind.key, now
    row.save()
    if kind.leads_to is LeadsTo.AGAIN:
        _end(dossier, DossierState.AGAIN, now=now)
        Appraisal.objects.filter(dossier=dossier).exclude(state=AppraisalState.ENDED).update(
            state=AppraisalState.ENDED, ended_at=now
        )
        feeds = (Feed.DOSSIER_COMPLETE, Feed.APPRAISAL_MET)
        _send_back(dossier, current, kind, feeds, actor=actor, now=now)
    elif _all_met(dossier):
        _end(dossier, DossierState.MET, now=now)
        note = f"{kind.name} {current.symbol}".strip()
        feed_step(dossier.congress, actor=actor, now=now, feed=Feed.APPRAISAL_MET, note=note)


def _end(dossier: Dossier, state: DossierState, *, now: datetime) -> None:
    dossier.state, dossier.ended_at = state, now
    dossier.save()


def _all_met(dossier: Dossier) -> bool:
    """Every appraisal ended well, and together they covered every document that is scored."""
    conclusions = pack_for(dossier).appraisal.conclusions
    rows = list(dossier.appraisals.select_related("team", "dossier"))
    if not all(one.outcome and conclusions[one.outcome].leads_to is LeadsTo.MET for one in rows):
        return False
    covered = {paper.kind for one in rows for paper in papers_in_round(one, 1)}
    scored = dossier.papers.filter(round=1, scored=True).values_list("kind", flat=True)
    return covered.issuperset(scored)


def _send_back(
    dossier: Dossier,
    current: AppraisalRound,
    kind: ConclusionKind,
    feeds: tuple[Feed, ...],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    points = current.points.values_list("number", "text", "paper__document__is_limited")
    said = "; ".join(f"{n}. {'…' if limited else text}" for n, text, limited in points)
    reason = f"{kind.name} {current.symbol}".strip()
    for feed in feeds:
        feed_return(
            dossier.congress,
            actor=actor,
            now=now,
            feed=feed,
            reason=f"{reason}: {said}" if said else reason,
            until=current.answer_due_on,
        )


register_approvable(
    WORD,
    ApprovableSource(
        look=conclusion_now,
        submit=Can.CONCLUDE,
        issue=Can.CONCLUDE,
        kind=KIND,
        check=refuse_unfit,
        effect=put_in_force,
    ),
)
