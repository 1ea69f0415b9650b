"""The engine in a process of its own: the server and the worker never load the solver.

This module is what the child imports, so nothing of Django stands here. Parent and child talk
over one pipe: progress up, "stop" down. A parent that dies closes the pipe, which stops the
child as well.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from muster.duty.bridge.errands import Effort, Errand, Found, Search, Standing
from muster.engines.roster import Problem

NICENESS = 5
LOOK_EVERY_S = 0.5
GRACE_S = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """What the child sends last: the errand's answer."""

    answer: object


class SearchFailed(RuntimeError):
    """The child ended without an answer; the text says how."""


def search(
    problem: Problem,
    *,
    effort: Effort,
    progress: Callable[[Standing], None],
    should_stop: Callable[[], bool],
) -> Found:
    """Solve *problem* in a child process. Raises SearchFailed; asked to stop, keeps the best."""
    errand = Search(problem=problem, effort=effort)
    found = send(errand, progress=progress, should_stop=should_stop)
    assert isinstance(found, Found)
    return found


def send(
    errand: Errand,
    *,
    progress: Callable[[Standing], None],
    should_stop: Callable[[], bool],
) -> object:
    """Run *errand* in a child process and wait for its answer. Raises SearchFailed."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_work, args=(there, errand), name="roster-search")
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
) -> object:
    stopped = False
    while True:
        if not stopped and should_stop():
            stopped = True
            pipe.send("stop")
        if not pipe.poll(LOOK_EVERY_S):
            continue
        word = pipe.recv()
        if isinstance(word, Done):
            return word.answer
        if isinstance(word, Standing):
            progress(word)
        else:
            raise SearchFailed(str(word))


def _work(pipe: Connection, errand: Errand) -> None:
    """What the child runs. An error goes up the pipe as its text."""
    os.nice(NICENESS)
    try:
        answer = errand.run(lambda standing: _send(pipe, standing), lambda: _asked_to_stop(pipe))
    except ValueError as refusal:
        _send(pipe, str(refusal))
    else:
        _send(pipe, Done(answer))
    finally:
        pipe.close()


def _send(pipe: Connection, word: object) -> None:
    """Say *word* upward. A parent that has gone wants nothing any more; that is no error."""
    with contextlib.suppress(BrokenPipeError):
        pipe.send(word)


def _asked_to_stop(pipe: Connection) -> bool:
    """Whether the parent said stop, or is gone."""
    try:
        return pipe.poll()
    except (OSError, EOFError):
        return True
