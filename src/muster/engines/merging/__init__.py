"""Texts that say nearly the same: found among hundreds, put into groups, their words marked.

Pure: texts in, dataclasses out. In the order of use::

    suggesting.groups(texts, cutoff=80, apart=labels, most=100, turning=("not",)) -> [Group]
        .head: place; .members: Member(place, likeness, how, doubts)
    marked(text, beside) -> [Run(text, is_own)]
    suggesting.pairs(texts, cutoff=80, apart=labels) -> [(place, place)]
    suggesting.likeness(one, other) -> 0 to 100
    fold(text) -> small letters without marks and punctuation

Importing this package loads no numpy; :mod:`muster.engines.merging.suggesting` does.

``groups`` and ``pairs`` raise TooMuch(what, found, limit) beyond MOST_TEXTS or MOST_CHARACTERS.
"""

from muster.engines.merging.folding import fold
from muster.engines.merging.limits import MOST_CHARACTERS, MOST_TEXTS, TooMuch
from muster.engines.merging.marking import marked
from muster.engines.merging.model import Doubt, Group, How, Member, Run

__all__ = [
    "MOST_CHARACTERS",
    "MOST_TEXTS",
    "Doubt",
    "Group",
    "How",
    "Member",
    "Run",
    "TooMuch",
    "fold",
    "marked",
]
