"""What capabilities put into the closing file of a congress: chapters of files that open alone.

A capability registers its chapter in its ``services/closing_chapter``. A chapter yields only what
the account that asked may see, and names what is there and held back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from muster.ledger.actor import Actor
from muster.season.models import Congress
from muster.tree.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """For which congress, by whom, when: what a chapter is made of."""

    congress: Congress
    account: Account
    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file of a chapter. path: below the chapter's folder. chunks: its bytes, when asked.

    subjects: what the record calls the things in it. about: a line beside it.
    """

    path: str
    title: str
    chunks: Callable[[], Iterable[bytes]]
    about: str = ""
    subjects: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """Something that is there and does not go in, and why.

    title: empty where even that is not to be known.
    """

    title: str
    why: str


def when_asked(draw: Callable[..., bytes], *about: Any) -> Callable[[], Iterable[bytes]]:
    """The chunks of a page that is drawn when its turn comes: not all are held at once."""
    return lambda: [draw(*about)]


Found = Piece | HeldBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of the file, in a folder of its own. order: its place among the others."""

    key: str
    label: Any
    order: int
    pieces: Callable[[Asked], Iterator[Found]]

    @property
    def folder(self) -> str:
        """Where its files lie."""
        return f"{self.order:02d}-{self.key}"


_chapters: Final[dict[str, Chapter]] = {}


def register_chapter(chapter: Chapter) -> None:
    """Register a chapter. A key or a place twice raises ValueError."""
    if chapter.folder in _chapters or any(one.key == chapter.key for one in _chapters.values()):
        raise ValueError(f"{chapter.folder} is registered twice")
    _chapters[chapter.folder] = chapter


def chapters() -> list[Chapter]:
    """All of them in their order."""
    return [_chapters[folder] for folder in sorted(_chapters)]
