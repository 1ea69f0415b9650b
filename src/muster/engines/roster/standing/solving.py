"""Solve a standing problem: a legal start, annealing, the bound beside it, and the report.

Anytime: whatever stops the run, the best legal roster so far is returned with the bound so far.
Counted by iterations (steps of the annealing), a run does the same work in the same order on
every machine and with any number of workers, and is not timed. Counted by seconds, it does as
much as it can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from muster.engines.roster.problem import ProblemError
from muster.engines.roster.standing.annealing import Heat, anneal
from muster.engines.roster.standing.bounding import Pricer, Prices, whole
from muster.engines.roster.standing.clashes import clash, possible
from muster.engines.roster.standing.compiling import KERNELS
from muster.engines.roster.standing.judge import Judge
from muster.engines.roster.standing.moves import BEST, NEVER, empty_roster, settle
from muster.engines.roster.standing.problem import StandingProblem, StandingRoster
from muster.engines.roster.standing.proving import Proof, Proving, Slice, beside
from muster.engines.roster.standing.sample import sample
from muster.engines.roster.standing.tables import I8, rows_of, tables

SLICE_S = 0.25  # how long the annealing runs between two looks at clock and caller
REPORT_S = 1.0  # how often progress is told
BOUND_SHARE = 0.35  # of the time of a single worker that goes into the bound
LOCKSTEPS = 25  # meetings of search and bound in a run that is counted by iterations
STEPS_PER_BOUND = 400_000  # steps of the annealing for one of the bound in such a run
START_SHARE = 0.2  # of the time that may go into everybody's first row
HOT, COLD = 0.1, 0.004  # temperatures, as shares of the heaviest weight
COOL = 0.7  # share of the run from which the annealing takes the rosters of dives over
FAULT_HOT, FAULT_COLD = 0.6, 5.0  # prices of a broken rule, likewise
FAULT_LAST = 40.0  # the same when nothing but legality is left to gain
LAST_STEPS, LAST_TRIES = 500_000, 12  # steps that may go into that, and how often


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands; penalty is None as long as no legal roster is known."""

    seconds: float
    iterations: int
    penalty: int | None
    bound: int


Tell = Callable[[Progress], None]
Ask = Callable[[], bool]


def _silent(_: Progress) -> None:
    pass


def _never() -> bool:
    return False


def solve(
    problem: StandingProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    progress: Tell = _silent,
    should_stop: Ask = _never,
) -> StandingRoster:
    """The best roster found in *seconds*, or by *iterations* of the annealing.

    workers: with 2 or more the bound is sought in a second process.
    progress: told about once a second.  should_stop: asked several times a second.
    Raises ValueError unless exactly one of seconds and iterations is given and above 0, and
    ProblemError with the rules that clash if an employee has no legal row.
    """
    given = [x for x in (seconds, iterations) if x is not None]
    if len(given) != 1 or given[0] <= 0 or workers <= 0:
        raise ValueError("give either seconds or iterations, and workers, above 0")
    if not KERNELS.are_warm():
        warm_up()
    run = _Run(problem, workers=workers, seed=seed, tell=progress, stop=should_stop)
    return run.result(seconds=seconds, iterations=iterations)


def warm_up() -> None:
    """Compile every kernel and cache it on disk; the installation calls this once.

    A run that finds no compiled kernels does it before its clock starts.
    """
    case = sample()
    run = _Run(case, workers=1, seed=0, tell=_silent, stop=_never)
    run.result(seconds=None, iterations=2_000)
    possible(case, case.staff[0])
    KERNELS.note_warm()


class _Run:
    """One run from the problem to the reported roster."""

    def __init__(
        self, problem: StandingProblem, *, workers: int, seed: int, tell: Tell, stop: Ask
    ) -> None:
        self.began = monotonic()
        self.problem, self.workers, self.seed = problem, workers, seed
        self.tell, self.stop = tell, stop
        self.t = tables(problem)
        self.roster = empty_roster(self.t, seed=seed)
        self.pricer = Pricer(self.t)
        self.iterations = 0
        self.told = 0.0
        self.taken: I8 | None = None
        self.unread = False  # whether the best roster is one that the annealing did not see
        self.heaviest = float(max(1, np.abs(self.pricer.slopes).max(initial=1)))
        self.proving: Proving

    @property
    def elapsed_s(self) -> float:
        return monotonic() - self.began

    @property
    def penalty(self) -> int | None:
        best = float(self.roster.sums[BEST])
        return int(best) if best < NEVER else None

    def result(self, *, seconds: float | None, iterations: int | None) -> StandingRoster:
        self._start(seconds)
        self.proving = beside(self.problem, workers=self.workers, seed=self.seed + 1)
        try:
            if seconds is None:
                self._by_count(iterations or 0)
            else:
                self._by_clock(seconds)
        finally:
            self.proving.close()
        self._take_over()
        self._make_legal()
        return self._report(timed=seconds is not None)

    def _start(self, seconds: float | None) -> None:
        """Everybody's cheapest row, one after the other, as far as there is time for it."""
        settle(self.t, self.roster)
        for e in range(self.pricer.staff):
            if self.stop() or (seconds is not None and self.elapsed_s > START_SHARE * seconds):
                break
            self._best_response(e)
        settle(self.t, self.roster)

    def _best_response(self, e: int) -> None:
        """Give an employee the cheapest legal row beside the others' rows."""
        held, row = self.roster.held, self.roster.row[e]
        days = np.arange(len(row))
        held[days, row] -= 1
        at = self.pricer.no_prices()
        kinds = np.arange(held.shape[1])
        at.worth[:] = -self.pricer.slopes[days[:, None], kinds[None, :], held]
        at.worth[:, 0] = 0.0
        found = self.pricer.legal_row(e, at)
        if found is None:
            self._refuse(e)
        else:
            row[:] = found
        held[days, row] += 1

    def _refuse(self, e: int) -> None:
        """Say which rules clash, if they do; else some rules are only hard to keep together."""
        employee = self.problem.staff[e]
        rules = clash(self.problem, employee)
        if rules:
            raise ProblemError([f"{employee.id}: no row keeps these together: " + "; ".join(rules)])

    def _by_count(self, iterations: int) -> None:
        """Search and bound meet at fixed counts, so that nothing depends on the clock."""
        meetings = min(LOCKSTEPS, iterations)
        steps = max(1, iterations // STEPS_PER_BOUND // meetings)
        for k in range(meetings):
            if self.stop() or self._closed():
                return
            self._prove(steps=steps, seconds=None)
            count = iterations * (k + 1) // meetings - iterations * k // meetings
            self._anneal(count, k / meetings, (k + 1) / meetings)
            self.proving.wait()
            self._take_over()
            self._tell()

    def _by_clock(self, seconds: float) -> None:
        """The search cools with the clock; the bound follows as it can.

        A step of the bound may take longer than its share, and is then paid back.
        """
        steps, first = 2000, self.elapsed_s
        searched, proved, slowest = 0.0, 0.0, 0.0
        while self.elapsed_s < seconds and not self.stop() and not self._closed():
            now = self.elapsed_s
            due = searched * BOUND_SHARE / (1 - BOUND_SHARE) - proved
            if self.workers > 1 or (due > 0 and now + slowest < seconds):
                self._prove(steps=None, seconds=2 * SLICE_S if self.workers > 1 else due)
                self._take_over()
            began = self.elapsed_s
            proved += began - now
            slowest = max(slowest, began - now)
            share = min(1.0, (began - first) / max(1e-3, seconds - first))
            self._anneal(steps, share, min(1.0, share + SLICE_S / seconds))
            spent = self.elapsed_s - began
            searched += spent
            steps = max(1000, int(steps * min(4.0, SLICE_S / max(spent, 1e-4))))
            self._tell()

    def _anneal(self, steps: int, share: float, after: float) -> None:
        if share > COOL:
            self._go_on_from_best()
        hot, cold = (self.heaviest * HOT * (COLD / HOT) ** x for x in (share, after))
        fault = FAULT_COLD / FAULT_HOT
        dear = [self.heaviest * FAULT_HOT * fault**x for x in (share, after)]
        anneal(self.t, self.roster, steps, Heat(hot, cold, dear[0], dear[1]))
        self.iterations += steps

    def _prove(self, *, steps: int | None, seconds: float | None) -> None:
        known = self.roster.best.copy() if self.penalty is not None else None
        self.proving.go(Slice(known, steps, seconds))

    def _take_over(self) -> None:
        """Keep the roster of a dive if it is the best."""
        found = self.proving.proof.roster
        if found is None or found is self.taken:
            return
        self.taken = found
        other = empty_roster(self.t, seed=0)
        other.row[:] = found
        settle(self.t, other)
        if other.sums[BEST] < self.roster.sums[BEST]:
            self.roster.best[:] = found
            self.roster.sums[BEST] = other.sums[BEST]
            self.unread = True

    def _go_on_from_best(self) -> None:
        """Let the annealing, once it is cool, go on from a dive's roster that is the best."""
        if self.unread:
            self.roster.row[:] = self.roster.best
            settle(self.t, self.roster)
            self.unread = False

    def _closed(self) -> bool:
        return self.penalty is not None and self.penalty <= whole(self.proving.proof.value)

    def _tell(self) -> None:
        now = self.elapsed_s
        if now - self.told < REPORT_S:
            return
        self.told = now
        self.tell(
            Progress(
                seconds=now,
                iterations=self.iterations,
                penalty=self.penalty,
                bound=whole(self.proving.proof.value),
            )
        )

    def _make_legal(self) -> None:
        """If no legal roster was met, mend the rows that break rules."""
        if self.penalty is not None:
            return
        r = self.roster
        dear = self.heaviest * FAULT_LAST
        cool = Heat(self.heaviest * COLD, self.heaviest * COLD, dear, dear)
        for _ in range(LAST_TRIES):
            anneal(self.t, r, LAST_STEPS, cool)
            if self.penalty is not None:
                return
        for e in np.flatnonzero(r.broken > 0).tolist():
            self._best_response(e)
        settle(self.t, r)
        broken = [self.problem.staff[e].id for e in np.flatnonzero(r.broken > 0)]
        if self.penalty is None:
            raise ProblemError([f"{name}: no legal row was found" for name in broken])

    def _report(self, *, timed: bool) -> StandingRoster:
        rows = rows_of(self.problem, self.roster.best)
        judge = Judge(self.problem)
        broken = judge.broken(rows)
        assert not broken, broken[:3]
        penalty, proof = judge.penalty(rows), self.proving.proof
        return StandingRoster(
            rows=rows,
            penalty=penalty,
            bound=min(penalty, whole(proof.value)),
            prices=self._prices(proof),
            limit_prices=self._limit_prices(proof.prices),
            seconds=round(self.elapsed_s, 3) if timed else 0.0,
            seed=self.seed,
            workers=self.workers,
            iterations=self.iterations,
        )

    def _prices(self, proof: Proof) -> dict[tuple[int, str], float]:
        if proof.prices is None:
            return {}
        kinds = self.problem.kinds
        worth = proof.prices.worth
        return {(int(d), kinds[k - 1].id): float(worth[d, k]) for d, k in np.argwhere(worth)}

    def _limit_prices(self, prices: Prices | None) -> dict[tuple[str, str], float]:
        if prices is None:
            return {}
        kinds, staff, limited = self.problem.kinds, self.problem.staff, prices.limited
        return {
            (staff[e].id, kinds[k - 1].id): float(limited[e, k]) for e, k in np.argwhere(limited)
        }
