"""Lending between provinces: who is idle where somebody is wanting elsewhere.

A lent person is attached: for the days of the loan he belongs to the unit that asked and
lodges at the place of the post he came for. He is lent once, for days in a row, and only if
his own roster leaves him free then with rest and travel on both sides; so no lender's roster
changes, and only provinces that borrow are solved again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from muster.engines.roster.problem import (
    DAY_MIN,
    WEEK_MIN,
    Kind,
    OwnRules,
    Person,
    Place,
    Post,
    Problem,
)
from muster.engines.roster.rules import Ground

NEAREST = 6  # provinces asked for each open post, the nearest first
PER_KM = 1e-5  # of a unit of weight: nearer lenders are better, but cover comes first


def people_only(person: Person) -> bool:
    """Vehicles stay where they are."""
    return person.kind is not Kind.VEHICLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """Who may be lent, and how far."""

    lendable: Callable[[Person], bool] = people_only
    max_km: float = 400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """One person of *lender*, attached to *unit* of *borrower* for ``[first_day, end_day)``.

    place: where he lodges, of the borrower's problem.  until_min: when he is free to go home.
    """

    person: str
    lender: str
    borrower: str
    unit: str
    place: str
    km: float
    first_day: int
    end_day: int
    until_min: int

    @property
    def guest(self) -> str:
        """His id in the borrower's problem."""
        return f"{self.lender}/{self.person}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Places of one post that the first pass left empty."""

    province: str
    post: Post
    missing: int

    @property
    def day(self) -> int:
        """The day it begins."""
        return self.post.start_min // DAY_MIN


class Province:
    """One province after the first pass: who does what, and where it lies."""

    def __init__(self, name: str, problem: Problem, held: Mapping[str, list[Post]]) -> None:
        self.name, self.problem, self.held = name, problem, held
        self.people = {p.id: p for p in problem.people}

    @cached_property
    def middle(self) -> Place:
        """The middle of its places."""
        places = self.problem.places
        lat_deg = sum(p.lat_deg for p in places) / len(places)
        lon_deg = sum(p.lon_deg for p in places) / len(places)
        return Place(id=self.name, lat_deg=lat_deg, lon_deg=lon_deg)

    def worked_min(self, person: Person) -> int:
        """Minutes of his duty at home."""
        return sum(p.end_min - p.start_min for p in self.held.get(person.id, ()))

    def busiest_week_min(self, person: Person) -> int:
        """Minutes of the week in which he has most duty at home."""
        weeks: dict[int, int] = defaultdict(int)
        if person.history is not None:
            weeks[0] = person.history.week_min
        for post in self.held.get(person.id, ()):
            weeks[post.start_min // WEEK_MIN] += post.end_min - post.start_min
        return max(weeks.values(), default=0)

    def run_days(self, person: Person, first_day: int, end_day: int) -> int:
        """Days in a row with duty if every day of the loan has some."""
        days = {p.start_min // DAY_MIN for p in self.held.get(person.id, ())}
        before, after = first_day, end_day
        while before - 1 in days:
            before -= 1
        while after in days:
            after += 1
        old = person.history.run_days if before == 0 and person.history is not None else 0
        return old + after - before

    def idle(self, person: Person, span_min: tuple[int, int], way_min: int) -> bool:
        """Whether he has no duty from *span_min* on each side by rest and travel."""
        gap_min = max(self.problem.rules_of(person).min_rest_min, way_min)
        low, high = span_min[0] - gap_min, span_min[1] + gap_min
        if person.history is not None and person.history.last_end_min > low:
            return False
        return all(p.end_min <= low or high <= p.start_min for p in self.held.get(person.id, ()))

    def guest(self, loan: Loan) -> Person:
        """The lent person as the borrower's problem has him, with the hours he has left."""
        person = self.people[loan.person]
        rules = self.problem.rules_of(person)
        rest = OwnRules(
            min_rest_min=rules.min_rest_min,
            max_break_min=rules.max_break_min,
            max_span_min=rules.max_span_min,
            max_total_min=max(0, rules.max_total_min - self.worked_min(person)),
            max_week_min=max(0, rules.max_week_min - self.busiest_week_min(person)),
            max_days_in_a_row=rules.max_days_in_a_row,
        )
        end_min = loan.until_min + (self.problem.days + 7) * DAY_MIN
        away = [(-DAY_MIN, loan.first_day * DAY_MIN), (loan.until_min, end_min)]
        return replace(
            person,
            id=loan.guest,
            unit=loan.unit,
            home=loan.place,
            fair_min=max(0, person.fair_min - self.worked_min(person)),
            unavailable_min=(*person.unavailable_min, *away),
            own_rules=rest,
            history=None,
        )


def loans_for(provinces: Mapping[str, Province], wanted: list[Wanted], how: Lending) -> list[Loan]:
    """Who goes where, day by day, by a transport problem between the provinces.

    Classes of idle people (province, skills, rank) on one side, open places on the other; the
    weight that a place covers is worth more than any way.
    """
    book = _Book(provinces, how)
    by_day: dict[int, list[Wanted]] = defaultdict(list)
    for want in wanted:
        by_day[want.day].append(want)
    for day in sorted(by_day):
        book.lend(day, by_day[day])
    return sorted(book.loans.values(), key=lambda x: (x.borrower, x.lender, x.person))


Class = tuple[str, tuple[str, ...], int]  # province, skills, rank


class _Book:
    """Loans so far, one for each person."""

    def __init__(self, provinces: Mapping[str, Province], how: Lending) -> None:
        self.provinces, self.how = provinces, how
        self.loans: dict[tuple[str, str], Loan] = {}
        self._ways: dict[tuple[str, str], float] = {}
        self._classes: dict[Class, list[Person]] = defaultdict(list)
        for name in sorted(provinces):
            for person in provinces[name].problem.people:
                if how.lendable(person):
                    self._classes[name, person.skills, person.rank].append(person)

    def lend(self, day: int, wanted: list[Wanted]) -> None:
        """Lend for one day."""
        asked = {(frozenset(w.post.skills), w.post.min_rank) for w in wanted}
        idle = {
            key: found
            for key, people in self._classes.items()
            if any(skills <= set(key[1]) and rank <= key[2] for skills, rank in asked)
            and (found := [p for p in people if self._free(key[0], p, day)])
        }
        rows = [(k, key) for k, want in enumerate(wanted) for key in self._askable(want, idle)]
        if not rows:
            return
        counts = {key: len(found) for key, found in idle.items()}
        for (k, key), n in zip(rows, self._flow(rows, wanted, counts), strict=True):
            self._send(wanted[k], key, idle[key], n)

    def _free(self, name: str, person: Person, day: int) -> bool:
        loan = self.loans.get((name, person.id))
        if loan is not None and loan.end_day != day:
            return False
        first_day = day if loan is None else loan.first_day
        province = self.provinces[name]
        cap = province.problem.rules_of(person).max_days_in_a_row
        if province.run_days(person, first_day, day + 1) > cap:
            return False
        span_min = first_day * DAY_MIN, (day + 1) * DAY_MIN
        return province.idle(person, span_min, 0)

    def _askable(self, want: Wanted, idle: Mapping[Class, list[Person]]) -> list[Class]:
        """Classes that may hold the post, of the nearest provinces that have any."""
        fit = [
            key
            for key in idle
            if key[0] != want.province
            and set(want.post.skills) <= set(key[1])
            and key[2] >= want.post.min_rank
            and self._km(key[0], want.province) <= self.how.max_km
        ]
        names = sorted({k[0] for k in fit}, key=lambda n: (self._km(n, want.province), n))
        near = set(names[:NEAREST])
        return [key for key in fit if key[0] in near]

    def _km(self, a: str, b: str) -> float:
        if (a, b) not in self._ways:
            here, there = self.provinces[a], self.provinces[b]
            problem = replace(here.problem, places=(here.middle, there.middle))
            self._ways[a, b] = Ground(problem).km(a, b)
        return self._ways[a, b]

    def _flow(
        self,
        rows: list[tuple[int, Class]],
        wanted: list[Wanted],
        counts: Mapping[Class, int],
    ) -> list[int]:
        """How many of each class go to each open post: most weight covered, then least way."""
        # scipy's HiGHS takes a third of a second to load, and only nations lend
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        numbers = {key: len(wanted) + n for n, key in enumerate(dict.fromkeys(k for _, k in rows))}
        worth = [
            wanted[k].post.weight - PER_KM * self._km(key[0], wanted[k].province) for k, key in rows
        ]
        at = np.array([[k for k, _ in rows], [numbers[key] for _, key in rows]]).ravel()
        columns = np.tile(np.arange(len(rows)), 2)
        matrix = coo_array((np.ones(len(at)), (at, columns))).tocsr()
        room = [w.missing for w in wanted] + [counts[key] for key in numbers]
        answer = milp(
            -np.array(worth),
            constraints=LinearConstraint(matrix, ub=np.array(room, dtype=float)),
            bounds=Bounds(lb=0),
            integrality=np.ones(len(rows), dtype=np.int64),
        )
        assert answer.x is not None  # nobody lent is always possible
        return [round(x) for x in answer.x]

    def _send(self, want: Wanted, key: Class, idle: list[Person], n: int) -> None:
        """Send *n* of a class to one open post: who is already there first."""
        lender = self.provinces[key[0]]

        def there(person: Person) -> bool:
            loan = self.loans.get((key[0], person.id))
            return loan is not None and loan.borrower == want.province

        def rank(person: Person) -> tuple[bool, int, str]:
            return not there(person), lender.worked_min(person) - person.fair_min, person.id

        for person in sorted(idle, key=rank):
            if n == 0:
                return
            loan = self._loan(want, lender, person)
            if loan is not None:
                self.loans[key[0], person.id] = loan
                idle.remove(person)
                n -= 1

    def _loan(self, want: Wanted, lender: Province, person: Person) -> Loan | None:
        """The loan, or the one he has made longer; None if he cannot be spared so long."""
        old = self.loans.get((lender.name, person.id))
        if old is not None and not _also_for(old, want):
            return None
        borrower, post = self.provinces[want.province], want.post
        first_day = want.day if old is None else old.first_day
        until_min = max(post.end_min, (want.day + 1) * DAY_MIN)
        km = self._km(lender.name, want.province)
        way_min = round(60 * km / borrower.problem.travel.speed_kmh) + 1
        if any(a < post.end_min and post.start_min < b for a, b in person.unavailable_min):
            return None
        if not lender.idle(person, (first_day * DAY_MIN, until_min), way_min):
            return None
        if old is not None:
            return replace(old, end_day=want.day + 1, until_min=until_min)
        return Loan(
            person=person.id,
            lender=lender.name,
            borrower=borrower.name,
            unit=post.units[0] if post.units else person.unit,
            place=post.place,
            km=km,
            first_day=first_day,
            end_day=want.day + 1,
            until_min=until_min,
        )


def _also_for(loan: Loan, want: Wanted) -> bool:
    """Whether the loan, made longer, could serve this post too."""
    units = want.post.units
    return loan.borrower == want.province and (units is None or loan.unit in units)


def with_guests(
    problem: Problem, loans: Iterable[Loan], provinces: Mapping[str, Province]
) -> Problem:
    """The borrower's problem with the people whom *loans* bring to it."""
    guests = tuple(provinces[x.lender].guest(x) for x in loans)
    return replace(problem, people=problem.people + guests)


def frozen(problem: Problem, loans: Iterable[Loan], province: Province) -> Problem:
    """A lender's problem in which who is lent may keep his duties, and take no other."""
    lent = {x.person for x in loans}
    end_min = (problem.days + 7) * DAY_MIN

    def away(person: Person) -> tuple[tuple[int, int], ...]:
        duty = sorted((p.start_min, p.end_min) for p in province.held.get(person.id, ()))
        ends = [-DAY_MIN, *(end for _, end in duty)]
        starts = [*(start for start, _ in duty), end_min]
        return tuple((a, b) for a, b in zip(ends, starts, strict=True) if a < b)

    people = tuple(
        replace(p, unavailable_min=away(p)) if p.id in lent else p for p in problem.people
    )
    return replace(problem, people=people)


def without_lent(problem: Problem, loans: Iterable[Loan]) -> Problem:
    """The lender's problem, in which the people who are lent are away."""
    away = {x.person: (x.first_day * DAY_MIN, x.until_min) for x in loans}
    if not away:
        return problem
    people = tuple(
        replace(p, unavailable_min=(*p.unavailable_min, away[p.id])) if p.id in away else p
        for p in problem.people
    )
    return replace(problem, people=people)
