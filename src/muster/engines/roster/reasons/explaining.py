"""All open posts of a roster explained at once: a compiled screening, then a close look at a few.

``opening`` asks everybody about one post in plain Python; here each post of a province costs
some three milliseconds, with the same answers.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from muster.engines.roster.instance import F64, I32, I64, Bools
from muster.engines.roster.problem import Pair, Post, Problem, Reason
from muster.engines.roster.reasons.chains import by_person, put_legal, reserved_places
from muster.engines.roster.reasons.fitness import Sketch
from muster.engines.roster.reasons.openings import (
    Bench,
    Opening,
    Shortlist,
    Tally,
    opening_of,
)
from muster.engines.roster.reasons.screening import (
    BARRED,
    BARS,
    BITS,
    BLOCKED,
    FIRST,
    FREE,
    HOLDS,
    RANGE,
    STATE,
    UNSKILLED,
    screen,
    screened,
)
from muster.engines.roster.reasons.telling import reason_of
from muster.engines.roster.rules import Judge, Rule
from muster.engines.roster.searching.routes import empty_roster
from muster.engines.roster.searching.search import prices

NO_NEAR: Final = np.zeros((0, 0), dtype=np.int32)
NAMED: Final = 12  # people concerned that are named for one post, nearest home first
FEW: Final = 3  # the same, of a post that is not among those explained in detail
DETAILED: Final = 500  # open posts, the heaviest, for which remedies are sought
WIDE: Final = 40  # people looked at closely where no single step fills the place
NEVER_LEAVES: Final = 1e299

_BITS: Final = (
    Rule.OVERLAP,
    Rule.TRAVEL,
    Rule.REST,
    Rule.SPAN,
    Rule.TOTAL_HOURS,
    Rule.WEEK_HOURS,
    Rule.DAYS_IN_A_ROW,
)
_BARS: Final = (Rule.RANK, Rule.UNIT, Rule.RANGE, Rule.AVAILABLE)


def explain_all(
    problem: Problem, pairs: Iterable[Pair], *, at_most: int = 5
) -> tuple[Opening, ...]:
    """Why places are open in a legal roster, post by post in the order of the problem.

    Remedies are sought for the ``DETAILED`` heaviest posts.
    """
    judge = Judge(problem)
    return Screening(Sketch(problem), judge, list(pairs)).openings(at_most)


class Screening:
    """A roster of one problem, to be asked about its open posts."""

    def __init__(self, sketch: Sketch, judge: Judge, pairs: list[Pair]) -> None:
        self.sketch = sketch
        self.bench = Bench(judge, pairs)
        self.tables = sketch.tables(rate=prices(sketch).array(), near=NO_NEAR)
        self.roster = empty_roster(sketch, seed=0)
        rows = by_person((sketch.post_no[j], sketch.person_no[i]) for j, i in pairs)
        put_legal(self.tables, self.roster, sketch.fitness, rows, reserved_places(sketch))
        self.out = screened(len(sketch.people))
        homes = [sketch.place_no[p.home] for p in sketch.people]
        self.homes = np.array(homes, dtype=np.int64)

    def openings(self, at_most: int) -> tuple[Opening, ...]:
        """One for each open post."""
        posts = self.bench.open_posts()
        heavy = sorted(posts, key=lambda p: -p.weight)[:DETAILED]
        detailed = {p.id for p in heavy}
        return tuple(self._opening(p, at_most if p.id in detailed else 0) for p in posts)

    def _opening(self, post: Post, at_most: int) -> Opening:
        """Why *post* is open; where at_most is 0 without remedies, and naming few."""
        j = self.sketch.post_no[post.id]
        screen(self.tables, self.roster, self.sketch.fitness, self.out, j, at_most > 0)
        km: F64 = self.sketch.km[self.homes, self.sketch.place_no[post.place]]
        tally = self._tally()
        chosen = set(self._concerned(km, NAMED if at_most else FEW).tolist())
        if at_most and not tally.free:
            chosen |= set(self._promising(km))
        found = self._look(post, chosen, tally, at_most)
        if at_most and not tally.free and (not found.remedies or found.remedies[0].steps > 1):
            chosen |= set(self._others(km).tolist())
            found = self._look(post, chosen, tally, at_most)
        return found

    def _look(self, post: Post, chosen: set[int], tally: Tally, at_most: int) -> Opening:
        people = tuple(self.sketch.people[p] for p in sorted(chosen))
        shortlist = Shortlist(people=people, tally=tally)
        return opening_of(self.bench, post, at_most=at_most, shortlist=shortlist)

    def _tally(self) -> Tally:
        state = self.out.state[:, STATE]
        bars = np.bincount(self.out.state[state == BARRED, FIRST] - 1, minlength=len(_BARS))
        bits = np.bincount(_lowest(self.out.state[state == BLOCKED, BITS]), minlength=len(_BITS))
        by_rule = zip((*_BARS, *_BITS), (*bars.tolist(), *bits.tolist()), strict=True)
        return Tally(
            holders=int((state == HOLDS).sum()),
            free=int((state == FREE).sum()),
            counts={rule: n for rule, n in by_rule if n},
        )

    def _concerned(self, km: F64, named: int) -> I64:
        """The nearest of those whom the reason is about."""
        state = self.out.state[:, STATE]
        for kind in (FREE, BLOCKED, BARRED):
            those = np.flatnonzero(state == kind)
            if len(those):
                first = self.out.state[those, FIRST]
                about = first == first.max() if first.max() >= RANGE else first > 0
                return self._first(those if kind != BARRED else those[about], km, named)
        return np.zeros(0, dtype=np.int64)

    def _promising(self, km: F64) -> Iterator[int]:
        """For each sort of remedy of one step the one whom it asks least of."""
        state, bits = self.out.state[:, STATE], self.out.state[:, BITS]
        for k in range(2, len(_BITS)):
            yield from self._least((state == BLOCKED) & (bits == 1 << k), self.out.gives, km)
        barred = (state == BARRED) & (self.out.state[:, BARS] == 1) & (bits == 0)
        for rule in range(1, len(_BARS) + 1):
            alone = barred & (self.out.state[:, FIRST] == rule)
            yield from self._least(alone, self.out.gives, km)
        yield from self._least(self.out.lightest < NEVER_LEAVES, self.out.lightest, km)

    def _least(self, those: Bools, by: F64, km: F64) -> list[int]:
        at = np.flatnonzero(those)
        if not len(at):
            return []
        return [int(at[np.lexsort((self._names(at), km[at], by[at]))[0]])]

    def _others(self, km: F64) -> I64:
        """Where no single step is enough: the nearest of each sort."""
        state, bars = self.out.state[:, STATE], self.out.state[:, BARS]
        out = [self._first(np.flatnonzero(state == BLOCKED), km, WIDE)]
        for rule in range(1, len(_BARS) + 1):
            alone = (state == BARRED) & (bars == 1) & (self.out.state[:, FIRST] == rule)
            out.append(self._first(np.flatnonzero(alone), km, WIDE))
        out.append(self._first(np.flatnonzero((state != UNSKILLED) & (bars == 2)), km, WIDE))
        return np.concatenate(out)

    def _first(self, those: I64, km: F64, n: int) -> I64:
        order = np.lexsort((self._names(those), km[those]))
        nearest: I64 = those[order[:n]]
        return nearest

    def _names(self, those: I64) -> I32:
        order: I32 = self.sketch.name_order[those]
        return order


def _lowest(bits: I32) -> I64:
    """The number of the lowest bit that is set in each."""
    alone = bits & -bits
    numbers: I64 = np.rint(np.log2(np.maximum(alone, 1))).astype(np.int64)
    return numbers


def reasons_of(problem: Problem, pairs: Iterable[Pair]) -> tuple[Reason, ...]:
    """The reasons of a solution, in the words of the exchange format."""
    return tuple(reason_of(o) for o in explain_all(problem, pairs))
