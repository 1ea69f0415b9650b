"""Which of 500 remarks say nearly the same, beside comparing each two, in one run.

usage: python benchmarks/papers/merging.py [--remarks 500] [--seeds 7] [--copies 0.6 0.2]

For each seed and share of copies both get the same folded texts, one after the other, the first of
them by turns: the engine, which folds anew, and RapidFuzz's ``cdist`` with two workers, which is
given the folding. Printed: how many of its pairs the engine finds, how many it adds, and its part
of cdist's time on the clock; then the time of everything that a page needs (pairs and groups).
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402 - the path comes first
from rapidfuzz import fuzz, process  # noqa: E402
from tests.engines.merging.make import remarks  # noqa: E402

from muster.engines.merging import fold  # noqa: E402
from muster.engines.merging.suggesting import CUTOFF, groups, pairs  # noqa: E402

T = TypeVar("T")
Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Run:
    """One seed. _s: seconds on the clock."""

    cdist_s: float
    engine_s: float
    groups_s: float
    wanted: int
    found: int
    added: int

    @property
    def part(self) -> float:
        return self.engine_s / self.cdist_s


def each_two(folded: list[str]) -> Pairs:
    scores = process.cdist(
        folded, folded, scorer=fuzz.token_set_ratio, score_cutoff=CUTOFF, workers=2
    )
    rows, columns = np.nonzero(np.triu(scores, 1))
    return set(zip(rows.tolist(), columns.tolist(), strict=True))


def timed(act: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    done = act()
    return done, time.perf_counter() - started


def run(seed: int, size: int, copies: float) -> Run:
    texts = remarks(seed, size, copies=copies)
    folded = [fold(text) for text in texts]
    if seed % 2:
        want, cdist_s = timed(lambda: each_two(folded))
        found, engine_s = timed(lambda: pairs(texts))
    else:
        found, engine_s = timed(lambda: pairs(texts))
        want, cdist_s = timed(lambda: each_two(folded))
    _groups, groups_s = timed(lambda: groups(texts))
    got = set(found)
    return Run(cdist_s, engine_s, groups_s, len(want), len(want & got), len(got - want))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--remarks", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=7)
    parser.add_argument("--copies", type=float, nargs="+", default=[0.6, 0.2])
    asked = parser.parse_args()
    pairs(remarks(0, 20))  # what is loaded once counts for nobody
    each_two(["a b", "a c"])
    is_good = True
    for copies in asked.copies:
        runs = [run(seed, asked.remarks, copies) for seed in range(1, asked.seeds + 1)]
        is_good &= report(copies, runs)
    return 0 if is_good else 1


def report(copies: float, runs: list[Run]) -> bool:
    """The table of one share of copies; whether 98 % are found in 0.3 of the time."""
    print(f"\n{copies:.0%} copies\nseed   pairs    lost  added   cdist  engine   part  page")
    for seed, one in enumerate(runs, start=1):
        print(
            f"{seed:>4} {one.wanted:>7,} {one.wanted - one.found:>7} {one.added:>6}"
            f" {one.cdist_s:>6.2f}s {one.engine_s:>6.2f}s {one.part:>6.3f} {one.groups_s:>5.2f}s"
        )
    recall = sum(one.found for one in runs) / sum(one.wanted for one in runs)
    part = statistics.median(one.part for one in runs)
    print(f"found {recall:.4%} of the pairs at {part:.3f} of the time (median)")
    return recall >= 0.98 and part <= 0.3 and not any(one.added for one in runs)


if __name__ == "__main__":
    sys.exit(main())
