"""What the record says about a series, and about one of its copies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from muster.ledger.models import Entry
from muster.ledger.queries import entries_about
from muster.papers.models import CopySeries
from muster.papers.ranges import read_numbers

COPY_WORDS: Final = {
    "copies.ordered": pgettext_lazy("copies", "ordered"),
    "copies.changed": pgettext_lazy("copies", "corrected"),
    "copies.handed_to_printer": pgettext_lazy("copies", "handed to the printing house"),
    "copies.printed": pgettext_lazy("copies", "printed and taken back"),
    "copies.plates_deleted": pgettext_lazy("copies", "plates and files deleted"),
    "copies.issued": pgettext_lazy("copies", "given out"),
    "copies.receipt": pgettext_lazy("copies", "receipt signed"),
    "copies.back": pgettext_lazy("copies", "came back"),
    "copies.spoiled": pgettext_lazy("copies", "spoiled"),
    "copies.missing": pgettext_lazy("copies", "missing"),
    "copies.explained": pgettext_lazy("copies", "explained"),
    "copies.destruction_drawn": pgettext_lazy("copies", "minutes of destruction drawn up"),
    "copies.destruction_signed": pgettext_lazy("copies", "minutes of destruction signed"),
    "copies.destruction_withdrawn": pgettext_lazy("copies", "minutes of destruction withdrawn"),
    "copies.destroyed": pgettext_lazy("copies", "destroyed"),
}
MOST: Final = 60
# What an entry says besides its numbers: the first of these that it has.
SAID: Final = ("receiver", "from", "place", "reason", "how", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyEvent:
    """One entry about a series, for people. numbers: the copies that it is about, as ranges."""

    at: datetime
    who: str
    what: str
    numbers: str
    said: str
    number: int


def events_of(series: CopySeries) -> list[CopyEvent]:
    """What happened to a series, newest first."""
    return [_event(entry) for entry in _entries(series)[:MOST]]


def history_of(series: CopySeries, number: int) -> list[CopyEvent]:
    """What happened to one copy, newest first: one query over the series' entries."""
    return list(_about(series, number))


def _about(series: CopySeries, number: int) -> Iterator[CopyEvent]:
    for entry in _entries(series):
        numbers = str(entry.body.get("numbers", ""))
        ranges = read_numbers(numbers) if numbers else []
        if any(low <= number <= high for low, high in ranges):
            yield _event(entry)


def _entries(series: CopySeries) -> Any:
    return entries_about(f"copies:{series.pk}").filter(kind__in=COPY_WORDS).order_by("-arrival")


def _event(entry: Entry) -> CopyEvent:
    body = entry.body
    return CopyEvent(
        at=entry.recorded_at,
        who=entry.actor,
        what=str(COPY_WORDS[entry.kind]),
        numbers=str(body.get("numbers", "")),
        said=next((str(body[key]) for key in SAID if body.get(key)), ""),
        number=entry.arrival,
    )
