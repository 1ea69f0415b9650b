"""Stage a workbook as a preview, apply it if nothing changed since, or drop it.

Reading and judging hold no lock. Staging writes bounded batches, each its own transaction.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.exchange.book import Part, Progress, Quiet, Reading, RowsBySheet, book_of
from muster.exchange.errors import Cancelled, ChangedSince, HasErrors, NotInPreview
from muster.exchange.faults import Fault
from muster.exchange.matching import Matched, match
from muster.exchange.models import Import, ImportRow
from muster.exchange.preview import Judged, is_stale, judge
from muster.exchange.reading import read
from muster.exchange.rows import ReadRow, rows_of
from muster.exchange.sheets import SheetSpec, Values
from muster.ledger.actor import Actor
from muster.ledger.models import Audience, Entry
from muster.ledger.services import recorded

BATCH: Final = 1000
# What a write transaction takes in well within 2 s on a slow disk.
ATOMIC_ROWS: Final = 1500
REMARKS: Final = "warnings"
KEPT: Final = "kept"
Verdict = ImportRow.Verdict
MOVING: Final = (Verdict.NEW, Verdict.CHANGED)


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
    raw = read(path, name=name)
    reading = kind.open(raw, {**(params or {}), "file_name": name})
    matched = match(raw, reading.specs, file_name=name)
    del raw
    staged = Import.objects.create(
        book=book,
        file_name=name[:200],
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        season_id=reading.season_id,
        base_mark=_mark(),
        counts={KEPT: dict(reading.kept)},
        made_at=now,
        made_by=actor.name,
    )
    try:
        counts = _fill(staged, reading, matched, watch)
    except BaseException:
        Import.objects.filter(pk=staged.pk).delete()
        raise
    staged.counts = {KEPT: dict(reading.kept)} | counts
    staged.state = Import.State.PREVIEW
    staged.save(update_fields=["counts", "state"])
    return staged


def _mark() -> str:
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


def apply(
    import_id: int, *, actor: Actor, now: datetime, progress: Progress | None = None
) -> Import:
    """Apply a preview through the services.

    Up to ATOMIC_ROWS rows: all or nothing, in one transaction. More than that would hold the
    write lock for longer than the 2 s that other writers may be made to wait; such an import
    goes part by part, each part one transaction. If one is refused the earlier ones stand, the
    import stays a preview, and applying it again goes on where it stopped.
    Raises HasErrors, NotInPreview, ChangedSince with the first row that is no longer as the
    preview showed it, and whatever a service refuses.
    """
    watch = progress or Quiet()
    staged = Import.objects.get(pk=import_id)
    _must_be_preview(staged)
    reading = book_of(staged.book).open(None, staged.counts[KEPT])
    moving = list(staged.rows.filter(verdict__in=MOVING).order_by("pk"))
    parts = reading.parts(_by_sheet(moving), actor=actor, now=now)
    if len(moving) <= ATOMIC_ROWS:
        with recorded(actor, now=now):
            _take(staged, moving, reading)
            _run(parts, watch)
            return _finish(staged, reading, actor=actor, now=now)
    with transaction.atomic():
        _take(staged, moving, reading)
    _run(parts, watch)
    return _finish(staged, reading, actor=actor, now=now)


def _take(staged: Import, moving: Sequence[ImportRow], reading: Reading) -> None:
    """Lock the import and see that its rows are as the preview showed them."""
    _must_be_preview(Import.objects.select_for_update().get(pk=staged.pk))
    if _mark() != staged.base_mark:
        _must_be_unchanged(moving, reading)


def _run(parts: Sequence[Part], watch: Progress) -> None:
    for number, part in enumerate(parts):
        watch.report(number / len(parts), str(part.label))
        part.run()


def _finish(staged: Import, reading: Reading, *, actor: Actor, now: datetime) -> Import:
    with recorded(actor, now=now) as record:
        staged.state, staged.applied_at = Import.State.APPLIED, now
        staged.season_id = reading.season_id
        staged.save(update_fields=["state", "applied_at", "season_id"])
        record(
            "import.applied",
            f"import:{staged.pk}",
            audience=Audience.STAFF,
            season=reading.season_id,
            body={
                "file": staged.file_name,
                "sha256": staged.sha256,
                "counts": staged.counts.get("sheets", {}),
            },
        )
    return staged


def _must_be_preview(staged: Import) -> None:
    if staged.state != Import.State.PREVIEW:
        raise NotInPreview(state=staged.get_state_display())
    wrong = staged.rows.filter(verdict=Verdict.ERROR).count()
    if wrong:
        raise HasErrors(count=wrong)


def _must_be_unchanged(moving: Sequence[ImportRow], reading: Reading) -> None:
    now_there = {sheet: reading.current(sheet) for sheet in {row.sheet for row in moving}}
    stale = [row for row in moving if is_stale(row, now_there[row.sheet].get(row.key))]
    if stale:
        spec = _spec(reading, stale[0].sheet)
        first = f"{spec.label}: {stale[0].key}"
        raise ChangedSince(count=len(stale), first=first)


def _spec(reading: Reading, key: str) -> SheetSpec:
    return next(spec for spec in reading.specs if spec.key == key)


def _by_sheet(moving: Sequence[ImportRow]) -> RowsBySheet:
    found: dict[str, list[Values]] = defaultdict(list)
    for row in moving:
        found[row.sheet].append(row.values)
    return found


@transaction.atomic
def drop(import_id: int) -> Import:
    """Give a preview up; its rows go, the line that it was made stays. Raises NotInPreview."""
    staged = Import.objects.select_for_update().get(pk=import_id)
    if staged.state != Import.State.PREVIEW:
        raise NotInPreview(state=staged.get_state_display())
    staged.rows.all().delete()
    staged.state = Import.State.DROPPED
    staged.save(update_fields=["state"])
    return staged
