"""How alike two paragraphs are: by their words, and by words that follow each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

WORD: Final = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")
MOST_HOLDERS: Final = 12  # paragraphs: a pair of words that more of them hold tells nothing
MOST_CANDIDATES: Final = 8  # old paragraphs that are looked at for one new one
EDGE: Final = ""
Shingles = Counter[tuple[str, str]]


class Bag:
    """The words of a paragraph, and its pairs of neighbours, with how often each is there."""

    __slots__ = ("pairs", "size", "words")

    def __init__(self, words: Counter[str], pairs: Shingles) -> None:
        self.words, self.pairs = words, pairs
        self.size = words.total()

    def without(self, others: Iterable["Bag"]) -> "Bag":
        """What is left when others have taken their part."""
        words, pairs = Counter(self.words), Counter(self.pairs)
        for other in others:
            words -= other.words
            pairs -= other.pairs
        return Bag(words, pairs)


def bag_of(text: str) -> Bag:
    """The bag of a text, whatever its capitals."""
    words = WORD.findall(text.casefold())
    return Bag(Counter(words), Counter(zip([EDGE, *words], [*words, EDGE], strict=True)))


def shared(one: Bag, other: Bag) -> tuple[int, int]:
    """How many words, and how many pairs of neighbours, both have."""
    return (one.words & other.words).total(), (one.pairs & other.pairs).total()


def alike(one: Bag, other: Bag) -> float:
    """0 to 1: the mean of Dice's coefficient of words and that of neighbours.

    Words alone would find any two papers on one subject alike; neighbours alone would lose a
    paragraph in which every third word was changed.
    """
    words, pairs = shared(one, other)
    return words / max(1, one.size + other.size) + pairs / max(1, one.size + other.size + 2)


def within(part: Bag, whole: Bag) -> float:
    """0 to 1: how much of a part comes from a whole; edges of the part are lost by nature."""
    if not part.size:
        return 0.0
    words, pairs = shared(part, whole)
    return (words / part.size + pairs / max(1, part.size - 1)) / 2


def candidates(
    bags_old: Sequence[Bag], bags_new: Sequence[Bag], old: Iterable[int], new: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Pairs of places that share a rare pair of words, for each new one those with the most."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for a in old:
        for pair in bags_old[a].pairs:
            held = holders[pair]
            if len(held) <= MOST_HOLDERS:
                held.append(a)
    for b in new:
        hits: Counter[int] = Counter()
        for pair in bags_new[b].pairs:
            held = holders.get(pair, [])
            if len(held) <= MOST_HOLDERS:
                hits.update(held)
        yield from ((a, b) for a, _ in hits.most_common(MOST_CANDIDATES))
