"""Texts as sets of words: those with one set are one bag, for they are alike by definition."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from muster.engines.merging.folding import fold
from muster.engines.merging.limits import MOST_CHARACTERS, MOST_TEXTS, TooMuch

# Letters are counted in so many classes. Two classes in one weaken the bound, never its truth;
# by code point modulo 38 the letters a to z and the digits all have a class of their own.
CLASSES: Final = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Bags:
    """Distinct sets of words with what the bounds need.

    words: of each bag, sorted. places: the texts that have these words, in order.
    labels: a number for the label of its texts [b].
    ids, starts: the words of all bags as numbers, bag ``b`` in ``ids[starts[b]:starts[b + 1]]``.
    holders: for each word the bags that have it. sizes: letters of each word and one more.
    totals: sizes summed over each bag [b]. letters: counts of letters [b, CLASSES].
    """

    words: list[tuple[str, ...]]
    places: list[list[int]]
    labels: NDArray[np.int64]
    ids: NDArray[np.int64]
    starts: list[int]
    holders: list[NDArray[np.int64]]
    sizes: NDArray[np.int64]
    totals: NDArray[np.int64]
    letters: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.words)

    def word_ids(self, bag: int) -> NDArray[np.int64]:
        """The numbers of the words of one bag, in their order."""
        return self.ids[self.starts[bag] : self.starts[bag + 1]]


def bags_of(texts: Sequence[str], apart: Sequence[Hashable] | None = None) -> Bags:
    """The bags of *texts*; texts with different labels in *apart* never share one.

    A text without words is in no bag. Raises TooMuch, ValueError.
    """
    if len(texts) > MOST_TEXTS:
        raise TooMuch("texts", len(texts), MOST_TEXTS)
    if apart is not None and len(apart) != len(texts):
        raise ValueError("apart needs one label for each text")
    known: dict[Hashable, int] = {}
    held: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        label = known.setdefault(apart[place] if apart else None, len(known))
        words = tuple(sorted(set(fold(text).split())))
        if words:
            held[label, words].append(place)
    written = sum(len(word) + 1 for _, words in held for word in words)
    if written > MOST_CHARACTERS:
        raise TooMuch("characters", written, MOST_CHARACTERS)
    labels = np.array([label for label, _ in held], dtype=np.int64)
    return _numbered([words for _, words in held], list(held.values()), labels)


def _numbered(
    words: list[tuple[str, ...]], places: list[list[int]], labels: NDArray[np.int64]
) -> Bags:
    numbers: dict[str, int] = {}
    for one in words:
        for word in one:
            numbers.setdefault(word, len(numbers))
    lengths = [len(one) for one in words]
    ids = np.array([numbers[word] for one in words for word in one], dtype=np.int64)
    sizes = np.array([len(word) + 1 for word in numbers], dtype=np.int64)
    of_bag = np.repeat(np.arange(len(words)), lengths)
    by_word = np.argsort(ids, kind="stable")
    held = np.cumsum(np.bincount(ids, minlength=len(numbers)))[:-1]
    totals = np.bincount(of_bag, weights=sizes[ids], minlength=len(words)).astype(np.int64)
    return Bags(
        words=words,
        places=places,
        labels=labels,
        ids=ids,
        starts=[0, *np.cumsum(lengths, dtype=np.int64).tolist()],
        holders=np.split(of_bag[by_word], held),
        sizes=sizes,
        totals=totals,
        letters=np.array([_letters(one) for one in words], dtype=np.int64).reshape(-1, CLASSES),
    )


def _letters(words: tuple[str, ...]) -> NDArray[np.int64]:
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4")
    return np.bincount(codes % CLASSES, minlength=CLASSES)
