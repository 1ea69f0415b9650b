"""What is known of a document's lines, and the board on which the finders write it down."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from muster.engines.layout.lines import Line
from muster.engines.layout.rules import Component, Layout, fold

BY_PLACE: Final = 0.6
BY_STYLE: Final = 0.8
LONG: Final = 160  # letters of a line that is no abstract and no title
HEADINGS: Final = ("part", "chapter", "section")
NUMBERED: Final = ("article", "clause", "point")
TITLE_LINES: Final = 3


@dataclass(slots=True)
class Known:
    """A line with its component. role: which of its lines, where they have rules of their own."""

    line: Line
    component: str
    confidence: float
    role: str = ""


@dataclass(slots=True)
class Reading:
    """A document with every line known. kind: the folded name of its kind; None if it has none."""

    known: list[Known] = field(default_factory=list)
    kind: str | None = None
    is_letter: bool = False

    def of(self, component: str) -> list[Known]:
        """The lines of one component."""
        return [one for one in self.known if one.component == component]


class Board:
    """The lines of a document and what was found out about them. Each line has one component."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lines, self.layout = list(lines), layout
        self.reading = Reading()
        self.marks: dict[int, Known] = {}

    def mark(self, line: Line, component: str, sure: float, role: str = "") -> None:
        """Say what a line is; a component that the rules do not know stays unsaid."""
        if component in self.layout.components:
            self.marks[line.number] = Known(line, component, sure, role)

    def rule(self, key: str) -> Component | None:
        """The rule of a component."""
        return self.layout.components.get(key)

    def fits(self, key: str, text: str) -> bool:
        """Whether a text is known by the patterns of a component."""
        rule = self.rule(key)
        return rule is not None and fits(text, rule.known) and not fits(text, rule.unless)

    def begins_text(self, line: Line) -> bool:
        """Whether a line is surely of the text below the head."""
        keys = ("addressees", "legal_basis", *HEADINGS, *NUMBERED)
        return any(self.fits(key, line.full) for key in keys)

    def decides(self, line: Line) -> bool:
        """Whether a line names who decides: capitals in the middle, right before the bases.

        Only in a paper that says its kind once more after them: a decision, a resolution.
        """
        if not self._is_decision:
            return False
        at = line.number
        while at < len(self.lines) and _is_called_out(self.lines[at]):
            at += 1
        return at > line.number and at < len(self.lines) and self._is_basis(self.lines[at])

    @cached_property
    def _is_decision(self) -> bool:
        return any(self.repeats_kind(line) for line in self.lines)

    def repeats_kind(self, line: Line) -> bool:
        """Whether a line is the kind once more, with a colon: it is laid out as the kind."""
        return line.text.endswith(":") and fold(line.text.rstrip(": ")) in self.layout.types

    def _is_basis(self, line: Line) -> bool:
        return self.fits("legal_basis", line.text)

    def titles(self, at: int, key: str) -> int:
        """The lines under a heading, centred or bold; the number of the line after them."""
        rule = self.rule(key)
        roles = rule.roles if rule is not None else {}
        for _ in range(TITLE_LINES):
            if at >= len(self.lines) or self.lines[at].number in self.marks:
                break
            line = self.lines[at]
            if "note" in roles and fits(line.text, roles["note"].known):
                self.mark(line, key, BY_STYLE, "note")
            elif self._is_title(line):
                self.mark(line, key, BY_STYLE, "title")
            else:
                break
            at += 1
        return at

    def _is_title(self, line: Line) -> bool:
        if len(line.text) > LONG or self.begins_text(line) or line.cell is not None:
            return False
        return line.shape.align == "center" or (is_bold(line) and line.shown.isupper())

    def end_of_paper(self) -> int:
        """Where appendices begin, or how many lines there are."""
        for line in self.lines[8:]:
            if line.cell is None and self.fits("appendix", line.text):
                return line.number
        return len(self.lines)


def _is_called_out(line: Line) -> bool:
    return line.shown.isupper() and line.shape.align == "center" and not line.ruled


def fits(text: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Whether any pattern is found in a text."""
    return any(pattern.search(text) for pattern in patterns)


def letters(text: str) -> int:
    """How many letters there are in a text."""
    return sum(letter.isalpha() for letter in text)


def is_bold(line: Line) -> bool:
    """Whether all that is seen of a line is bold."""
    said = line.said
    return bool(said) and all(piece.look.bold for piece in said)


def is_name(text: str, layout: Layout) -> bool:
    """Whether a text is somebody's name: it begins with a surname, after any abbreviated title."""
    words = fold(text).split()
    while words and words[0].endswith("."):
        words = words[1:]
    return 2 <= len(words) <= 6 and words[0] in layout.surnames
