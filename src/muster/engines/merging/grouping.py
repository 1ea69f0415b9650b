"""Groups as stars: every member is alike to the head, so no chain leads to something else."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from muster.engines.merging.bags import Bags
from muster.engines.merging.folding import fold
from muster.engines.merging.model import Doubt, Group, How, Member

# A text whose words are a small part of a long one is alike to it by token_set_ratio, and would
# gather all long texts that hold its few words. Of two in a group the smaller has this share.
LEAST_SHARE: Final = 1 / 3


def stars(
    bags: Bags, linked: list[NDArray[np.int64]], *, most: int, turning: Collection[str]
) -> list[Group]:
    """The group with most texts first, then that with most of the rest; ties to the earlier text.

    most: texts in one group; what is over makes a group of its own. turning: words that turn
    what is said round.
    """
    turns = {word for one in turning for word in fold(one).split()}
    left = [list(places) for places in bags.places]
    groups = [
        _star(bags, head, places, turns) for head, places in _picked(bags, linked, left, most)
    ]
    return sorted(groups, key=lambda group: (-len(group), group.head))


def _picked(
    bags: Bags, linked: list[NDArray[np.int64]], left: list[list[int]], most: int
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Heads as bags, each with the (place, bag) of its texts; takes them out of *left*."""
    near = _near(bags, linked)
    counts = np.array([len(places) for places in left], dtype=np.int64)
    weights = near @ counts
    while len(weights):
        head = int(np.argmax(np.where(counts > 0, weights, 0)))
        if counts[head] == 0 or weights[head] < 2:
            return
        beside = np.flatnonzero(near[head] & (counts > 0)).tolist()
        taken = _taken(bags, head, beside, left, most)
        for place, bag in taken:
            left[bag].remove(place)
        gone = np.bincount([bag for _, bag in taken], minlength=len(counts))
        touched = np.flatnonzero(gone)
        counts -= gone
        weights -= near[:, touched] @ gone[touched]
        yield head, taken


def _near(bags: Bags, linked: list[NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Which bags are linked and of comparable size; each is near to itself."""
    near = np.eye(len(bags), dtype=np.bool_)
    for bag, others in enumerate(linked):
        one, other = bags.totals[bag], bags.totals[others]
        kept = others[np.minimum(one, other) >= LEAST_SHARE * np.maximum(one, other)]
        near[bag, kept] = near[kept, bag] = True
    return near


def _taken(
    bags: Bags, head: int, beside: list[int], left: list[list[int]], most: int
) -> list[tuple[int, int]]:
    ranked = sorted(
        (bag != head, -_likeness(bags, head, bag), place, bag)
        for bag in beside
        for place in left[bag]
    )
    return [(place, bag) for *_, place, bag in ranked[:most]]


def _star(bags: Bags, head: int, taken: list[tuple[int, int]], turns: set[str]) -> Group:
    (first, _), *others = taken
    return Group(first, tuple(_member(bags, head, place, bag, turns) for place, bag in others))


def _member(bags: Bags, head: int, place: int, bag: int, turns: set[str]) -> Member:
    here, there = set(bags.words[bag]), set(bags.words[head])
    more, less = here - there, there - here
    doubts = []
    if any(map(_is_number, more)) and any(map(_is_number, less)):
        doubts.append(Doubt.NUMBERS)
    if (more ^ less) & turns:
        doubts.append(Doubt.TURNED)
    return Member(place, _likeness(bags, head, bag), _how(more, less), tuple(doubts))


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _how(more: set[str], less: set[str]) -> How:
    if more:
        return How.REWORDED if less else How.MORE
    return How.LESS if less else How.SAME


def _likeness(bags: Bags, one: int, other: int) -> float:
    if one == other:
        return 100.0
    return fuzz.token_set_ratio(" ".join(bags.words[one]), " ".join(bags.words[other]))
