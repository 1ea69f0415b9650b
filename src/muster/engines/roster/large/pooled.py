"""How much a nation must leave open even if it lends freely: a bound with its proof.

All posts are cut into groups that share an instant, so that nobody holds two of one group.
Within a group everybody who is at hand then, and who may be lent, may hold any post of the
nation that his skills and rank allow; everybody else any such post of his province. Units,
ranges, rest, hours and crews are left out. That relaxes every legal roster of the nation
with any lending, so what a group must leave open, no roster covers.

The proof is a worth for each post, between 0 and its weight: the bound is the worth of all
places less, for each group and each person at hand, the most that he could take away. Any
worths prove what they prove; these are the duals of the flow in each group.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from muster.engines.roster.problem import Person, Post, Problem

Kind = tuple[tuple[str, ...], int]  # skills asked for, least rank
Ask = tuple[str, Kind, float]  # province, kind, weight
Class = tuple[str | None, tuple[str, ...], int]  # province (None: may be lent), skills, rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Worths:
    """The proof: what a place of each post is worth, by province; what is absent is 0."""

    by_province: Mapping[str, Mapping[str, float]]


def pooled_worths(problems: Mapping[str, Problem], lendable: Callable[[Person], bool]) -> Worths:
    """The worths that prove most, group by group."""
    nation = _Nation(problems, lendable)
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for group in nation.groups():
        asks: Counter[Ask] = Counter()
        for name, post in group.posts:
            asks[_ask(name, post)] += post.count
        worth = _duals(asks, nation.at_hand(group.instant_min))
        for name, post in group.posts:
            if worth[_ask(name, post)] > 0:
                out[name][post.id] = worth[_ask(name, post)]
    return Worths(by_province=out)


def proven(
    problems: Mapping[str, Problem], lendable: Callable[[Person], bool], worths: Worths
) -> float:
    """The weight that every roster leaves open, recomputed from the worths alone.

    Raises ValueError if a worth is below 0 or above its post's weight.
    """
    nation = _Nation(problems, lendable)
    total = 0.0
    for group in nation.groups():
        best: dict[tuple[str, Kind], float] = defaultdict(float)
        value = 0.0
        for name, post in group.posts:
            worth = worths.by_province.get(name, {}).get(post.id, 0.0)
            if not 0 <= worth <= post.weight + 1e-9:
                raise ValueError(f"worth of post {post.id} of {name}")
            value += worth * post.count
            kind = tuple(sorted(post.skills)), post.min_rank
            best[name, kind] = max(best[name, kind], worth)
        if value > 0:
            value -= _taken(best, nation.at_hand(group.instant_min))
        total += max(0.0, value)
    return total


def _taken(best: Mapping[tuple[str, Kind], float], people: Mapping[Class, int]) -> float:
    """What all people at hand could take away at most, one post each."""
    anywhere: dict[Kind, float] = defaultdict(float)
    at_home: dict[str, dict[Kind, float]] = defaultdict(dict)
    for (name, kind), worth in best.items():
        anywhere[kind] = max(anywhere[kind], worth)
        at_home[name][kind] = worth
    taken = 0.0
    for who, n in people.items():
        kinds = anywhere if who[0] is None else at_home.get(who[0], {})
        taken += n * max((w for kind, w in kinds.items() if _able(who, kind)), default=0.0)
    return taken


def _able(who: Class, kind: Kind) -> bool:
    return set(kind[0]) <= set(who[1]) and kind[1] <= who[2]


def _ask(name: str, post: Post) -> Ask:
    return name, (tuple(sorted(post.skills)), post.min_rank), post.weight


@dataclass(frozen=True, slots=True)
class _Group:
    """Posts that all cover one instant, with the province of each."""

    instant_min: int
    posts: list[tuple[str, Post]]


class _Nation:
    """The provinces on one clock."""

    def __init__(self, problems: Mapping[str, Problem], lendable: Callable[[Person], bool]) -> None:
        self.problems = problems
        self._always: Counter[Class] = Counter()
        self._away: list[tuple[Class, tuple[tuple[int, int], ...]]] = []
        for name in sorted(problems):
            for person in problems[name].people:
                home = None if lendable(person) else name
                key = (home, tuple(sorted(set(person.skills))), person.rank)
                self._always[key] += 1
                if person.unavailable_min:
                    self._away.append((key, person.unavailable_min))

    def groups(self) -> Iterator[_Group]:
        """Every post in exactly one group; groups as large as their earliest end allows."""
        posts = [(n, p) for n in sorted(self.problems) for p in self.problems[n].posts]
        posts.sort(key=lambda x: (x[1].end_min, x[0], x[1].id))
        while posts:
            instant_min = posts[0][1].end_min - 1
            yield _Group(instant_min, [x for x in posts if x[1].start_min <= instant_min])
            posts = [x for x in posts if x[1].start_min > instant_min]

    def at_hand(self, instant_min: int) -> Mapping[Class, int]:
        """How many of each class are not away at an instant."""
        out = self._always.copy()
        for key, away in self._away:
            if any(a <= instant_min < b for a, b in away):
                out[key] -= 1
        return out


def _duals(asks: Mapping[Ask, int], people: Mapping[Class, int]) -> dict[Ask, float]:
    """The price of a place of each kind in the flow that leaves least weight open."""
    # scipy's HiGHS takes a third of a second to load, and only nations are pooled
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows, entries, room = list(asks), _Flow(), [-float(n) for n in asks.values()]
    for k, (_, _, weight) in enumerate(rows):
        entries.column({k: -1.0}, weight)
    kinds = {kind: len(rows) + n for n, kind in enumerate(dict.fromkeys(a[1] for a in rows))}
    room += [0.0] * len(kinds)
    for k, (_, kind, _) in enumerate(rows):
        entries.column({k: -1.0, kinds[kind]: 1.0}, 0.0)
    for who, n in people.items():
        targets = [kinds[kind] for kind in kinds if _able(who, kind)]
        if who[0] is not None:
            targets = [k for k, a in enumerate(rows) if a[0] == who[0] and _able(who, a[1])]
        for target in targets:
            entries.column({target: -1.0, len(room): 1.0}, 0.0)
        if targets:
            room.append(float(n))
    matrix = coo_array(
        (entries.values, (entries.rows, entries.columns)), shape=(len(room), len(entries.costs))
    )
    # the stubs know no sparse matrix, which linprog takes
    sparse = cast(Any, matrix.tocsr())
    answer = linprog(entries.costs, A_ub=sparse, b_ub=np.array(room), method="highs")
    prices = -answer.ineqlin.marginals[: len(rows)]
    return {a: float(min(max(0.0, x), a[2])) for a, x in zip(rows, prices, strict=True)}


class _Flow:
    """Columns of a linear programme as they come."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.values: list[float] = []

    def column(self, entries: Mapping[int, float], cost: float) -> None:
        """One variable >= 0."""
        for row, value in entries.items():
            self.rows.append(row)
            self.columns.append(len(self.costs))
            self.values.append(value)
        self.costs.append(cost)
