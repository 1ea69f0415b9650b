"""Folding of text for search without marks."""

import unicodedata

# Letters with a stroke through them: Unicode does not take them apart.
STROKES = str.maketrans({"\N{LATIN SMALL LETTER D WITH STROKE}": "d"})


def fold(text: str) -> str:
    """*text* without capitals, marks and repeated spaces.

    Equal to what ``muster.tree.names.search_key`` stores, which lies above the shell; a test
    holds them together.
    """
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(STROKES)
    bare = unicodedata.normalize("NFD", lowered)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())
