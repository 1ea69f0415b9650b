"""What comes out: pairs, and groups about a head."""

from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What the words of a text are to those of the head of its group."""

    SAME = "same"
    MORE = "more"  # all of the head's, and more
    LESS = "less"  # a part of the head's
    REWORDED = "reworded"


class Doubt(StrEnum):
    """Why texts that look alike may yet want different things."""

    NUMBERS = "numbers"  # each has a number that the other lacks
    TURNED = "turned"  # only one has a word that turns what is said round


@dataclass(frozen=True, slots=True)
class Member:
    """A text beside the head of its group. likeness: 0 to 100, at least the cutoff."""

    place: int
    likeness: float
    how: How
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are each alike to one, the head; the likest first."""

    head: int
    members: tuple[Member, ...]

    def __len__(self) -> int:
        return 1 + len(self.members)


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a text. is_own: words that the text beside it has not."""

    text: str
    is_own: bool
