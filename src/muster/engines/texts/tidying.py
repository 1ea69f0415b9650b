"""Makes what changed readable: at the edge of a sentence, and not chopped by a word in between.

What is put together is still true, it is only no longer the least that can be said.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from muster.engines.texts.chains import Pair
from muster.engines.texts.tokens import Tokens

MOST_KEPT_APART: Final = 4  # words: a longer stretch that stayed is always shown as such
FURTHEST: Final = 50  # tokens by which something put in or taken out is pushed along
SENTENCE_ENDS: Final = frozenset((*".;:!?", "\u2026", ""))


def tidy(pairs: Sequence[Pair], old: Tokens, new: Tokens) -> list[Pair]:
    """Pairs of equal tokens that read better, of those given. The first one stays."""
    kept = _gathered(pairs, old, new)
    for at in range(len(kept) - 1):
        _push(kept, at, old, new)
    return kept


# ---- stretches that stayed


def _gathered(pairs: Sequence[Pair], old: Tokens, new: Tokens) -> list[Pair]:
    """Without the stretches that stayed and are shorter than what changed on both their sides."""
    end = [(len(old.words), len(new.words))]
    kept: list[list[Pair]] = []
    for stretch in (*_stretches(pairs), end):
        while len(kept) > 1 and _is_lost(kept[-2][-1], kept[-1], stretch[0], old, new):
            kept.pop()
        kept.append(stretch)
    return [pair for stretch in kept[:-1] for pair in stretch]


def _stretches(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Pairs that follow each other on both sides."""
    stretch = [pairs[0]]
    for before, pair in pairwise(pairs):
        if pair != (before[0] + 1, before[1] + 1):
            yield stretch
            stretch = []
        stretch.append(pair)
    yield stretch


def _is_lost(before: Pair, stretch: Sequence[Pair], after: Pair, old: Tokens, new: Tokens) -> bool:
    """Whether what stayed is lost between what changed. Words count, signs do not."""
    stayed = old.length(stretch[0][0], stretch[-1][0] + 1)
    if stayed > MOST_KEPT_APART:
        return False
    changed = (_words(before, stretch[0], old, new), _words(stretch[-1], after, old, new))
    return min(changed) > 0 and stayed <= min(changed)


def _words(start: Pair, end: Pair, old: Tokens, new: Tokens) -> int:
    """Words between two pairs, on the side with more of them."""
    return max(old.length(start[0] + 1, end[0]), new.length(start[1] + 1, end[1]))


# ---- edges of what came or went


def _push(pairs: list[Pair], at: int, old: Tokens, new: Tokens) -> None:
    """Push something that only came, or only went, to the edge of a sentence.

    "one. [two. ]three." says the same as "one[. two]. three."
    """
    (a0, b0), (a1, b1) = pairs[at], pairs[at + 1]
    if (a1 - a0 == 1) == (b1 - b0 == 1):
        return
    side, words = (1, new.words) if a1 - a0 == 1 else (0, old.words)
    start, end = pairs[at][side] + 1, pairs[at + 1][side]
    back = _slack(pairs, at, -1, words, end - start, side)
    on = _slack(pairs, at + 1, 1, words, end - start, side)
    best = max(range(-back, on + 1), key=lambda by: (_reads(words, start + by, end + by), -abs(by)))
    for step in range(best):
        _shift(pairs, at + 1 + step, side, start - end)
    for step in range(-best):
        _shift(pairs, at - step, side, end - start)


def _slack(
    pairs: Sequence[Pair], at: int, step: int, words: Sequence[str], length: int, side: int
) -> int:
    """By how many tokens something can be pushed: as long as what is passed repeats in it."""
    by = 0
    while by < FURTHEST and 0 < at < len(pairs):
        place = pairs[at][side]
        if by and place != pairs[at - step][side] + step:
            break
        if by and pairs[at][1 - side] != pairs[at - step][1 - side] + step:
            break
        if words[place] != words[place - step * length]:
            break
        by, at = by + 1, at + step
    return by


def _shift(pairs: list[Pair], at: int, side: int, by: int) -> None:
    a, b = pairs[at]
    pairs[at] = (a, b + by) if side else (a + by, b)


def _reads(words: Sequence[str], start: int, end: int) -> int:
    """How well something reads that begins and ends there."""
    return 2 * (words[start - 1] in SENTENCE_ENDS) + (words[end - 1] in SENTENCE_ENDS)
