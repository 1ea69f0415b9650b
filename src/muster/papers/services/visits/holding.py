"""After a visit: what was seen, what was concluded, what became tasks, under which number."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.models import Register
from muster.office.services import register_paper
from muster.office.services.instructions import (
    InstructionDraft,
    OrderLine,
    instruct,
    order_more,
)
from muster.office.services.papers import PaperDraft
from muster.packs import VisitKind
from muster.papers.bridge import rules_of
from muster.papers.errors.appraisal import VisitIncomplete, VisitNotHeld, VisitNumbered
from muster.papers.models import AppraisalVisit
from muster.papers.services.visits.hand import check, locked, must_stand, note, save
from muster.season.services.hand import day, local
from muster.tree.clock import day_of


@retry_on_deadlock
def record_visit(
    visit: AppraisalVisit,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    findings: str,
    conclusion: str,
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """Write the minutes: what was seen and what was concluded. May be written on until numbered.

    Raises VisitNotHeld before it begins, VisitIncomplete, VisitNumbered, RoundChanged,
    VisitCancelled.
    """
    if not findings.strip():
        raise VisitIncomplete(wanted=_("what was seen"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(visit)
        if record.is_replay:
            return row
        check(row, version)
        _must_have_begun(row, now)
        _must_be_open(row)
        row.held_at = row.held_at or now
        row.findings, row.conclusion = findings.strip(), conclusion.strip()
        save(row, actor, now)
        note(record, "visit.recorded", row, {"concluded": bool(row.conclusion)})
    return row


@retry_on_deadlock
def order_from(
    visit: AppraisalVisit,
    *,
    actor: Actor,
    now: datetime,
    lines: Sequence[OrderLine],
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """Make points of a visit tasks with owner and day, ordered by who led it; more may follow.

    Raises VisitNotHeld, VisitCancelled and what ``instruct`` raises.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(visit)
        if record.is_replay:
            return row
        must_stand(row)
        _must_have_begun(row, now)
        if row.instruction is None:
            held_on = day_of(row.starts_at)
            said = {"unit": row.congress.season_unit.name, "on": day(held_on)}
            draft = InstructionDraft(
                kind=_kind(row).instruction,
                leader=row.lead,
                given_on=held_on,
                subject=_("Visit to %(unit)s, %(on)s") % said,
                lines=lines,
                paper=row.paper,
            )
            row.instruction = instruct(row.season_unit, actor=actor, now=now, draft=draft)
        else:
            order_more(row.instruction, actor=actor, now=now, lines=lines)
        save(row, actor, now)
        note(record, "visit.ordered", row, {"points": len(lines)})
    return row


@retry_on_deadlock
def number_conclusion(
    visit: AppraisalVisit,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    register: Register,
    signer: str,
    dated_on: date,
    client_uuid: UUID | None = None,
) -> AppraisalVisit:
    """Enter the conclusion under the next number of an outgoing register: it is fixed from then on.

    register: of the visiting unit. Raises VisitIncomplete without a conclusion, VisitNumbered,
    RoundChanged, VisitCancelled, and what the register refuses.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(visit)
        if record.is_replay:
            return row
        check(row, version)
        _must_be_open(row)
        if not row.conclusion:
            raise VisitIncomplete(wanted=_("the conclusion"))
        unit = row.congress.season_unit
        kind = _kind(row)
        row.paper = register_paper(
            register,
            actor=actor,
            now=now,
            draft=PaperDraft(
                correspondent=unit.name,
                abstract=_("%(kind)s: %(unit)s") % {"kind": kind.name, "unit": unit.name},
                kind=kind.paper_kind,
                signer=signer,
                dated_on=dated_on,
            ),
        )
        row.symbol = row.paper.symbol
        save(row, actor, now)
        note(record, "visit.numbered", row, {"paper": row.symbol, "signer": signer.strip()})
    return row


def _kind(row: AppraisalVisit) -> VisitKind:
    return rules_of(row.season_unit).appraisal.visits[row.kind]


def _must_have_begun(row: AppraisalVisit, now: datetime) -> None:
    if now < row.starts_at:
        raise VisitNotHeld(at=local(row.starts_at))


def _must_be_open(row: AppraisalVisit) -> None:
    if row.paper_id is not None:
        raise VisitNumbered(symbol=row.symbol)
