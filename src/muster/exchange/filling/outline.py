"""The parts of which the body of a document is put together, from top to bottom.

Texts are translated when a template is made and may hold marks: ``{{ field }}``. What is empty
leaves no line behind.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """A line "label: field", left out while the field is empty."""

    label: Any
    field: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. given: a field or list without which it is left out."""

    text: Any
    given: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line above a part. given: as of :class:`Text`."""

    text: Any
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """A paragraph for each row, which is called ``row``; where: a condition on it."""

    rows: str
    text: Any
    where: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. text: with marks of ``row``; share: of the width, in any unit."""

    head: Any
    text: str
    share: float = 1.0
    align: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with a row for each row. where: a condition on ``row``. given: as of Text."""

    rows: str
    columns: tuple[Column, ...]
    where: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """A table whose columns are rows too: heads, lines, and cells that name their line."""

    heads: str
    lines: str
    cells: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Parts once for each row, which is called *called*, each on a new page."""

    rows: str
    called: str
    blocks: "tuple[Block, ...]"


Block = Said | Text | Heading | Each | Grid | Crossed | Repeated
