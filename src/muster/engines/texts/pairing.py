"""Pairs of old and new paragraphs, in passes: equal, changed, moved, then parts of others."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final

from muster.engines.texts.chains import Pair, gaps, heaviest
from muster.engines.texts.common import common
from muster.engines.texts.likeness import Bag, alike, bag_of, candidates, shared, within

ALIKE: Final = 0.5  # from here a changed paragraph is the same one
ALIKE_BETWEEN: Final = 0.35  # where it stands alone between two that are certain
ALIKE_MOVED: Final = 0.7  # where it stands elsewhere
WITHIN: Final = 0.8  # of a part's words that must come from the whole
FEWEST_MOVED: Final = 8  # words: shorter ones are not followed when they change and move
FEWEST_WITHIN: Final = 4  # words: shorter ones are nobody's part
SMALL_GAP: Final = 100  # pairs: up to here each is looked at
OTHER_KIND: Final = 0.9  # weight of a pair of two kinds
Side = Sequence[Any]


class Pairing:
    """Places of two versions that belong together.

    pairs: new to old. cut: new ones to the old one of which they are parts. put: old ones to the
    new one into which they went.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.pairs: dict[int, int] = {}
        self.cut: dict[int, int] = {}
        self.put: dict[int, int] = {}
        self._taken: set[int] = set()
        self.bags_old: list[Bag] = [bag_of(one.text) for one in old]
        self.bags_new: list[Bag] = [bag_of(one.text) for one in new]

    def _pair(self, a: int, b: int) -> None:
        self.pairs[b] = a
        self._taken.add(a)

    def steady(self) -> list[Pair]:
        """The pairs that stand in order, with the most words."""
        return heaviest((a, b, self.bags_new[b].size + 1.0) for b, a in self.pairs.items())

    # ---- ids that both sides know

    def known(self) -> None:
        """Those with the same id, whatever they say."""
        places = {one.id: a for a, one in enumerate(self.old)}
        for b, one in enumerate(self.new):
            if one.id in places:
                self._pair(places[one.id], b)

    # ---- equal texts

    def equal(self) -> None:
        """Those in order, then wherever they went; of one kind first."""
        for a, b in common(_texts(self.old), _texts(self.new)) or ():
            self._pair(a, b)
        for key in (_kind_and_text, _text):
            waiting: dict[object, list[int]] = defaultdict(list)
            for a in reversed(self._free_old(range(len(self.old)))):
                waiting[key(self.old[a])].append(a)
            for b in self._free_new(range(len(self.new))):
                if waiting[key(self.new[b])]:
                    self._pair(waiting[key(self.new[b])].pop(), b)

    def _free_old(self, places: range) -> list[int]:
        return [a for a in places if a not in self._taken]

    def _free_new(self, places: range) -> list[int]:
        return [b for b in places if b not in self.pairs]

    # ---- changed texts

    def changed(self) -> None:
        """The heaviest chain between what is certain, then what stands alone there."""
        weighed = []
        for olds, news in gaps(self.steady(), len(self.old), len(self.new)):
            for a, b in self._near(self._free_old(olds), self._free_new(news)):
                weight = self._weight(a, b)
                if weight:
                    weighed.append((a, b, weight))
        for a, b in heaviest(weighed):
            self._pair(a, b)
        for olds, news in gaps(self.steady(), len(self.old), len(self.new)):
            self._pair_alone(self._free_old(olds), self._free_new(news))

    def _near(self, old: list[int], new: list[int]) -> Iterator[Pair]:
        if len(old) * len(new) <= SMALL_GAP:
            return product(old, new)
        return candidates(self.bags_old, self.bags_new, old, new)

    def _weight(self, a: int, b: int) -> float:
        """What a pair adds to a chain: the words it shares, if they are enough."""
        one, other = self.bags_old[a], self.bags_new[b]
        likeness = alike(one, other)
        if likeness < ALIKE and self._part(one, other) < WITHIN and self._part(other, one) < WITHIN:
            return 0.0
        same = self.old[a].kind == self.new[b].kind
        return (shared(one, other)[0] + likeness) * (1.0 if same else OTHER_KIND)

    def _part(self, part: Bag, whole: Bag) -> float:
        return within(part, whole) if part.size >= FEWEST_WITHIN else 0.0

    def _pair_alone(self, old: list[int], new: list[int]) -> None:
        if len(old) != 1 or len(new) != 1:
            return
        a, b = old[0], new[0]
        same = self.old[a].kind == self.new[b].kind
        if same and alike(self.bags_old[a], self.bags_new[b]) >= ALIKE_BETWEEN:
            self._pair(a, b)

    def moved(self) -> None:
        """Changed and elsewhere: the likest first."""
        old = [a for a in self._free_old(range(len(self.old))) if self._is_long(self.bags_old[a])]
        new = [b for b in self._free_new(range(len(self.new))) if self._is_long(self.bags_new[b])]
        found = sorted(
            (-alike(self.bags_old[a], self.bags_new[b]), a, b)
            for a, b in candidates(self.bags_old, self.bags_new, old, new)
        )
        for likeness, a, b in found:
            if -likeness >= ALIKE_MOVED and a not in self._taken and b not in self.pairs:
                self._pair(a, b)

    def _is_long(self, bag: Bag) -> bool:
        return bag.size >= FEWEST_MOVED

    # ---- parts

    def parts(self) -> None:
        """New ones that were cut off a neighbour, and old ones that were put to a neighbour."""
        back = {a: b for b, a in self.pairs.items()}
        self.cut = _parts(self.pairs, back, self.bags_new, self.bags_old)
        self.put = _parts(back, self.pairs, self.bags_old, self.bags_new)


def _parts(
    pairs: dict[int, int], back: dict[int, int], parts: Sequence[Bag], wholes: Sequence[Bag]
) -> dict[int, int]:
    """Places without a pair whose words come from the whole of the neighbour above or below.

    Words count once: what the neighbour and other parts have taken is no longer there.
    """
    found: dict[int, int] = {}
    taken = {whole: [parts[place]] for whole, place in back.items()}
    everywhere = range(len(parts))
    for step, places in ((-1, everywhere), (1, reversed(everywhere))):
        for place in places:
            beside = place + step
            whole = pairs.get(beside, found.get(beside))
            if whole is None or place in pairs or place in found:
                continue
            part = parts[place]
            left = wholes[whole].without(taken[whole])
            if part.size >= FEWEST_WITHIN and within(part, left) >= WITHIN:
                found[place] = whole
                taken[whole].append(part)
    return found


def _text(one: Any) -> object:
    return one.text


def _kind_and_text(one: Any) -> object:
    return one.kind, one.text


def _texts(side: Side) -> list[str]:
    return [one.text for one in side]
