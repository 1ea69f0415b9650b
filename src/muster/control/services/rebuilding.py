"""Making the tables of a control room again out of the record."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from muster.control.bridge.merging import Standing, standing_now
from muster.control.bridge.rebuilding import (
    Difference,
    compare,
    compare_pieces,
    compare_posts,
    compare_sheet,
    rooms_recorded,
    sheets_recorded,
)
from muster.control.bridge.tables import TABLES, model_of, values_of
from muster.control.models import ControlRoom, DaySheet, Piece
from muster.control.projecting import EVERY_ROW, DayCallRow, LineRow, Row

BATCH = 2_000
# Numbers that move when entries of another post come in between; out of the way while they do.
MOVING = {LineRow: "place", DayCallRow: "number"}
ASIDE = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many rooms and days were compared, and how many rows were not as the record has them."""

    rooms: int
    sheets: int
    rows: int


def rebuild(*, is_trial: bool = False) -> Rebuilt:
    """Make every row of rooms, days and equipment as the record has it, each in a transaction.

    A trial only counts. Nothing is recorded, because nothing happens: the record stays as it is.
    Rooms that the record does not know are removed, with all that hangs on them.
    """
    rows = _rebuild_posts(is_trial=is_trial)
    standing = standing_now()
    rooms = rooms_recorded()
    unknown = ControlRoom.objects.exclude(pk__in=rooms).values_list("pk", flat=True)
    rows += sum(_rebuild_room(one, standing, is_trial=is_trial) for one in (*rooms, *unknown))
    sheets = sheets_recorded()
    strange = DaySheet.objects.exclude(pk__in=sheets).values_list("pk", flat=True)
    rows += sum(_rebuild_sheet(one, standing, is_trial=is_trial) for one in (*sheets, *strange))
    rows += _rebuild_pieces(standing, is_trial=is_trial)
    return Rebuilt(rooms=len(rooms), sheets=len(sheets), rows=rows)


@transaction.atomic
def _rebuild_posts(*, is_trial: bool) -> int:
    found = compare_posts()
    if not is_trial:
        mend(found)
    return found.count


@transaction.atomic
def _rebuild_room(room: UUID, standing: Standing, *, is_trial: bool) -> int:
    # acts in the room wait; a room that has no row yet cannot have any
    ControlRoom.objects.select_for_update(of=("self",)).filter(pk=room).first()
    found = compare(room, standing)
    if not is_trial:
        mend(found)
    return found.count


@transaction.atomic
def _rebuild_pieces(standing: Standing, *, is_trial: bool) -> int:
    list(Piece.objects.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    found = compare_pieces(standing)
    if not is_trial:
        mend(found)
    return found.count


@transaction.atomic
def _rebuild_sheet(sheet: UUID, standing: Standing, *, is_trial: bool) -> int:
    DaySheet.objects.select_for_update(of=("self",)).filter(pk=sheet).first()
    found = compare_sheet(sheet, standing)
    if not is_trial:
        mend(found)
    return found.count


def mend(found: Difference) -> None:
    """Surplus first, so that numbers are free; what others point at before them."""
    for kind in reversed(EVERY_ROW):
        keys = [key for one, key in found.surplus if one is kind]
        for start in range(0, len(keys), BATCH):
            chosen = TABLES[kind]._default_manager.filter(pk__in=keys[start : start + BATCH])  # noqa: SLF001  # Django's documented name
            chosen._raw_delete(chosen.db)  # noqa: SLF001  # what points at them is mended as well; constraints are checked at the end
    for kind, name in MOVING.items():
        keys = [row.uuid for row in found.changed if type(row) is kind]
        for start in range(0, len(keys), BATCH):
            chosen = TABLES[kind]._default_manager.filter(pk__in=keys[start : start + BATCH])  # noqa: SLF001  # Django's documented name
            chosen.update(**{name: F(name) + ASIDE})
    for row in found.changed:
        values = values_of(row)
        TABLES[type(row)]._default_manager.filter(pk=values.pop("uuid")).update(**values)  # noqa: SLF001  # Django's documented name
    for kind in EVERY_ROW:
        new: list[Row] = [row for row in found.missing if type(row) is kind]
        TABLES[kind]._default_manager.bulk_create(map(model_of, new), BATCH)  # noqa: SLF001  # Django's documented name
