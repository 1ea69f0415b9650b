"""The three tables of a closing: allowances to sign, the archive list, award proposals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max, Model

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.models import AllowanceRow, ArchiveRow, AwardRow, Closing, Paper
from muster.office.services.closing.hand import locked, must_be_open, note
from muster.packs import ClosingTable
from muster.season.bridge import pack_of
from muster.season.models import Evidence
from muster.season.registry.attendance import attended
from muster.tree.clock import day_of

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the tables: its rows and the fields that people fill in."""

    model: type[Model]
    fields: tuple[str, ...]


TABLES: Final[Mapping[ClosingTable, Kind]] = {
    ClosingTable.ALLOWANCES: Kind(
        AllowanceRow, ("group", "name", "unit_name", "heads", "days", "rate", "note")
    ),
    ClosingTable.ARCHIVE: Kind(ArchiveRow, ("title", "symbol", "dated_on", "sheets", "note")),
    ClosingTable.AWARDS: Kind(AwardRow, ("kind", "name", "unit_name", "work", "note")),
}


@retry_on_deadlock
def save_rows(
    closing: Closing,
    table: ClosingTable,
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[Mapping[str, Any]],
    client_uuid: UUID | None = None,
) -> int:
    """Change the lines whose numbers are there, add the others. How many.

    rows: ``line`` and field to value; what a row of a line that is there does not name stays.
    Raises RuleUnknown for a group or an award that the pack does not have.
    """
    kind = TABLES[table]
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        if record.is_replay:
            return 0
        must_be_open(row)
        _must_be_known(row, table, rows)
        there = {one.line: one for one in getattr(row, table.value).all()}
        old: list[Any] = []
        new: list[Any] = []
        for values in rows:
            line = values["line"]
            one = there.get(line) or kind.model(closing=row, line=line)
            (old if line in there else new).append(_filled(one, values, kind))
        manager = kind.model._default_manager  # noqa: SLF001  # Django's documented name
        manager.bulk_update(old, kind.fields, batch_size=BATCH)
        manager.bulk_create(new, batch_size=BATCH)
        _note(record, row, table, [*old, *new])
    return len(old) + len(new)


def _must_be_known(row: Closing, table: ClosingTable, rows: Sequence[Mapping[str, Any]]) -> None:
    pack = pack_of(row.congress)
    for values in rows:
        if table is ClosingTable.ALLOWANCES and "group" in values:
            pack.allowances[values["group"]]
        if table is ClosingTable.AWARDS and "kind" in values:
            pack.awards[values["kind"]]


def _filled(one: Any, values: Mapping[str, Any], kind: Kind) -> Any:
    for name in kind.fields:
        if name in values:
            setattr(one, name, values[name])
    return one


def _number(row: Closing, table: ClosingTable, new: Sequence[Any]) -> None:
    """Give new lines the numbers after the last one."""
    last = getattr(row, table.value).aggregate(last=Max("line"))["last"] or 0
    for number, one in enumerate(new, start=last + 1):
        one.line = number


def _note(record: Record, row: Closing, table: ClosingTable, lines: Sequence[Any]) -> None:
    fields = TABLES[table].fields
    said = [{"line": one.line, **{name: _plain(one, name) for name in fields}} for one in lines]
    note(record, "closing.table_saved", row, {"table": table.value, "lines": said})


def _plain(one: Any, name: str) -> Any:
    value = getattr(one, name)
    return value if value is None or isinstance(value, str | int) else str(value)


@retry_on_deadlock
def remove_row(
    closing: Closing,
    table: ClosingTable,
    *,
    actor: Actor,
    now: datetime,
    line: int,
    client_uuid: UUID | None = None,
) -> None:
    """Take a line out of a table; the record keeps what it said. A line that is gone is none."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        found = getattr(row, table.value).filter(line=line).first()
        if record.is_replay or found is None:
            return
        must_be_open(row)
        fields = TABLES[table].fields
        said = {name: _plain(found, name) for name in fields}
        found.delete()
        body = {"table": table.value, "line": line, "said": said}
        note(record, "closing.line_removed", row, body)


@retry_on_deadlock
def take_attendance(
    closing: Closing, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> int:
    """Put everybody into the table whom the rosters in force had on duty; their days follow.

    Rates and remarks that were typed stay. How many lines came or changed.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        if record.is_replay:
            return 0
        must_be_open(row)
        rules = pack_of(row.congress).allowances.values()
        group = next((rule for rule in rules if rule.of_force), None)
        there = {one.source: one for one in row.allowances.exclude(source="")}
        new, changed = [], []
        for one in attended(row.congress) if group is not None else []:
            if one.source not in there:
                new.append(_attendance_row(row, one, group))
            elif there[one.source].days != one.days:
                there[one.source].days = one.days
                changed.append(there[one.source])
        _number(row, ClosingTable.ALLOWANCES, new)
        AllowanceRow.objects.bulk_update(changed, ["days"], batch_size=BATCH)
        AllowanceRow.objects.bulk_create(new, batch_size=BATCH)
        if new or changed:
            _note(record, row, ClosingTable.ALLOWANCES, [*changed, *new])
    return len(new) + len(changed)


def _attendance_row(row: Closing, one: Any, group: Any) -> AllowanceRow:
    return AllowanceRow(
        closing=row,
        group=group.key,
        name=one.name,
        unit_name=one.unit,
        days=one.days,
        rate=group.rate or 0,
        source=one.source,
    )


@retry_on_deadlock
def take_archive(
    closing: Closing, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> int:
    """Put the unit's papers and the files of its steps into the archive list. How many came."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(closing.pk)
        if record.is_replay:
            return 0
        must_be_open(row)
        there = set(row.archive_list.exclude(source="").values_list("source", flat=True))
        found = [*_paper_lines(row), *_file_lines(row)]
        new = [one for one in found if one.source not in there]
        _number(row, ClosingTable.ARCHIVE, new)
        ArchiveRow.objects.bulk_create(new, batch_size=BATCH)
        if new:
            _note(record, row, ClosingTable.ARCHIVE, new)
    return len(new)


def _paper_lines(row: Closing) -> list[ArchiveRow]:
    papers = Paper.objects.filter(season_unit=row.congress.season_unit, cancelled_at=None)
    return [
        ArchiveRow(
            closing=row,
            title=paper.abstract,
            symbol=str(paper),
            dated_on=paper.dated_on or paper.registered_on,
            source=f"paper:{paper.pk}",
        )
        for paper in papers.order_by("registered_on", "pk")
    ]


def _file_lines(row: Closing) -> list[ArchiveRow]:
    files = Evidence.objects.filter(step__congress=row.congress).select_related("step")
    return [
        ArchiveRow(
            closing=row,
            title=file.name,
            dated_on=day_of(file.added_at),
            note=f"SHA-256 {file.sha256[:16]}",
            source=f"evidence:{file.pk}",
        )
        for file in files.order_by("step__position", "pk")
    ]
