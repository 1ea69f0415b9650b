"""Approval before issue: submitted, signed or returned, issued; each act by one service.

A capability registers what can be approved (``season.registry.approvable``) and names it by its
subject; nothing that needs a signature comes into force but through :func:`issue`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors import ReasonMissing
from muster.office.errors.approvals import (
    AlreadyNumbered,
    AlreadySubmitted,
    NothingChanged,
    NotNeeded,
    WrongRegister,
)
from muster.office.models import Approval, ApprovalState, FrozenContent, Register
from muster.office.queries.approvals import frozen, latest, look, rule_for
from muster.office.queries.signing import signer_key
from muster.office.services.approval_hand import (
    end,
    locked,
    must_be,
    note,
    queued,
    refuse_changed,
    refuse_unsigned,
    signer_for,
)
from muster.office.services.approval_scans import SignedScan, add_approval_scan
from muster.office.services.papers import PaperDraft, register_paper
from muster.packs import Direction
from muster.season.registry import Approvable, approvable_source
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import search_key, tidy

Guard = Callable[[], None]
UNDER_WAY: Final = (ApprovalState.SUBMITTED, ApprovalState.APPROVED)


def nothing_to_guard() -> None:
    """For an act that nothing else has to allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, when, and under which number; the author of the act, today, if nothing is said.

    signer: key of one of the signers (``queries.signers_of``), where somebody enters what was
    signed on paper. authority: key of the pack; that of the signer's grant if empty. register:
    where the number is taken in the same transaction; paper_symbol: a number given elsewhere.
    """

    signer: str = ""
    signer_name: str = ""
    signed_on: date | None = None
    authority: str = ""
    register: Register | None = None
    paper_symbol: str = ""


@retry_on_deadlock
def submit(
    subject: str, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Approval:
    """Freeze a thing as it stands and send it for a signature.

    Raises NotNeeded, AlreadySubmitted, NothingChanged, and what its capability refuses.
    """
    source, pk = approvable_source(subject)
    source.check(pk)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        before = latest(subject)
        if record.is_replay and before is not None:
            return before
        return _submit(record, subject, now=now)


def _submit(record: Record, subject: str, *, now: datetime) -> Approval:
    actor, thing = record.actor, look(subject)
    queued(thing.unit)
    before, content = latest(subject), frozen(thing)
    digest = canonical.digest(content)
    _may_be_submitted(thing, before, digest)
    if before is not None and before.state == ApprovalState.APPROVED:
        end(before, ApprovalState.REPLACED, actor=actor, now=now, reason="")
    row = Approval.objects.create(
        season_unit=thing.unit,
        kind=thing.kind,
        subject=subject,
        number=1 if before is None else before.number + 1,
        title=thing.title[:300],
        recipients=thing.recipients[:500],
        digest=digest,
        submitted_at=now,
        submitted_by=actor.name,
        submitter_id=actor.account_id,
        search_key=search_key(f"{thing.title} {thing.recipients} {actor.name}"),
    )
    FrozenContent.objects.create(approval=row, parts=content)
    note(record, "approval.submitted", row, {"kind": row.kind})
    return row


def _may_be_submitted(thing: Approvable, before: Approval | None, digest: str) -> None:
    if not rule_for(thing).needed:
        raise NotNeeded(title=thing.title)
    if before is None:
        return
    if before.state == ApprovalState.SUBMITTED:
        raise AlreadySubmitted(
            title=thing.title, who=before.submitted_by, at=local(before.submitted_at)
        )
    signed = before.state in (ApprovalState.APPROVED, ApprovalState.ISSUED)
    if signed and before.digest == digest:
        raise NothingChanged(title=thing.title, who=before.signer_name)


@retry_on_deadlock
def withdraw(
    approval: Approval,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    client_uuid: UUID | None = None,
) -> Approval:
    """Take a version back before it is issued. Raises WrongApprovalState."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(approval)
        if record.is_replay:
            return row
        must_be(row, *UNDER_WAY)
        end(row, ApprovalState.WITHDRAWN, actor=actor, now=now, reason=tidy(reason))
        note(record, "approval.withdrawn", row, {"reason": row.ended_reason})
    return row


@retry_on_deadlock
def give_back(
    approval: Approval,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    signer: str = "",
    signer_name: str = "",
    client_uuid: UUID | None = None,
) -> Approval:
    """Return what was submitted, with the reason; only who could sign it today returns it.

    signer: key of who returned it on paper; the author of the act if empty. Raises
    WrongApprovalState, NoAuthority, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(approval)
        if record.is_replay:
            return row
        must_be(row, ApprovalState.SUBMITTED)
        who = signer_for(
            row, signer or signer_key(actor), on=day_of(now), name=signer_name or actor.name
        )
        end(row, ApprovalState.RETURNED, actor=actor, now=now, reason=reason.strip())
        note(record, "approval.returned", row, {"reason": row.ended_reason, "by": who.said})
    return row


@retry_on_deadlock
def approve(
    approval: Approval,
    *,
    actor: Actor,
    now: datetime,
    signature: Signature | None = None,
    scan: SignedScan | None = None,
    client_uuid: UUID | None = None,
) -> Approval:
    """Sign the frozen version, by hand on the page or as it was signed on paper.

    A refused scan refuses the signature too: whoever enters it again meets what was there before.
    Raises WrongApprovalState, NoAuthority (on the day of the signature), ChangedSince,
    WrongRegister, and what taking a number and ``add_approval_scan`` refuse.
    """
    said = signature or Signature()
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(approval)
        if record.is_replay:
            return row
        must_be(row, ApprovalState.SUBMITTED)
        on = said.signed_on or day_of(now)
        who = signer_for(
            row, said.signer or signer_key(actor), on=on, name=said.signer_name or actor.name
        )
        refuse_changed(row, look(row.subject))
        authority = said.authority or who.authority
        row.state = ApprovalState.APPROVED
        row.signer_id, row.signer_name, row.for_whom = who.person_id, who.name, who.for_whom
        row.authority = rules_of(row.season_unit).authorities[authority].key if authority else ""
        row.signed_on, row.signed_at = on, now
        row.signature_entered_by = actor.name
        row.paper_symbol = tidy(said.paper_symbol)
        if said.register is not None:
            _take_number(row, said.register, actor=actor, now=now)
        row.save()
        note(record, "approval.signed", row, _signed(row))
        if scan is not None:
            add_approval_scan(
                row, actor=actor, now=now, name=scan.name, content=scan.content, grade=scan.grade
            )
    return row


def _signed(row: Approval) -> dict[str, object]:
    return {
        "by": row.signer_name,
        "for": row.for_whom,
        "on": row.signed_on,
        "authority": row.authority,
        "paper": row.paper_symbol,
    }


@retry_on_deadlock
def issue(
    subject: str,
    *,
    actor: Actor,
    now: datetime,
    register: Register | None = None,
    guard: Guard = nothing_to_guard,
    client_uuid: UUID | None = None,
) -> Approval | None:
    """Put into force exactly what was signed, with its number if a register is chosen.

    What the pack lets go unsigned comes into force at once, and None is returned. guard: asked
    in the transaction before anything changes. Raises NotApproved, ChangedSince, and what the
    capability refuses; then nothing of it happened.
    """
    source, pk = approvable_source(subject)
    source.check(pk)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return latest(subject)
        guard()
        issued = _issue(record, subject, now=now, register=register)
    source.follow(pk, actor, now)
    return issued


def _issue(
    record: Record, subject: str, *, now: datetime, register: Register | None
) -> Approval | None:
    source, pk = approvable_source(subject)
    actor, thing = record.actor, look(subject)
    if not rule_for(thing).needed:
        source.effect(pk, actor, now)
        return None
    row = locked(refuse_unsigned(thing, latest(subject), on=day_of(now)))
    refuse_unsigned(thing, row, on=day_of(now))
    source.effect(pk, actor, now)
    # The content is compared last: by now the effect holds the locks of what it issues.
    changed = refuse_changed(row, look(subject))
    if register is not None:
        _take_number(row, register, actor=actor, now=now)
    _mark_issued(row, actor=actor, now=now)
    kept = [one.key for one in changed]
    note(record, "approval.issued", row, {"paper": row.paper_symbol, "changed": kept})
    return row


def _mark_issued(row: Approval, *, actor: Actor, now: datetime) -> None:
    for older in Approval.objects.filter(subject=row.subject, state=ApprovalState.ISSUED):
        end(older, ApprovalState.REPLACED, actor=actor, now=now, reason="")
    row.state, row.issued_at, row.issued_by = ApprovalState.ISSUED, now, actor.name
    row.save()


def _take_number(row: Approval, register: Register, *, actor: Actor, now: datetime) -> None:
    """Enter the outgoing paper that bears the number; its abstract is the thing's title."""
    unit = row.season_unit
    if register.direction != Direction.OUTGOING or register.season_unit_id != unit.pk:
        raise WrongRegister(register=register.name, unit=unit.name)
    if row.paper_symbol:
        raise AlreadyNumbered(title=row.title, symbol=row.paper_symbol)
    kind = rules_of(unit).approvals[row.kind].paper_kind or ""
    row.paper = register_paper(
        register,
        actor=actor,
        now=now,
        draft=PaperDraft(
            correspondent=row.recipients or unit.name,
            abstract=row.title,
            kind=kind,
            authority=row.authority,
            signer=row.signer_name,
        ),
    )
    row.paper_symbol = str(row.paper)


@retry_on_deadlock
def sign_and_issue(
    subject: str,
    *,
    actor: Actor,
    now: datetime,
    signature: Signature | None = None,
    guard: Guard = nothing_to_guard,
) -> Approval | None:
    """Submit, sign and issue in one act, by somebody with authority over what lies before him.

    What is signed already is issued; what the pack lets go unsigned comes into force at once.
    """
    source, pk = approvable_source(subject)
    source.check(pk)
    with recorded(actor, now=now) as record:
        guard()
        _sign(record, subject, signature, now=now)
        issued = _issue(record, subject, now=now, register=None)
    source.follow(pk, actor, now)
    return issued


def _sign(record: Record, subject: str, signature: Signature | None, *, now: datetime) -> None:
    thing, row = look(subject), latest(subject)
    if not rule_for(thing).needed:
        return
    signed = row is not None and row.state == ApprovalState.APPROVED
    if row is not None and signed and row.digest == canonical.digest(frozen(thing)):
        return
    if row is None or row.state != ApprovalState.SUBMITTED:
        row = _submit(record, subject, now=now)
    approve(row, actor=record.actor, now=now, signature=signature)
