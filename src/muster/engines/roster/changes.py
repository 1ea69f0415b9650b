"""Changes to a problem, as data: what a planner may try before he decides.

``applied`` gives the changed problem and leaves the first as it was. Ids that do not exist, and
values no file could hold, are refused by name.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import count, islice
from typing import Any, Final, TypeVar

from muster.engines.roster.faults import contradictions
from muster.engines.roster.files.nodes import MAX_MIN, MAX_NUMBER
from muster.engines.roster.problem import (
    Kind,
    OwnRules,
    Person,
    Post,
    Problem,
    ProblemError,
)

T = TypeVar("T", Person, Post)

MAX_ADDED: Final = 1_000  # people that one change may add
RULES: Final = tuple(f.name for f in fields(OwnRules))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRule:
    """Another value for one rule, for everybody or for one person."""

    rule: str
    value: int
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLess:
    """Other demands of a post; what is None stays."""

    post: str
    min_rank: int | None = None
    max_km: float | None = None
    skills: tuple[str, ...] | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTo:
    """These units may hold the post too: a unit lends to it."""

    post: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAll:
    """One unit may hold whatever another may."""

    from_unit: str
    to_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPeople:
    """More people of one sort, or vehicles: all alike, at one place, without leave or history."""

    number: int
    place: str
    skills: tuple[str, ...]
    unit: str
    rank: int = 1
    kind: Kind = Kind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePerson:
    """Somebody, or a vehicle, is not there."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLeave:
    """When somebody is unavailable; replaces what was known."""

    person: str
    unavailable_min: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeFor:
    """The leave of one person gives way to one post."""

    person: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """This person holds this post, whatever it displaces."""

    post: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPost:
    """One post more."""

    post: Post


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPost:
    """One post less."""

    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPost:
    """A post at another time."""

    post: str
    start_min: int
    end_min: int


Change = (
    SetRule
    | AskLess
    | OpenTo
    | OpenAll
    | AddPeople
    | RemovePerson
    | SetLeave
    | FreeFor
    | Pin
    | AddPost
    | DropPost
    | ShiftPost
)


class _Wrong(ValueError):
    """A change that cannot be made: (member, what is wrong)."""


def applied(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem after *changes*, in their order. Raises ProblemError naming the change."""
    for k, change in enumerate(changes):
        try:
            problem = _HOW[type(change)](problem, change)
        except _Wrong as err:
            raise ProblemError([f"changes[{k}].{err.args[0]}: {err.args[1]}"]) from err
    faults = contradictions(problem)
    if faults:
        raise ProblemError([f"changes: {fault}" for fault in faults])
    return problem


def _set_rule(problem: Problem, change: SetRule) -> Problem:
    if change.rule not in RULES:
        raise _Wrong("rule", f"{change.rule!r} is none of {', '.join(RULES)}")
    if not 0 <= change.value <= MAX_MIN:
        raise _Wrong("value", f"is {change.value}, 0 to {MAX_MIN} is wanted")
    new = {change.rule: change.value}
    if change.person is None:
        return replace(problem, rules=replace(problem.rules, **new))
    person = _person(problem, change.person)
    own = replace(person.own_rules or OwnRules(), **new)
    return _with_person(problem, replace(person, own_rules=own))


def _ask_less(problem: Problem, change: AskLess) -> Problem:
    post = _post(problem, change.post)
    if change.count is not None and change.count < 1:
        raise _Wrong("count", f"is {change.count}, at least 1 is wanted")
    if change.max_km is not None and not 0 <= change.max_km <= MAX_NUMBER:
        raise _Wrong("max_km", f"is {change.max_km}, at least 0 is wanted")
    asked = ("min_rank", "max_km", "skills", "count")
    new = {key: value for key in asked if (value := getattr(change, key)) is not None}
    return _with_post(problem, replace(post, **new))


def _open_to(problem: Problem, change: OpenTo) -> Problem:
    post = _post(problem, change.post)
    if post.units is None:
        return problem
    units = tuple(dict.fromkeys((*post.units, *change.units)))
    return _with_post(problem, replace(post, units=units))


def _open_all(problem: Problem, change: OpenAll) -> Problem:
    known = {p.unit for p in problem.people}
    if change.from_unit not in known:
        raise _Wrong("from_unit", f"nobody is of {change.from_unit!r}")
    posts = tuple(
        replace(p, units=(*p.units, change.from_unit))
        if p.units is not None and change.to_unit in p.units and change.from_unit not in p.units
        else p
        for p in problem.posts
    )
    if posts == problem.posts:
        raise _Wrong("to_unit", f"no post is kept for {change.to_unit!r}")
    return replace(problem, posts=posts)


def _add_people(problem: Problem, change: AddPeople) -> Problem:
    if not 1 <= change.number <= MAX_ADDED:
        raise _Wrong("number", f"is {change.number}, 1 to {MAX_ADDED} is wanted")
    if change.place not in {p.id for p in problem.places}:
        raise _Wrong("place", f"{change.place!r} is unknown")
    taken = {p.id for p in problem.people}
    fresh = (f"+{k}" for k in count(1) if f"+{k}" not in taken)
    fair = sorted(p.fair_min for p in problem.people)
    new = tuple(
        Person(
            id=name,
            unit=change.unit,
            home=change.place,
            skills=change.skills,
            rank=change.rank,
            fair_min=fair[len(fair) // 2] if fair else 0,
            kind=None if change.kind is Kind.PERSON else change.kind,
        )
        for name in islice(fresh, change.number)
    )
    return replace(problem, people=problem.people + new)


def _remove_person(problem: Problem, change: RemovePerson) -> Problem:
    _person(problem, change.person)
    return replace(
        problem,
        people=tuple(p for p in problem.people if p.id != change.person),
        fixed=tuple((j, i) for j, i in problem.fixed if i != change.person),
    )


def _set_leave(problem: Problem, change: SetLeave) -> Problem:
    for begin, end in change.unavailable_min:
        if end <= begin:
            raise _Wrong("unavailable_min", f"ends at {end}, not after its start {begin}")
    person = _person(problem, change.person)
    return _with_person(problem, replace(person, unavailable_min=change.unavailable_min))


def _free_for(problem: Problem, change: FreeFor) -> Problem:
    person, post = _person(problem, change.person), _post(problem, change.post)
    left = []
    for begin, end in person.unavailable_min:
        parts = ((begin, min(end, post.start_min)), (max(begin, post.end_min), end))
        left += [(a, b) for a, b in parts if a < b]
    return _with_person(problem, replace(person, unavailable_min=tuple(left)))


def _pin(problem: Problem, change: Pin) -> Problem:
    _post(problem, change.post)
    _person(problem, change.person)
    pair = (change.post, change.person)
    return problem if pair in problem.fixed else replace(problem, fixed=(*problem.fixed, pair))


def _add_post(problem: Problem, change: AddPost) -> Problem:
    _refuse_times(change.post.start_min, change.post.end_min, "post")
    return replace(problem, posts=(*problem.posts, change.post))


def _drop_post(problem: Problem, change: DropPost) -> Problem:
    _post(problem, change.post)
    return replace(
        problem,
        posts=tuple(p for p in problem.posts if p.id != change.post),
        fixed=tuple((j, i) for j, i in problem.fixed if j != change.post),
    )


def _shift_post(problem: Problem, change: ShiftPost) -> Problem:
    _refuse_times(change.start_min, change.end_min, "start_min")
    post = _post(problem, change.post)
    moved = replace(post, start_min=change.start_min, end_min=change.end_min)
    return _with_post(problem, moved)


def _refuse_times(start_min: int, end_min: int, where: str) -> None:
    if not 0 <= start_min < end_min <= MAX_MIN:
        raise _Wrong(where, f"from {start_min} to {end_min} is no time of this problem")


def _person(problem: Problem, name: str) -> Person:
    return _one(problem.people, name, "person")


def _post(problem: Problem, name: str) -> Post:
    return _one(problem.posts, name, "post")


def _one(known: Iterable[T], name: str, where: str) -> T:
    for one in known:
        if one.id == name:
            return one
    raise _Wrong(where, f"{name!r} is unknown")


def _with_person(problem: Problem, person: Person) -> Problem:
    people = tuple(person if p.id == person.id else p for p in problem.people)
    return replace(problem, people=people)


def _with_post(problem: Problem, post: Post) -> Problem:
    return replace(problem, posts=tuple(post if p.id == post.id else p for p in problem.posts))


_HOW: Final[dict[type, Callable[[Problem, Any], Problem]]] = {
    SetRule: _set_rule,
    AskLess: _ask_less,
    OpenTo: _open_to,
    OpenAll: _open_all,
    AddPeople: _add_people,
    RemovePerson: _remove_person,
    SetLeave: _set_leave,
    FreeFor: _free_for,
    Pin: _pin,
    AddPost: _add_post,
    DropPost: _drop_post,
    ShiftPost: _shift_post,
}
