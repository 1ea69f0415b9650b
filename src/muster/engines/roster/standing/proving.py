"""Bounds in slices: in this process, or in another through ``concurrent.futures``."""

import os
import signal
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from multiprocessing import get_context
from time import monotonic
from typing import Protocol

from muster.engines.roster.standing.bounding import Prices
from muster.engines.roster.standing.generating import Generator
from muster.engines.roster.standing.problem import StandingProblem
from muster.engines.roster.standing.tables import I8, tables

PATIENCE_S = 60.0  # how long the end of a run waits for the last slice
MAX_PROVEN = 8_000  # staff times days up to which a bound is sought
STEPS = 400  # of the bound at most, passes and rounds of dives together


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proven so far, the prices that prove it, and the best roster of dives."""

    value: float = -inf
    prices: Prices | None = None
    roster: I8 | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """How much work to do: steps, or until seconds have passed; a roster to begin with."""

    roster: I8 | None
    steps: int | None
    seconds: float | None


class Proving(Protocol):
    """Somebody who raises the bound while the search goes on."""

    proof: Proof

    def go(self, work: Slice) -> None:
        """Begin a slice unless one is under way."""

    def wait(self) -> None:
        """Let the slice under way end, and take its proof over."""

    def close(self) -> None:
        """Begin no more slices, and leave one that is under way."""


class Worker:
    """Does slices for one problem."""

    def __init__(self, problem: StandingProblem, *, seed: int) -> None:
        self.generator = Generator(tables(problem), seed=seed)

    def work(self, work: Slice) -> Proof:
        """Do the slice, and say what is proven."""
        g = self.generator
        if work.roster is not None:
            g.offer(work.roster)
        until = None if work.seconds is None else monotonic() + work.seconds
        left = STEPS if work.steps is None else work.steps
        while left > 0 and (until is None or monotonic() < until) and g.weight > g.bound:
            g.step()
            left -= 1
        return Proof(g.value, g.best, g.found)


class Here:
    """In this process: a slice is done when ``go`` returns."""

    def __init__(self, problem: StandingProblem, *, seed: int) -> None:
        self.proof = Proof()
        self._worker = Worker(problem, seed=seed)

    def go(self, work: Slice) -> None:
        """Do the slice."""
        self.proof = self._worker.work(work)

    def wait(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing is kept."""


class There:
    """In another process; if that dies, what was proven so far stands."""

    def __init__(self, problem: StandingProblem, *, seed: int) -> None:
        self.proof = Proof()
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=get_context("forkserver"),
            initializer=_begin,
            initargs=(problem, seed),
        )
        self._process: Future[int] = self._pool.submit(os.getpid)
        self._slice: Future[Proof] | None = None
        self._broken = False

    def go(self, work: Slice) -> None:
        """Begin a slice; one that has ended is taken over first."""
        if self._slice is not None and self._slice.done():
            self.wait()
        if self._slice is None and not self._broken:
            with suppress(BrokenExecutor):
                self._slice = self._pool.submit(_work, work)
                return
            self._broken = True

    def wait(self) -> None:
        """Let the slice under way end, and take its proof over."""
        if self._slice is None:
            return
        try:
            self.proof = self._slice.result(timeout=PATIENCE_S)
        except (BrokenExecutor, TimeoutError):
            self._broken = True
        self._slice = None

    def close(self) -> None:
        """Take over what is done, and end the other process."""
        if self._slice is not None and self._slice.done():
            self.wait()
        busy = self._slice is not None and self._process.done() and not self._broken
        self._pool.shutdown(wait=self._slice is None, cancel_futures=True)
        if busy:
            with suppress(ProcessLookupError, BrokenExecutor):
                os.kill(self._process.result(), signal.SIGTERM)


class Nobody:
    """For problems whose programmes would keep a run waiting: nothing is proven."""

    def __init__(self) -> None:
        self.proof = Proof()

    def go(self, work: Slice) -> None:
        """Do nothing."""

    def wait(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing is kept."""


def beside(problem: StandingProblem, *, workers: int, seed: int) -> Proving:
    """Who proves while the search goes on."""
    if len(problem.staff) * problem.days > MAX_PROVEN:
        return Nobody()
    return There(problem, seed=seed) if workers > 1 else Here(problem, seed=seed)


_here: list[Worker] = []  # the other process's own copy of the problem


def _begin(problem: StandingProblem, seed: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to stop
    _here[:] = [Worker(problem, seed=seed)]


def _work(work: Slice) -> Proof:
    return _here[0].work(work)
