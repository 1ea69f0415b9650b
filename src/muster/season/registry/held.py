"""What an installation holds of texts and files that bear a grade.

A capability registers every table whose rows point at kept files or hold a graded text; the
guard's page counts them, and what may not stay is taken out through the same registration. A test
walks all tables and fails on one that points at files and is not registered here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSource:
    """One table. word: as in the address of taking out; label: what its rows are called.

    grade, unit: the paths to the grade's key and to the unit of a season. holding: the rows that
    hold something now. take_out: lets one locked row hold nothing any more, or removes it; none
    where it goes out with something else. can: who may, asked with the unit. url: where it stands.
    subject: as the record calls what it belongs to.
    Every row has the hash of its file as *sha256*, empty for a text without one.
    """

    word: str
    label: Any
    model: type[Model]
    grade: str
    unit: str
    holding: Callable[[], QuerySet[Any]]
    url: Callable[[Any], str]
    can: StrEnum
    subject: Callable[[Any], str]
    take_out: Callable[[Any], None] | None = None

    def unit_of(self, row: Any) -> Any:
        """The unit of a season that a row stands on."""
        return _along(row, self.unit)

    def grade_of(self, row: Any) -> str:
        """The key of a row's grade."""
        return str(_along(row, self.grade))


def _along(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


_sources: Final[dict[str, HeldSource]] = {}


def register_held(source: HeldSource) -> None:
    """Register a table that holds graded texts or files. A word twice raises ValueError."""
    if source.word in _sources:
        raise ValueError(f"{source.word} is registered twice")
    _sources[source.word] = source


def held_sources() -> list[HeldSource]:
    """All of them, by their words."""
    return [_sources[word] for word in sorted(_sources)]


def held_source(word: str) -> HeldSource | None:
    """The source of a word, if there is one."""
    return _sources.get(word)
