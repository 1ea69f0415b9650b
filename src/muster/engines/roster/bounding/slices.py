"""Bounds in slices: in this process, or in another through ``concurrent.futures``.

The state of the ascent travels with each slice, so any executor will do.
"""

import signal
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from time import monotonic
from typing import Protocol

from muster.engines.roster.bounding.bounds import Bounder, Incumbent, State
from muster.engines.roster.instance import Instance
from muster.engines.roster.problem import Problem

SLICE_S = 0.5  # how long the other process works before it tells how far it is
PATIENCE_S = 60.0  # how long the end of a run waits for the last slice


class Bounding(Protocol):
    """Somebody who raises the bounds while the search goes on."""

    bounder: Bounder

    def go(self, known: Incumbent, *, steps: int | None, seconds: float | None) -> None:
        """Begin a slice unless one is under way."""

    def wait(self, *, at_most_s: float) -> None:
        """Let the slice under way end, and take its bounds over; or give it up."""

    def close(self) -> None:
        """Begin no more slices."""


class Here:
    """Bounds in this process: a slice is done when ``go`` returns."""

    def __init__(self, bounder: Bounder) -> None:
        self.bounder = bounder

    def go(self, known: Incumbent, *, steps: int | None, seconds: float | None) -> None:
        """Do the slice."""
        until = None if seconds is None else monotonic() + seconds
        self.bounder.advance(known, steps=steps, until=until)

    def wait(self, *, at_most_s: float) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing is kept."""


class There:
    """Bounds in another process; if that dies, what was proven so far stands."""

    def __init__(self, bounder: Bounder, problem: Problem) -> None:
        self.bounder = bounder
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=get_context("forkserver"),
            initializer=_begin,
            initargs=(problem,),
        )
        self._slice: Future[State] | None = None
        self._broken = False

    def go(self, known: Incumbent, *, steps: int | None, seconds: float | None) -> None:
        """Begin a slice; one that has ended is taken over first."""
        if self._slice is not None and self._slice.done():
            self.wait(at_most_s=PATIENCE_S)
        if self._slice is None and not self._broken:
            with suppress(BrokenExecutor):
                self._slice = self._pool.submit(_slice, self.bounder.state, known, steps, seconds)
                return
            self._broken = True

    def wait(self, *, at_most_s: float) -> None:
        """Let the slice under way end, and take its bounds over; or give it up."""
        if self._slice is None:
            return
        try:
            self.bounder.state = self._slice.result(timeout=max(0.0, at_most_s))
        except (BrokenExecutor, TimeoutError):
            self._broken = True
        self._slice = None

    def close(self) -> None:
        """Let the other process go; one that is still at work is ended."""
        if self._broken:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 -- 3.14 has a name for it
                process.terminate()
        self._pool.shutdown(wait=not self._broken, cancel_futures=True)


_here: list[Bounder] = []  # the other process's own copy of the problem, compiled once


def _begin(problem: Problem) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to stop
    _here[:] = [Bounder(Instance(problem))]


def _slice(state: State, known: Incumbent, steps: int | None, seconds: float | None) -> State:
    bounder = _here[0]
    bounder.state = state
    until = None if seconds is None else monotonic() + seconds
    bounder.advance(known, steps=steps, until=until)
    return bounder.state
