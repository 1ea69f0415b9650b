"""Papers: entered with their number in one transaction, and corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import key_of, rules_of, symbol_for
from muster.office.errors import AlreadyEntered, PaperIncomplete, SymbolTaken
from muster.office.models import Paper, Register
from muster.office.services.numbers import take_number
from muster.office.services.paper_hand import check, locked, note, save
from muster.office.services.replays import made_before
from muster.office.services.scans import add_scan
from muster.office.services.settling import settle_by
from muster.packs import Direction
from muster.season.errors import FilesHeld
from muster.season.queries.grades import may_hold
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
    grade: key of the pack's grades, empty is the usual one; with one that may not be held here
    there is the row and no scan.
    again: it is meant, though a paper of this symbol and date stands in a register already.
    """

    correspondent: str
    abstract: str
    kind: str = ""
    grade: str = ""
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
    again: bool = False


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
    OtherRegister, AlreadyEntered (what came in by two ways).
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
        _symbol_once(row)
        if not (goes_out or draft.again):
            _not_entered_before(row)
        row.search_key = key_of(row)
        row.save(force_insert=True)
        note(record, "paper.registered", row, _said(row))
        if draft.answers_id is not None:
            settle_by(record, row, draft.answers_id)
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
    row.grade = pack.grades[draft.grade].key if draft.grade else ""
    row.authority = pack.authorities[draft.authority].key if draft.authority else ""
    row.copies, row.due_on = draft.copies, draft.due_on
    if register.direction == Direction.OUTGOING:
        row.symbol = symbol_for(register, row.number, row.kind)


def _symbol_once(row: Paper) -> None:
    """Two registers that run side by side must not write one symbol on two papers."""
    volume = row.volume
    if volume.register.direction != Direction.OUTGOING:
        return
    beside = Q(volume__ends_on__isnull=True) | Q(volume__ends_on__gte=volume.starts_on)
    if volume.ends_on is not None:
        beside &= Q(volume__starts_on__lte=volume.ends_on)
    other = (
        Paper.objects.filter(beside, season_unit=row.season_unit, symbol=row.symbol)
        .filter(volume__register__direction=Direction.OUTGOING)
        .exclude(volume=volume)
        .select_related("volume__register")
        .first()
    )
    if other is not None:
        register = other.volume.register.name
        raise SymbolTaken(
            symbol=row.symbol, register=register, who=other.registered_by, abstract=other.abstract
        )


def _not_entered_before(row: Paper) -> None:
    """The same paper may come in by e-mail and by post; the second clerk is told of the first."""
    if not row.symbol:
        return
    same = Paper.objects.filter(
        season_unit=row.season_unit,
        symbol=row.symbol,
        dated_on=row.dated_on,
        cancelled_at=None,
        volume__register__direction=Direction.INCOMING,
    )
    other = same.select_related("volume__register").first()
    if other is not None:
        raise AlreadyEntered(
            symbol=row.symbol,
            number=other.number,
            register=other.volume.register.name,
            who=other.registered_by,
            at=local(other.registered_at),
        )


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

    Raises Changed, PaperCancelled, PaperIncomplete, and FilesHeld where it is marked with a grade
    of which its scans may not be held.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(paper)
        if record.is_replay:
            return row
        check(row, version)
        before = _said(row)
        _fill(row, draft, row.volume.register)
        row.dated_on = draft.dated_on or row.dated_on
        _symbol_once(row)
        _no_scans_above(row, now)
        after = _said(row)
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        save(row, actor, now)
        if changed:
            note(record, "paper.changed", row, {"changed": changed})
    return row


def _no_scans_above(row: Paper, now: datetime) -> None:
    """Refuse a grade that may not be held while scans of the paper are."""
    pack = rules_of(row.season_unit)
    rule = pack.grades[row.grade] if row.grade else pack.default_grade
    count = row.files.count()
    if count and not may_hold(pack, rule, on=day_of(now)):
        raise FilesHeld(count=count, grade=str(rule.name))


def _said(row: Paper) -> dict[str, Any]:
    said = {text: getattr(row, text) for text in TEXTS}
    return said | {
        "grade": row.grade,
        "dated_on": row.dated_on,
        "due_on": row.due_on,
        "copies": row.copies,
    }
