"""Chains of pairs that rise on both sides, with the most weight."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

Pair = tuple[int, int]


def heaviest(weighed: Iterable[tuple[int, int, float]]) -> list[Pair]:
    """Of (old, new, weight) the pairs of a chain with the most weight, each place once.

    O(n log n): the best chain that ends at or before a place stands in a Fenwick tree.
    """
    found = sorted(weighed, key=lambda one: (one[0], -one[1]))
    places = sorted({new for _, new, _ in found})
    best = _Best(len(places))
    before: list[int] = []
    for at, (_, new, weight) in enumerate(found):
        rank = bisect_left(places, new)
        total, last = best.upto(rank)
        before.append(last)
        best.put(rank, total + weight, at)
    chain: list[Pair] = []
    _, at = best.upto(len(places))
    while at >= 0:
        chain.append(found[at][:2])
        at = before[at]
    return chain[::-1]


class _Best:
    """The heaviest chain over a growing front of places."""

    def __init__(self, size: int) -> None:
        self._tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)

    def upto(self, rank: int) -> tuple[float, int]:
        """The best of the places below *rank*."""
        best = (0.0, -1)
        while rank:
            best = max(best, self._tree[rank])
            rank &= rank - 1
        return best

    def put(self, rank: int, weight: float, at: int) -> None:
        """A chain that ends at the place of that rank."""
        rank += 1
        while rank < len(self._tree):
            self._tree[rank] = max(self._tree[rank], (weight, at))
            rank += rank & -rank


def gaps(chain: Sequence[Pair], olds: int, news: int) -> list[tuple[range, range]]:
    """What lies before, between and behind the pairs of a chain, on both sides."""
    edges = [(-1, -1), *chain, (olds, news)]
    return [(range(a0 + 1, a1), range(b0 + 1, b1)) for (a0, b0), (a1, b1) in pairwise(edges)]
