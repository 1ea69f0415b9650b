"""Who could stand in for one person on one post, and what that would mean for him and the roster.

Plain Python on top of the judge. A direct substitute takes the post as it is; one that is an
exchange away is freed of a post of his own, which somebody else takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from muster.engines.roster.problem import WEEK_MIN, Pair, Person, Post
from muster.engines.roster.reasons.obstacles import (
    days_in_a_row,
    duty_obstacles,
    in_time,
    minutes,
    minutes_in_week,
)
from muster.engines.roster.reasons.openings import Bench
from muster.engines.roster.rules import Judge, Rule, away

MAX_EXCHANGES: Final = 30  # nearest people whose own duty is looked through for an exchange
MAX_STAND_INS: Final = 400  # nearest people asked to take the post that somebody is freed of


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """One who could hold the post, and how his duty stands afterwards.

    km_more: kilometres more than without it.  week_min: in the week of the post.
    rest_before_min, rest_after_min: free time on both sides, None where nothing borders.
    cost: what the roster's second level rises by, changes left out.
    leaves, stand_in: the post he must be freed of, and who takes it; empty for a direct one.
    weight_lost: of the post that he leaves where nobody takes it.
    changes: pairs that differ from the roster as it was, the lost one included.
    """

    person: str
    km_more: float
    worked_min: int
    week_min: int
    over_fair_min: int
    rest_before_min: int | None
    rest_after_min: int | None
    days_in_a_row: int
    cost: float
    leaves: tuple[str, ...] = ()
    stand_in: str | None = None
    weight_lost: float = 0.0
    changes: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitutes:
    """The best substitutes for *person* on *post*, direct ones first."""

    post: str
    person: str
    found: tuple[Substitute, ...]


def substitutes(
    judge: Judge,
    pairs: Iterable[Pair],
    *,
    person: str,
    posts: Sequence[str] | None = None,
    at_most: int = 5,
    exchanges: bool = True,
    leave_open: bool = False,
) -> tuple[Substitutes, ...]:
    """The best substitutes for *person* on *posts*, or on all that he holds.

    Each post is judged for itself, as if the others stayed his. Exchanges are sought where
    fewer than *at_most* can step in directly; with *leave_open* there stand at the end those who
    would leave a post open that weighs no more. Raises KeyError for an id that is unknown.
    """
    bench = Bench(judge, pairs)
    asked = bench.held.get(judge.people[person].id, ()) if posts is None else posts
    wanted = [judge.posts[p] if isinstance(p, str) else p for p in asked]
    seeker = _Seeker(bench, person, leave_open=leave_open)
    out = []
    for post in sorted(wanted, key=in_time):
        found = sorted(seeker.direct(post), key=_rank)[:at_most]
        if exchanges and len(found) < at_most:
            found += sorted(seeker.exchanged(post), key=_rank)[: at_most - len(found)]
        out.append(Substitutes(post=post.id, person=person, found=tuple(found)))
    return tuple(out)


def _rank(one: Substitute) -> tuple[float, float, int, str]:
    return one.weight_lost, one.cost, one.worked_min, one.person


class _Seeker:
    """Looks for substitutes among all people of a roster."""

    def __init__(self, bench: Bench, lost: str, *, leave_open: bool) -> None:
        self.judge, self.bench, self.lost = bench.judge, bench, lost
        self.leave_open = leave_open
        self.fixed = frozenset(bench.judge.problem.fixed)
        self._able: dict[str, list[Person]] = {}

    def able(self, post: Post) -> list[Person]:
        """Who may hold the post whatever else he holds, nearest home first."""
        if post.id not in self._able:
            self._able[post.id] = self._look_up(post)
        return self._able[post.id]

    def _look_up(self, post: Post) -> list[Person]:
        wanted, judge = frozenset(post.skills), self.judge
        fit = [
            p
            for p in judge.problem.people
            if p.rank >= post.min_rank
            and p.id != self.lost
            and wanted.issubset(p.skills)
            and (post.units is None or p.unit in post.units)
            and judge.in_range(p, post)
            and not away(p, post)
        ]
        return sorted(fit, key=lambda p: (judge.ground.km(p.home, post.place), p.id))

    def held(self, person: Person) -> Sequence[Post]:
        return self.bench.held.get(person.id, ())

    def direct(self, post: Post) -> Iterator[Substitute]:
        """Those whom no rule keeps off the post."""
        for person in self.able(post):
            mine = self.held(person)
            if post not in mine and not any(duty_obstacles(self.judge, person, mine, post)):
                yield self._told(person, mine, post)

    def exchanged(self, post: Post) -> Iterator[Substitute]:
        """Those who could come if somebody took one post of theirs; the nearest are tried."""
        tried = 0
        for person in self.able(post):
            mine = self.held(person)
            if post in mine:
                continue
            blocking = self._blocking(person, mine, post)
            if blocking and tried < MAX_EXCHANGES:
                tried += 1
                yield from self._freed(person, mine, post, blocking)

    def _blocking(self, person: Person, mine: Sequence[Post], post: Post) -> list[Post]:
        """Posts of his, each of which would have to be another's to let him come."""
        by = tuple(duty_obstacles(self.judge, person, mine, post))
        hours = (Rule.TOTAL_HOURS, Rule.WEEK_HOURS, Rule.DAYS_IN_A_ROW)
        about = {o.post for o in by if o.rule not in hours}
        if len(about) > 1:
            return []
        theirs = [p for p in mine if not about or p.id in about]
        return [p for p in theirs if by and (p.id, person.id) not in self.fixed]

    def _freed(
        self, person: Person, mine: Sequence[Post], post: Post, blocking: list[Post]
    ) -> Iterator[Substitute]:
        best: Substitute | None = None
        for other in blocking:
            rest = [p for p in mine if p is not other]
            if any(self.judge.broken_by(person, [*rest, post])):
                continue
            found = self._stand_in(person, other)
            if found is None and not (self.leave_open and other.weight <= post.weight):
                continue
            told = self._told(person, rest, post, other=other, stand_in=found)
            if best is None or _rank(told) < _rank(best):
                best = told
        if best is not None:
            yield best

    def _stand_in(self, person: Person, other: Post) -> tuple[Person, float] | None:
        """The cheapest who takes the post that *person* leaves."""
        best: tuple[Person, float] | None = None
        for who in self.able(other)[:MAX_STAND_INS]:
            mine = self.held(who)
            if who is person or other in mine or any(duty_obstacles(self.judge, who, mine, other)):
                continue
            cost = self._cost(who, [*mine, other]) - self._cost(who, mine)
            if best is None or cost < best[1]:
                best = who, cost
        return best

    def _told(
        self,
        person: Person,
        mine: Sequence[Post],
        post: Post,
        *,
        other: Post | None = None,
        stand_in: tuple[Person, float] | None = None,
    ) -> Substitute:
        """The consequences for *person*, who holds *mine* (already without *other*) and comes."""
        was = list(mine) if other is None else [*mine, other]
        now = sorted([*mine, post], key=in_time)
        worked_min = minutes(now)
        before_min, after_min = _rests(person, now, post)
        who, cost = (None, 0.0) if stand_in is None else (stand_in[0].id, stand_in[1])
        leaves = () if other is None else (other,)
        return Substitute(
            person=person.id,
            km_more=self.judge.km_of(person, now) - self.judge.km_of(person, was),
            worked_min=worked_min,
            week_min=minutes_in_week(person, now, post.start_min // WEEK_MIN),
            over_fair_min=max(0, worked_min - person.fair_min),
            rest_before_min=before_min,
            rest_after_min=after_min,
            days_in_a_row=days_in_a_row(person, now, post),
            cost=self._cost(person, now) - self._cost(person, was) + cost,
            leaves=tuple(p.id for p in leaves),
            stand_in=who,
            weight_lost=sum(p.weight for p in leaves) if who is None else 0.0,
            changes=2 + len(leaves) + (who is not None),
        )

    def _cost(self, person: Person, mine: Sequence[Post]) -> float:
        costs = self.judge.problem.costs
        over_h = max(0, minutes(mine) - person.fair_min) / 60
        return costs.per_km * self.judge.km_of(person, mine) + costs.per_overload_h * over_h


def _rests(person: Person, now: Sequence[Post], post: Post) -> tuple[int | None, int | None]:
    """Minutes free before and after *post* in his duty, None where nothing borders."""
    before = [p.end_min for p in now if p.end_min <= post.start_min and p is not post]
    after = [p.start_min for p in now if p.start_min >= post.end_min]
    if not before and person.history is not None:
        before = [person.history.last_end_min]
    return (
        post.start_min - max(before) if before else None,
        min(after) - post.end_min if after else None,
    )
