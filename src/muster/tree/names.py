"""Keys by which names are sorted and found: computed here, stored, equal on every database.

Keys consist of the letters a to z and digits only, so that every collation of either database
orders them alike.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

KEY_LENGTH: Final = 400
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
WORD_END: Final = "0"
NUMBER: Final = "1"
FIRST_LETTER: Final = 2
OTHER: Final = "z"
LONGEST_NUMBER: Final = 35
WORD: Final = re.compile(r"[0-9]+|[^\W0-9_]+")


class _Alphabet:
    """The table of ``alphabet.toml``, read once."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        letters = unicodedata.normalize("NFC", table["letters"]).split()
        self.code = dict(zip(letters, DIGITS[FIRST_LETTER:], strict=False))
        self.tone = {mark: DIGITS[n] for n, mark in enumerate(table["tones"], start=1)}
        self.strokes = str.maketrans(table["strokes"])


@cache
def _alphabet() -> _Alphabet:
    return _Alphabet(tomllib.loads(Path(__file__).with_name("alphabet.toml").read_text("utf-8")))


def tidy(text: str) -> str:
    """*text* in NFC with single spaces: the form in which every name is stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(text: str) -> str:
    """*text* without capitals, marks and repeated spaces: the form in which it is looked for."""
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_alphabet().strokes)
    bare = unicodedata.normalize("NFD", lowered)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def sort_key(name: str, *, given_first: bool = True) -> str:
    """The place of *name* among others.

    given_first: a person's name, written family, middle, given, is ordered by given name, then
    family, then middle. False for units, places and things. Words are compared one after the
    other, first by their letters and then by their tone; numbers by their value.
    """
    words = WORD.findall(unicodedata.normalize("NFC", name).casefold())
    if given_first and len(words) > 1:
        words = [words[-1], words[0], *words[1:-1]]
    return "".join(map(_word_key, words))[:KEY_LENGTH]


def _word_key(word: str) -> str:
    if word[0] in DIGITS[:10]:
        value = word.lstrip("0")[:LONGEST_NUMBER] or "0"
        return f"{NUMBER}{DIGITS[len(value)]}{value}{WORD_END}0"
    toned = [_take_tone(letter) for letter in word]
    tone = max((tone for _, tone in toned), default="0")
    return f"{''.join(map(_letter_key, (bare for bare, _ in toned)))}{WORD_END}{tone}"


def _take_tone(letter: str) -> tuple[str, str]:
    """Split a letter into itself without its tone, and the tone's place."""
    tone = "0"
    kept = []
    for part in unicodedata.normalize("NFD", letter):
        if part in _alphabet().tone:
            tone = _alphabet().tone[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _letter_key(letter: str) -> str:
    code = _alphabet().code
    if letter in code:
        return code[letter]
    bare = search_key(letter)
    if bare and all(c in code for c in bare):
        return "".join(code[c] for c in bare)
    return "".join(f"{OTHER}{ord(c):06x}" for c in letter)
