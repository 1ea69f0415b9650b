"""Handing copies out, and the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.errors.copies import ReceiptThere, SeriesIncomplete, WhyMissing
from muster.papers.models import CopySeries, CopyState, Issue
from muster.papers.ranges import Range, how_many, written
from muster.papers.services.copies.hand import locked, note, put, said_of, taken
from muster.season.models import SeasonUnit
from muster.tree.models import Person
from muster.tree.names import search_key, tidy

GIVEN_FROM = (CopyState.LEFT, CopyState.BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDraft:
    """Which copies go to whom. person: the receiver in the own register, if known there.

    due_on: by when they are back; None is the day of the series.
    """

    numbers: Sequence[Range]
    unit: SeasonUnit
    receiver: str
    person: Person | None = None
    due_on: date | None = None
    note: str = ""


@retry_on_deadlock
def issue_copies(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    draft: IssueDraft,
    client_uuid: UUID | None = None,
) -> Issue:
    """Hand copies to one holder, all of them or none.

    Raises SeriesIncomplete, NumbersOutside, CopyElsewhere with who has it already, CopyListed.
    """
    _must_be_whole(series, draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return row.issues.get(number=said_before(record)["issue"])
        copies = taken(row, draft.numbers, states=GIVEN_FROM)
        row.issues_made += 1
        row.save(update_fields=["issues_made"])
        made = _made(row, draft, actor=actor, now=now)
        put(copies, actor=actor, now=now, state=CopyState.ISSUED, issue=made)
        body = {
            "issue": made.number,
            **said_of(copies),
            "unit": draft.unit.unit_id,
            "receiver": made.receiver,
            "due_on": made.due_on,
        }
        note(record, "copies.issued", row, body)
    return made


def _must_be_whole(series: CopySeries, draft: IssueDraft) -> None:
    wanted = []
    if not draft.receiver.strip():
        wanted.append(_("who takes them"))
    if draft.unit.season_id != series.season_unit.season_id:
        wanted.append(_("a unit of this season"))
    if wanted:
        raise SeriesIncomplete(wanted=", ".join(wanted))


def _made(row: CopySeries, draft: IssueDraft, *, actor: Actor, now: datetime) -> Issue:
    receiver, numbers = tidy(draft.receiver), written(draft.numbers)
    said = (receiver, draft.unit.name, row.title, row.symbol, draft.note)
    return Issue.objects.create(
        series=row,
        number=row.issues_made,
        season_unit=draft.unit,
        person=draft.person,
        receiver=receiver,
        receiver_key=search_key(receiver)[:160],
        numbers=numbers,
        count=how_many(draft.numbers),
        due_on=draft.due_on or row.due_on,
        note=draft.note.strip(),
        issued_at=now,
        issued_by=actor.name,
        search_key=search_key(" ".join(said)),
    )


@retry_on_deadlock
def enter_receipt(
    issue: Issue, *, actor: Actor, now: datetime, how: str, client_uuid: UUID | None = None
) -> Issue:
    """Enter that the receiver signed for the copies. Raises WhyMissing, ReceiptThere.

    how: where the signature stands, as "sheet of 3 June".
    """
    if not how.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(issue.series_id)
        made = Issue.objects.get(pk=issue.pk)
        if record.is_replay:
            return made
        if made.receipt_at is not None:
            raise ReceiptThere(number=made.number, how=made.receipt)
        made.receipt_at, made.receipt = now, tidy(how)[:200]
        made.save(update_fields=["receipt_at", "receipt"])
        note(record, "copies.receipt", row, {"issue": made.number, "how": made.receipt})
    return made
