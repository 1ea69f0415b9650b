"""Many returned sheets in one go: compared, shown, taken; conflicts wait for a person."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils.translation import gettext_lazy, ngettext

from muster.exchange.book import Book, Part, RowsBySheet, book_of, register
from muster.exchange.errors import NothingReturned
from muster.exchange.faults import Fault
from muster.exchange.grids import GridKind, GridReading, grid_kind
from muster.exchange.matching import Found, Matched
from muster.exchange.merging import Clash, merge
from muster.exchange.models import Conflict, Import, ReturnedRow
from muster.exchange.reading import Cell, RawSheet
from muster.exchange.returning import File, Line, Reader, unpacked
from muster.exchange.services.comparing import CHUNK, Sheets, known, said_in
from muster.exchange.services.staging import Source, stage_matched
from muster.exchange.sheets import Values
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

BOOK: Final = "returned"
RETURNED: Final = "returned"
CLASHES: Final = "clashes"


class ReturnReading(GridReading):
    """Returned sheets of one grid: the rows to take, and what is to be kept when they are."""

    def __init__(self, kind: GridKind, params: Mapping[str, Any]) -> None:
        super().__init__(kind, int(params["account_id"]), str(params["place"]))
        self._kept |= {
            "kind": kind.key,
            RETURNED: params.get(RETURNED, []),
            CLASHES: params.get(CLASHES, []),
        }

    def keep(self, returned: Sequence[Values], clashes: Sequence[Clash]) -> None:
        """What applying is to write down."""
        self._kept |= {RETURNED: list(returned), CLASHES: [asdict(one) for one in clashes]}

    def parts(self, rows: RowsBySheet, *, actor: Actor, now: datetime) -> Sequence[Part]:
        """The rows through the grid, then what came back and what clashed."""
        parts = super().parts(rows, actor=actor, now=now) if any(rows.values()) else ()
        label = self.grid.spec.label
        return (*parts, Part(label=label, run=lambda: _receive(self, actor=actor, now=now)))


def _open(raw: object, params: Mapping[str, Any]) -> ReturnReading:
    kind = grid_kind(str(params["kind"]))
    if kind is None:
        raise LookupError(params["kind"])
    return ReturnReading(kind, params)


register(Book(key=BOOK, label=gettext_lazy("Returned sheets"), open=_open))


def stage_returned(
    files: Sequence[File], *, params: Mapping[str, Any], actor: Actor, now: datetime
) -> Import:
    """Store what the returned sheets would change; a file that is refused does not stop the rest.

    params: kind and place of the grid, and the account. Raises NothingReturned, TooLarge, ZipBomb.
    """
    reading = book_of(BOOK).open(None, params)
    assert isinstance(reading, ReturnReading)
    with TemporaryDirectory() as folder:
        lines, remarks, count = _read(files, reading, Path(folder))
    if not count:
        raise NothingReturned
    sheets = known(reading, lines)
    sheets.remarks.extend(remarks)
    said, returned = said_in(sheets, lines)
    merged = merge(said, reading.grid.current())
    sheets.remarks.extend(_told(reading, clash, sheets) for clash in merged.clashes)
    reading.keep(returned, merged.clashes)
    matched = Matched(
        sheets=[_as_sheet(reading, merged.rows)],
        unknown={str(at): fault for at, fault in enumerate(sheets.remarks)},
    )
    name = ngettext("%(n)d returned file", "%(n)d returned files", count) % {"n": count}
    digest = hashlib.sha256(repr(returned).encode()).hexdigest()
    return stage_matched(Source(BOOK, name, digest), reading, matched, actor=actor, now=now)


def _read(
    files: Sequence[File], reading: ReturnReading, folder: Path
) -> tuple[list[Line], list[Fault], int]:
    lines: list[Line] = []
    remarks: list[Fault] = []
    count = 0
    reader = Reader(reading.grid.spec)
    for file in unpacked(files, folder):
        count += 1
        for found in reader.lines_of(file):
            if isinstance(found, Line):
                lines.append(found)
            else:
                remarks.append(found)
    return lines, remarks, count


def _told(reading: ReturnReading, clash: Clash, sheets: Sheets) -> Fault:
    column = reading.grid.spec.by_key[clash.column]
    names = {row.pk: row.name or row.key for row in sheets.issued.values()}
    params = {
        "file": clash.file_name,
        "name": names[clash.issued_id],
        "column": str(column.label),
        "base": column.written(clash.base),
        "ours": column.written(clash.ours),
        "theirs": column.written(clash.theirs),
    }
    return Fault(code="return.conflict", params=params, is_error=False)


def _as_sheet(reading: ReturnReading, rows: Mapping[str, Values]) -> Found:
    """The merged rows as cells, for the preview that every import has."""
    spec = reading.grid.spec
    lines: list[list[Cell]] = []
    for key, values in rows.items():
        known = {spec.key_columns[0]: key, **values}
        lines.append([column.show(known.get(column.key)) for column in spec.columns])
    raw = RawSheet(name=str(spec.label), rows=lines)
    return Found(spec=spec, raw=raw, head_row=0, columns=dict(enumerate(spec.columns)))


def _receive(reading: ReturnReading, *, actor: Actor, now: datetime) -> None:
    """Write down what came back and what clashed; the same clash is listed once."""
    returned, clashes = reading.kept[RETURNED], reading.kept[CLASHES]
    with recorded(actor, now=now) as record:
        ReturnedRow.objects.bulk_create(
            [
                ReturnedRow(
                    issued_id=row["issued_id"],
                    file_name=row["file"][:200],
                    digest=row["digest"],
                    received_at=now,
                    received_by=actor.name,
                )
                for row in returned
            ],
            batch_size=CHUNK,
            ignore_conflicts=True,
        )
        Conflict.objects.bulk_create(_new(clashes, now), batch_size=CHUNK)
        record(
            "sheets.returned",
            f"season:{reading.season_id}",
            audience=Audience.STAFF,
            season=reading.season_id,
            body={
                "rows": {f"issued:{row['issued_id']}": row["digest"] for row in returned},
                "conflicts": len(clashes),
            },
        )


def _new(clashes: Iterable[Values], now: datetime) -> list[Conflict]:
    ids = {one["issued_id"] for one in clashes}
    waiting = Conflict.objects.filter(issued__in=ids, decision=Conflict.Decision.OPEN)
    known = {(row.issued_id, row.column, json.dumps(row.theirs)) for row in waiting}
    return [
        Conflict(
            issued_id=one["issued_id"],
            column=one["column"],
            base=one["base"],
            ours=one["ours"],
            theirs=one["theirs"],
            file_name=one["file_name"][:200],
            found_at=now,
        )
        for one in clashes
        if (one["issued_id"], one["column"], json.dumps(one["theirs"])) not in known
    ]
