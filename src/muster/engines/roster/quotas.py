"""Quota first, names second: a centre asks units for numbers, and the units name their people.

``split`` turns the demand into quotas ("traffic 12, fire 8") with a bound on what any split must
leave open, and asks a unit for nothing that cannot be named. What it returns is held against
every rule in :mod:`muster.engines.roster.naming`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from muster.engines.roster.problem import DAY_MIN, Levels, Pair, Post, Problem, Solution


class Per(StrEnum):
    """How the paper that goes to a unit groups what is asked."""

    SHIFT = "shift"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """One line of what is asked of one unit; ``posts``: how many of them on which post."""

    unit: str
    start_min: int
    end_min: int
    skills: tuple[str, ...]
    min_rank: int
    count: int
    posts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Who gives how many, and what stays open.

    shares: people by unit and post.  value.uncovered: weight that the quotas leave open; cost:
    hours of units above the fair shares of their people.  bound.uncovered: no split and no
    roster leaves less; that of the cost is not sought (0).
    """

    per: Per
    quotas: tuple[Quota, ...]
    shares: Mapping[str, Mapping[str, int]]
    value: Levels
    bound: Levels
    missing: Mapping[str, int]
    seconds: float
    method: str

    @property
    def gap(self) -> Levels:
        """``(value - bound) / max(value, 1)``; the cost's says nothing."""
        value, bound = self.value, self.bound
        return Levels(
            uncovered=(value.uncovered - bound.uncovered) / max(value.uncovered, 1.0),
            cost=(value.cost - bound.cost) / max(value.cost, 1.0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Places of one post that a unit has not named yet."""

    unit: str
    post: str
    start_min: int
    end_min: int
    skills: tuple[str, ...]
    min_rank: int
    missing: int


COUNTED, STORED = "counted from a roster that keeps every rule", "as stored"


def split(
    problem: Problem,
    *,
    per: Per = Per.SHIFT,
    solution: Solution | None = None,
    seconds: float = 20.0,
    workers: int = 1,
    seed: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> Split:
    """Quotas for every unit, counted from a legal roster: *solution*, or one sought in *seconds*.

    So at least one naming fills all of them, and their bound is the roster's. Splitting the
    demand by numbers alone, with hours and posts at once held for each unit as a whole, is
    proven best in a second, but rest between days gets lost in it: of such quotas units could
    name three quarters.
    """
    if solution is None:
        # numba and numpy load in half a second, which a page that checks names need not pay
        from muster.engines.roster.solving import solve

        solution = solve(
            problem, seconds=seconds, workers=workers, seed=seed, should_stop=should_stop
        )
    unit = {p.id: p.unit for p in problem.people}
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    for j, i in solution.assignments:
        shares[unit[i]][j] += 1
    out = split_of(problem, shares, per=per)
    bound = min(solution.bound.uncovered, out.value.uncovered)
    return replace(out, bound=Levels(uncovered=bound), seconds=solution.seconds, method=COUNTED)


def split_of(
    problem: Problem, shares: Mapping[str, Mapping[str, int]], *, per: Per = Per.SHIFT
) -> Split:
    """The split that *shares* (by unit and post) are, without a bound, of the posts there are."""
    posts = {p.id: p for p in problem.posts}
    known = {
        unit: {j: n for j, n in sorted(mine.items()) if j in posts and n > 0}
        for unit, mine in sorted(shares.items())
    }
    given: Counter[str] = Counter()
    for mine in known.values():
        given.update(mine)
    missing = {j: p.count - given[j] for j, p in posts.items() if given[j] < p.count}
    return Split(
        per=per,
        quotas=tuple(_quotas(posts, known, per)),
        shares=known,
        value=Levels(uncovered=_uncovered(problem, missing), cost=_overload_h(problem, known)),
        bound=Levels(),
        missing=missing,
        seconds=0.0,
        method=STORED,
    )


def _quotas(
    posts: Mapping[str, Post], shares: Mapping[str, Mapping[str, int]], per: Per
) -> Iterable[Quota]:
    lines: dict[tuple[str, int, int, tuple[str, ...], int], list[tuple[str, int]]]
    lines = defaultdict(list)
    for unit, mine in shares.items():
        for j, n in mine.items():
            post = posts[j]
            start_min, end_min = post.start_min, post.end_min
            if per is Per.DAY:
                start_min -= start_min % DAY_MIN
                end_min = start_min + DAY_MIN
            key = (unit, start_min, end_min, tuple(sorted(post.skills)), post.min_rank)
            lines[key].append((j, n))
    for (unit, start_min, end_min, skills, min_rank), asked in sorted(lines.items()):
        yield Quota(
            unit=unit,
            start_min=start_min,
            end_min=end_min,
            skills=skills,
            min_rank=min_rank,
            count=sum(n for _, n in asked),
            posts=tuple(sorted(asked)),
        )


def _uncovered(problem: Problem, missing: Mapping[str, int]) -> float:
    short = {p.crew for p in problem.posts if p.id in missing and p.crew is not None}
    return sum(
        p.weight * (p.count if p.crew in short else missing.get(p.id, 0)) for p in problem.posts
    )


def _overload_h(problem: Problem, shares: Mapping[str, Mapping[str, int]]) -> float:
    posts = {p.id: p for p in problem.posts}
    fair_min: Counter[str] = Counter()
    for person in problem.people:
        fair_min[person.unit] += person.fair_min
    total = 0.0
    for unit, mine in shares.items():
        asked_min = sum(n * (posts[j].end_min - posts[j].start_min) for j, n in mine.items())
        total += max(0, asked_min - fair_min[unit]) / 60
    return total


def for_unit(
    problem: Problem, split: Split, unit: str, *, accepted: Iterable[Pair] = ()
) -> Problem:
    """What is asked of one unit as a problem of its own: solve it to propose names.

    accepted: names that stand already; they are fixed.
    """
    mine = split.shares.get(unit, {})
    people = tuple(p for p in problem.people if p.unit == unit)
    ids = {p.id for p in people}
    return replace(
        problem,
        name=f"{problem.name} {unit}",
        people=people,
        posts=tuple(
            replace(p, count=mine[p.id], units=None, crew=None)
            for p in problem.posts
            if p.id in mine
        ),
        published=None,
        fixed=tuple(
            sorted({(j, i) for j, i in (*problem.fixed, *accepted) if j in mine and i in ids})
        ),
    )


def owed(
    problem: Problem, split: Split, accepted: Iterable[Pair], *, unit: str | None = None
) -> tuple[Owed, ...]:
    """What *unit* (or every unit) still has to name, by unit and time."""
    posts = {p.id: p for p in problem.posts}
    home = {p.id: p.unit for p in problem.people}
    named = Counter((home.get(i), j) for j, i in set(accepted))
    found = [
        Owed(
            unit=name,
            post=j,
            start_min=posts[j].start_min,
            end_min=posts[j].end_min,
            skills=posts[j].skills,
            min_rank=posts[j].min_rank,
            missing=n - named[name, j],
        )
        for name, mine in split.shares.items()
        if unit is None or name == unit
        for j, n in mine.items()
        if named[name, j] < n
    ]
    return tuple(sorted(found, key=lambda x: (x.unit, x.start_min, x.post)))
