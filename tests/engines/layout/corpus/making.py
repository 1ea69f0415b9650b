"""A corpus: right papers, and papers with known faults, every rule as often as asked for."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from tests.engines.layout.corpus.faults import put
from tests.engines.layout.corpus.papers import KINDS, Paper, paper

TRIES: Final = 60
PARTY_KINDS: Final = ("Kế hoạch", "Báo cáo", "Công văn", "Tờ trình", "Thông báo", "Biên bản")
FAULTS_EACH: Final = (1, 1, 2, 3)


def corpus(
    pack: str,
    rules: Sequence[str],
    *,
    times: int,
    clean: int,
    seed: int,
    each: Sequence[int] = FAULTS_EACH,
) -> Iterator[Paper]:
    """Right papers first, then those in which each rule is broken that many times.

    each: how many faults a paper may have, one of these by chance. Raises ValueError for a rule
    that no paper can break.
    """
    rng = random.Random(f"{pack} {seed}")
    kinds = list(KINDS) if pack == "vn-nd30" else list(PARTY_KINDS)
    for n in range(clean):
        yield paper(f"{pack}-right-{n:04}", pack, kinds[n % len(kinds)], _own(rng))
    owed = [rule for rule in rules for _ in range(times)]
    rng.shuffle(owed)
    n = 0
    while owed:
        made = paper(f"{pack}-wrong-{n:04}", pack, rng.choice(kinds), _own(rng))
        _spoil(made, owed, rng.choice(each))
        if made.faults:
            yield made
        n += 1
        if n > TRIES * len(rules):
            raise ValueError(f"no paper can be wrong in {sorted(set(owed))}")


def _own(rng: random.Random) -> random.Random:
    return random.Random(rng.random())


def _spoil(made: Paper, owed: list[str], many: int) -> None:
    """Put in the first faults of those owed that this paper can have."""
    for rule in list(owed):
        if len(made.faults) == many:
            return
        if put(made, rule):
            owed.remove(rule)
