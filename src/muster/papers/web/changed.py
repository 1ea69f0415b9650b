"""What a paragraph said and says, word by word, for a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORD: Final = re.compile(r"\S+|\s+")
# Longer texts are shown one after the other: nobody reads their changes word by word.
MOST: Final = 3_000


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that stay, went or came: kind is "same", "gone" or "new"."""

    kind: str
    text: str


def changed_words(before: str, after: str) -> list[Run]:
    """The runs of words of both texts in the order of reading."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST:
        return [Run("gone", before), Run("new", after)]
    return list(_runs(old, new))


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, start, end, at, upto in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[start:end]))
            continue
        if start < end:
            yield Run("gone", "".join(old[start:end]))
        if at < upto:
            yield Run("new", "".join(new[at:upto]))
