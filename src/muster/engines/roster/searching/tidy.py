"""The last touch on a roster: nobody is sent where it helps nothing."""

from collections import defaultdict

from muster.engines.roster.problem import Costs, Pair, Person, Post
from muster.engines.roster.rules import Judge


def tidied(judge: Judge, pairs: list[Pair]) -> list[Pair]:
    """*pairs* without those that cover nothing and cost something, sorted.

    They cover nothing if their post weighs nothing or its crew is short. A pair stays if it
    is fixed, or if the rest of the person's duty would break a rule without it.
    """
    score = judge.score(pairs)
    short_crews = {judge.posts[j].crew for j in score.missing} - {None}
    idle = [
        (j, i) for j, i in pairs if judge.posts[j].crew in short_crews or judge.posts[j].weight == 0
    ]
    if not idle:
        return sorted(pairs)
    held: dict[str, list[Post]] = defaultdict(list)
    for j, i in pairs:
        held[i].append(judge.posts[j])
    kept = set(pairs)
    fixed = set(judge.problem.fixed)
    published = set(judge.problem.published or ())
    for j, i in sorted(idle):
        person = judge.people[i]
        rest = [p for p in held[i] if p.id != j]
        saved = _cost(judge, person, held[i]) - _cost(judge, person, rest)
        saved -= _change(judge, (j, i), published)
        legal = not any(judge.broken_by(person, rest))
        if saved >= 0 and legal and (j, i) not in fixed:
            held[i] = rest
            kept.discard((j, i))
    return sorted(kept)


def _cost(judge: Judge, person: Person, posts: list[Post]) -> float:
    costs: Costs = judge.problem.costs
    worked_min = sum(p.end_min - p.start_min for p in posts)
    over_h = max(0, worked_min - person.fair_min) / 60
    return costs.per_km * judge.km_of(person, posts) + costs.per_overload_h * over_h


def _change(judge: Judge, pair: Pair, published: set[Pair]) -> float:
    """What taking the pair off costs as a change against the published roster."""
    if judge.problem.published is None:
        return 0.0
    return judge.problem.costs.per_change * (1 if pair in published else -1)
