"""Remembering which columns of somebody's Excel are which of ours, and forgetting it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from muster.exchange.columns import Naming, heads_in, layout_of, renamed
from muster.exchange.errors import ColumnTwice, ColumnUnnamed
from muster.exchange.models import ColumnNaming
from muster.exchange.reading import RawSheet
from muster.exchange.sheets import SheetSpec
from muster.exchange.text import fold
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock


@retry_on_deadlock
def remember_columns(
    heads: Sequence[str],
    chosen: Mapping[str, str],
    *,
    book: str,
    place: str,
    spec: SheetSpec,
    actor: Actor,
    now: datetime,
) -> ColumnNaming:
    """Remember a layout for one place and kind of sheet; a newer choice takes the older's place.

    chosen: our column's key by their head; a head that is not there is not read.
    Raises ColumnTwice, ColumnUnnamed.
    """
    for key in chosen.values():
        if list(chosen.values()).count(key) > 1:
            raise ColumnTwice(name=spec.by_key[key].label)
    unnamed = [one for one in spec.columns if one.required and one.key not in chosen.values()]
    if unnamed:
        raise ColumnUnnamed(names=", ".join(str(one.label) for one in unnamed))
    columns = {
        fold(head): str(spec.by_key[chosen[head]].label) if head in chosen else "" for head in heads
    }
    with recorded(actor, now=now) as record:
        row, _is_new = ColumnNaming.objects.update_or_create(
            book=book,
            place=place,
            layout=layout_of(heads),
            defaults={
                "sheet": spec.key,
                "sheet_label": str(spec.label),
                "columns": columns,
                "made_at": now,
                "made_by": actor.name,
            },
        )
        record(
            "columns.named",
            f"columns:{row.pk}",
            audience=Audience.STAFF,
            body={"book": book, "place": place, "columns": columns},
        )
    return row


@retry_on_deadlock
def forget_columns(naming_id: int, *, actor: Actor, now: datetime) -> None:
    """Ask again the next time. A layout that is forgotten already changes nothing."""
    with recorded(actor, now=now) as record:
        gone, _by_model = ColumnNaming.objects.filter(pk=naming_id).delete()
        if gone:
            record("columns.forgotten", f"columns:{naming_id}", audience=Audience.STAFF)


def with_known_names(
    raw: Sequence[RawSheet], *, book: str, place: str
) -> tuple[list[RawSheet], list[int]]:
    """The sheets with our names where a layout is remembered, and which ones that were."""
    prints = [layout_of(heads_in(sheet)) for sheet in raw]
    rows = ColumnNaming.objects.filter(book=book, place=place, layout__in=prints)
    known = {row.layout: row for row in rows}
    used: list[int] = []
    sheets: list[RawSheet] = []
    for sheet, mark in zip(raw, prints, strict=True):
        row = known.get(mark)
        if row is None:
            sheets.append(sheet)
            continue
        used.append(row.pk)
        sheets.append(renamed(sheet, Naming(sheet=row.sheet_label, columns=row.columns)))
    return sheets, used
