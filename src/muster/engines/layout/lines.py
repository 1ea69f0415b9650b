"""The text of a document line by line, each with where it stands and what it looks like.

A line is a paragraph, or a part of one between breaks: heads of papers are often two or three
lines in one paragraph of a table's cell. Where a tab parts two texts they are two lines side by
side, because the head of a paper may also be built with tabs.
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from muster.engines.layout.styles import Look, Shape

Element = Any


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one run."""

    text: str
    look: Look
    run: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place in a table: counted from 0; columns is how many the row has.

    listed: the table repeats its first row on each page, so it holds data.
    """

    table: int
    row: int
    column: int
    columns: int
    number: int
    listed: bool = False


@dataclass(kw_only=True)
class Line:
    """One line. side: left, right or whole; ruled: a line is drawn under it.

    is_first: of its paragraph. alone: whether the paragraph has this line only, and no tab parts
    it. gap: empty lines before it. label: what Word's numbering writes before it. first_mm: where
    its first letter stands, from the paragraph's other lines. apart_pt: space before and after it.
    """

    number: int
    where: str
    pieces: list[Piece]
    shape: Shape
    paragraph: Element
    cell: Cell | None = None
    side: str = "whole"
    label: str = ""
    is_first: bool = True
    alone: bool = True
    ruled: bool = False
    gap: int = 0
    new_page: bool = False
    style: str | None = None
    first_mm: float = 0.0
    apart_pt: float = 0.0

    @cached_property
    def text(self) -> str:
        """What is read, without the label; composed letters, single spaces."""
        joined = unicodedata.normalize("NFC", "".join(piece.text for piece in self.pieces))
        return " ".join(joined.split())

    @property
    def full(self) -> str:
        """What is read, with the label."""
        return f"{self.label} {self.text}" if self.label else self.text

    @cached_property
    def shown(self) -> str:
        """What is seen: capitals where the look asks for them."""
        seen = "".join(
            piece.text.upper() if piece.look.caps else piece.text for piece in self.pieces
        )
        return " ".join(unicodedata.normalize("NFC", seen).split())

    @property
    def said(self) -> list[Piece]:
        """The pieces with something to see."""
        return [piece for piece in self.pieces if piece.text.strip() and not piece.look.hidden]


def leading_tabs(pieces: list[Piece]) -> int:
    """How many tabs stand before the first letter."""
    tabs = 0
    for piece in pieces:
        if piece.text.strip():
            break
        tabs += piece.text.count("\t")
    return tabs
