"""The search in a process of its own: the server and the worker never load the solver.

This module is what the child imports, so nothing of Django stands here. Parent and child talk
over one pipe: progress up, "stop" down. A parent that dies closes the pipe, which stops the
child as well.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection

from muster.engines.roster import Problem, Solution

NICENESS = 5
LOOK_EVERY_S = 0.5
GRACE_S = 60.0


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


class SearchFailed(RuntimeError):
    """The child ended without an answer; the text says how."""


def search(
    problem: Problem,
    *,
    effort: Effort,
    progress: Callable[[Standing], None],
    should_stop: Callable[[], bool],
) -> Solution:
    """Solve *problem* in a child process. Raises SearchFailed; asked to stop, keeps the best."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_work, args=(there, problem, effort), name="roster-search")
    child.start()
    there.close()
    try:
        return _listen(here, progress, should_stop)
    except EOFError:
        child.join(GRACE_S)
        raise SearchFailed(f"exit code {child.exitcode}") from None
    finally:
        here.close()
        child.join(GRACE_S)
        if child.is_alive():
            child.terminate()


def _listen(
    pipe: Connection,
    progress: Callable[[Standing], None],
    should_stop: Callable[[], bool],
) -> Solution:
    stopped = False
    while True:
        if not stopped and should_stop():
            stopped = True
            pipe.send("stop")
        if not pipe.poll(LOOK_EVERY_S):
            continue
        word = pipe.recv()
        if isinstance(word, Solution):
            return word
        if isinstance(word, Standing):
            progress(word)
        else:
            raise SearchFailed(str(word))


def _work(pipe: Connection, problem: Problem, effort: Effort) -> None:
    """What the child runs. An error goes up the pipe as its text."""
    from muster.engines.roster.solving import Progress, repair, solve  # the solver: here alone

    def tell(found: Progress) -> None:
        _send(
            pipe,
            Standing(
                share=_share(found.seconds, found.iterations, effort),
                seconds=found.seconds,
                uncovered=found.value.uncovered,
                uncovered_bound=found.bound.uncovered,
                score=found.value.cost,
                score_bound=found.bound.cost,
            ),
        )

    os.nice(NICENESS)
    try:
        work = repair if effort.aim is Aim.MEND else solve
        answer = work(
            problem,
            seconds=effort.seconds,
            iterations=effort.iterations,
            workers=effort.workers,
            seed=effort.seed,
            progress=tell,
            should_stop=lambda: _asked_to_stop(pipe),
        )
        if not answer.iterations:
            # stopped before its start was made: the plain start in full is kept, not half of it
            answer = work(problem, iterations=1, workers=1, seed=effort.seed)
    except ValueError as refusal:
        _send(pipe, str(refusal))
    else:
        _send(pipe, answer)
    finally:
        pipe.close()


def _send(pipe: Connection, word: object) -> None:
    """Say *word* upward. A parent that has gone wants nothing any more; that is no error."""
    with contextlib.suppress(BrokenPipeError):
        pipe.send(word)


def _share(seconds: float, iterations: int, effort: Effort) -> float:
    if effort.seconds:
        return min(1.0, seconds / effort.seconds)
    return min(1.0, iterations / effort.iterations) if effort.iterations else 0.0


def _asked_to_stop(pipe: Connection) -> bool:
    """Whether the parent said stop, or is gone."""
    try:
        return pipe.poll()
    except (OSError, EOFError):
        return True
