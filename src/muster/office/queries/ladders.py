"""Whom to call at a unit, in which order: own staff by their positions in the register."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from muster.packs import Pack
from muster.tree.models import Person
from muster.tree.names import search_key

CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """Who is called first at a unit and who next; None where the register has nobody."""

    first: int | None = None
    second: int | None = None


NOBODY: Final = Pair()


def pairs_of(unit_ids: Collection[int], pack: Pack) -> dict[int, Pair]:
    """By unit, the first two of its staff in the order of the pack's positions.

    Only who has a number; one query for some hundred units.
    """
    found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    wanted = sorted(set(unit_ids))
    for start in range(0, len(wanted), CHUNK):
        rows = Person.objects.filter(
            unit__in=wanted[start : start + CHUNK], is_active=True
        ).exclude(position="")
        for pk, unit_id, position, key in rows.exclude(phone="").values_list(
            "pk", "unit_id", "position", "sort_key"
        ):
            place = _place(position, pack)
            if place is not None:
                found[unit_id].append((place, key, pk))
    return {unit_id: _pair(sorted(ranked)) for unit_id, ranked in found.items()}


def _pair(ranked: Sequence[tuple[int, str, int]]) -> Pair:
    ids = [pk for _place, _key, pk in ranked[:2]]
    return Pair(*ids)


def _place(position: str, pack: Pack) -> int | None:
    """Where a position stands in the pack's order, or nowhere."""
    folded = search_key(position)
    for place, starts in enumerate(_beginnings(pack)):
        if folded.startswith(starts):
            return place
    return None


def _beginnings(pack: Pack) -> list[tuple[str, ...]]:
    return [tuple(map(search_key, one.positions)) for one in pack.callees.values()]


def above_of(pairs: Mapping[int, Pair], unit_id: int | None) -> int | None:
    """Whom to call at the unit above."""
    return None if unit_id is None else pairs.get(unit_id, NOBODY).first
