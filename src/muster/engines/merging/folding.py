"""Words without capitals, marks and punctuation: two offices seldom type the same signs."""

import re
import unicodedata
from typing import Final

# A d with a stroke is a letter of its own to Unicode, and the same d to who types without marks.
STROKES: Final = str.maketrans({"\u0111": "d", "\u0110": "d"})
MARKS: Final = re.compile("[\u0300-\u036f]+")
WORD: Final = re.compile(r"[^\W_]+")
# A word as it stands in a text, with marks that were typed as signs of their own.
WRITTEN: Final = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")


def fold(text: str) -> str:
    """*text* in small letters without marks, a space between words. Twice is as once."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(STROKES)
    return " ".join(WORD.findall(MARKS.sub("", unicodedata.normalize("NFKD", plain))))
