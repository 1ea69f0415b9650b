"""What the solver's process is sent to do. Importing this loads no solver: running it does.

Nothing of Django stands here: the child imports it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from muster.engines.roster import Pair, Problem, Solution
from muster.engines.roster.reasons.openings import Opening

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """What would become of a roster after some changes; changes as the engine's JSON."""

    problem: Problem
    pairs: tuple[Pair, ...]
    changes: tuple[Mapping[str, Any], ...]
    seconds: float | None = None
    iterations: int | None = None
    seed: int = 1

    def run(self, tell: Tell, should_stop: Ask) -> object:
        """The engine's Difference."""
        from muster.engines.roster.change_forms import change_from_json
        from muster.engines.roster.what_if import what_if  # the solver: here alone

        changes = [
            change_from_json(change, path=f"changes[{n}]") for n, change in enumerate(self.changes)
        ]
        return what_if(
            self.problem,
            self.pairs,
            changes,
            seconds=self.seconds,
            iterations=self.iterations,
            seed=self.seed,
            should_stop=should_stop,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOut:
    """How many people each unit gives for each post."""

    problem: Problem
    per: str
    seconds: float

    def run(self, tell: Tell, should_stop: Ask) -> object:
        """The engine's Split."""
        from muster.engines.roster.quotas import Per, split  # numpy and HiGHS: here alone

        return split(self.problem, per=Per(self.per), seconds=self.seconds, should_stop=should_stop)


def explained(problem: Problem, pairs: tuple[Pair, ...]) -> tuple[Opening, ...]:
    """Why each open place is open."""
    from muster.engines.roster.reasons.explaining import (
        explain_all,  # numpy and kernels: here alone
    )

    return explain_all(problem, pairs, at_most=WAYS_MAX)


def _share(seconds: float, iterations: int, effort: Effort) -> float:
    if effort.seconds:
        return min(1.0, seconds / effort.seconds)
    return min(1.0, iterations / effort.iterations) if effort.iterations else 0.0
