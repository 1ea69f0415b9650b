"""A text as words and signs, each with the blanks behind it; joined they are the text again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# A number with its separators is one word (12/5/2030, 1.234,5); a sign stands for itself.
TOKEN: Final = re.compile(r"(\d+(?:[.,:/\-]\d+)+|[\w\u0300-\u036f]+|[^\w\s])(\s*)")
BLANKS: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Tokens:
    """words: the first is "", before which no text can be. blanks: behind each of them."""

    words: Sequence[str]
    blanks: Sequence[str]

    def text(self, start: int, end: int) -> str:
        """The tokens from *start* to before *end*, as they stand in the text."""
        return "".join(
            word + blank
            for word, blank in zip(self.words[start:end], self.blanks[start:end], strict=True)
        )

    def length(self, start: int, end: int) -> int:
        """How many words are there, signs not counted."""
        return sum(is_word(word) for word in self.words[start:end])


def is_word(word: str) -> bool:
    """Whether a token is a word and no sign."""
    return word[:1].isalnum()


def tokens(text: str) -> Tokens:
    """The words and signs of a text."""
    lead = BLANKS.match(text)
    assert lead is not None
    found = TOKEN.findall(text, lead.end())
    return Tokens(["", *(word for word, _ in found)], [lead[0], *(blank for _, blank in found)])
