"""Folding of text for search without marks."""

import unicodedata

# Letters that carry a stroke, not a mark: Unicode does not take them apart.
STROKES = str.maketrans({"đ": "d", "Đ": "d", "ł": "l", "ø": "o"})


def fold(text: str) -> str:
    """*text* without marks and capitals: the form in which words are looked for."""
    bare = unicodedata.normalize("NFD", text.translate(STROKES))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()
