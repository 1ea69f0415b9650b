"""The hard rules and the objective in plain Python, one person at a time.

This is the judge: slow, short and independent of the compiled search, so that what the
search returns can be held against it. It follows the text of the exchange format.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from muster.engines.roster.problem import (
    DAY_MIN,
    WEEK_MIN,
    History,
    Levels,
    Pair,
    Person,
    Post,
    Problem,
    Rules,
)

EARTH_KM = 6371.0088


class Ground:
    """Distances and travel times between the places of a problem, computed once each."""

    def __init__(self, problem: Problem) -> None:
        self._at = {p.id: (p.lat_deg, p.lon_deg) for p in problem.places}
        self._travel = problem.travel
        self._known: dict[tuple[str, str], float] = {}

    def km(self, here: str, there: str) -> float:
        """Kilometres by road, as the crow flies times the detour factor."""
        if here == there:
            return 0.0
        key = (here, there) if here < there else (there, here)
        if key not in self._known:
            self._known[key] = _great_circle_km(*self._at[here], *self._at[there])
        return self._known[key] * self._travel.detour

    def minutes(self, here: str, there: str) -> int:
        """Whole minutes of travel, rounded up."""
        return math.ceil(60 * self.km(here, there) / self._travel.speed_kmh - 1e-9)


class Rule(StrEnum):
    """Every hard rule that one person's posts can break.

    The judge names an OVERLAP as what it also is: too little time for the way.
    """

    SKILL = "skill"
    RANK = "rank"
    UNIT = "unit"
    RANGE = "range"
    AVAILABLE = "available"
    OVERLAP = "overlap"
    TRAVEL = "travel"
    REST = "rest"
    SPAN = "span"
    TOTAL_HOURS = "total_hours"
    WEEK_HOURS = "week_hours"
    DAYS_IN_A_ROW = "days_in_a_row"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that one person's posts break: which, at which post, by how much, in words.

    post: where it shows; None for hours and days, which no single post breaks.
    found, limit: what it is and what the rule allows, in minutes, ranks or days (0: no number).
    """

    rule: Rule
    post: str | None
    text: str
    found: int = 0
    limit: int = 0

    def __str__(self) -> str:
        return self.text if self.post is None else f"{self.post}: {self.text}"


@dataclass(frozen=True, slots=True)
class Score:
    """What a roster breaks and what it is worth. ``broken`` empty: it is legal."""

    broken: tuple[str, ...]
    value: Levels
    km: float
    overload_h: float
    changes: int
    missing: dict[str, int]


class Judge:
    """Answers for one problem whether pairs and rosters are legal, and what they cost."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ground = Ground(problem)

    @cached_property
    def people(self) -> dict[str, Person]:
        """People by id."""
        return {p.id: p for p in self.problem.people}

    @cached_property
    def posts(self) -> dict[str, Post]:
        """Posts by id."""
        return {p.id: p for p in self.problem.posts}

    def unfit(self, person: Person, post: Post) -> Iterator[str]:
        """Each reason why *person* may never hold *post*."""
        return (breach.text for breach in self._unfit(person, post))

    def _unfit(self, person: Person, post: Post) -> Iterator[Breach]:
        if not set(post.skills) <= set(person.skills):
            yield Breach(Rule.SKILL, post.id, "lacks a skill")
        if person.rank < post.min_rank:
            yield Breach(Rule.RANK, post.id, "rank too low", person.rank, post.min_rank)
        if post.units is not None and person.unit not in post.units:
            yield Breach(Rule.UNIT, post.id, "unit not asked for")
        if not self.in_range(person, post):
            yield Breach(Rule.RANGE, post.id, "home too far away")
        if away(person, post):
            yield Breach(Rule.AVAILABLE, post.id, "unavailable")

    def in_range(self, person: Person, post: Post) -> bool:
        """Whether home is near enough."""
        if post.max_km is None:
            return True
        return self.ground.km(person.home, post.place) <= post.max_km + 1e-6

    def broken_by(self, person: Person, posts: Sequence[Post]) -> Iterator[str]:
        """Each rule that *person* breaks by holding all of *posts* (in any order), in words."""
        return map(str, self.breaches(person, posts))

    def breaches(self, person: Person, posts: Sequence[Post]) -> Iterator[Breach]:
        """Each rule that *person* breaks by holding all of *posts* (in any order)."""
        mine = sorted(posts, key=lambda p: (p.start_min, p.end_min))
        if not mine:
            return
        rules = self.problem.rules_of(person)
        for post in mine:
            yield from self._unfit(person, post)
        yield from self._broken_gaps(person, mine, rules)
        yield from _broken_hours(person, mine, rules)
        yield from _broken_days(person, mine, rules)

    def _broken_gaps(self, person: Person, mine: list[Post], rules: Rules) -> Iterator[Breach]:
        began_min, last = _before(person.history)
        for post in mine:
            if last is None:
                began_min = post.start_min
            else:
                gap_min = post.start_min - last[1]
                way_min = self.ground.minutes(last[0], post.place)
                if gap_min < way_min:
                    text = f"{gap_min} min are too short to get there"
                    yield Breach(Rule.TRAVEL, post.id, text, gap_min, way_min)
                if rules.max_break_min < gap_min < rules.min_rest_min:
                    text = f"a gap of {gap_min} min is neither break nor rest"
                    yield Breach(Rule.REST, post.id, text, gap_min, rules.min_rest_min)
                if gap_min > rules.max_break_min:
                    began_min = post.start_min
            span_min = post.end_min - began_min
            if span_min > rules.max_span_min:
                text = f"duty period of {span_min} min"
                yield Breach(Rule.SPAN, post.id, text, span_min, rules.max_span_min)
            last = (post.place, post.end_min)

    def km_of(self, person: Person, posts: Sequence[Post]) -> float:
        """Kilometres of *person* over all duty periods, from home and back."""
        mine = sorted(posts, key=lambda p: (p.start_min, p.end_min))
        if not mine:
            return 0.0
        max_break_min = self.problem.rules_of(person).max_break_min
        km = self.ground.km(person.home, mine[0].place) + self.ground.km(
            mine[-1].place, person.home
        )
        for a, b in pairwise(mine):
            if b.start_min - a.end_min <= max_break_min:
                km += self.ground.km(a.place, b.place)
            else:
                km += self.ground.km(a.place, person.home) + self.ground.km(person.home, b.place)
        return km

    def score(self, pairs: Iterable[Pair]) -> Score:
        """Judge a whole roster."""
        pairs = list(pairs)
        seen = {(j, i) for j, i in pairs if j in self.posts and i in self.people}
        broken = [f"{j},{i}: unknown" for j, i in pairs if (j, i) not in seen]
        broken += [f"{j},{i}: twice" for (j, i), n in Counter(pairs).items() if n > 1]
        broken += [f"{j},{i}: fixed pair lost" for j, i in self.problem.fixed if (j, i) not in seen]
        held: dict[str, list[Post]] = defaultdict(list)
        filled: Counter[str] = Counter()
        for j, i in seen:
            held[i].append(self.posts[j])
            filled[j] += 1
        for j, n in filled.items():
            if n > self.posts[j].count:
                broken.append(f"{j}: {n} people for {self.posts[j].count}")
        km = overload_h = 0.0
        for i in sorted(held):
            person = self.people[i]
            broken += [f"{i}: {what}" for what in self.broken_by(person, held[i])]
            km += self.km_of(person, held[i])
            worked_min = sum(p.end_min - p.start_min for p in held[i])
            overload_h += max(0, worked_min - person.fair_min) / 60
        changes = self.changes(seen)
        costs = self.problem.costs
        cost = costs.per_km * km + costs.per_overload_h * overload_h + costs.per_change * changes
        missing = {j: p.count - filled[j] for j, p in self.posts.items() if filled[j] < p.count}
        return Score(
            broken=tuple(broken),
            value=Levels(uncovered=self._uncovered(missing), cost=cost),
            km=km,
            overload_h=overload_h,
            changes=changes,
            missing=missing,
        )

    def changes(self, pairs: set[Pair]) -> int:
        """Pairs in exactly one of *pairs* and the published roster (as far as it still exists)."""
        if self.problem.published is None:
            return 0
        return len(
            pairs
            ^ {(j, i) for j, i in self.problem.published if j in self.posts and i in self.people}
        )

    def _uncovered(self, missing: dict[str, int]) -> float:
        short_crews = {c for j in missing if (c := self.posts[j].crew) is not None}
        return sum(
            post.weight * (post.count if post.crew in short_crews else missing.get(j, 0))
            for j, post in self.posts.items()
        )


def away(person: Person, post: Post) -> bool:
    """Whether *person* is unavailable at any minute of *post*."""
    return any(a < post.end_min and post.start_min < b for a, b in person.unavailable_min)


def _before(history: History | None) -> tuple[int, tuple[str, int] | None]:
    if history is None:
        return 0, None
    return history.period_start_min, (history.last_place, history.last_end_min)


def _broken_hours(person: Person, mine: list[Post], rules: Rules) -> Iterator[Breach]:
    week_min: Counter[int] = Counter()
    if person.history is not None:
        week_min[0] = person.history.week_min
    for post in mine:
        week_min[post.start_min // WEEK_MIN] += post.end_min - post.start_min
    total_min, most_min = sum(p.end_min - p.start_min for p in mine), max(week_min.values())
    if total_min > rules.max_total_min:
        text = f"{total_min} min in all"
        yield Breach(Rule.TOTAL_HOURS, None, text, total_min, rules.max_total_min)
    if most_min > rules.max_week_min:
        text = f"{most_min} min in a week"
        yield Breach(Rule.WEEK_HOURS, None, text, most_min, rules.max_week_min)


def _broken_days(person: Person, mine: list[Post], rules: Rules) -> Iterator[Breach]:
    run = person.history.run_days if person.history is not None else 0
    last = -1 if run else None
    for day in sorted({p.start_min // DAY_MIN for p in mine}):
        run = run + 1 if last is not None and day == last + 1 else 1
        last = day
        if run > rules.max_days_in_a_row:
            text = f"{run} days in a row"
            yield Breach(Rule.DAYS_IN_A_ROW, None, text, run, rules.max_days_in_a_row)
            return


def _great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    la, oa, lb, ob = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((ob - oa) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))
