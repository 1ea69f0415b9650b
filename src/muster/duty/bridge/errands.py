"""What the solver's process is sent to do. Importing this loads no solver: running it does.

Nothing of Django stands here: the child imports it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from muster.engines.roster import Pair, Problem, Solution
from muster.engines.roster.openings import Bench, Opening, opening_of
from muster.engines.roster.rules import Judge

EXPLAINED_MAX = 400  # open posts explained, the weightiest first
WAYS_MAX = 4


class Aim(StrEnum):
    """What a search is for: the best roster, or the fewest changes against the one in force."""

    SOLVE = "solve"
    MEND = "mend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long and how hard to search; iterations instead of seconds makes a run repeatable."""

    aim: Aim = Aim.SOLVE
    seconds: float | None = None
    iterations: int | None = None
    workers: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the search stands: values and proven bounds of both levels, seconds since it began."""

    share: float
    seconds: float
    uncovered: float
    uncovered_bound: float
    score: float
    score_bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A roster and the account of each place that it leaves open."""

    answer: Solution
    openings: tuple[Opening, ...] = ()


Tell = Callable[[Standing], None]
Ask = Callable[[], bool]


class Errand(Protocol):
    """Work for the child: runs there, answers with something that can be sent back."""

    def run(self, tell: Tell, should_stop: Ask) -> object:
        """Do it. Raises ValueError for what cannot be done, with a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Solve or mend a problem."""

    problem: Problem
    effort: Effort

    def run(self, tell: Tell, should_stop: Ask) -> Found:
        """The best roster found, explained."""
        from muster.engines.roster.solving import Progress, repair, solve  # the solver: here alone

        def told(found: Progress) -> None:
            tell(
                Standing(
                    share=_share(found.seconds, found.iterations, self.effort),
                    seconds=found.seconds,
                    uncovered=found.value.uncovered,
                    uncovered_bound=found.bound.uncovered,
                    score=found.value.cost,
                    score_bound=found.bound.cost,
                )
            )

        effort = self.effort
        work = repair if effort.aim is Aim.MEND else solve
        answer = work(
            self.problem,
            seconds=effort.seconds,
            iterations=effort.iterations,
            workers=effort.workers,
            seed=effort.seed,
            progress=told,
            should_stop=should_stop,
        )
        if not answer.iterations:
            # stopped before its start was made: the plain start in full is kept, not half of it
            answer = work(self.problem, iterations=1, workers=1, seed=effort.seed)
        return Found(answer=answer, openings=explained(self.problem, answer.assignments))


def explained(problem: Problem, pairs: tuple[Pair, ...]) -> tuple[Opening, ...]:
    """Why each open place is open; of very many, the weightiest posts."""
    bench = Bench(Judge(problem), pairs)
    posts = sorted(bench.open_posts(), key=lambda post: (-post.weight, post.start_min, post.id))
    return tuple(opening_of(bench, post, at_most=WAYS_MAX) for post in posts[:EXPLAINED_MAX])


def _share(seconds: float, iterations: int, effort: Effort) -> float:
    if effort.seconds:
        return min(1.0, seconds / effort.seconds)
    return min(1.0, iterations / effort.iterations) if effort.iterations else 0.0
