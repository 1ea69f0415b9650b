"""Reads of the record. What a person may see of it is decided above, by unit, season, audience."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from muster.ledger.merkle import (
    consistency_path,
    frontier_at,
    inclusion_path,
    range_hash,
    root_of,
)
from muster.ledger.models import Entry, Node, Subtree
from muster.ledger.verifier import EMPTY_ROOT, Frontier
from muster.ledger.writer import TILE, TILE_LEVELS

LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """How far the record has come: shown on every page as "recorded up to number"."""

    number: int
    recorded_at: datetime | None


def latest() -> Latest:
    """The newest entry's arrival number and time; number 0 in an empty record."""
    row = Entry.objects.order_by("-arrival").values_list("arrival", "recorded_at").first()
    return Latest(number=row[0], recorded_at=row[1]) if row else Latest(number=0, recorded_at=None)


def entries_for(
    *, unit: int | None = None, season: int | None = None, subject_prefix: str = ""
) -> QuerySet[Entry]:
    """Entries of a unit, of a season or about subjects with this prefix, oldest first."""
    found = Entry.objects.all()
    if unit is not None:
        found = found.filter(unit=unit)
    if season is not None:
        found = found.filter(season=season)
    return found.filter(_begins_with(subject_prefix)) if subject_prefix else found


def entries_about(subject: str) -> QuerySet[Entry]:
    """Everything recorded about one subject, oldest first."""
    return Entry.objects.filter(subject=subject)


def _begins_with(prefix: str) -> Q:
    if connection.vendor == "sqlite":
        # LIKE ignores case there and so cannot use the index; a range can.
        return Q(subject__gte=prefix, subject__lt=prefix + LAST_LETTER)
    return Q(subject__startswith=prefix)


@dataclass(slots=True)
class Tiles:
    """Hashes of one log's full subtrees, read 256 at a time and kept for one proof."""

    node_id: int
    _known: dict[tuple[int, int], list[bytes]] = field(default_factory=dict)

    def __call__(self, level: int, position: int) -> bytes:
        """The hash over the leaves ``[position << level, (position + 1) << level)``."""
        rise = level % TILE_LEVELS
        first = position << rise
        tile = self._tile(level - rise, first // TILE)
        at = first % TILE
        return root_of(tile[at : at + (1 << rise)])

    def _tile(self, base: int, number: int) -> list[bytes]:
        if (base, number) not in self._known:
            self._known[base, number] = [bytes(row) for row in self._rows(base, number * TILE)]
        return self._known[base, number]

    def _rows(self, base: int, start: int) -> Iterable[bytes | memoryview]:
        if base == 0:
            entries = Entry.objects.filter(node=self.node_id).order_by("counter")
            wanted = entries.filter(counter__gt=start, counter__lte=start + TILE)
            return wanted.values_list("leaf", flat=True)
        subtrees = Subtree.objects.filter(node=self.node_id, level=base).order_by("position")
        within = subtrees.filter(position__gte=start, position__lt=start + TILE)
        return within.values_list("digest", flat=True)


def inclusion_proof(entry: Entry, *, size: int) -> list[bytes]:
    """Hashes that lead from *entry* to its log's head at *size*; a few queries at any size."""
    return inclusion_path(index=entry.counter - 1, size=size, store=Tiles(entry.node_id))


def consistency_proof(node: Node, *, old_size: int, new_size: int) -> list[bytes]:
    """Hashes that show the head at *new_size* only to add to the one at *old_size*."""
    return consistency_path(old_size=old_size, new_size=new_size, store=Tiles(node.pk))


def root_at(node: Node, *, size: int) -> bytes:
    """The root that the log had when it held *size* entries."""
    return range_hash(0, size, store=Tiles(node.pk)) if size else EMPTY_ROOT


def frontier_of(node: Node, *, size: int) -> Frontier:
    """The right edge of the log's tree as it was at *size*: a tree that grows on from there."""
    return frontier_at(size, store=Tiles(node.pk))
