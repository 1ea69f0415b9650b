"""Whether the parts of a problem agree: ids, rules, the horizon, fixed pairs."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from muster.engines.roster.problem import DAY_MIN, Pair, Person, Problem, Rules
from muster.engines.roster.rules import Judge

MAX_SETS: Final = 4_000  # different demands of posts, or abilities of people


def contradictions(problem: Problem) -> list[str]:
    """Faults between parts that are well formed each for itself, by path; fixed pairs last."""
    return list(_between_parts(problem)) or list(_broken_fixed(problem))


def _between_parts(problem: Problem) -> Iterator[str]:
    yield from _twice("places", [p.id for p in problem.places])
    yield from _twice("people", [p.id for p in problem.people])
    yield from _twice("posts", [p.id for p in problem.posts])
    yield from _clashing_rules("rules", problem.rules)
    yield from _too_many_sets(problem)
    places = {p.id for p in problem.places}
    for k, person in enumerate(problem.people):
        yield from _person_faults(f"people[{k}]", person, problem, places)
    for k, post in enumerate(problem.posts):
        if post.place not in places:
            yield f"posts[{k}].place: {post.place!r} is no place of this problem"
        if post.start_min >= problem.days * DAY_MIN:
            end_min = problem.days * DAY_MIN
            yield f"posts[{k}].start: is {post.start_min}, the horizon ends at {end_min}"


def _too_many_sets(problem: Problem) -> Iterator[str]:
    """Demands are compared set by set, so there may not be any number of different ones."""
    for path, what, sets in (
        ("posts", "sets of skills", {frozenset(p.skills) for p in problem.posts}),
        ("posts", "lists of units", {frozenset(p.units or ()) for p in problem.posts}),
        ("people", "sets of skills", {frozenset(p.skills) for p in problem.people}),
        ("people", "units", {p.unit for p in problem.people}),
    ):
        if len(sets) > MAX_SETS:
            yield f"{path}: {len(sets):,} different {what}, the limit is {MAX_SETS:,}"


def _twice(path: str, ids: list[str]) -> Iterator[str]:
    first: dict[str, int] = {}
    for k, name in enumerate(ids):
        if first.setdefault(name, k) != k:
            yield f"{path}[{k}].id: {name!r} is already the id of {path}[{first[name]}]"


def _clashing_rules(path: str, rules: Rules) -> Iterator[str]:
    if rules.max_break_min >= rules.min_rest_min:
        yield (
            f"{path}.max_break: is {rules.max_break_min}, "
            f"less than min_rest ({rules.min_rest_min}) is wanted"
        )


def _person_faults(path: str, person: Person, problem: Problem, places: set[str]) -> Iterator[str]:
    if person.home not in places:
        yield f"{path}.home: {person.home!r} is no place of this problem"
    past = person.history
    if past is not None and past.last_place not in places:
        yield f"{path}.history.last_place: {past.last_place!r} is no place of this problem"
    if person.own_rules is not None:
        yield from _clashing_rules(f"{path}.rules", problem.rules_of(person))


def _broken_fixed(problem: Problem) -> Iterator[str]:
    """Fixed pairs must be a legal roster by themselves, or no roster could keep them."""
    judge = Judge(problem)
    mine: dict[str, list[int]] = defaultdict(list)
    filled: Counter[str] = Counter()
    seen: set[Pair] = set()
    for k, (j, i) in enumerate(problem.fixed):
        if j not in judge.posts or i not in judge.people:
            yield f"fixed[{k}]: {j if j not in judge.posts else i!r} is unknown"
        elif (j, i) in seen:
            yield f"fixed[{k}]: the pair stands twice"
        else:
            seen.add((j, i))
            filled[j] += 1
            mine[i].append(k)
            if filled[j] == judge.posts[j].count + 1:
                yield f"fixed[{k}]: more people than the {judge.posts[j].count} that {j!r} asks for"
    for i, rows in mine.items():
        held = [judge.posts[problem.fixed[k][0]] for k in rows]
        for what in judge.broken_by(judge.people[i], held):
            where = next((k for k in rows if what.startswith(f"{problem.fixed[k][0]}:")), rows[0])
            yield f"fixed[{where}]: {i!r} breaks a rule: {what}"
