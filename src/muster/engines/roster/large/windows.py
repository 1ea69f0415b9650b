"""Long seasons: months planned in rolling windows, each legal with what was planned before it.

A window is solved together with a look-ahead, of which nothing is kept, so that its last days
do not use up the people of the first days after it. What stands before, inside and after a
window (see :mod:`muster.engines.roster.large.carrying`) is given to it, so the windows put together
are one legal roster.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from muster.engines.roster.large.carrying import (
    NO_LIMIT_MIN,
    WEEK_DAYS,
    Hours,
    Rolling,
    Season,
    Share,
    Window,
    hours_lifted,
    length_min,
)
from muster.engines.roster.problem import (
    DAY_MIN,
    Certificate,
    Levels,
    OwnRules,
    Pair,
    Post,
    Problem,
    Reason,
    Solution,
)
from muster.engines.roster.rules import Judge, Score
from muster.engines.roster.solving import Progress, repair, solve

PART = 0.4  # of a window's seconds: for the proof of what it leaves open, or to settle its hours
PROOF_ITERATIONS = 3  # for each of a window's: the bounds get few steps for an iteration


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowResult:
    """What the roster of the season does in one window.

    bound.uncovered: no roster of the season leaves less open in this window.
    """

    window: Window
    value: Levels
    bound: Levels
    pairs: int
    open_places: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonPlan:
    """The windows put together, judged over the whole season.

    bound.uncovered is proven for the season by ``certificate``; bound.cost is not sought (0).
    """

    assignments: tuple[Pair, ...]
    value: Levels
    bound: Levels
    certificate: Certificate
    changes: int
    windows: tuple[WindowResult, ...]
    shares: tuple[Share, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonProgress:
    """Which window is being solved, and how far that is."""

    window: Window
    windows: int
    within: Progress


def windows_of(problem: Problem, rolling: Rolling | None = None) -> tuple[Window, ...]:
    """The windows of a season; the last one ends with it."""
    rolling = rolling or Rolling()
    starts = range(0, problem.days, rolling.window_days)
    return tuple(
        Window(
            number=k,
            first_day=day,
            end_day=min(problem.days, day + rolling.window_days),
            look_end_day=min(problem.days, day + rolling.window_days + rolling.look_ahead_days),
        )
        for k, day in enumerate(starts)
    )


def window_problem(
    problem: Problem,
    window: Window,
    kept: Iterable[Pair],
    *,
    rolling: Rolling | None = None,
    mend: bool = False,
) -> Problem:
    """One window as a problem of its own, with all that *kept* carries into it.

    kept: pairs that stand, of the whole season: earlier ones become history, later ones fixed.
    mend: the season's published roster is the window's too, to be repaired.

    A duty that runs over midnight into the window ends after its minute 0, so ``last_end_min``
    of a history made here may be above 0. Solver and judges read that rightly; a problem file
    may not hold it.
    """
    return Season(problem, rolling or Rolling()).problem_of(window, frozenset(kept), mend=mend)


def judge_season(problem: Problem, pairs: Iterable[Pair], rolling: Rolling | None = None) -> Score:
    """The roster of the whole season under the plain judge.

    With ``Hours.WINDOW`` the hours in all are judged for each window by itself and every
    other rule over the whole season.
    """
    rolling, pairs = rolling or Rolling(), list(pairs)
    if rolling.hours is Hours.SEASON:
        return Judge(problem).score(pairs)
    score = Judge(hours_lifted(problem)).score(pairs)
    over = tuple(_over_in_windows(problem, pairs, rolling))
    return replace(score, broken=score.broken + over)


def _over_in_windows(problem: Problem, pairs: Iterable[Pair], rolling: Rolling) -> Iterable[str]:
    season = Season(problem, rolling)
    for i, posts in season.held(pairs).items():
        cap_min = problem.rules_of(season.people[i]).max_total_min
        by_window: dict[int, int] = defaultdict(int)
        for post in posts:
            by_window[post.start_min // DAY_MIN // rolling.window_days] += length_min(post)
        yield from (
            f"{i}: {n} min in window {k}" for k, n in sorted(by_window.items()) if n > cap_min
        )


def season_certificate(proofs: Sequence[tuple[Window, Certificate]]) -> Certificate:
    """The proofs of the cover of single windows, together a proof for the season.

    Each was made without what other windows carry into it and without a limit on the hours in
    all, so that the part of any legal season that lies in the window was open to it.
    """
    posts: dict[str, float] = {}
    weeks: dict[str, dict[int, float]] = defaultdict(dict)
    for window, proof in proofs:
        posts.update(proof.post)
        for i, prices in proof.week.items():
            first = window.first_day // WEEK_DAYS
            weeks[i] |= {first + w: x for w, x in enumerate(prices) if x}
    return Certificate(
        post=posts,
        week={
            i: tuple(by_week.get(w, 0.0) for w in range(max(by_week) + 1))
            for i, by_week in weeks.items()
            if by_week
        },
    )


def free_window(problem: Problem, window: Window, rolling: Rolling) -> Problem:
    """The window as if nothing had been planned around it: any part of a legal season fits."""
    bare = replace(hours_lifted(problem), published=None, fixed=())
    alone = replace(window, look_end_day=window.end_day)
    out = Season(bare, rolling).problem_of(alone, frozenset(), mend=False)
    people = tuple(
        replace(p, own_rules=replace(p.own_rules or OwnRules(), max_total_min=NO_LIMIT_MIN))
        for p in out.people
    )
    return replace(out, people=people)


def plan_season(
    problem: Problem,
    *,
    rolling: Rolling | None = None,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
    mend: bool = False,
    progress: Callable[[SeasonProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> SeasonPlan:
    """The whole season, window by window; seconds or iterations are for each window.

    What is published is kept as it stands, or with *mend* repaired with the fewest
    changes from the first day to be planned on. Raises ProblemError if what must stand breaks
    a rule, ValueError if ``rolling.first_day`` begins no window.
    """
    planning = _Planning(problem, rolling or Rolling(), mend=mend)
    budget = _Budget(seconds=seconds, iterations=iterations, workers=workers, seed=seed)
    stop = should_stop or _never
    for window in planning.windows:
        if stop():
            break
        planning.plan(window, budget, _telling(progress, window, len(planning.windows)), stop)
    return planning.result()


def _never() -> bool:
    return False


Tell = Callable[[Progress], None]


def _telling(
    progress: Callable[[SeasonProgress], None] | None, window: Window, windows: int
) -> Tell:
    def tell(within: Progress) -> None:
        if progress is not None:
            progress(SeasonProgress(window=window, windows=windows, within=within))

    return tell


@dataclass(frozen=True, slots=True, kw_only=True)
class _Budget:
    """What one window may use."""

    seconds: float | None
    iterations: int | None
    workers: int
    seed: int

    def part(self, *, iterations: int = 1) -> "_Budget":
        """A part of the seconds, or so many times the iterations."""
        return replace(
            self,
            seconds=None if self.seconds is None else self.seconds * PART,
            iterations=None if self.iterations is None else self.iterations * iterations,
        )


class _Planning:
    """A season being planned: what stands so far, and one result for each window done."""

    def __init__(self, problem: Problem, rolling: Rolling, *, mend: bool) -> None:
        self.problem, self.rolling, self.mend = problem, rolling, mend
        self.season = Season(problem, rolling)
        every, first_day = windows_of(problem, rolling), rolling.first_day
        if first_day not in {w.first_day for w in every}:
            raise ValueError(f"day {first_day} begins no window")
        self.windows = [w for w in every if w.first_day >= first_day]
        self.standing = self.season.standing(mend=mend)
        if mend:
            self.standing |= {
                (j, i)
                for j, i in problem.published or ()
                if self._known((j, i)) and self._due_day(j) < first_day
            }
        self.kept = self.standing
        self.results: list[WindowResult] = []
        self.proofs: list[tuple[Window, Certificate]] = []
        self.reasons: list[Reason] = []

    def _known(self, pair: Pair) -> bool:
        return pair[0] in self.season.posts and pair[1] in self.season.people

    def _due_day(self, post: str) -> int:
        return self.season.due_min(self.season.posts[post]) // DAY_MIN

    def plan(self, window: Window, budget: _Budget, tell: Tell, stop: Callable[[], bool]) -> None:
        """Solve one window and keep what lies before its end."""
        case = window_problem(self.problem, window, self.kept, rolling=self.rolling, mend=self.mend)
        if not case.posts:
            self._note(window, 0.0, budget)
            return
        solution = _solved(case, window, budget, tell, stop)
        self._keep(window, solution.assignments)
        if self._over(window):
            solution = self._settled(window, budget, stop)
        open_here = {j for j, p in self.season.posts.items() if self._is_in(p, window)}
        self.reasons += [r for r in solution.reasons if r.post in open_here]
        self._note(window, solution.seconds, budget)

    def _is_in(self, post: Post, window: Window) -> bool:
        day = self.season.due_min(post) // DAY_MIN
        return window.first_day <= day < window.end_day

    def _keep(self, window: Window, pairs: Iterable[Pair]) -> None:
        """Add the window's pairs; and for people whom that would tear apart, the look-ahead's.

        Between a kept post and one that stands later, a post of the look-ahead may have made
        the one duty period that is legal.
        """
        pairs = list(pairs)
        mine = {pair for pair in pairs if self._due_day(pair[0]) < window.end_day}
        self.kept |= mine
        torn = self.season.clash(self.kept, Judge(self.season.judged()))
        bridges = {(j, i) for j, i in pairs if i in torn}
        self.standing |= bridges
        self.kept |= bridges

    def _over(self, window: Window) -> bool:
        """Whether the look-ahead let somebody exceed the window's own hours."""
        if self.rolling.hours is Hours.SEASON:
            return False
        inside = [(j, i) for j, i in self.kept if self._is_in(self.season.posts[j], window)]
        return any(_over_in_windows(self.problem, inside, self.rolling))

    def _settled(self, window: Window, budget: _Budget, stop: Callable[[], bool]) -> Solution:
        """The window once more, without a look-ahead, from what it had, within its hours."""
        had = {(j, i) for j, i in self.kept if self._is_in(self.season.posts[j], window)}
        self.kept -= had - self.standing
        alone = replace(window, look_end_day=window.end_day)
        case = window_problem(self.problem, alone, self.kept, rolling=self.rolling)
        case = replace(case, published=tuple(sorted(had)))
        solution = _solved(case, alone, budget.part(), lambda _: None, stop)
        self._keep(alone, solution.assignments)
        return solution

    def _note(self, window: Window, seconds: float, budget: _Budget) -> None:
        free = free_window(self.problem, window, self.rolling)
        here = {p.id for p in free.posts}
        pairs = [pair for pair in self.kept if pair[0] in here]
        score = Judge(free).score(pairs)
        bound = 0.0
        if score.value.uncovered > 0:
            proof = solve(free, **_limits(budget.part(iterations=PROOF_ITERATIONS)))
            bound = min(proof.bound.uncovered, score.value.uncovered)
            if "uncovered" in proof.certificates:
                self.proofs.append((window, proof.certificates["uncovered"]))
        self.results.append(
            WindowResult(
                window=window,
                value=score.value,
                bound=Levels(uncovered=bound),
                pairs=len(pairs),
                open_places=sum(score.missing.values()),
                seconds=seconds,
            )
        )

    def result(self) -> SeasonPlan:
        """The windows so far as one roster of the season."""
        pairs = tuple(sorted(self.kept))
        score = judge_season(self.problem, pairs, self.rolling)
        assert not score.broken, score.broken[:3]
        bound = sum(r.bound.uncovered for r in self.results)
        return SeasonPlan(
            assignments=pairs,
            value=score.value,
            bound=Levels(uncovered=min(bound, score.value.uncovered)),
            certificate=season_certificate(self.proofs),
            changes=score.changes,
            windows=tuple(self.results),
            shares=self.season.shares(pairs),
            reasons=tuple(self.reasons),
        )


def _limits(budget: _Budget) -> dict[str, Any]:
    return {"seconds": budget.seconds, "iterations": budget.iterations, "seed": budget.seed}


def _solved(
    case: Problem, window: Window, budget: _Budget, tell: Tell, stop: Callable[[], bool]
) -> Solution:
    how = solve if case.published is None else repair
    return how(
        case,
        seconds=budget.seconds,
        iterations=budget.iterations,
        workers=budget.workers,
        seed=budget.seed + window.number,
        progress=tell,
        should_stop=stop,
    )
