"""Grids: lists that a block of cells can be pasted into, and that leave and come back as Excel.

A capability registers a kind of grid in its ``web/grids.py``; the pages of ``site/grids`` do the
rest: pasting, reading a sheet, the preview, applying in one transaction, and the sheet to fill in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.exchange.block import Lines, fit_given, fit_open
from muster.exchange.book import Book, Current, Part, RowsBySheet, register
from muster.exchange.faults import say
from muster.exchange.matching import Found
from muster.exchange.reading import RawSheet
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import SheetSpec, Values
from muster.exchange.text import fold
from muster.ledger.actor import Actor

MARK: Final = "grid."

say(
    {
        "grid.unknown_row": _("“%(key)s” is no row of this grid."),
        "grid.other_row": _(
            "The row has the key of “%(name)s” but says “%(said)s”. Keys and names were moved "
            "apart, perhaps by sorting only some of the columns."
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One grid at one place, as one account may fill it.

    subject: whose it is, for the head of the page. back: the page that it belongs to.
    current: what stands there now, by natural key, in the order of the page; read anew each time.
    review: notes what only shows across rows; may change values. write: through the services,
    the rows that change, each with the columns that it had.
    told: columns that only say which row it is. takes_new: whether rows may be added.
    """

    spec: SheetSpec
    subject: str
    back: str
    current: Callable[[], Current]
    write: Callable[[Sequence[Values], Actor, datetime], object]
    review: Callable[[list[ReadRow]], None]
    told: Sequence[str] = ()
    takes_new: bool = False
    season_id: int | None = None

    def name_of(self, values: Values) -> str:
        """What a row is called besides its key, if anything."""
        *_keys, name = self.told or ("",)
        return "" if name in self.spec.key_columns else str(values.get(name) or "")

    def fit(self, lines: Lines, *, begin: str = "") -> Found:
        """The pasted lines as a sheet of this grid. Raises WrongShape."""
        if self.takes_new:
            return fit_open(lines, self.spec)
        return fit_given(lines, self.spec, told=self.told, current=self.current(), begin=begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridKind:
    """A registered kind of grid. place: which one of its kind, as it stands in the address.

    open: the account's id and the place to the grid; refuses whoever may not fill it in, and
    raises Http404 for a place that the account does not see.
    """

    key: str
    label: Any
    open: Callable[[int, str], Grid]


class GridReading:
    """A pasted block or a sheet of one grid; see :class:`muster.exchange.book.Reading`."""

    def __init__(self, kind: GridKind, account_id: int, place: str) -> None:
        self.kind = kind
        self.grid = kind.open(account_id, place)
        self._kept = {"account_id": account_id, "place": place}

    @property
    def specs(self) -> Sequence[SheetSpec]:
        """The one sheet."""
        return (self.grid.spec,)

    @property
    def kept(self) -> Mapping[str, Any]:
        """Whose grid it is, and who fills it in."""
        return self._kept

    @property
    def season_id(self) -> int | None:
        """The season that the grid belongs to."""
        return self.grid.season_id

    def current(self, sheet: str) -> Current:
        """What stands there now."""
        return self.grid.current()

    def review(self, rows: dict[str, list[ReadRow]]) -> None:
        """Rows that are not there, rows whose key and name are of two; then the grid's own."""
        own, there = rows.get(self.grid.spec.key, []), self.grid.current()
        for row in own:
            if row.key in there:
                self._compare(row, there[row.key])
            elif not self.grid.takes_new and not row.has_error:
                row.blame("grid.unknown_row", column=self.grid.spec.key_columns[0], key=row.key)
        self.grid.review(own)

    def _compare(self, row: ReadRow, there: Values) -> None:
        """What only tells which row it is must agree with the key, and changes nothing."""
        for name in set(self.grid.told) - set(self.grid.spec.key_columns):
            said, known = row.values.pop(name, None), there.get(name)
            if said and fold(str(said)) != fold(str(known or "")):
                row.blame("grid.other_row", column=name, name=known, said=said)

    def parts(self, rows: RowsBySheet, *, actor: Actor, now: datetime) -> Sequence[Part]:
        """All rows in one go."""
        grid = self.grid
        moving = rows.get(grid.spec.key, ())
        return (Part(label=grid.spec.label, run=lambda: _write(grid, moving, actor, now)),)


def _write(grid: Grid, rows: Sequence[Values], actor: Actor, now: datetime) -> None:
    grid.write(rows, actor, now)


_KINDS: dict[str, GridKind] = {}


def register_grid(kind: GridKind) -> None:
    """Make a kind of grid known. A second one with its key raises ValueError."""

    def open_grid(raw: Sequence[RawSheet] | None, params: Mapping[str, Any]) -> GridReading:
        return GridReading(kind, int(params["account_id"]), str(params["place"]))

    register(Book(key=MARK + kind.key, label=kind.label, open=open_grid))
    _KINDS[kind.key] = kind


def grid_kind(key: str) -> GridKind | None:
    """The kind of grid with that key, if anybody registered one."""
    return _KINDS.get(key)
