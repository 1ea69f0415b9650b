"""The rows that the record gives, room by room, and how the tables differ from them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from muster.control.bridge.tables import COLUMNS, TABLES
from muster.control.projecting import (
    DAY,
    DAY_ROWS,
    PIECE,
    PIECE_ROWS,
    ROWS,
    DaySheetRow,
    Fact,
    Memory,
    RoomRow,
    Row,
    piece_of_subject,
    room_of_subject,
    sheet_of_subject,
    subject_of_room,
    subject_of_sheet,
)
from muster.ledger.models import Entry
from muster.ledger.queries import entries_for

OPENED: Final = "control.opened"
BEGUN: Final = "control.day_begun"
FIELDS: Final = (
    "uuid",
    "kind",
    "subject",
    "happened_at",
    "recorded_at",
    "actor",
    "account",
    "text",
)
CHUNK: Final = 2_000


@dataclass(slots=True)
class Difference:
    """What a table lacks, has otherwise, or has too much, by kind of row."""

    missing: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    surplus: list[tuple[type[Row], UUID]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows are not as the record has them."""
        return len(self.missing) + len(self.changed) + len(self.surplus)


def rooms_recorded() -> list[UUID]:
    """Every room that the record knows, in the order of their opening."""
    subjects = Entry.objects.filter(kind=OPENED, subject__startswith="control:")
    return [room_of_subject(one) for one in subjects.values_list("subject", flat=True)]


def sheets_recorded() -> list[UUID]:
    """Every sheet of a day that the record knows."""
    subjects = Entry.objects.filter(kind=BEGUN, subject__startswith=DAY)
    return [sheet_of_subject(one) for one in subjects.values_list("subject", flat=True)]


def entries_of(room: UUID) -> QuerySet[Entry]:
    """All entries about a room and its parts, in the order of the record."""
    return entries_for(subject_prefix=subject_of_room(room)).order_by("arrival")


def facts_of(room: UUID, entries: QuerySet[Entry] | None = None) -> Iterator[Fact]:
    """The entries of a room, or those given, as facts."""
    rows = (entries_of(room) if entries is None else entries).values_list(*FIELDS)
    for entry in rows.iterator(CHUNK):
        yield _fact(room, entry)


def _fact(about: UUID, entry: tuple[Any, ...]) -> Fact:
    key, kind, _subject, happened_at, recorded_at, actor, account, text = entry
    return Fact(
        key=key,
        kind=kind,
        room=about,
        happened_at=happened_at,
        recorded_at=recorded_at,
        actor=actor,
        account=account,
        body=json.loads(text),
    )


def rows_recorded(
    room: UUID, entries: QuerySet[Entry] | None = None
) -> Mapping[type[Row], Mapping[UUID, Row]]:
    """What the record alone makes of a room."""
    memory = Memory()
    for fact in facts_of(room, entries):
        memory.take(fact)
    return memory.rows


def rows_stored(room: UUID, kind: type[Row]) -> Iterator[Row]:
    """What stands in a table about a room, or about the day of an event."""
    of = "sheet" if kind in DAY_ROWS else "room"
    return _stored(kind, **{"pk" if kind in (RoomRow, DaySheetRow) else of: room})


def _stored(kind: type[Row], **where: Any) -> Iterator[Row]:
    names = COLUMNS[kind]
    found = TABLES[kind]._default_manager.filter(**where).order_by("pk")  # noqa: SLF001  # Django's documented name
    for values in found.values_list(*names).iterator(CHUNK):
        yield kind(**dict(zip(names, values, strict=True)))


def compare(room: UUID) -> Difference:
    """Hold the tables against the record for one room."""
    return _compare(room, rows_recorded(room), ROWS)


def compare_sheet(sheet: UUID) -> Difference:
    """The same for the day of an event."""
    entries = entries_for(subject_prefix=subject_of_sheet(sheet)).order_by("arrival")
    return _compare(sheet, rows_recorded(sheet, entries), DAY_ROWS)


def compare_pieces() -> Difference:
    """The same for all equipment at once: one piece has few entries."""
    memory = Memory()
    rows = entries_for(subject_prefix=PIECE).order_by("arrival").values_list(*FIELDS)
    for entry in rows.iterator(CHUNK):
        memory.take(_fact(piece_of_subject(entry[2]), entry))
    return _differing(memory.rows, PIECE_ROWS, _stored)


def _compare(
    room: UUID,
    recorded: Mapping[type[Row], Mapping[UUID, Row]],
    kinds: tuple[type[Row], ...],
) -> Difference:
    return _differing(recorded, kinds, lambda kind: rows_stored(room, kind))


def _differing(
    recorded: Mapping[type[Row], Mapping[UUID, Row]],
    kinds: tuple[type[Row], ...],
    stored_of: Callable[[type[Row]], Iterator[Row]],
) -> Difference:
    found = Difference()
    for kind in kinds:
        wanted = dict(recorded.get(kind, {}))
        for stored in stored_of(kind):
            due = wanted.pop(stored.uuid, None)
            if due is None:
                found.surplus.append((kind, stored.uuid))
            elif due != stored:
                found.changed.append(due)
        found.missing.extend(wanted.values())
    return found
