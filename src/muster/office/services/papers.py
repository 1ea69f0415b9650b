"""Papers: registered with their number, passed on, settled, cancelled but never removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import key_of, rules_of, symbol_for
from muster.office.errors import (
    AlreadySettled,
    Changed,
    NotSettled,
    OtherRegister,
    PaperCancelled,
    PaperIncomplete,
    ReasonMissing,
)
from muster.office.models import Paper, Register
from muster.office.services.numbers import take_number
from muster.office.services.replays import made_before
from muster.office.services.scans import add_scan
from muster.office.services.turns import in_turn
from muster.packs import Direction
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import tidy

TEXTS: Final = (
    "kind",
    "symbol",
    "correspondent",
    "abstract",
    "authority",
    "signer",
    "holder",
    "note",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """What a clerk says about a paper; only correspondent and abstract must be said.

    number: the number that stands on the paper already; the next one if none.
    symbol: the sender's, for what comes in; what goes out gets its own.
    answers_id: the paper that this one answers, which is settled by it.
    """

    correspondent: str
    abstract: str
    kind: str = ""
    symbol: str = ""
    dated_on: date | None = None
    registered_on: date | None = None
    authority: str = ""
    signer: str = ""
    copies: int | None = None
    holder: str = ""
    due_on: date | None = None
    note: str = ""
    number: int | None = None
    answers_id: int | None = None


@in_turn
@retry_on_deadlock
def register_paper(
    register: Register,
    *,
    actor: Actor,
    now: datetime,
    draft: PaperDraft,
    scan: IO[bytes] | None = None,
    scan_name: str = "",
    client_uuid: UUID | None = None,
) -> Paper:
    """Enter a paper under the next number of its register; both are there, or neither.

    Refuses as take_number and add_scan do, and with PaperIncomplete, AlreadySettled,
    OtherRegister.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Paper.objects.get(pk=made_before(record))
        goes_out = register.direction == Direction.OUTGOING
        on = (draft.dated_on if goes_out else draft.registered_on) or day_of(now)
        volume, number = take_number(register, on=on, wanted=draft.number)
        row = Paper(
            season_unit=register.season_unit,
            volume=volume,
            number=number,
            registered_on=on,
            registered_at=now,
            registered_by=actor.name,
        )
        _fill(row, draft, register)
        row.dated_on = draft.dated_on or (on if goes_out else None)
        row.search_key = key_of(row)
        row.save(force_insert=True)
        _note(record, "paper.registered", row, _said(row))
        if draft.answers_id is not None:
            _answer(record, row, draft.answers_id)
        if scan is not None:
            add_scan(row, actor=actor, now=now, name=scan_name, content=scan)
    return row


def _complete(draft: PaperDraft) -> None:
    wanted = []
    if not draft.correspondent.strip():
        wanted.append(_("sender or recipients"))
    if not draft.abstract.strip():
        wanted.append(_("abstract"))
    if wanted:
        raise PaperIncomplete(wanted=", ".join(wanted))


def _fill(row: Paper, draft: PaperDraft, register: Register) -> None:
    pack = rules_of(register.season_unit)
    for text in TEXTS:
        setattr(row, text, tidy(getattr(draft, text)))
    row.kind = pack.paper_kinds[draft.kind].key if draft.kind else ""
    row.authority = pack.authorities[draft.authority].key if draft.authority else ""
    row.copies, row.due_on = draft.copies, draft.due_on
    if register.direction == Direction.OUTGOING:
        row.symbol = symbol_for(register, row.number, row.kind)


@retry_on_deadlock
def change_paper(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: PaperDraft,
    client_uuid: UUID | None = None,
) -> Paper:
    """Correct what was entered. Number and day of entry stay; the old values are recorded.

    Raises Changed, PaperCancelled, PaperIncomplete.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(paper)
        if record.is_replay:
            return row
        _check(row, version)
        before = _said(row)
        _fill(row, draft, row.volume.register)
        row.dated_on = draft.dated_on or row.dated_on
        after = _said(row)
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        _save(row, actor, now)
        if changed:
            _note(record, "paper.changed", row, {"changed": changed})
    return row


@retry_on_deadlock
def pass_on(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    holder: str,
    due_on: date | None = None,
    client_uuid: UUID | None = None,
) -> Paper:
    """Give a paper to a desk or a person, with the day by which it is dealt with."""
    if not holder.strip():
        raise PaperIncomplete(wanted=_("who deals with it"))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(paper)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_open(row)
        row.holder, row.due_on = tidy(holder), due_on
        _save(row, actor, now)
        _note(record, "paper.passed_on", row, {"holder": row.holder, "due_on": due_on})
    return row


@retry_on_deadlock
def settle(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    how: str = "",
    answer: Paper | None = None,
    client_uuid: UUID | None = None,
) -> Paper:
    """Close a paper with the paper that answers it, or with how it was dealt with."""
    if answer is None and not how.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(paper)
        if record.is_replay:
            return row
        _check(row, version)
        _must_be_open(row)
        _settle(record, row, how=how, answer=answer, actor=actor, now=now)
    return row


def _answer(record: Record, answer: Paper, answered_id: int) -> None:
    asked = _locked(Paper(pk=answered_id))
    _must_be_open(asked)
    if asked.season_unit_id != answer.season_unit_id:
        raise OtherRegister(symbol=str(asked))
    actor, now = record.actor, answer.registered_at
    _settle(record, asked, how="", answer=answer, actor=actor, now=now)


def _settle(
    record: Record, row: Paper, *, how: str, answer: Paper | None, actor: Actor, now: datetime
) -> None:
    row.answer, row.settled_how = answer, how.strip()
    row.settled_at, row.settled_by = now, actor.name
    _save(row, actor, now)
    symbol = str(answer) if answer is not None else ""
    _note(record, "paper.settled", row, {"how": row.settled_how, "answer": symbol})


@retry_on_deadlock
def reopen(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Paper:
    """Take back that a paper was settled. Raises NotSettled, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(paper)
        if record.is_replay:
            return row
        _check(row, version)
        if row.settled_at is None:
            raise NotSettled(symbol=str(row))
        row.settled_at, row.settled_by, row.settled_how, row.answer = None, "", "", None
        _save(row, actor, now)
        _note(record, "paper.reopened", row, {"reason": reason.strip()})
    return row


@retry_on_deadlock
def cancel(
    paper: Paper,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> Paper:
    """Strike a paper out. Its number stays taken; nobody else ever gets it."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(paper)
        if record.is_replay:
            return row
        _check(row, version)
        row.cancelled_at, row.cancelled_by = now, actor.name
        row.cancelled_reason = reason.strip()
        _save(row, actor, now)
        _note(record, "paper.cancelled", row, {"reason": row.cancelled_reason})
    return row


def _locked(paper: Paper) -> Paper:
    rows = Paper.objects.select_for_update(of=("self",))
    return rows.select_related("volume__register", "season_unit__season").get(pk=paper.pk)


def _check(row: Paper, version: int) -> None:
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise Changed(who=row.changed_by or row.registered_by, at=at)
    _not_cancelled(row)


def _not_cancelled(row: Paper) -> None:
    if row.cancelled_at is not None:
        raise PaperCancelled(symbol=str(row), who=row.cancelled_by, reason=row.cancelled_reason)


def _must_be_open(row: Paper) -> None:
    _not_cancelled(row)
    if row.settled_at is not None:
        raise AlreadySettled(symbol=str(row), who=row.settled_by, at=local(row.settled_at))


def _save(row: Paper, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.search_key = key_of(row)
    row.save()


def _said(row: Paper) -> dict[str, Any]:
    said = {text: getattr(row, text) for text in TEXTS}
    return said | {"dated_on": row.dated_on, "due_on": row.due_on, "copies": row.copies}


def _note(record: Record, kind: str, row: Paper, body: Mapping[str, Any]) -> None:
    register = row.volume.register
    record(
        kind,
        f"paper:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={
            "register": register.name,
            "volume": row.volume.name,
            "number": row.number,
            **body,
        },
    )
