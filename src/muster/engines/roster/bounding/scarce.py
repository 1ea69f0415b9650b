"""The bound of the cover, sought on the scarce posts alone: those that people are wanting for.

What some posts must leave open, all posts must, so a bound on some of them is one. On the level
of the cover nearly every post is worth nothing, for somebody is free to hold it; an ascent over
all of them spends its time on holding those down. Which are scarce is known beforehand: where
the search deals out single days, a place of them is worth about what it weighs.

The prices found are judged by a pricing of all posts before anything is claimed from them: a
post that is worth nothing may still bridge the gap between two that are.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from muster.engines.roster.bounding.ascent import Ascent
from muster.engines.roster.bounding.classes import classes_of
from muster.engines.roster.bounding.lagrangian import Lagrangian
from muster.engines.roster.instance import F64, Bools, Instance

LEAST_WORTH = 0.5  # of its weight, from which a post is scarce
MOST_PAIRS = 600_000  # of person and post: above it only the scarcest posts are taken
ROUNDS = 40  # the first cycle of sweeps, of which only the far half runs
FIRST_OFFER, LAST_OFFER = 250, 8_000  # steps after which the prices are judged; doubled each time
DEAR, DEAR_FIRST = 3_000_000, 1_000  # pairs of all posts from which judging begins later
ENOUGH = 2e-3  # relative gain from offer to offer below which the way has ended


def scarce_posts(instance: Instance, worth: F64, short: Bools, *, mu: float) -> Bools:
    """The posts whose place is worth about its weight, and those that stand open.

    worth, shape (posts,): of a place, in points. mu: points that a unit of weight is worth.
    """
    share = np.where(short, np.inf, worth / (mu * np.maximum(instance.weight, 1e-9)))
    order = np.argsort(-share, kind="stable")
    pairs = np.cumsum(np.diff(instance.able_ptr)[order])
    out = np.zeros(len(share), dtype=bool)
    out[order[(share[order] >= LEAST_WORTH) & (pairs <= MOST_PAIRS)]] = True
    return out


class Scarce:
    """An ascent on the scarce posts of an instance, from *prices* of all posts.

    members: the people of each class of the whole instance.
    """

    def __init__(
        self, instance: Instance, members: list[list[int]], scarce: Bools, prices: F64
    ) -> None:
        posts = np.flatnonzero(scarce)
        part = Instance(
            replace(instance.problem, posts=tuple(instance.posts[j] for j in posts.tolist()))
        )
        classes, groups = classes_of(part)
        in_part = {p: k for k, group in enumerate(groups) for p in group}
        self._whole, self._posts = instance, posts
        self._class_of = np.array([in_part.get(group[0], -1) for group in members], dtype=np.int64)
        self.lagrangian = Lagrangian(part, classes, costs=False, mu=1.0)
        self.ascent = Ascent(self.lagrangian)
        self.ascent.cycle = ROUNDS
        self.ascent.last_sweep = self.ascent.climbs_after
        start = np.zeros(len(self.lagrangian.low))
        start[: len(posts)] = prices[posts]
        self.ascent.begin(np.clip(start, self.lagrangian.low, self.lagrangian.high()), mu=1.0)
        self.pairs = len(classes.held)
        self._offer_at = DEAR_FIRST if len(instance.held) >= DEAR else FIRST_OFFER
        self._offered = 0.0
        self.judged = False  # whether its prices ever were worth judging
        self.ended = False

    @property
    def steps(self) -> int:
        """Steps so far."""
        return self.ascent.steps

    def step(self, *, target: float) -> bool:
        """One step towards the weight *target*; whether its prices should be judged now."""
        self.ascent.step(uncovered=0.0, target=target)
        if self.steps < self._offer_at:
            return False
        value = self.lagrangian.proof.value
        gained = value - self._offered > ENOUGH * max(1.0, target)
        self.ended = (value > 0 and not gained) or self._offer_at >= LAST_OFFER
        self.judged = self.judged or gained
        self._offer_at, self._offered = 2 * self._offer_at, max(value, self._offered)
        return gained

    def prices(self, rows: int, cut: npt.NDArray[np.int64]) -> F64:
        """The best prices so far, as a vector of *rows* of the whole instance."""
        part = self.lagrangian.instance.weeks
        out = np.zeros(rows)
        place, _, by_week, in_all = np.split(self.lagrangian.proof.prices, self.lagrangian.cut)
        out[self._posts] = place
        known = self._class_of >= 0
        of = self._class_of[known]
        _, _, week, total = np.split(out, cut)
        week.reshape(-1, self._whole.weeks)[known, :part] = by_week.reshape(-1, part)[of]
        total[known] = in_all[of]
        return out
