"""What a short message says of an event on its day: pure, from its letters to a :class:`Message`.

``TA1 VT 6h05 KM 7h30 DD 142/150`` or ``TA1 SC 8h10 words``: whom it is about (a code, or a name),
then the letters of a stage, of "all is well" or of a trouble, each with an hour behind it if one
was written. Capitals, marks of Vietnamese and spaces make no difference. Everything else is
refused: a message that is half understood is not understood.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time
from enum import StrEnum
from typing import Final

from muster.shell.text import fold

MOST_LETTERS: Final = 300
MOST_WORDS_OF_A_NAME: Final = 8
# An hour has a mark in it: "0730" might be seven thirty or a number of people.
CLOCK: Final = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d)|[hg]([0-5]\d)?)")
NUMBER: Final = re.compile(r"[1-9]\d{0,4}(?:/[1-9]\d{0,4})?")
GLUED: Final = re.compile(r"([a-z]{2,6})(\d\S*)")
EDGES: Final = ".,;:!?-()[]\"'"
NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]")


class Fault(StrEnum):
    """Why a message is not understood."""

    TOO_LONG = "too_long"
    NOBODY = "nobody"
    SEVERAL = "several"
    NOTHING = "nothing"
    UNREADABLE = "unreadable"
    NO_HOUR = "no_hour"
    NO_WORDS = "no_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What may stand in a message: letters of stages by their keys, those of the two others.

    counting: stages behind which a number may stand.
    """

    stages: Mapping[str, str]
    counting: frozenset[str]
    well: str
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that a message says. stage: a key, or nothing for "all is well" and a trouble."""

    stage: str = ""
    is_trouble: bool = False
    clock: time | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message taken apart. fault: why it is not understood, and *given*, the place of it."""

    marks: tuple[Mark, ...] = ()
    fault: Fault | None = None
    given: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom a message is about: *found* of what bears that name; the words behind it."""

    found: tuple[int, ...]
    name: str
    rest: tuple[str, ...]


def squeezed(name: str) -> str:
    """A name without capitals, marks and spaces: "TA 1", "ta-1" and "TA1" are one."""
    return NOT_IN_NAMES.sub("", fold(name))


def read_whom(line: str, names: Mapping[str, Sequence[int]]) -> Whom:
    """The longest name in front of the line. *names*: squeezed, with whatever bears each."""
    words = line.split()
    for count in range(min(MOST_WORDS_OF_A_NAME, len(words)), 0, -1):
        found = names.get("".join(squeezed(word) for word in words[:count]))
        if found:
            name = " ".join(words[:count])
            return Whom(found=tuple(found), name=name, rest=tuple(words[count:]))
    return Whom(found=(), name=words[0] if words else "", rest=tuple(words[1:]))


def read_clock(word: str) -> time | None:
    """An hour as people write it: 7h30, 7h, 07:30, 7.30; nothing if it is none."""
    hour = CLOCK.fullmatch(fold(word).strip(EDGES))
    return time(int(hour[1]), int(hour[2] or hour[3] or 0)) if hour else None


@dataclass(slots=True)
class _Marks:
    letters: Letters
    made: list[Mark] = field(default_factory=list)

    def take(self, word: str) -> Fault | None:
        """One word more: the letters of a mark, or what stands behind them."""
        if word in self.letters.stages:
            self.made.append(Mark(stage=self.letters.stages[word]))
        elif word == self.letters.well:
            self.made.append(Mark())
        elif word == self.letters.trouble:
            self.made.append(Mark(is_trouble=True))
        else:
            return self._behind(word)
        return None

    def _behind(self, word: str) -> Fault | None:
        last = self.made[-1] if self.made else None
        if last is not None and last.clock is None and (clock := read_clock(word)):
            self.made[-1] = replace(last, clock=clock)
            return None
        if not NUMBER.fullmatch(word):
            return Fault.NO_HOUR if word.isdigit() else Fault.UNREADABLE
        if last is None or last.stage not in self.letters.counting or last.text:
            return Fault.NO_HOUR
        self.made[-1] = replace(last, text=word)
        return None


def read_marks(words: Sequence[str], letters: Letters) -> Message:
    """What the words behind the name say."""
    if sum(map(len, words)) > MOST_LETTERS:
        return Message(fault=Fault.TOO_LONG, given=str(MOST_LETTERS))
    marks = _Marks(letters)
    for place, word in enumerate(words):
        parts = _parted(word, letters)
        for part in parts:
            if fault := marks.take(part):
                return Message(fault=fault, given=word)
        if marks.made and marks.made[-1].is_trouble:
            return _trouble(marks.made, words[place + 1 :])
    return Message(marks=tuple(marks.made)) if marks.made else Message(fault=Fault.NOTHING)


def _parted(word: str, letters: Letters) -> Sequence[str]:
    """What "KM7h30" would be with a space; what stands around a word is no part of it."""
    bare = fold(word).strip(EDGES)
    glued = GLUED.fullmatch(bare)
    known = {*letters.stages, letters.well, letters.trouble}
    if glued and glued[1] in known:
        return (glued[1], glued[2])
    return (bare,) if bare else ()


def _trouble(made: Sequence[Mark], words: Sequence[str]) -> Message:
    """All behind the letters of a trouble, but an hour in front, is what is wrong."""
    *before, trouble = made
    if words and trouble.clock is None and (clock := read_clock(words[0])):
        trouble, words = replace(trouble, clock=clock), words[1:]
    if not words:
        return Message(fault=Fault.NO_WORDS)
    return Message(marks=(*before, replace(trouble, text=" ".join(words))))
