"""Solve and repair: the search, the bounds beside it, and the report at the end.

Anytime: whatever stops the run, the best roster so far is returned with the bounds so far.
Counted by iterations, a run does the same work in the same order on every machine and with
any number of workers, and is not timed (``seconds`` and ``peak_mb`` are 0). Counted by
seconds, it does as much as it can.
"""

import math
import resource
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from time import monotonic

from muster.engines.roster.bounding.bounds import Bounder, Incumbent
from muster.engines.roster.bounding.slices import PATIENCE_S, Bounding, Here, There
from muster.engines.roster.bounding.slices import SLICE_S as BOUND_SLICE_S
from muster.engines.roster.instance import Instance
from muster.engines.roster.jit import KERNELS
from muster.engines.roster.mending import mend, pays_to_search, reported
from muster.engines.roster.problem import Levels, Pair, Problem, Solution
from muster.engines.roster.reasons.explaining import reasons_of
from muster.engines.roster.rules import Judge, Score
from muster.engines.roster.sample import sample
from muster.engines.roster.searching.routes import OPEN
from muster.engines.roster.searching.search import Search, prices
from muster.engines.roster.searching.tidy import tidied

SLICE_S = 0.25  # how long the search runs between two looks at clock and caller
REPORT_S = 1.0  # how often progress is told
BOUND_SHARE = 0.4  # of the time of a single worker that goes into the bounds
LOCKSTEPS = 25  # meetings of search and bounds in a run that is counted by iterations
AT_A_GLANCE = 1_000_000  # posts times people up to which the first look at a bound is instant
STEPS_PER_BOUND = 80  # iterations of the search for one of the bounds in such a run
REPORT_MS = 0.1  # time kept for the report, for each post and person
EXPLAIN_MS = 6.0  # and for each open post
MOST_CLOSING = 0.2  # of the time, for the report
BETTER_PRICES = 1.003  # how much a bound must have risen before the search follows its prices
LEAD_REST = 15  # how much longer a run by the clock searches than it takes new prices over
CLOSED = 1e-4  # relative gap at which the run ends early


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands; what the pages and the command line show while it goes on."""

    seconds: float
    iterations: int
    value: Levels
    bound: Levels


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
    """The best roster found in *seconds*, or by *iterations* of the search.

    workers: with 2 or more the bounds are sought in a second process.
    progress: told about once a second.  should_stop: asked several times a second.
    Raises ValueError unless exactly one of seconds and iterations is given, and
    ProblemError if the problem is beyond a limit.
    """
    budget = Budget.of(seconds=seconds, iterations=iterations, workers=workers)
    if not KERNELS.are_warm():
        warm_up()
    calls = Calls(progress or _silent, should_stop or _never)
    return _Run(problem, budget, calls, seed=seed, changes_first=False).result()


def repair(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Tell | None = None,
    should_stop: Ask | None = None,
) -> Solution:
    """The published roster mended: least uncovered, then fewest changes, then least cost.

    What is still legal stays, and what is open is filled by a few moves (see ``mending``). The
    general search goes on from there only if something stays open and the time allows it.
    Arguments as for ``solve``; raises ValueError if nothing is published.
    """
    if problem.published is None:
        raise ValueError("there is no published roster to repair")
    budget = Budget.of(seconds=seconds, iterations=iterations, workers=workers)
    if not KERNELS.are_warm():
        warm_up()
    calls = Calls(progress or _silent, should_stop or _never)
    began = monotonic()
    mended = mend(problem, should_stop=calls.stop)
    left_s = math.inf if seconds is None else seconds - (monotonic() - began)
    if mended.uncovered > 0 and pays_to_search(problem, left_s) and not calls.stop():
        run = _Run(problem, budget, calls, seed=seed, changes_first=True, start=mended.pairs)
        run.began = began
        return run.result()
    solution = reported(Judge(problem), mended.pairs, seed=seed, workers=workers)
    took_s = round(monotonic() - began, 3)
    calls.tell(Progress(seconds=took_s, iterations=0, value=solution.value, bound=solution.bound))
    if seconds is None:
        return solution
    return replace(solution, seconds=took_s, peak_mb=round(peak_mb(), 1))


def check(problem: Problem, solution: Solution) -> Score:
    """What the roster breaks and what it is worth, by the plain judge."""
    return Judge(problem).score(solution.assignments)


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run may take, by the clock or by count, and in how many processes."""

    seconds: float | None
    iterations: int | None
    workers: int

    @classmethod
    def of(cls, *, seconds: float | None, iterations: int | None, workers: int) -> "Budget":
        """The budget; ValueError if it is none."""
        given = [x for x in (seconds, iterations) if x is not None]
        if len(given) != 1:
            raise ValueError("give either seconds or iterations")
        if given[0] <= 0 or workers <= 0:
            raise ValueError("seconds, iterations and workers must be above 0")
        return cls(seconds, iterations, workers)


@dataclass(frozen=True, slots=True)
class Calls:
    """Whom a run tells, and whom it asks."""

    tell: Tell
    stop: Ask


def _silent(_: Progress) -> None:
    pass


def _never() -> bool:
    return False


class _Run:
    """One run from the compiled problem to the reported solution."""

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        calls: Calls,
        *,
        seed: int,
        changes_first: bool,
        start: Iterable[Pair] = (),
    ) -> None:
        self.began = monotonic()
        self.budget, self.calls, self.seed = budget, calls, seed
        self.instance = Instance(problem)
        self.judge = Judge(problem)
        bounder = Bounder(self.instance)
        self.bounding: Bounding = Here(bounder)
        if budget.workers > 1:
            self.bounding = There(bounder, problem)
        self.priced = prices(self.instance, changes_first=changes_first)
        posts, people = self.instance.post_no, self.instance.person_no
        numbered = [(posts[j], people[i]) for j, i in start]
        self.search = Search(self.instance, seed=seed, priced=self.priced, start=numbered)
        self.told, self.led, self.may_lead_s = 0.0, 0.0, 0.0
        self.changes_first = changes_first

    @property
    def elapsed_s(self) -> float:
        return monotonic() - self.began

    def result(self) -> Solution:
        """Run, and report."""
        try:
            self._start()
            self.search.settle()
            self._survey()
            if self.budget.seconds is None:
                self._by_count(self.budget.iterations or 0)
            else:
                self._by_clock(self.budget.seconds)
            self._look_once()
            self.bounding.wait(at_most_s=self._patience_s())
        finally:
            self.bounding.close()
        return self._report()

    def _start(self) -> None:
        """Fill greedily; the first posts whatever the time, so that no run ends with nothing."""
        while not self.search.started:
            self.search.start()
            if self._out_of_time():
                return

    def _survey(self) -> None:
        """Deal out every day once: a better roster, and what the bound's first prices are."""
        if self.changes_first:
            return  # a place would be worth what it changes, not what it costs
        for day in range(self.instance.days):
            if self._out_of_time():
                return
            self.search.survey(day)

    def _look_once(self) -> None:
        """Prove what a glance proves, where the time was gone before any bound was sought."""
        size = len(self.instance.posts) * len(self.instance.people)
        if size <= AT_A_GLANCE and not self.bounding.bounder.started and not self.calls.stop():
            self.bounding.go(self._known(), steps=0, seconds=None)

    def _by_count(self, iterations: int) -> None:
        """Search and bounds meet at fixed counts, so that nothing depends on the clock."""
        meetings = min(LOCKSTEPS, iterations)
        steps = max(4, iterations // STEPS_PER_BOUND // meetings)
        for k in range(meetings):
            if self.calls.stop() or self._closed():
                return
            self._lead()  # before the slice: only another process has its prices later
            self.bounding.go(self._known(), steps=steps, seconds=None)
            share, after = k / meetings, (k + 1) / meetings
            count = iterations * (k + 1) // meetings - iterations * k // meetings
            self.search.run(count, share_done=share, share_after=after)
            self.bounding.wait(at_most_s=PATIENCE_S)
            self._tell()

    def _by_clock(self, seconds: float) -> None:
        """The search cools with the clock; the bounds follow as they can."""
        steps, spent = 20, 0.0
        first = self.elapsed_s
        while not self._out_of_time() and not self._closed():
            bound_s = BOUND_SLICE_S
            if self.budget.workers == 1:
                bound_s = spent * BOUND_SHARE / (1 - BOUND_SHARE)
            self.bounding.go(self._known(), steps=None, seconds=bound_s)
            self._lead()
            now = self.elapsed_s
            share = (now - first) / max(1e-3, seconds - first)
            after = share + SLICE_S / seconds
            self.search.run(steps, share_done=min(1, share), share_after=min(1, after))
            spent = self.elapsed_s - now
            steps = max(1, int(steps * min(4.0, SLICE_S / max(spent, 1e-4))))
            self._tell()

    def _lead(self) -> None:
        """Let the search follow the prices of the bound, where they have become better."""
        proof, uncovered = self.bounding.bounder.cost.proof, self.search.value.uncovered
        bound = proof.bound(uncovered)
        if self.changes_first or bound <= 0 or bound < self.led * BETTER_PRICES:
            return
        began = self.elapsed_s
        if self.budget.seconds is not None and began < self.may_lead_s:
            return
        self.led = bound
        bounder = self.bounding.bounder
        self.search.follow(bounder.cost, bounder.members, proof.prices)
        now = self.elapsed_s
        self.may_lead_s = now + LEAD_REST * (now - began)

    def _out_of_time(self) -> bool:
        if self.calls.stop():
            return True
        if self.budget.seconds is None:
            return False
        return self.elapsed_s >= self.budget.seconds - self._closing_s(self.budget.seconds)

    def _closing_s(self, seconds: float) -> float:
        """Time kept for the report: to judge the roster, and to explain what is open."""
        size = len(self.instance.posts) + len(self.instance.people)
        spent_ms = REPORT_MS * size + EXPLAIN_MS * float(self.search.work.best_sums[OPEN])
        return min(spent_ms / 1000, MOST_CLOSING * seconds)

    def _patience_s(self) -> float:
        """How long the end of the run may wait for the bound."""
        if self.budget.seconds is None:
            return PATIENCE_S
        left_s = self.budget.seconds - self._closing_s(self.budget.seconds) - self.elapsed_s
        return max(SLICE_S, left_s + SLICE_S)

    def _value(self) -> Levels:
        """Both levels of the best roster at the problem's own prices."""
        value, costs = self.search.value, self.instance.problem.costs
        if self.instance.problem.published is None:
            return value
        changes = self.judge.changes(set(self.search.best()))
        priced = self.priced.per_change * (changes - len(self.instance.published))
        cost = value.cost - priced + costs.per_change * changes
        return Levels(uncovered=value.uncovered, cost=cost)

    def _known(self) -> Incumbent:
        value, bounder = self._value(), self.bounding.bounder
        proven = bounder.started and bounder.covered_best(value.uncovered)
        worth = None if bounder.started or self.changes_first else self.search.worth
        return Incumbent(() if proven else tuple(self.search.best()), value, worth)

    def _closed(self) -> bool:
        """Whether nothing can be gained any more."""
        value, bounder = self._value(), self.bounding.bounder
        if not bounder.covered_best(value.uncovered):
            return False
        bound = bounder.bounds(value.uncovered)
        return value.cost - bound.cost <= CLOSED * max(1.0, value.cost)

    def _tell(self) -> None:
        now = self.elapsed_s
        if now - self.told < REPORT_S:
            return
        self.told = now
        value = self._value()
        bound = self.bounding.bounder.bounds(value.uncovered)
        self.calls.tell(
            Progress(seconds=now, iterations=self.search.iterations, value=value, bound=bound)
        )

    def _report(self) -> Solution:
        pairs = tidied(self.judge, self.search.best())
        score = self.judge.score(pairs)
        assert not score.broken, score.broken[:3]
        bounder = self.bounding.bounder
        bound = bounder.bounds(score.value.uncovered)
        bound = Levels(
            uncovered=min(bound.uncovered, score.value.uncovered),
            cost=min(bound.cost, score.value.cost),
        )
        proofs = bounder.certificates()
        timed = self.budget.seconds is not None
        return Solution(
            assignments=tuple(pairs),
            value=score.value,
            bound=bound,
            changes=score.changes,
            certificates={k: proofs[k] for k in proofs if getattr(bound, k) > 0},
            reasons=reasons_of(self.instance.problem, pairs) if score.missing else (),
            seconds=round(self.elapsed_s, 3) if timed else 0.0,
            seed=self.seed,
            workers=self.budget.workers,
            iterations=self.search.iterations,
            peak_mb=round(peak_mb(), 1) if timed else 0.0,
            bound_method=bounder.methods(),
        )


def peak_mb() -> float:
    """The most memory that this process, and the largest of its ended children, held."""
    usage = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_maxrss for u in usage) / 1024


def warm_up() -> None:
    """Compile every kernel and cache it on disk; the installation calls this once.

    A run that finds no compiled kernels does it before its clock starts.
    """
    budget = Budget(seconds=None, iterations=200, workers=1)
    for changes_first in (False, True):
        calls = Calls(_silent, _never)
        _Run(sample(), budget, calls, seed=0, changes_first=changes_first).result()
    mend(sample(), should_stop=_never)
    KERNELS.note_warm()
