"""What one window of a long season finds: what was planned before, carried over its boundary.

Over each boundary go rest and travel, the duty period under way, the run of days, the hours
that are left, and what is left of each person's fair share: fairness belongs to the season.
Windows begin with a week of the season, so a week's hours never cross a boundary.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from muster.engines.roster.problem import (
    DAY_MIN,
    History,
    OwnRules,
    Pair,
    Person,
    Post,
    Problem,
    ProblemError,
)
from muster.engines.roster.rules import Judge

WEEK_DAYS = 7
PACE = 1.25  # of the even share of the hours that are left, what one window may use
NO_LIMIT_MIN = 10**8


class Hours(StrEnum):
    """What ``max_minutes`` of the rules limits.

    SEASON: all days of the problem, as the judge reads it; what is left is carried, and paced
    so that the first windows do not use it all.  WINDOW: each window by itself.
    """

    SEASON = "season"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """How a season is cut: in whole weeks. Windows before *first_day* are not planned."""

    window_days: int = 14
    look_ahead_days: int = 7
    hours: Hours = Hours.SEASON
    first_day: int = 0

    def __post_init__(self) -> None:
        if self.window_days <= 0 or self.look_ahead_days < 0:
            raise ValueError("a window has at least a week, a look-ahead at least no day")
        if self.window_days % WEEK_DAYS or self.look_ahead_days % WEEK_DAYS:
            raise ValueError("windows and look-ahead are whole weeks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days ``[first_day, end_day)`` are kept, ``[end_day, look_end_day)`` only looked at."""

    number: int
    first_day: int
    end_day: int
    look_end_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one person has of the season's duty, and their fair share of it."""

    person: str
    fair_min: int
    worked_min: int

    @property
    def left_min(self) -> int:
        """Minutes up to the fair share; below 0: overload."""
        return self.fair_min - self.worked_min


def hours_lifted(problem: Problem) -> Problem:
    """The same problem without a limit on the hours in all."""
    people = tuple(
        p
        if p.own_rules is None
        else replace(p, own_rules=replace(p.own_rules, max_total_min=NO_LIMIT_MIN))
        for p in problem.people
    )
    return replace(problem, people=people, rules=replace(problem.rules, max_total_min=NO_LIMIT_MIN))


def length_min(post: Post) -> int:
    """Minutes of duty of one person on *post*."""
    return post.end_min - post.start_min


@dataclass(slots=True)
class Season:
    """A long problem, and how one of its windows is cut out of it."""

    problem: Problem
    rolling: Rolling
    people: Mapping[str, Person] = field(init=False)
    posts: Mapping[str, Post] = field(init=False)
    _crew_start_min: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.people = {p.id: p for p in self.problem.people}
        self.posts = {p.id: p for p in self.problem.posts}
        self._crew_start_min = {}
        for p in self.problem.posts:
            if p.crew is not None:
                first_min = self._crew_start_min.get(p.crew, p.start_min)
                self._crew_start_min[p.crew] = min(first_min, p.start_min)

    def due_min(self, post: Post) -> int:
        """When a post is planned: by its start, a crew's posts all with the first of them."""
        return post.start_min if post.crew is None else self._crew_start_min[post.crew]

    def held(self, pairs: Iterable[Pair]) -> dict[str, list[Post]]:
        """The posts of each person, by start; pairs that no longer exist are left out."""
        out: dict[str, list[Post]] = defaultdict(list)
        for j, i in sorted(pairs):
            if j in self.posts and i in self.people:
                out[i].append(self.posts[j])
        for posts in out.values():
            posts.sort(key=lambda p: (p.start_min, p.end_min))
        return out

    def standing(self, *, mend: bool) -> frozenset[Pair]:
        """What stands before anything is planned. Raises ProblemError if it breaks a rule."""
        rows = [("fixed", k, pair) for k, pair in enumerate(self.problem.fixed)]
        if not mend:
            rows += [("published", k, pair) for k, pair in enumerate(self.problem.published or ())]
        rows = [r for r in rows if r[2][0] in self.posts and r[2][1] in self.people]
        pairs = frozenset(pair for *_, pair in rows)
        faults = [*self._broken(rows), *self._overfull(rows)]
        if faults:
            raise ProblemError(faults)
        return pairs

    def _broken(self, rows: list[tuple[str, int, Pair]]) -> Iterable[str]:
        judge = Judge(self.judged())
        where: dict[str, str] = {}
        for name, k, (_, i) in rows:
            where.setdefault(i, f"{name}[{k}]")
        for i, posts in self.held({pair for *_, pair in rows}).items():
            for breach in judge.breaches(self.people[i], posts):
                hint = "only a repair may change what stands"
                yield f"{where[i]}: {i!r} breaks a rule: {breach} ({hint})"

    def _overfull(self, rows: list[tuple[str, int, Pair]]) -> Iterable[str]:
        filled: dict[str, set[str]] = defaultdict(set)
        for name, k, (j, i) in rows:
            filled[j].add(i)
            if len(filled[j]) == self.posts[j].count + 1:
                yield f"{name}[{k}]: more people than the {self.posts[j].count} that {j!r} asks for"

    def judged(self) -> Problem:
        """The problem as it is judged over the whole season."""
        season = self.rolling.hours is Hours.SEASON
        return self.problem if season else hours_lifted(self.problem)

    def problem_of(self, window: Window, kept: frozenset[Pair], *, mend: bool) -> Problem:
        """See ``window_problem``."""
        begin_min, end_min = window.first_day * DAY_MIN, window.look_end_day * DAY_MIN
        later = [(j, i) for j, i in kept if self.posts[j].start_min >= begin_min]
        open_posts = [p for p in self.problem.posts if begin_min <= self.due_min(p) < end_min]
        near = [*open_posts, *self._guards(later, {p.id for p in open_posts}, end_min)]
        here = {p.id for p in near}
        carried = _Carried(self, window, kept, here)
        published = None
        if mend and self.problem.published is not None:
            asked = {p.id for p in open_posts}
            published = tuple((j, i) for j, i in self.problem.published if j in asked)
        last_day = max((p.start_min // DAY_MIN for p in near), default=0) + 1
        return replace(
            self.problem,
            name=f"{self.problem.name} {window.first_day + 1}-{window.end_day}",
            days=max(window.look_end_day, last_day) - window.first_day,
            people=tuple(carried.person(p) for p in self.problem.people),
            posts=tuple(_shifted(p, -begin_min) for p in near),
            published=published,
            fixed=tuple(sorted((j, i) for j, i in later if j in here)),
        )

    def _guards(self, later: list[Pair], asked: set[str], end_min: int) -> list[Post]:
        """Posts outside the window that kept people hold, each with room for just these.

        As many days beyond the look-ahead as a run of days may last: what lies further on can
        clash with nothing in the window.
        """
        rules = (self.problem.rules_of(p) for p in self.problem.people)
        reach_days = 1 + max((r.max_days_in_a_row for r in rules), default=0)
        held: dict[str, int] = defaultdict(int)
        for j, _ in later:
            near = self.posts[j].start_min < end_min + reach_days * DAY_MIN
            if j not in asked and near:
                held[j] += 1
        return [replace(self.posts[j], count=n) for j, n in sorted(held.items())]

    def clash(self, pairs: Iterable[Pair], judge: Judge) -> set[str]:
        """People who break a rule by holding *pairs*."""
        held = self.held(pairs)
        return {i for i, posts in held.items() if any(judge.breaches(self.people[i], posts))}

    def shares(self, pairs: Iterable[Pair]) -> tuple[Share, ...]:
        """Everybody's duty beside their fair share of the season."""
        held = self.held(pairs)
        return tuple(
            Share(
                person=p.id,
                fair_min=p.fair_min,
                worked_min=sum(map(length_min, held.get(p.id, ()))),
            )
            for p in self.problem.people
        )


def _shifted(post: Post, by_min: int) -> Post:
    return replace(post, start_min=post.start_min + by_min, end_min=post.end_min + by_min)


class _Carried:
    """What the kept pairs carry into one window, person by person."""

    def __init__(
        self, season: Season, window: Window, kept: frozenset[Pair], here: set[str]
    ) -> None:
        self.season, self.window, self.here = season, window, here
        self.begin_min = window.first_day * DAY_MIN
        self.held = season.held(kept)
        left_min = self._asked_min(season.problem.days)
        self.part = self._asked_min(window.look_end_day) / max(1, left_min)

    def _asked_min(self, end_day: int) -> int:
        """Minutes of duty that the season asks for from the window's first day on."""
        return sum(
            p.count * length_min(p)
            for p in self.season.problem.posts
            if self.begin_min <= p.start_min < end_day * DAY_MIN
        )

    def person(self, person: Person) -> Person:
        """*person* as the window finds them."""
        mine = self.held.get(person.id, [])
        past = [p for p in mine if p.start_min < self.begin_min]
        own = person.own_rules or OwnRules()
        left_fair_min = max(0, person.fair_min - sum(map(length_min, past)))
        return replace(
            person,
            fair_min=round(left_fair_min * self.part),
            unavailable_min=tuple(
                (a - self.begin_min, b - self.begin_min)
                for a, b in person.unavailable_min
                if b > self.begin_min
            ),
            own_rules=replace(own, max_total_min=self._hours_min(person, mine)),
            history=self._history(person, past),
        )

    def _hours_min(self, person: Person, mine: list[Post]) -> int:
        """The hours in all that the window may use."""
        cap_min = self.season.problem.rules_of(person).max_total_min
        later = [p for p in mine if p.start_min >= self.begin_min]
        stands_min = sum(length_min(p) for p in later if p.id in self.here)
        if self.season.rolling.hours is Hours.SEASON:
            free_min = max(0, cap_min - sum(map(length_min, mine)))
            return stands_min + math.ceil(free_min * min(1.0, PACE * self.part))
        end_min = self.window.end_day * DAY_MIN
        beyond_min = sum(length_min(p) for p in later if p.start_min >= end_min)
        look_days = self.window.look_end_day - self.window.end_day
        days = self.window.end_day - self.window.first_day
        return cap_min + max(beyond_min, math.ceil(cap_min * look_days / days))

    def _history(self, person: Person, past: list[Post]) -> History | None:
        old = person.history
        if not past:
            return self._aged(old) if old is not None else None
        rules = self.season.problem.rules_of(person)
        began_min, last_end_min = past[0].start_min, past[0].end_min
        if old is not None and past[0].start_min - old.last_end_min <= rules.max_break_min:
            began_min = old.period_start_min
        for post in past[1:]:
            if post.start_min - last_end_min > rules.max_break_min:
                began_min = post.start_min
            last_end_min = post.end_min
        return History(
            period_start_min=began_min - self.begin_min,
            last_end_min=last_end_min - self.begin_min,
            last_place=past[-1].place,
            week_min=0,
            run_days=self._run_days(old, past),
        )

    def _aged(self, old: History) -> History:
        if self.window.first_day == 0:
            return old
        return replace(
            old,
            period_start_min=old.period_start_min - self.begin_min,
            last_end_min=old.last_end_min - self.begin_min,
            week_min=0,
            run_days=0,
        )

    def _run_days(self, old: History | None, past: list[Post]) -> int:
        """Days with duty in a row up to the day before the window."""
        days = {p.start_min // DAY_MIN for p in past}
        run, day = 0, self.window.first_day - 1
        while day in days:
            run, day = run + 1, day - 1
        return run + old.run_days if day < 0 and old is not None else run
