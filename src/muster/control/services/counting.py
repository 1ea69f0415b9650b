"""The count at a passing on: what should be here is here, or has a number and an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors.equipment import CountDiffers, CountWanted, PieceUnknown
from muster.control.models import Piece
from muster.control.projecting import PieceRow
from muster.control.queries.equipment import KindLine, Stock, lots_of, stock_of
from muster.control.services.equipment import put_missing
from muster.control.services.hand import Pen
from muster.control.services.incidents import IncidentDraft, put_incident
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What the taker found: by kind how many are here, and the numbers that are nowhere.

    A number that somebody has may be named as well: it is out, and cannot be shown.
    """

    counted: Mapping[str, int] = field(default_factory=dict)
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A count that holds. body: as the entry has it; rows: what is missing from now on."""

    body: Mapping[str, Any] | None
    rows: Sequence[Piece]


def check_count(pen: Pen, count: Count) -> Counted:
    """Hold a count against the room. Raises CountWanted, CountDiffers, PieceUnknown."""
    stock = stock_of(pen.room, pack=pen.pack)
    if not stock.kinds:
        return Counted(body=None, rows=())
    rows = _missing(stock, count.missing)
    lines = [_line(one, count, {piece.pk for piece in rows}) for one in stock.kinds]
    body = {"kinds": lines, "out": stock.out, "missing": [piece.number for piece in rows]}
    return Counted(body=body, rows=rows)


def _missing(stock: Stock, numbers: Sequence[str]) -> list[Piece]:
    known = stock.by_number()
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise PieceUnknown(numbers=", ".join(unknown))
    found = [known[number] for number in dict.fromkeys(numbers)]
    return [piece for piece in found if piece.missing_at is None]


def _line(kind: KindLine, count: Count, missing: set[UUID]) -> dict[str, Any]:
    named = sum(piece.pk in missing for piece in kind.here)
    counted = count.counted.get(kind.key)
    if counted is None:
        if kind.due:
            raise CountWanted(kind=kind.name)
        counted = 0
    if counted + named != kind.due:
        raise CountDiffers(kind=kind.name, due=kind.due, counted=counted, named=named)
    return {"key": kind.key, "name": kind.name, "due": kind.due, "counted": counted}


def put_count(pen: Pen, counted: Counted, *, line: UUID) -> None:
    """Open one incident over everything that a count missed, of the gravest of its types."""
    if not counted.rows:
        return
    lots = lots_of(counted.rows, pen.pack)
    title = _("Missing at the passing on: %(lots)s") % {"lots": lots}
    draft = IncidentDraft(type=_gravest(counted.rows, pen.pack), title=title)
    incident = put_incident(pen, draft, line=line, happened_at=pen.now)
    rows = [pen.live(PieceRow, piece.pk) for piece in counted.rows]
    put_missing(pen, rows, incident=incident)


def _gravest(rows: Sequence[Piece], pack: Pack) -> str:
    """The type whose priority stands above the others'; of a kind unknown now, the first kind's."""
    rules = pack.equipment_kinds
    known = [rules[row.kind].missing for row in rows if row.kind in rules]
    types = known or [next(iter(rules.values())).missing]
    return min(types, key=lambda key: pack.priorities[pack.incident_types[key].priority].level)
