"""An independent judge for small problems: every legal plan of a person, by enumeration.

Written from the text of the exchange format, sharing no code with the engine.
"""

import math
from functools import cache
from itertools import combinations, pairwise, product

from muster.engines.roster import Person, Post, Problem, Rules

Roster = frozenset[tuple[str, str]]


def km(problem: Problem, a: str, b: str) -> float:
    at = {p.id: (math.radians(p.lat_deg), math.radians(p.lon_deg)) for p in problem.places}
    (la, oa), (lb, ob) = at[a], at[b]
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((ob - oa) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h)) * problem.travel.detour


def fit(problem: Problem, who: Person, post: Post) -> bool:
    return (
        set(post.skills) <= set(who.skills)
        and who.rank >= post.min_rank
        and (post.units is None or who.unit in post.units)
        and (post.max_km is None or km(problem, who.home, post.place) <= post.max_km + 1e-6)
        and not any(s < post.end_min and post.start_min < e for s, e in who.unavailable_min)
    )


def legal(problem: Problem, who: Person, posts: list[Post]) -> bool:
    if not posts:
        return True
    rules = problem.rules if who.own_rules is None else who.own_rules.over(problem.rules)
    mine = sorted(posts, key=lambda p: (p.start_min, p.end_min))
    return (
        all(fit(problem, who, p) for p in mine)
        and periods_legal(problem, who, mine, rules)
        and hours_legal(who, mine, rules)
        and days_legal(who, mine, rules)
    )


def periods_legal(problem: Problem, who: Person, mine: list[Post], rules: Rules) -> bool:
    past = who.history
    spells = [(past.last_place, past.period_start_min, past.last_end_min)] if past else []
    spells += [(p.place, p.start_min, p.end_min) for p in mine]
    began = spells[0][1]
    for (here, _, free), (there, start, end) in pairwise(spells):
        gap, way = start - free, km(problem, here, there)
        travel = math.ceil(60 * way / problem.travel.speed_kmh - 1e-9)
        if gap < travel or rules.max_break_min < gap < rules.min_rest_min:
            return False
        if gap > rules.max_break_min:
            began = start
        if end - began > rules.max_span_min:
            return False
    return past is not None or spells[0][2] - spells[0][1] <= rules.max_span_min


def hours_legal(who: Person, mine: list[Post], rules: Rules) -> bool:
    week = {0: who.history.week_min if who.history else 0}
    for p in mine:
        week[p.start_min // 10080] = week.get(p.start_min // 10080, 0) + p.end_min - p.start_min
    total = sum(p.end_min - p.start_min for p in mine)
    return total <= rules.max_total_min and max(week.values()) <= rules.max_week_min


def days_legal(who: Person, mine: list[Post], rules: Rules) -> bool:
    """No window of one day more than the rule is full of duty, old days included."""
    days = {p.start_min // 1440 for p in mine}
    old = {-k for k in range(1, who.history.run_days + 1)} if who.history else set()
    window = rules.max_days_in_a_row + 1
    return not any(
        all(d - k in days | old for k in range(window))
        for d in days  # only new days can be at fault
    )


def person_cost(problem: Problem, who: Person, posts: list[Post]) -> float:
    if not posts:
        return 0.0
    rules = problem.rules if who.own_rules is None else who.own_rules.over(problem.rules)
    mine = sorted(posts, key=lambda p: (p.start_min, p.end_min))
    stops, way = [who.home], 0.0
    for k, p in enumerate(mine):
        if k and p.start_min - mine[k - 1].end_min > rules.max_break_min:
            stops.append(who.home)
        stops.append(p.place)
    stops.append(who.home)
    for a, b in pairwise(stops):
        way += km(problem, a, b)
    worked = sum(p.end_min - p.start_min for p in mine)
    over_h = max(0, worked - who.fair_min) / 60
    return problem.costs.per_km * way + problem.costs.per_overload_h * over_h


def value(problem: Problem, roster: Roster) -> tuple[float, float]:
    posts = {p.id: p for p in problem.posts}
    filled = {j: sum(1 for a, _ in roster if a == j) for j in posts}
    short = {p.crew for j, p in posts.items() if filled[j] < p.count} - {None}
    uncovered = sum(
        p.weight * (p.count if p.crew in short else p.count - filled[j]) for j, p in posts.items()
    )
    cost = sum(
        person_cost(problem, who, [posts[j] for j, i in roster if i == who.id])
        for who in problem.people
    )
    if problem.published is not None:
        people = {p.id for p in problem.people}
        old = {(j, i) for j, i in problem.published if j in posts and i in people}
        cost += problem.costs.per_change * len(old ^ roster)
    return uncovered, cost


def faults(problem: Problem, roster: Roster) -> list[str]:
    posts = {p.id: p for p in problem.posts}
    out = [f"{p.id} too full" for p in problem.posts if sum(j == p.id for j, _ in roster) > p.count]
    out += [f"{pair} lost" for pair in problem.fixed if pair not in roster]
    for who in problem.people:
        mine = [posts[j] for j, i in roster if i == who.id]
        if not legal(problem, who, mine):
            out.append(f"{who.id} breaks a rule with {sorted(p.id for p in mine)}")
    return out


def best(problem: Problem) -> tuple[float, float]:
    """The optimum of both levels, by trying everything (a few people, a few posts)."""

    @cache
    def plans(i: int) -> tuple[tuple[str, ...], ...]:
        who = problem.people[i]
        kept = {j for j, p in problem.fixed if p == who.id}
        able = [p for p in problem.posts if fit(problem, who, p)]
        sets = (s for n in range(len(able) + 1) for s in combinations(able, n))
        return tuple(
            tuple(p.id for p in s)
            for s in sets
            if kept <= {p.id for p in s} and legal(problem, who, list(s))
        )

    room = {p.id: p.count for p in problem.posts}
    found = (math.inf, math.inf)
    for choice in product(*(plans(i) for i in range(len(problem.people)))):
        roster = frozenset((j, problem.people[i].id) for i, plan in enumerate(choice) for j in plan)
        if all(sum(a == j for a, _ in roster) <= n for j, n in room.items()):
            found = min(found, value(problem, roster))
    return found
