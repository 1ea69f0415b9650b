"""The rows that the record gives, room by room, and how the tables differ from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from muster.control.bridge.merging import Standing, standing_now
from muster.control.bridge.tables import COLUMNS, TABLES
from muster.control.projecting import (
    DAY,
    DAY_ROWS,
    PIECE,
    PIECE_ROWS,
    POST,
    POST_ROWS,
    ROWS,
    ConflictRow,
    DaySheetRow,
    Fact,
    Memory,
    Merging,
    RoomRow,
    Row,
    in_order,
    piece_of_subject,
    room_of_subject,
    sheet_of_subject,
    subject_of_room,
    subject_of_sheet,
)
from muster.ledger.models import Entry, Node
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
    "node_id",
    "counter",
)
CHUNK: Final = 2_000


@dataclass(slots=True)
class Difference:
    """What a table lacks, has otherwise, or has too much, by kind of row.

    inert: entries that hold here and still changed nothing, because they do not fit.
    """

    missing: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    surplus: list[tuple[type[Row], UUID]] = field(default_factory=list)
    inert: Sequence[Fact] = ()

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


def facts_of(about: UUID, entries: QuerySet[Entry]) -> Iterator[Fact]:
    """Entries about a room, a day or a post, as facts."""
    logs = dict(Node.objects.values_list("pk", "log_id"))
    for entry in entries.values_list(*FIELDS).iterator(CHUNK):
        yield _fact(about, entry, logs)


def _fact(about: UUID, entry: tuple[Any, ...], logs: Mapping[int, str]) -> Fact:
    key, kind, _subject, happened_at, recorded_at, actor, account, text, node, counter = entry
    return Fact(
        key=key,
        kind=kind,
        room=about,
        happened_at=happened_at,
        recorded_at=recorded_at,
        actor=actor,
        account=account,
        body=json.loads(text),
        log=logs[node],
        counter=counter,
    )


def facts_in_order(about: UUID, entries: QuerySet[Entry], standing: Standing) -> Iterator[Fact]:
    """Entries about a room or a day as facts that hold here, in the order in which they do."""
    facts = facts_of(about, entries)
    if standing.is_alone:
        return facts
    return in_order(standing.logs_of(facts), standing.knowledge)


Rows = Mapping[type[Row], Mapping[UUID, Row]]


def rows_recorded(
    about: UUID, entries: QuerySet[Entry], standing: Standing
) -> tuple[Rows, Sequence[Fact]]:
    """What the record alone makes of a room or a day, and the entries that fitted nowhere."""
    facts = facts_in_order(about, entries, standing)
    if standing.is_alone:
        memory = Memory()
        for fact in facts:
            memory.take(fact)
        return memory.rows, ()
    merging = Merging(standing.knowledge)
    for fact in facts:
        merging.take(fact)
    return merging.memory.rows, merging.inert


def rows_stored(about: UUID, kind: type[Row]) -> Iterator[Row]:
    """What stands in a table about a room, or about the day of an event."""
    of = "about" if kind is ConflictRow else "sheet" if kind in DAY_ROWS else "room"
    return _stored(kind, {"pk" if kind in (RoomRow, DaySheetRow) else of: about})


def _stored(kind: type[Row], where: dict[str, Any]) -> Iterator[Row]:
    names = COLUMNS[kind]
    found = TABLES[kind]._default_manager.filter(**where).order_by("pk")  # noqa: SLF001  # Django's documented name
    for values in found.values_list(*names).iterator(CHUNK):
        yield kind(**dict(zip(names, values, strict=True)))


def compare(room: UUID, standing: Standing | None = None) -> Difference:
    """Hold the tables against the record for one room."""
    return _compare_about(room, entries_of(room), standing, ROWS)


def compare_sheet(sheet: UUID, standing: Standing | None = None) -> Difference:
    """The same for the day of an event."""
    entries = entries_for(subject_prefix=subject_of_sheet(sheet)).order_by("arrival")
    return _compare_about(sheet, entries, standing, DAY_ROWS)


def compare_pieces(standing: Standing) -> Difference:
    """The same for all equipment at once, as far as it was recorded here.

    Equipment is not merged: who has a piece in hand is counted where it is.
    """
    memory, logs = Memory(), dict(Node.objects.values_list("pk", "log_id"))
    rows = entries_for(subject_prefix=PIECE).order_by("arrival").values_list(*FIELDS)
    for entry in rows.iterator(CHUNK):
        fact = _fact(piece_of_subject(entry[2]), entry, logs)
        if standing.was_here(fact.log, fact.counter):
            memory.take(fact)
    return _compare(memory.rows, {kind: _stored(kind, {}) for kind in PIECE_ROWS})


def compare_posts() -> Difference:
    """The same for command posts and bundles, of which our own log alone tells."""
    standing, memory = standing_now(), Memory()
    entries = entries_for(subject_prefix=POST).filter(node__log_id=standing.own)
    for fact in facts_of(UUID(int=0), entries.order_by("counter")):
        memory.take(fact)
    return _compare(memory.rows, {kind: _stored(kind, {}) for kind in POST_ROWS})


def _compare_about(
    about: UUID,
    entries: QuerySet[Entry],
    standing: Standing | None,
    kinds: tuple[type[Row], ...],
) -> Difference:
    recorded, inert = rows_recorded(about, entries, standing or standing_now())
    found = _compare(recorded, {kind: rows_stored(about, kind) for kind in kinds})
    found.inert = inert
    return found


def _compare(recorded: Rows, tables: Mapping[type[Row], Iterator[Row]]) -> Difference:
    found = Difference()
    for kind, rows in tables.items():
        wanted = dict(recorded.get(kind, {}))
        for stored in rows:
            due = wanted.pop(stored.uuid, None)
            if due is None:
                found.surplus.append((kind, stored.uuid))
            elif due != stored:
                found.changed.append(due)
        found.missing.extend(wanted.values())
    return found
