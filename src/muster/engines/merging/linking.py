"""Which bags of words are alike: what lengths decide is decided so, only the rest is compared.

The likeness is RapidFuzz's ``token_set_ratio``: of two sets of words, what both have (C) and what
only one has (A, B), each sorted and joined by spaces, it is the best of three ratios
``100 - 100 * distance / length``, between C and C+A, C and C+B, C+A and C+B. The first two follow
from lengths. The third needs the insertions and deletions between A and B, which are at least the
difference of their lengths, and at least the sum over letters of the difference of their counts;
there C falls out, so that whole bags can be compared. No pair is lost to these bounds.

One more is no bound but nearly always right: words that two texts do not share, SHORT letters and
more on either side, are not alike in more than LOOSE of the letters of the shorter side. Where that
would be needed nothing is compared. It takes a text in which most words are mistyped, or luck.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from muster.engines.merging.bags import Bags

LOOSE: Final = 0.7
SHORT: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One bag beside those after it, ``first`` and on. shared: sizes of the words of both.

    holders, columns: which bag has which word of this one.
    """

    bag: int
    first: int
    shared: NDArray[np.int64]
    holders: NDArray[np.int64]
    columns: NDArray[np.int64]


def links(bags: Bags, cutoff: float) -> list[NDArray[np.int64]]:
    """For each bag the later ones of its label whose likeness is at least *cutoff*.

    Raises ValueError for a cutoff that is not above 0 or is above 100.
    """
    if not 0 < cutoff <= 100:
        raise ValueError("a cutoff is above 0 and at most 100")
    return [_alike(bags, row, cutoff) for row in _rows(bags)]


def _rows(bags: Bags) -> Iterator[Row]:
    for bag in range(len(bags)):
        ids = bags.word_ids(bag)
        held = [bags.holders[word] for word in ids]
        columns = np.repeat(np.arange(len(ids)), [len(one) for one in held])
        holders = np.concatenate(held)
        weights = bags.sizes[ids][columns]
        shared = np.bincount(holders, weights=weights, minlength=len(bags)).astype(np.int64)
        yield Row(bag, bag + 1, shared[bag + 1 :], holders, columns)


def _alike(bags: Bags, row: Row, cutoff: float) -> NDArray[np.int64]:
    own, others = bags.totals[row.bag], bags.totals[row.first :]
    lengths = own + others - 2
    allowed = np.ceil(lengths * (1 - cutoff / 100)).astype(np.int64)
    is_asked = bags.labels[row.first :] == bags.labels[row.bag]
    sure = is_asked & _by_length(own, others, row.shared, cutoff)
    may_be = is_asked & _may_be(own - row.shared, others - row.shared, allowed)
    open_ = np.flatnonzero(may_be & ~sure)
    counts = np.abs(bags.letters[row.first + open_] - bags.letters[row.bag]).sum(axis=1)
    open_ = open_[counts <= allowed[open_]]
    steps = np.array(_steps(bags, row, open_, allowed), dtype=np.int64)
    near = (steps <= allowed[open_]) & (100 - 100 * steps / lengths[open_] >= cutoff)
    sure[open_[near]] = True
    return row.first + np.flatnonzero(sure)


def _by_length(
    own: np.int64, others: NDArray[np.int64], shared: NDArray[np.int64], cutoff: float
) -> NDArray[np.bool_]:
    """Where the words of both are enough of the smaller bag. All of it is likeness 100."""
    smaller = np.minimum(own, others)
    rest = smaller - shared
    length = np.maximum(1, smaller + shared - 2)
    is_enough: NDArray[np.bool_] = (rest == 0) | (100 - 100 * rest / length >= cutoff)
    return is_enough & (shared > 0)


def _may_be(
    here: NDArray[np.int64], there: NDArray[np.int64], allowed: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Where what only either has may be near enough, by its length alone."""
    shorter = np.minimum(here, there)
    common = (here + there - 2 - allowed) / 2
    is_likely: NDArray[np.bool_] = (shorter < SHORT) | (common <= LOOSE * shorter)
    is_near: NDArray[np.bool_] = np.abs(here - there) <= allowed
    return is_likely & is_near


def _steps(bags: Bags, row: Row, open_: NDArray[np.int64], allowed: NDArray[np.int64]) -> list[int]:
    """Insertions and deletions between what only either has; above *allowed*, some more."""
    if not len(open_):
        return []
    words = bags.words[row.bag]
    missing = np.ones((len(bags), len(words)), dtype=np.bool_)
    missing[row.holders, row.columns] = False
    is_foreign = np.ones(len(bags.sizes), dtype=np.bool_)
    is_foreign[bags.word_ids(row.bag)] = False
    foreign, starts = is_foreign[bags.ids].tobytes(), bags.starts
    beside = zip((row.first + open_).tolist(), allowed[open_].tolist(), strict=True)
    return [
        Indel.distance(
            " ".join(compress(words, missing[other].tobytes())),
            " ".join(compress(bags.words[other], foreign[starts[other] : starts[other + 1]])),
            score_cutoff=most,
        )
        for other, most in beside
    ]
