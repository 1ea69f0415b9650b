"""Text as it is kept: composed (NFC), tidy, out of whatever encoding it came in."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

OLD_FONTS: Final = Path(__file__).with_name("tcvn3.toml")
# Letters that carry a stroke, not a mark: Unicode does not take them apart.
STROKES: Final = str.maketrans({"\u0111": "d", "\u0110": "d", "\u0142": "l", "\u00f8": "o"})
UNTIDY: Final = re.compile(r"^\s|\s\s|[^\S ]|\s$")
# The marks of code page 1258 stand after their letter; these are the tones.
TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")


def tidy(text: str) -> str:
    """Composed, with single spaces and none at the ends; lines are kept."""
    composed = unicodedata.normalize("NFC", text)
    if UNTIDY.search(composed) is None:
        return composed
    lines = composed.replace("\u00a0", " ").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """*text* without marks, capitals, and double spaces: how names are compared."""
    bare = unicodedata.normalize("NFD", text.translate(STROKES))
    letters = (letter for letter in bare if not unicodedata.combining(letter))
    return " ".join("".join(letters).casefold().split())


@cache
def _old_letters() -> dict[int, str]:
    table = tomllib.loads(OLD_FONTS.read_text(encoding="utf-8"))["letters"]
    return {int(code, 16): letter for code, letter in table.items()}


def from_old_fonts(text: str) -> str:
    """Text typed with the old one-byte fonts, as it was meant. Other text comes back changed."""
    return text.translate(_old_letters())


def decode(content: bytes) -> str:
    """A text file's content: by its mark, as UTF-8, or as the likelier of two old code pages."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _composed(content.decode("utf-16"))
    try:
        return _composed(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        windows = content.decode("cp1258", errors="replace")
        fonts = from_old_fonts(content.decode("latin-1"))
        return _composed(max(windows, fonts, key=_likelihood))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _likelihood(text: str) -> int:
    """How many words with marked letters could be words of this language: one tone at most."""
    composed = unicodedata.normalize("NFC", text)
    words = [word for word in composed.split() if not word.isascii()]
    return sum(1 if _could_be_a_word(word) else -1 for word in words)


def _could_be_a_word(word: str) -> bool:
    letters = [letter for letter in word if letter > "\x7f"]
    tones = sum(letter in TONES for letter in unicodedata.normalize("NFD", word))
    return tones <= 1 and all(letter.isalpha() for letter in letters)
