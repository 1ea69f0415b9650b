"""From texts to pairs and groups."""

from collections.abc import Collection, Hashable, Sequence
from itertools import combinations, product
from typing import Final

from rapidfuzz import fuzz

from muster.engines.merging.bags import bags_of
from muster.engines.merging.folding import fold
from muster.engines.merging.grouping import stars
from muster.engines.merging.linking import links
from muster.engines.merging.model import Group

CUTOFF: Final = 80.0
MOST_MEMBERS: Final = 100


def pairs(
    texts: Sequence[str], *, cutoff: float = CUTOFF, apart: Sequence[Hashable] | None = None
) -> list[tuple[int, int]]:
    """The places of two texts each, the earlier first, whose likeness is at least *cutoff*.

    The same as to compare each two by ``likeness``, but for what ``linking`` says it leaves out.
    apart: a label for each text; only texts of one label are compared. Raises TooMuch, ValueError.
    """
    bags = bags_of(texts, apart)
    found = [pair for places in bags.places for pair in combinations(places, 2)]
    for bag, others in enumerate(links(bags, cutoff)):
        for other in others.tolist():
            found += [
                (min(pair), max(pair)) for pair in product(bags.places[bag], bags.places[other])
            ]
    return sorted(found)


def groups(
    texts: Sequence[str],
    *,
    cutoff: float = CUTOFF,
    apart: Sequence[Hashable] | None = None,
    most: int = MOST_MEMBERS,
    turning: Collection[str] = (),
) -> list[Group]:
    """Groups of two to *most* texts that say nearly the same, the largest first.

    Each text is in one group at most, and alike to its head. apart: as for pairs. turning: words
    that turn what is said round ("not"); where only one of two has such a word, that is a doubt.
    Raises TooMuch, ValueError.
    """
    if most < 2:
        raise ValueError("a group has two texts at least")
    bags = bags_of(texts, apart)
    return stars(bags, links(bags, cutoff), most=most, turning=turning)


def likeness(one: str, other: str) -> float:
    """0 to 100: RapidFuzz's token_set_ratio of the folded texts; 0 where one has no words."""
    return fuzz.token_set_ratio(fold(one), fold(other))
