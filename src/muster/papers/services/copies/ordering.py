"""Beginning a series, and correcting what is said of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import made_before
from muster.packs import CopyKind
from muster.papers.errors.copies import CopiesChanged, SeriesIncomplete
from muster.papers.errors.documents import SeriesAboveDocument
from muster.papers.models import CopySeries, Document
from muster.papers.services.copies.hand import locked, note
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.season.queries.grades import may_hold
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import search_key, tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDraft:
    """What is to be printed in numbered copies, by whose order.

    due_on: by when all are back; None is what the pack says of the kind, counted from the
    congress's last day. document, document_version: what is printed, where muster holds it.
    """

    kind: str
    title: str
    ordered_by: str
    ordered_on: date
    grade: str = ""
    symbol: str = ""
    congress: Congress | None = None
    document: Document | None = None
    document_version: int | None = None
    due_on: date | None = None
    note: str = ""


@retry_on_deadlock
def order_series(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: SeriesDraft,
    client_uuid: UUID | None = None,
) -> CopySeries:
    """Begin a series of numbered copies; nothing is printed yet.

    A grade that may not be held here is no hindrance: this is the row of the register. Raises
    SeriesIncomplete, SeriesAboveDocument.
    """
    _must_be_whole(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return CopySeries.objects.get(pk=made_before(record))
        row = CopySeries(season_unit=unit, begun_at=now, begun_by=actor.name)
        _fill(row, draft, on=day_of(now))
        row.save(force_insert=True)
        note(record, "copies.ordered", row, _said(row))
    return row


@retry_on_deadlock
def change_series(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: SeriesDraft,
    client_uuid: UUID | None = None,
) -> CopySeries:
    """Correct what is said of a series.

    Raises SeriesIncomplete, SeriesAboveDocument, CopiesChanged.
    """
    _must_be_whole(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return row
        if row.version != version:
            at = local(row.changed_at) if row.changed_at else ""
            raise CopiesChanged(who=row.changed_by, at=at)
        was = _said(row)
        _fill(row, draft, on=day_of(now))
        row.version += 1
        row.changed_at, row.changed_by = now, actor.name
        row.save()
        note(record, "copies.changed", row, {**_said(row), "was": was})
    return row


def _must_be_whole(draft: SeriesDraft) -> None:
    wanted = []
    if not draft.title.strip():
        wanted.append(_("what is printed"))
    if not draft.ordered_by.strip():
        wanted.append(_("by whose order"))
    if wanted:
        raise SeriesIncomplete(wanted=", ".join(wanted))


def _fill(row: CopySeries, draft: SeriesDraft, *, on: date) -> None:
    pack = pack_of(row.season_unit.season)
    kind = pack.copy_kinds[draft.kind]
    grade = pack.grades[draft.grade] if draft.grade else pack.default_grade
    if draft.document is not None and not may_hold(pack, grade, on=on):
        raise SeriesAboveDocument(grade=str(grade.name), title=draft.document.title)
    row.kind, row.grade, row.congress = kind.key, grade.key, draft.congress
    row.title, row.symbol = tidy(draft.title), tidy(draft.symbol)
    row.document, row.document_version = draft.document, draft.document_version
    row.ordered_by, row.ordered_on = tidy(draft.ordered_by), draft.ordered_on
    row.due_on = draft.due_on or usual_day(kind, draft.congress)
    row.note = draft.note.strip()
    said = (row.title, row.symbol, row.ordered_by, str(kind.name), row.season_unit.name)
    row.search_key = search_key(" ".join(said))


def usual_day(kind: CopyKind, congress: Congress | None) -> date | None:
    """By when copies of a kind are back after a congress; None where nothing says so."""
    if congress is None or kind.back_after_days is None:
        return None
    return congress.ends_on + timedelta(days=kind.back_after_days)


def _said(row: CopySeries) -> dict[str, object]:
    return {
        "kind": row.kind,
        "grade": row.grade,
        "title": row.title,
        "symbol": row.symbol,
        "ordered_by": row.ordered_by,
        "ordered_on": row.ordered_on,
        "due_on": row.due_on,
        "document": row.document_id,
        "document_version": row.document_version,
    }
