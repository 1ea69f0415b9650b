"""What a kind of workbook brings: its sheets, what is there now, its own checks, its appliers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from muster.exchange.errors import UnknownBook
from muster.exchange.reading import RawSheet
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import SheetSpec, Values
from muster.ledger.actor import Actor

Current = Mapping[str, Values]
RowsBySheet = Mapping[str, Sequence[Values]]


class Progress(Protocol):
    """Whom long work tells how far it is, and who may stop it. A job's handle is one."""

    def report(self, share: float, message: str = "") -> None:
        """Say how far it is: share from 0 to 1."""

    def should_stop(self) -> bool:
        """Tell whether somebody asked to stop."""


class Quiet:
    """Progress that nobody watches."""

    def report(self, share: float, message: str = "") -> None:
        """Say nothing."""

    def should_stop(self) -> bool:
        """Go on."""
        return False


class Reading(Protocol):
    """One file being read, or one staged import being applied, as a kind of workbook."""

    @property
    def specs(self) -> Sequence[SheetSpec]:
        """The sheets, those first that others refer to."""

    @property
    def kept(self) -> Mapping[str, Any]:
        """What opening it again for applying needs; stored with the import."""

    @property
    def season_id(self) -> int | None:
        """The season it belongs to, once that is there."""

    def current(self, sheet: str) -> Current:
        """What is there now, by natural key: plain values of every column."""

    def review(self, rows: dict[str, list[ReadRow]]) -> None:
        """Note what only shows across rows and sheets; may add rows that others imply."""

    def parts(self, rows: RowsBySheet, *, actor: Actor, now: datetime) -> Sequence["Part"]:
        """How the rows are written through the services, those first that others refer to.

        Each part is short enough for one write transaction, and running it again over rows that
        are written already changes nothing.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step of applying. run: writes it."""

    label: Any
    run: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A registered kind of workbook.

    open: from the raw sheets of a file (None when applying what was staged) and the import's
    parameters to a Reading.
    """

    key: str
    label: Any
    open: Callable[[Sequence[RawSheet] | None, Mapping[str, Any]], Reading]


_BOOKS: dict[str, Book] = {}


def register(book: Book) -> None:
    """Make a kind of workbook known. A second one with its key raises ValueError."""
    if book.key in _BOOKS:
        raise ValueError(f"two workbooks called {book.key!r}")
    _BOOKS[book.key] = book


def book_of(key: str) -> Book:
    """The kind of workbook with that key. Raises UnknownBook."""
    if key not in _BOOKS:
        raise UnknownBook(key=key)
    return _BOOKS[key]
