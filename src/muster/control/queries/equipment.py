"""Own equipment: numbers as people type them, what is in a room, what the next shift counts."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.db.models import QuerySet

from muster.control.models import ControlRoom, Piece
from muster.packs import Pack
from muster.season.models import SeasonUnit

MOST: Final = 600
LONGEST: Final = 1_500
PARTS: Final = re.compile(r"[\s,;]+")


class Lot(Protocol):
    """What has a kind and a number."""

    @property
    def kind(self) -> str:
        """Key of the pack."""

    @property
    def number(self) -> str:
        """What stands on it."""


def number_of(text: str) -> str:
    """A number as the register keeps it: composed, in capitals, without spaces."""
    return "".join(unicodedata.normalize("NFC", text).upper().split())


def numbers_in(text: str) -> list[str]:
    """The numbers of a typed or pasted text, each once, in its order."""
    return list(dict.fromkeys(number_of(part) for part in PARTS.split(text) if part))


def kind_name(kind: str, pack: Pack) -> str:
    """What the pack calls a kind; the key itself if the pack has it no more."""
    rules = pack.equipment_kinds
    return str(rules[kind].label) if kind in rules else kind


def lots_of(rows: Iterable[Lot], pack: Pack) -> str:
    """Pieces in words, by kind: short enough for a line of the log."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        numbers[row.kind].append(row.number)
    said = "; ".join(
        f"{kind_name(kind, pack)} ({len(found)}): {', '.join(found)}"
        for kind, found in numbers.items()
    )
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def units_over(unit_id: int, *, season_id: int) -> frozenset[int]:
    """A unit and those above it in the season's tree: two queries."""
    own = SeasonUnit.objects.filter(season=season_id, unit=unit_id).first()
    if own is None:
        return frozenset((unit_id,))
    over = SeasonUnit.objects.filter(
        season=season_id, first__lte=own.first, last__gte=own.first
    ).values_list("unit_id", flat=True)
    return frozenset((unit_id, *over))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """One kind in a room: how many are here, out and missing."""

    key: str
    name: str
    here: Sequence[Piece]
    out: Sequence[Piece]
    missing: Sequence[Piece]

    @property
    def due(self) -> int:
        """How many the next count should find."""
        return len(self.here)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What one officer has."""

    holder: int
    name: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The equipment in charge of a room."""

    kinds: Sequence[KindLine]

    @property
    def here(self) -> int:
        """How many are in the room."""
        return sum(len(one.here) for one in self.kinds)

    @property
    def out(self) -> int:
        """How many somebody has."""
        return sum(len(one.out) for one in self.kinds)

    @property
    def missing(self) -> Sequence[Piece]:
        """What a count did not find."""
        return [piece for one in self.kinds for piece in one.missing]

    @property
    def holdings(self) -> Sequence[Holding]:
        """Who has what, by name."""
        held: dict[int, list[Piece]] = defaultdict(list)
        for one in self.kinds:
            for piece in one.out:
                assert piece.holder is not None
                held[piece.holder].append(piece)
        found = [
            Holding(holder=holder, name=pieces[0].holder_name, pieces=pieces)
            for holder, pieces in held.items()
        ]
        return sorted(found, key=lambda one: (one.name, one.holder))

    def by_number(self) -> Mapping[str, Piece]:
        """Every piece of the room."""
        return {
            piece.number: piece
            for one in self.kinds
            for piece in (*one.here, *one.out, *one.missing)
        }


def stock_of(room: ControlRoom, *, pack: Pack) -> Stock:
    """What a room has charge of, in the pack's order of kinds: one query."""
    parted: dict[str, list[Piece]] = defaultdict(list)
    for piece in Piece.objects.filter(room=room.pk).order_by("number")[:MOST]:
        parted[piece.kind].append(piece)
    order = [key for key in pack.equipment_kinds if key in parted]
    order += sorted(set(parted) - set(order))
    return Stock(kinds=[_kind_line(key, parted[key], pack) for key in order])


def _kind_line(key: str, pieces: Sequence[Piece], pack: Pack) -> KindLine:
    found = [piece for piece in pieces if piece.missing_at is None]
    return KindLine(
        key=key,
        name=kind_name(key, pack),
        here=[piece for piece in found if piece.holder is None],
        out=[piece for piece in found if piece.holder is not None],
        missing=[piece for piece in pieces if piece.missing_at is not None],
    )


def content_of_stock(stock: Stock) -> Mapping[str, Any]:
    """The equipment as a sheet holds it: flat, so that it stays what was signed."""
    return {
        "kinds": [
            {
                "name": one.name,
                "here": len(one.here),
                "out": len(one.out),
                "missing": [piece.number for piece in one.missing],
            }
            for one in stock.kinds
        ],
        "held": [
            {"who": one.name, "numbers": ", ".join(piece.number for piece in one.pieces)}
            for one in stock.holdings
        ],
    }


def pieces_numbered(rows: QuerySet[Piece], numbers: Sequence[str]) -> Mapping[str, Piece]:
    """The pieces among *rows* with these numbers, in the order of the numbers."""
    found = {piece.number: piece for piece in rows.filter(number__in=numbers)}
    return {number: found[number] for number in numbers if number in found}
