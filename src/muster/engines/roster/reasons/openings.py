"""Why a place is open, as data: who is concerned, what keeps each of them, what would fill it.

Plain Python on top of the judge; one post of a problem of thousands of people takes some tens
of milliseconds. ``explaining`` does all open posts of a roster at once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from muster.engines.roster.changes import (
    AskLess,
    Change,
    FreeFor,
    OpenTo,
    Pin,
    SetRule,
)
from muster.engines.roster.problem import Pair, Person, Post, Why
from muster.engines.roster.reasons.obstacles import (
    FIRM,
    OWN_RULE,
    Obstacle,
    duty_obstacles,
    held_posts,
    standing_obstacles,
)
from muster.engines.roster.rules import Judge, Rule

MAX_BLOCKED: Final = 25  # people named for one post
MAX_STEPS: Final = 3  # the most rules that one remedy relaxes
MAX_NEAR: Final = 40  # of those whom one standing rule keeps off, how many are looked at closely

STANDING: Final = (Rule.SKILL, Rule.RANK, Rule.UNIT, Rule.RANGE, Rule.AVAILABLE)
"""The order in which the question who might hold a post is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Somebody who is concerned, and every rule that keeps him off; none: he could come."""

    person: str
    by: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The least that would put one person on the post: every step is needed, none suffices alone.

    relax: rules that would have to give, for him.  give_up: posts of his left open instead,
    with ``weight_lost``.
    """

    post: str
    person: str
    relax: tuple[Obstacle, ...] = ()
    give_up: tuple[str, ...] = ()
    weight_lost: float = 0.0

    @property
    def steps(self) -> int:
        """How many things would have to be decided."""
        return len(self.relax) + len(self.give_up)

    def changes(self) -> tuple[Change, ...]:
        """The same as changes to the problem, for a what-if."""
        eased = tuple(self._eased(o) for o in self.relax)
        return (*eased, Pin(post=self.post, person=self.person))

    def _eased(self, obstacle: Obstacle) -> Change:
        rule = obstacle.rule
        if rule is Rule.RANK:
            return AskLess(post=self.post, min_rank=int(obstacle.needed))
        if rule is Rule.RANGE:
            return AskLess(post=self.post, max_km=obstacle.needed)
        if rule is Rule.AVAILABLE:
            return FreeFor(person=self.person, post=self.post)
        if rule is Rule.UNIT:
            return OpenTo(post=self.post, units=(obstacle.unit or "",))
        return SetRule(rule=OWN_RULE[rule], value=int(obstacle.needed), person=self.person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Why ``missing`` places of a post are open.

    qualified: how many have the skills, the rank and the unit; held_by: how many hold it.
    counts: of the skilled who do not hold it, how many fall away at which rule, the first that
    keeps each of them.  free: how many no rule keeps off.
    blocked: people concerned, nearest home first.  remedies: the least first.
    """

    post: str
    missing: int
    kind: Why
    qualified: int
    held_by: int
    free: int
    counts: Mapping[Rule, int] = field(default_factory=dict)
    blocked: tuple[Blocked, ...] = ()
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many hold a post, how many no rule keeps off, how many fall away at which rule first."""

    holders: int
    free: int
    counts: Mapping[Rule, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """Those of a large force who are worth looking at for one post."""

    people: tuple[Person, ...]
    tally: Tally


class Bench:
    """The people of a problem with what they hold, to be asked post by post."""

    def __init__(self, judge: Judge, pairs: Iterable[Pair]) -> None:
        self.judge = judge
        self.held = held_posts(judge, pairs)
        self.filled: Counter[str] = Counter(p.id for mine in self.held.values() for p in mine)

    def missing(self, post: Post) -> int:
        """How many places of the post are empty."""
        return max(0, post.count - self.filled[post.id])

    def open_posts(self) -> list[Post]:
        """Posts with an empty place, in the order of the problem."""
        return [p for p in self.judge.problem.posts if self.missing(p)]


def opening(judge: Judge, pairs: Iterable[Pair], post_id: str, *, at_most: int = 5) -> Opening:
    """Why places of one post are open. Raises KeyError if there is no such post."""
    return opening_of(Bench(judge, pairs), judge.posts[post_id], at_most=at_most)


def opening_of(
    bench: Bench, post: Post, *, at_most: int, shortlist: Shortlist | None = None
) -> Opening:
    """Why places of *post* are open, asked of a bench that is there already.

    shortlist: whom to look at, and the counts over everybody; without one everybody is asked.
    """
    sieve = _Sieve(bench, post)
    if shortlist is None:
        sieve.sift(bench.judge.problem.people)
        return sieve.opening(at_most, sieve.tally)
    sieve.sift(shortlist.people)
    return sieve.opening(at_most, shortlist.tally)


class _Sieve:
    """People, sorted by what keeps them from one post."""

    def __init__(self, bench: Bench, post: Post) -> None:
        self.judge, self.held, self.post = bench.judge, bench.held, post
        self.missing = bench.missing(post)
        self.holders = 0
        self.counts: Counter[Rule] = Counter()
        self.fit: list[Blocked] = []  # whom no standing rule keeps off
        self.barred: dict[Rule, list[tuple[float, Person]]] = {}  # by one standing rule alone
        self.twice_barred: list[Person] = []

    def sift(self, people: Iterable[Person]) -> None:
        """Ask the standing rules of everybody, and the others of those whom none keeps off."""
        wanted = frozenset(self.post.skills)
        for person in people:
            if not wanted.issubset(person.skills):
                continue
            mine = self.held.get(person.id, ())
            if any(p is self.post for p in mine):
                self.holders += 1
                continue
            standing = tuple(standing_obstacles(self.judge, person, self.post))
            if standing:
                self._bar(person, standing)
            else:
                by = tuple(duty_obstacles(self.judge, person, mine, self.post))
                self.fit.append(Blocked(person=person.id, by=by))
                self.counts.update(o.rule for o in by[:1])

    def _bar(self, person: Person, standing: tuple[Obstacle, ...]) -> None:
        rules = {o.rule for o in standing}
        self.counts[next(r for r in STANDING if r in rules)] += 1
        if len(standing) == 1:
            entry = (give(standing[0]), person)
            self.barred.setdefault(standing[0].rule, []).append(entry)
        elif len(standing) == 2:
            self.twice_barred.append(person)

    @property
    def tally(self) -> Tally:
        """The counts over those who were sifted."""
        free = sum(1 for b in self.fit if not b.by)
        return Tally(holders=self.holders, free=free, counts=dict(self.counts))

    def opening(self, at_most: int, tally: Tally) -> Opening:
        """What came of it; *tally* may be of more people than were sifted."""
        kind, concerned = self._kind(tally)
        unasked = sum(tally.counts.get(rule, 0) for rule in (Rule.RANK, Rule.UNIT))
        skilled = tally.holders + tally.free + sum(tally.counts.values())
        return Opening(
            post=self.post.id,
            missing=self.missing,
            kind=kind,
            qualified=skilled - unasked,
            held_by=tally.holders,
            free=tally.free,
            counts=tally.counts,
            blocked=self._nearest(concerned),
            remedies=() if tally.free or not at_most else tuple(self._remedies(at_most)),
        )

    def _kind(self, tally: Tally) -> tuple[Why, list[Blocked]]:
        """The kind of reason in the words of the exchange format, and whom it concerns."""
        if tally.free:
            crew = self.post.crew is not None
            kind = Why.CREW_INCOMPLETE if crew else Why.BUSY_ON_HEAVIER_POSTS
            return kind, [b for b in self.fit if not b.by]
        kinds: Counter[Why] = Counter()
        for rule, n in tally.counts.items():
            if rule in _KINDS:
                kinds[_KINDS[rule]] += n
        if kinds:
            return max(kinds, key=lambda k: (kinds[k], k)), self.fit
        for rule, kind in ((Rule.AVAILABLE, Why.ALL_UNAVAILABLE), (Rule.RANGE, Why.OUT_OF_RANGE)):
            if rule in tally.counts:
                return kind, self._barred_by(rule)
        everyone = [p for r in self.barred for p in self._barred_by(r)]
        return Why.NO_ONE_QUALIFIED, everyone

    def _barred_by(self, rule: Rule) -> list[Blocked]:
        people = [person for _, person in self.barred.get(rule, ())]
        return [self._blocked(p) for p in self._near(people)[:MAX_BLOCKED]]

    def _blocked(self, person: Person) -> Blocked:
        mine = self.held.get(person.id, ())
        standing = standing_obstacles(self.judge, person, self.post)
        duty = duty_obstacles(self.judge, person, mine, self.post)
        return Blocked(person=person.id, by=(*standing, *duty))

    def _near(self, people: Iterable[Person]) -> list[Person]:
        km = self.judge.ground.km
        return sorted(people, key=lambda p: (km(p.home, self.post.place), p.id))

    def _nearest(self, concerned: Sequence[Blocked]) -> tuple[Blocked, ...]:
        by_id = {b.person: b for b in concerned}
        near = self._near(self.judge.people[i] for i in by_id)
        return tuple(by_id[p.id] for p in near[:MAX_BLOCKED])

    def _remedies(self, at_most: int) -> Iterator[Remedy]:
        """The least of each sort, those with the fewest steps alone."""
        close = [*self.fit, *self._closely(self.barred)]
        found = [r for b in close for r in self._of(b)]
        if not found:
            twice = self._near(self.twice_barred)[:MAX_NEAR]
            found = [r for p in twice for r in self._of(self._blocked(p))]
        fewest = min((r.steps for r in found), default=0)
        best: dict[object, Remedy] = {}
        for remedy in sorted((r for r in found if r.steps == fewest), key=self._burden):
            best.setdefault(_sort(remedy), remedy)
        yield from list(best.values())[:at_most]

    def _closely(self, barred: Mapping[Rule, list[tuple[float, Person]]]) -> Iterator[Blocked]:
        for people in barred.values():
            near = sorted(people, key=lambda x: (x[0], x[1].id))[:MAX_NEAR]
            yield from (self._blocked(person) for _, person in near)

    def _of(self, blocked: Blocked) -> Iterator[Remedy]:
        """What would let this person come: rules that give, or also one post that he gives up."""
        person = self.judge.people[blocked.person]
        if not any(o.rule in FIRM for o in blocked.by) and len(blocked.by) <= MAX_STEPS:
            yield self._remedy(person, blocked.by, ())
        mine = self.held.get(person.id, ())
        about = {o.post for o in blocked.by if o.post is not None}
        about |= {p.id for p in mine} if _hours_alone(blocked.by) else set()
        fixed = self.judge.problem.fixed
        for other in mine:
            lighter = other.weight <= self.post.weight
            if lighter and other.id in about and (other.id, person.id) not in fixed:
                yield from self._given_up(person, mine, other)

    def _given_up(self, person: Person, mine: Sequence[Post], other: Post) -> Iterator[Remedy]:
        rest = [p for p in mine if p is not other]
        if any(self.judge.broken_by(person, rest)):
            return
        standing = standing_obstacles(self.judge, person, self.post)
        left = (*standing, *duty_obstacles(self.judge, person, rest, self.post))
        if len(left) < MAX_STEPS and not any(o.rule in FIRM for o in left):
            yield self._remedy(person, left, (other,))

    def _remedy(
        self, person: Person, relax: tuple[Obstacle, ...], given: tuple[Post, ...]
    ) -> Remedy:
        return Remedy(
            post=self.post.id,
            person=person.id,
            relax=relax,
            give_up=tuple(p.id for p in given),
            weight_lost=sum(p.weight for p in given),
        )

    def _burden(self, remedy: Remedy) -> tuple[float, float, float, str]:
        person = self.judge.people[remedy.person]
        km = self.judge.ground.km(person.home, self.post.place)
        return remedy.weight_lost, sum(map(give, remedy.relax)), km, remedy.person


_KINDS: Final = {
    Rule.OVERLAP: Why.BUSY_ON_HEAVIER_POSTS,
    Rule.TRAVEL: Why.RESTING,
    Rule.REST: Why.RESTING,
    Rule.SPAN: Why.RESTING,
    Rule.DAYS_IN_A_ROW: Why.RESTING,
    Rule.TOTAL_HOURS: Why.HOURS_USED_UP,
    Rule.WEEK_HOURS: Why.HOURS_USED_UP,
}


def give(obstacle: Obstacle) -> float:
    """How much of itself a rule would have to give; a rule without a number gives a tenth."""
    if obstacle.rule is Rule.UNIT:
        return 0.1
    much = abs(obstacle.needed - obstacle.limit)
    if obstacle.rule is Rule.AVAILABLE:
        return much / 600  # a leave has no length that an hour could be held against
    return much / max(1.0, abs(obstacle.limit))


def _sort(remedy: Remedy) -> object:
    """Remedies of one sort are alike for a planner, but for the person or the amount."""
    return tuple(sorted(o.rule for o in remedy.relax)), len(remedy.give_up)


def _hours_alone(by: tuple[Obstacle, ...]) -> bool:
    """Whether any of his posts could be given up to let him come."""
    return bool(by) and all(
        o.rule in (Rule.TOTAL_HOURS, Rule.WEEK_HOURS, Rule.DAYS_IN_A_ROW) for o in by
    )
