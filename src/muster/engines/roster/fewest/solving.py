"""Solve: a few searches side by side, meeting often, under one proven bound.

Anytime: whatever stops the run, the best roster so far is returned with the bound. Counted by
iterations, a run does the same work on every machine and with any number of workers, and is
not timed. Counted by seconds, each worker has a search of its own.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from muster.engines.roster.fewest.bounding import Bound
from muster.engines.roster.fewest.certify import broken
from muster.engines.roster.fewest.compiling import KERNELS
from muster.engines.roster.fewest.instance import Instance
from muster.engines.roster.fewest.lanes import STEPS_AT_BOUND, Searching
from muster.engines.roster.fewest.moves import load
from muster.engines.roster.fewest.problem import Person, Problem, Solution, Task

LANES_BY_COUNT = 2
SLICE_S = 0.2  # between two meetings
SLICE_STEPS = 20_000  # the same in a run that is counted
SLICE_WORK = 4_000_000_000  # divided by the possible pairs: fewer steps on large problems
REPORT_S = 1.0
CELLS = 120_000_000  # people x tasks over all lanes, for the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands."""

    seconds: float
    iterations: int
    people: int
    unheld: int
    bound: int


Tell = Callable[[Progress], None]
Ask = Callable[[], bool]


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Tell | None = None,
    should_stop: Ask | None = None,
) -> Solution:
    """The roster with the fewest people found in *seconds*, or by *iterations* steps.

    workers: threads; the compiled search lets go of Python's lock.
    progress: told about once a second.  should_stop: asked several times a second.
    Raises ValueError unless exactly one of seconds and iterations is given.
    """
    if (seconds is None) == (iterations is None):
        raise ValueError("give either seconds or iterations")
    if workers <= 0 or (seconds or iterations or 0) <= 0:
        raise ValueError("seconds, iterations and workers must be above 0")
    limits = _Limits(seconds, iterations, workers, should_stop or _never)
    if not KERNELS.are_warm():
        warm_up()
    return _Run(problem, limits, progress or _silent, seed).result()


def warm_up() -> None:
    """Compile every kernel and cache it on disk; the installation calls this once.

    A run that finds no compiled kernels does it before its clock starts.
    """
    problem = Problem(
        name="one each",  # the peak is 1 and 2 are needed, so that all parts have work
        tasks=(Task(id="0", start_min=0, end_min=1), Task(id="1", start_min=1, end_min=2)),
        people=(
            Person(id="0", may_hold=frozenset("0")),
            Person(id="1", may_hold=frozenset("1")),
        ),
    )
    run = _Run(problem, _Limits(None, 2 * LANES_BY_COUNT * STEPS_AT_BOUND, 1, _never), _silent, 0)
    run.result()
    load(run.instance.tables, run.leader.lane, run.leader.best)
    KERNELS.note_warm()


def _silent(_: Progress) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds: float | None
    iterations: int | None
    workers: int
    should_stop: Ask


class _Run:
    """One run from the compiled problem to the reported roster."""

    def __init__(self, problem: Problem, limits: _Limits, tell: Tell, seed: int) -> None:
        self.began = self.told = monotonic()
        self.limits, self.tell, self.seed = limits, tell, seed
        self.problem = problem
        self.instance = Instance(problem)
        self.bound = Bound(self.instance)
        self.lanes: list[Searching] = []
        self.best_value = (len(problem.tasks) + 1, 0)
        self.best_at_s = 0.0
        self.has_prices = False

    @property
    def elapsed_s(self) -> float:
        return monotonic() - self.began

    @property
    def iterations(self) -> int:
        return sum(lane.steps for lane in self.lanes)

    @property
    def leader(self) -> Searching:
        return min(self.lanes, key=lambda lane: lane.value)

    def result(self) -> Solution:
        """Run, and report."""
        for k in range(self._lane_count()):
            fewest = min(self.bound.people, len(self.problem.people))
            lane = Searching(
                self.instance, seed=1_000_003 * self.seed + k, fewest=fewest, at_random=k % 2 == 1
            )
            self.lanes.append(lane)
        steps = self._first_slice()
        with self._threads() as run_all:
            while not self._is_over():
                share = self._share(steps)
                before = self.elapsed_s
                run_all(share)
                self._meet()
                if self.limits.seconds is not None:
                    spent = max(1e-4, self.elapsed_s - before)
                    steps = max(10, int(share * min(4.0, SLICE_S / spent)))
        return self._report()

    def _lane_count(self) -> int:
        if self.limits.seconds is None:
            return LANES_BY_COUNT
        cells = max(1, len(self.problem.tasks) * len(self.problem.people))
        return max(1, min(self.limits.workers, CELLS // cells))

    def _first_slice(self) -> int:
        pairs = max(1, len(self.instance.tables.held))
        steps = max(100, min(SLICE_STEPS, SLICE_WORK // pairs))
        return steps if self.limits.seconds is None else max(10, steps // 100)

    def _share(self, steps: int) -> int:
        """Steps for each lane until the next meeting."""
        if self.limits.iterations is None:
            return steps
        left = self.limits.iterations - self.iterations
        return max(1, min(steps, left // len(self.lanes)))

    @contextmanager
    def _threads(self) -> Iterator[Callable[[int], None]]:
        """A way to run all lanes, on as many threads as there are workers."""
        threads = min(self.limits.workers, len(self.lanes))
        with ThreadPoolExecutor(threads) as pool:
            yield lambda steps: list(pool.map(lambda lane: lane.run(steps), self.lanes)).clear()

    def _is_over(self) -> bool:
        limits = self.limits
        if limits.should_stop() or self.leader.value <= (0, self.bound.people):
            return True
        if limits.seconds is not None:
            return self.elapsed_s >= limits.seconds
        return self.iterations >= (limits.iterations or 0)

    def _meet(self) -> None:
        """Share the best roster, and improve the bound once if the peak was not reached."""
        leader = self.leader
        for lane in self.lanes:
            lane.adopt(leader)
        if leader.value < self.best_value:
            self.best_value, self.best_at_s = leader.value, self.elapsed_s
        if not self.has_prices and leader.left_at_bound == 0:
            self.has_prices = True
            self.bound.raise_by_prices(goal=self._goal(), should_stop=self._interrupted)
            for lane in self.lanes:
                lane.want(min(self.bound.people, len(self.problem.people)))
        self._tell()

    def _goal(self) -> int:
        unheld, people = self.leader.value
        return len(self.problem.people) + 1 if unheld else people

    def _interrupted(self) -> bool:
        limits = self.limits
        late = limits.seconds is not None and self.elapsed_s >= limits.seconds
        return late or limits.should_stop()

    def _tell(self) -> None:
        if monotonic() - self.told < REPORT_S:
            return
        self.told = monotonic()
        unheld, people = self.leader.value
        self.tell(
            Progress(
                seconds=self.elapsed_s,
                iterations=self.iterations,
                people=people,
                unheld=unheld,
                bound=self.bound.people,
            )
        )

    def _report(self) -> Solution:
        best = self.leader.best.tolist()
        pairs = zip(self.instance.tasks, best, strict=True)
        holder = {t.id: self.instance.people[p].id for t, p in pairs if p >= 0}
        found = list(broken(self.problem, holder))
        assert not found, found[:3]
        timed = self.limits.seconds is not None
        return Solution(
            holder=holder,
            unheld=tuple(t.id for t in self.problem.tasks if t.id not in holder),
            people=len(set(holder.values())),
            bound=self.bound.people,
            bound_method=self.bound.method,
            certificate=self.bound.certificate(),
            seconds=round(self.elapsed_s, 3) if timed else 0.0,
            best_at_s=round(self.best_at_s, 3) if timed else 0.0,
            seed=self.seed,
            workers=self.limits.workers,
            iterations=self.iterations,
        )
