"""A nation of provinces: each solved by itself, then lending, then the borrowers again.

Provinces go through the ``concurrent.futures`` interface to processes of this machine or to a
Dask cluster. What a lost worker was doing is sent out again; counted by iterations, the answer
of a province depends on nothing but its problem and the seed, so a run that lost workers ends
with the same rosters as one that did not.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path

from muster.engines.roster.jit import KERNELS
from muster.engines.roster.large.lending import (
    Lending,
    Loan,
    Province,
    Wanted,
    frozen,
    loans_for,
    with_guests,
    without_lent,
)
from muster.engines.roster.large.pooled import Worths, pooled_worths, proven
from muster.engines.roster.large.pools import Pool, is_lost
from muster.engines.roster.problem import (
    Certificate,
    Levels,
    Post,
    Problem,
    ProblemError,
    Solution,
)
from muster.engines.roster.rules import Judge
from muster.engines.roster.solving import Budget, repair, solve, warm_up

LOOK_S = 0.2  # between two looks at whoever asks for a stop
SEPARATE, POOLED = "the provinces' own bounds", "people pooled over the nation"


class WorkersLost(RuntimeError):
    """Some provinces were never finished: every worker that took them died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationProgress:
    """Which province was done, and how many are."""

    province: str
    solution: Solution
    done: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation:
    """The rosters of all provinces, who was lent, and how much better the nation could be.

    problems: as they were solved last: with guests, and without the people who are lent.
    bound: without lending the sum of the provinces' (their certificates prove it); with
    lending what ``worths`` prove, and no bound on the cost (0).
    """

    problems: Mapping[str, Problem]
    rosters: Mapping[str, Solution]
    loans: tuple[Loan, ...]
    value: Levels
    bound: Levels
    method: str
    worths: Worths | None


Tell = Callable[[NationProgress], None]
Ask = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One province to be solved by somebody else.

    stop_file: when it appears, the best so far is wanted; seen only on the same machine.
    """

    problem: Problem
    seconds: float | None
    iterations: int | None
    seed: int
    mend: bool
    stop_file: str


def run(errand: Errand) -> Solution:
    """Do an errand, in whatever process it was sent to."""
    how = repair if errand.mend else solve
    return how(
        errand.problem,
        seconds=errand.seconds,
        iterations=errand.iterations,
        seed=errand.seed,
        should_stop=Path(errand.stop_file).exists,
    )


def solve_many(
    problems: Mapping[str, Problem],
    *,
    executor: Pool,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    mend: bool = False,
    attempts: int = 5,
    progress: Tell | None = None,
    should_stop: Ask | None = None,
) -> dict[str, Solution]:
    """The solution of each problem, by name; seconds or iterations are for each of them.

    executor: makes one, and again when a worker was lost.  mend: repair what is published.
    Raises WorkersLost after so many *attempts* at one problem. After a stop, problems that
    nobody had begun are left out.
    """
    Budget.of(seconds=seconds, iterations=iterations, workers=1)
    if not KERNELS.are_warm():
        warm_up()
    with tempfile.TemporaryDirectory() as folder:
        errands = {
            name: Errand(
                problem=problem,
                seconds=seconds,
                iterations=iterations,
                seed=seed,
                mend=mend,
                stop_file=str(Path(folder) / "stop"),
            )
            for name, problem in problems.items()
        }
        rounds = _Rounds(errands, progress or _silent, should_stop or _never)
        for _ in range(attempts):
            if rounds.left and not rounds.stopped:
                rounds.go(executor)
    if rounds.left and not rounds.stopped:
        raise WorkersLost(f"every worker died that took {', '.join(rounds.left)}")
    return {name: rounds.done[name] for name in problems if name in rounds.done}


def _silent(_: NationProgress) -> None:
    pass


def _never() -> bool:
    return False


class _Rounds:
    """Errands sent out until all are done; what a lost worker had goes into the next round."""

    def __init__(self, errands: Mapping[str, Errand], tell: Tell, stop: Ask) -> None:
        self.errands, self.tell, self.stop = errands, tell, stop
        self.done: dict[str, Solution] = {}
        self.stopped = False

    @property
    def left(self) -> list[str]:
        """Errands that nobody has done."""
        return [name for name in self.errands if name not in self.done]

    def go(self, executor: Pool) -> None:
        """Send out what is left, and take in what comes back."""
        with executor() as pool:
            try:
                waiting = self._sent(pool)
            except RuntimeError as err:  # a pool that broke while it was being filled
                if is_lost(err):
                    return
                raise
            while waiting:
                ready, _ = wait(waiting, timeout=LOOK_S, return_when=FIRST_COMPLETED)
                for future in ready:
                    self._take(waiting.pop(future), future)
                if not self.stopped and self.stop():
                    self._stop(waiting)

    def _sent(self, pool: Executor) -> dict[Future[Solution], str]:
        return {pool.submit(run, self.errands[name]): name for name in self.left}

    def _take(self, name: str, future: Future[Solution]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self.done[name] = future.result()
            count = NationProgress(
                province=name,
                solution=self.done[name],
                done=len(self.done),
                of=len(self.errands),
            )
            self.tell(count)
        elif isinstance(error, ProblemError):
            raise ProblemError([f"{name}: {fault}" for fault in error.faults]) from error
        elif not is_lost(error):
            raise error

    def _stop(self, waiting: Mapping[Future[Solution], str]) -> None:
        self.stopped = True
        for future in waiting:
            future.cancel()
        for errand in self.errands.values():
            Path(errand.stop_file).touch()


def solve_nation(
    problems: Mapping[str, Problem],
    *,
    executor: Pool,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    lending: Lending | None = None,
    progress: Tell | None = None,
    should_stop: Ask | None = None,
) -> Nation:
    """Every province, then with *lending* once more those to which somebody can be lent.

    The second pass repairs the first one's roster with the guests; where that covers no more,
    the loans are not made. Raises ProblemError if provinces that lend to each other begin at
    different times. Other arguments as for ``solve_many``.
    """
    if lending is not None:
        _one_clock(problems)

    def solved(cases: Mapping[str, Problem], *, mend: bool) -> dict[str, Solution]:
        return solve_many(
            cases,
            executor=executor,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            mend=mend,
            progress=progress,
            should_stop=should_stop,
        )

    nation = _alone(problems, solved(problems, mend=False))
    stopped = should_stop is not None and should_stop()
    if lending is None:
        return nation
    if not stopped:
        nation = _after_lending(nation, lending, solved)
    worths = pooled_worths(problems, lending.lendable)
    bound = proven(problems, lending.lendable, worths)
    return replace(
        nation,
        bound=Levels(uncovered=min(bound, nation.value.uncovered)),
        method=POOLED,
        worths=worths,
    )


def _one_clock(problems: Mapping[str, Problem]) -> None:
    begins = {name: problem.start for name, problem in sorted(problems.items())}
    first = next(iter(begins), "")
    faults = [
        f"{name}: start: is {start!r}, that of {first} is {begins[first]!r}"
        for name, start in begins.items()
        if start != begins[first]
    ]
    if faults:
        raise ProblemError(faults)


def _alone(problems: Mapping[str, Problem], rosters: Mapping[str, Solution]) -> Nation:
    """Every province by itself; provinces that a stop left out count as empty."""
    values = [
        rosters[name].value if name in rosters else Judge(problem).score(()).value
        for name, problem in problems.items()
    ]
    return Nation(
        problems=problems,
        rosters=rosters,
        loans=(),
        value=_sum(values),
        bound=_sum([roster.bound for roster in rosters.values()]),
        method=SEPARATE,
        worths=None,
    )


def _sum(values: list[Levels]) -> Levels:
    return Levels(uncovered=sum(v.uncovered for v in values), cost=sum(v.cost for v in values))


def _after_lending(
    nation: Nation, how: Lending, solved: Callable[..., dict[str, Solution]]
) -> Nation:
    provinces = {
        name: Province(name, problem, _held(problem, nation.rosters[name]))
        for name, problem in nation.problems.items()
        if name in nation.rosters
    }
    loans = loans_for(provinces, _wanted(nation), how)
    to: dict[str, list[Loan]] = defaultdict(list)
    for loan in loans:
        to[loan.borrower].append(loan)
    cases = {}
    for name, mine in to.items():
        lent = [loan for loan in loans if loan.lender == name]
        case = with_guests(frozen(nation.problems[name], lent, provinces[name]), mine, provinces)
        cases[name] = replace(case, published=nation.rosters[name].assignments)
    second = solved(cases, mend=True) if cases else {}
    problems, rosters = dict(nation.problems), dict(nation.rosters)
    used: list[Loan] = []
    for name, roster in second.items():
        came = {i for _, i in roster.assignments}
        mine = [loan for loan in to[name] if loan.guest in came]
        case = with_guests(nation.problems[name], mine, provinces)
        mended = _valued(case, roster)
        if mended.value.uncovered < nation.rosters[name].value.uncovered - 1e-9:
            problems[name], rosters[name] = case, mended
            used += mine
    for name, problem in problems.items():
        problems[name] = without_lent(problem, [x for x in used if x.lender == name])
    return replace(_alone(problems, rosters), loans=tuple(used))


def _held(problem: Problem, roster: Solution) -> dict[str, list[Post]]:
    posts = {p.id: p for p in problem.posts}
    held: dict[str, list[Post]] = defaultdict(list)
    for j, i in roster.assignments:
        held[i].append(posts[j])
    return held


def _wanted(nation: Nation) -> list[Wanted]:
    out = []
    for name, roster in sorted(nation.rosters.items()):
        missing = Judge(nation.problems[name]).score(roster.assignments).missing
        posts = (p for p in nation.problems[name].posts if p.id in missing and p.weight > 0)
        out += [Wanted(name, post, missing[post.id]) for post in posts]
    return out


def _valued(problem: Problem, roster: Solution) -> Solution:
    """The second pass's roster as a solution of the borrower's problem with its guests.

    Its proof of the cover holds without the prices of people who were not needed: leaving
    people out raises what the remaining prices prove. That of the cost does not carry over.
    """
    score = Judge(problem).score(roster.assignments)
    assert not score.broken, score.broken[:3]
    proofs = {}
    bound = 0.0
    if "uncovered" in roster.certificates:
        people = {p.id for p in problem.people}
        proofs["uncovered"] = _only(roster.certificates["uncovered"], people)
        bound = min(roster.bound.uncovered, score.value.uncovered)
    return replace(
        roster,
        value=score.value,
        bound=Levels(uncovered=bound),
        changes=score.changes,
        certificates=proofs,
    )


def _only(proof: Certificate, people: set[str]) -> Certificate:
    return replace(
        proof,
        overload={i: x for i, x in proof.overload.items() if i in people},
        week={i: x for i, x in proof.week.items() if i in people},
        total={i: x for i, x in proof.total.items() if i in people},
    )
