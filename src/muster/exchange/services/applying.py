"""Apply a preview if nothing changed since, or drop it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.exchange.book import Part, Progress, Quiet, Reading, RowsBySheet, book_of
from muster.exchange.errors import ChangedSince, HasErrors, NotInPreview
from muster.exchange.models import Import, ImportRow
from muster.exchange.preview import is_stale
from muster.exchange.services.staging import KEPT, mark
from muster.exchange.sheets import SheetSpec, Values
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

# What a write transaction takes in well within 2 s on a slow disk.
ATOMIC_ROWS: Final = 1500
Verdict = ImportRow.Verdict
MOVING: Final = (Verdict.NEW, Verdict.CHANGED)


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
    if mark() != staged.base_mark:
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
