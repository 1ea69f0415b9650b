"""Custody at the printing house: handed over, taken back with its counts, traces deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.services.replays import said_before
from muster.papers.errors.copies import (
    PlatesGone,
    PrintingBack,
    PrintingOut,
    SeriesIncomplete,
    TooManyPrinted,
    WhyMissing,
)
from muster.papers.models import Copy, CopySeries, Printing
from muster.papers.ranges import MOST, written
from muster.papers.services.copies.hand import locked, note
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import tidy

BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingDraft:
    """Where it is printed and how many. original: what is handed over to print from.

    receiver: who takes it there, as the receipt says.
    """

    place: str
    wanted: int
    original: str = ""
    receiver: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintResult:
    """What came of a printing. good: copies that get numbers; spoiled_how: what became of others.

    masters_how: how plates, files and remains were deleted, if they were at once.
    """

    good: int
    spoiled_sheets: int = 0
    spoiled_how: str = ""
    masters_how: str = ""


@retry_on_deadlock
def hand_to_printer(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    draft: PrintingDraft,
    client_uuid: UUID | None = None,
) -> Printing:
    """Hand the original to a printing house. Raises SeriesIncomplete, TooManyPrinted."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return Printing.objects.get(pk=said_before(record)["printing"])
        return _hand(record, row, draft, actor=actor, now=now)


def _hand(
    record: Record, row: CopySeries, draft: PrintingDraft, *, actor: Actor, now: datetime
) -> Printing:
    wanted = []
    if not draft.place.strip():
        wanted.append(_("where it is printed"))
    if draft.wanted < 1:
        wanted.append(_("how many"))
    if wanted:
        raise SeriesIncomplete(wanted=", ".join(wanted))
    _must_fit(row, draft.wanted)
    made = Printing.objects.create(
        series=row,
        place=tidy(draft.place),
        wanted=draft.wanted,
        original=tidy(draft.original),
        receiver=tidy(draft.receiver),
        due_on=draft.due_on,
        handed_at=now,
        handed_by=actor.name,
    )
    body = {"printing": made.pk, "place": made.place, "wanted": made.wanted}
    note(record, "copies.handed_to_printer", row, {**body, "original": made.original})
    return made


def _must_fit(row: CopySeries, more: int) -> None:
    if row.printed + more > MOST:
        raise TooManyPrinted(most=MOST)


@retry_on_deadlock
def take_printed(
    printing: Printing,
    *,
    actor: Actor,
    now: datetime,
    result: PrintResult,
    client_uuid: UUID | None = None,
) -> Printing:
    """Take a printing back: its good copies get the next numbers. Raises PrintingBack."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(printing.series_id)
        made = Printing.objects.get(pk=printing.pk)
        if record.is_replay:
            return made
        if made.back_at is not None:
            raise PrintingBack(who=made.back_by, at=local(made.back_at))
        _take(record, row, made, result, actor=actor, now=now)
    return made


@retry_on_deadlock
def print_here(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    draft: PrintingDraft,
    result: PrintResult,
    client_uuid: UUID | None = None,
) -> Printing:
    """Enter what was printed and is back already, as on the office's own machine."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return Printing.objects.get(pk=said_before(record)["printing"])
        made = _hand(record, row, draft, actor=actor, now=now)
        _take(record, row, made, result, actor=actor, now=now)
    return made


def _take(
    record: Record,
    row: CopySeries,
    made: Printing,
    result: PrintResult,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    if result.good + result.spoiled_sheets < 1:
        raise SeriesIncomplete(wanted=_("how many came back"))
    if result.spoiled_sheets and not result.spoiled_how.strip():
        raise SeriesIncomplete(wanted=_("what became of the spoiled sheets"))
    _must_fit(row, result.good)
    made.back_at, made.back_by = now, actor.name
    made.good, made.spoiled_sheets = result.good, result.spoiled_sheets
    made.spoiled_how = tidy(result.spoiled_how)
    if result.masters_how.strip():
        made.masters_on, made.masters_how = day_of(now), tidy(result.masters_how)
        made.masters_by = actor.name
    if result.good:
        made.first_number = row.printed + 1
    made.save()
    first, last = row.printed + 1, row.printed + result.good
    Copy.objects.bulk_create(
        (
            Copy(series=row, number=number, changed_at=now, changed_by=actor.name)
            for number in range(first, last + 1)
        ),
        batch_size=BATCH,
    )
    row.printed = last
    row.save(update_fields=["printed"])
    body = {
        "printing": made.pk,
        "numbers": written([(first, last)]) if result.good else "",
        "good": made.good,
        "spoiled_sheets": made.spoiled_sheets,
        "spoiled_how": made.spoiled_how,
        "masters_how": made.masters_how,
    }
    note(record, "copies.printed", row, body)


@retry_on_deadlock
def delete_plates(
    printing: Printing,
    *,
    actor: Actor,
    now: datetime,
    on_day: date,
    how: str,
    client_uuid: UUID | None = None,
) -> Printing:
    """Enter that plates, files and remains at the printing house are gone.

    Raises WhyMissing, PrintingOut (it is not back yet), PlatesGone.
    """
    if not how.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(printing.series_id)
        made = Printing.objects.get(pk=printing.pk)
        if record.is_replay:
            return made
        if made.back_at is None:
            raise PrintingOut(place=made.place)
        if made.masters_on is not None:
            raise PlatesGone(day=f"{made.masters_on:%d/%m/%Y}")
        made.masters_on, made.masters_how, made.masters_by = on_day, tidy(how), actor.name
        made.save(update_fields=["masters_on", "masters_how", "masters_by"])
        body = {"printing": made.pk, "on": on_day, "how": made.masters_how}
        note(record, "copies.plates_deleted", row, body)
    return made
