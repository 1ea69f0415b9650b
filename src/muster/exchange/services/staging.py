"""Stage a workbook or a pasted block as a preview.

Reading and judging hold no lock. Staging writes bounded batches, each its own transaction.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.exchange.block import Lines
from muster.exchange.book import Progress, Quiet, Reading, book_of
from muster.exchange.errors import Cancelled, UnknownBook
from muster.exchange.faults import Fault
from muster.exchange.grids import GridReading
from muster.exchange.matching import Matched, match
from muster.exchange.models import Import, ImportRow
from muster.exchange.preview import Judged, judge
from muster.exchange.reading import read
from muster.exchange.rows import ReadRow, rows_of
from muster.exchange.services.naming import with_known_names
from muster.ledger.actor import Actor
from muster.ledger.models import Entry

BATCH: Final = 1000
REMARKS: Final = "warnings"
KEPT: Final = "kept"
NAMINGS: Final = "namings"
Verdict = ImportRow.Verdict


def stage(
    path: Path,
    *,
    book: str,
    name: str,
    actor: Actor,
    now: datetime,
    params: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Import:
    """Read a workbook and store what it would change. Changes nothing else.

    name: what the person called the file. params: kept with the import and given to the book.
    Raises what reading does, NoKnownSheet, UnknownBook, and Cancelled.
    """
    watch = progress or Quiet()
    kind = book_of(book)
    watch.report(0.02, _("Reading the workbook"))
    place = str((params or {}).get("place", ""))
    raw, used = with_known_names(read(path, name=name), book=book, place=place)
    reading = kind.open(raw, {**(params or {}), "file_name": name})
    matched = match(raw, reading.specs, file_name=name)
    del raw
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source = Source(book, name, digest, tuple(used))
    return stage_matched(source, reading, matched, actor=actor, now=now, progress=watch)


def stage_block(
    lines: Lines,
    *,
    book: str,
    name: str,
    actor: Actor,
    now: datetime,
    params: Mapping[str, Any],
    begin: str = "",
) -> Import:
    """Store what a block of cells, laid over a grid, would change. Changes nothing else.

    name: what the preview calls it. begin: the column that it begins at, if it has neither heads
    nor all columns. Raises WrongShape, and what opening the grid refuses.
    """
    reading = book_of(book).open(None, params)
    if not isinstance(reading, GridReading):
        raise UnknownBook(key=book)
    matched = Matched(sheets=[reading.grid.fit(lines, begin=begin)], unknown={})
    source = Source(book, name, hashlib.sha256(repr(lines).encode()).hexdigest())
    return stage_matched(source, reading, matched, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Source:
    """What is read: as which kind of workbook, what the person calls it, its digest.

    namings: the remembered layouts by which it was read.
    """

    book: str
    name: str
    sha256: str
    namings: tuple[int, ...] = ()


def stage_matched(
    source: Source,
    reading: Reading,
    matched: Matched,
    *,
    actor: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> Import:
    """Store the preview of sheets that are laid over their columns already."""
    staged = Import.objects.create(
        book=source.book,
        file_name=source.name[:200],
        sha256=source.sha256,
        season_id=reading.season_id,
        base_mark=mark(),
        counts={KEPT: dict(reading.kept)},
        made_at=now,
        made_by=actor.name,
    )
    try:
        counts = _fill(staged, reading, matched, progress or Quiet())
    except BaseException:
        Import.objects.filter(pk=staged.pk).delete()
        raise
    staged.counts = {KEPT: dict(reading.kept), NAMINGS: list(source.namings)} | counts
    staged.state = Import.State.PREVIEW
    staged.save(update_fields=["counts", "state"])
    return staged


def mark() -> str:
    """The last number of the record: if it has not moved, nothing has changed since."""
    last = Entry.objects.order_by("-arrival").values_list("arrival", flat=True).first()
    return str(last or 0)


def _fill(staged: Import, reading: Reading, matched: Matched, watch: Progress) -> dict[str, Any]:
    rows: dict[str, list[ReadRow]] = {}
    for number, sheet in enumerate(matched.sheets):
        _go_on(watch, 0.05 + 0.35 * number / len(matched.sheets), str(sheet.spec.label))
        rows[sheet.spec.key] = list(rows_of(sheet))
    _go_on(watch, 0.4, _("Checking the rows against each other"))
    reading.review(rows)
    counts: dict[str, Counter[str]] = {}
    written = _stage_remarks(staged, matched)
    for number, spec in enumerate(reading.specs):
        if spec.key not in rows:
            continue
        _go_on(watch, 0.5 + 0.5 * number / len(reading.specs), str(spec.label))
        judged = judge(rows.pop(spec.key), reading.current(spec.key))
        counts[spec.key] = _counted(judged)
        for batch in _batches(_staged(staged, one) for one in judged):
            ImportRow.objects.bulk_create(batch)
    return {"sheets": {key: dict(count) for key, count in counts.items()}, "remarks": written}


def _go_on(watch: Progress, share: float, message: str) -> None:
    if watch.should_stop():
        raise Cancelled
    watch.report(share, message)


def _counted(judged: Sequence[Judged]) -> Counter[str]:
    counts = Counter(str(one.verdict) for one in judged)
    counts[REMARKS] = sum(
        bool(one.row.faults) and one.verdict is not Verdict.ERROR for one in judged
    )
    return counts


def _staged(run: Import, one: Judged) -> ImportRow:
    is_same = one.verdict is Verdict.SAME
    return ImportRow(
        run=run,
        sheet=one.row.sheet,
        row_number=one.row.number,
        key=one.row.key[:120],
        verdict=one.verdict,
        values={} if is_same else one.row.values,
        old_values=one.old,
        faults=[fault.as_json() for fault in one.row.faults],
    )


def _stage_remarks(staged: Import, matched: Matched) -> dict[str, int]:
    """Sheets that are not known, columns that are not: each a row of its own."""
    rows = [
        _remark(staged, sheet.spec.key, sheet.head_row, fault)
        for sheet in matched.sheets
        for fault in sheet.faults
    ]
    rows += [_remark(staged, "", 0, fault) for fault in matched.unknown.values()]
    ImportRow.objects.bulk_create(rows)
    return dict(Counter(str(row.verdict) for row in rows))


def _remark(staged: Import, sheet: str, number: int, fault: Fault) -> ImportRow:
    return ImportRow(
        run=staged,
        sheet=sheet,
        row_number=number,
        verdict=Verdict.ERROR if fault.is_error else Verdict.WARNING,
        faults=[fault.as_json() | {"cell": f"{fault.cell}{number}" if fault.cell else ""}],
    )


def _batches(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
