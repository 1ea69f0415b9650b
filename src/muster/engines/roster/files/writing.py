"""Problems and solutions to JSON, as the exchange format writes them."""

from typing import Any

from muster.engines.roster.files.reading_solution import FORMAT, solution_from_json
from muster.engines.roster.problem import (
    Certificate,
    Levels,
    OwnRules,
    Person,
    Post,
    Problem,
    Reason,
    Rules,
    Solution,
)

__all__ = [
    "PROBLEM_FORMAT",
    "RULE_KEYS",
    "post_to_json",
    "problem_to_json",
    "solution_from_json",
    "solution_to_json",
]

PROBLEM_FORMAT = "muster-roster/1"

RULE_KEYS = {
    "min_rest": "min_rest_min",
    "max_break": "max_break_min",
    "max_span": "max_span_min",
    "max_minutes": "max_total_min",
    "max_minutes_week": "max_week_min",
    "max_consecutive_days": "max_days_in_a_row",
}


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The problem as the exchange format writes it."""
    return {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "start": problem.start,
        "days": problem.days,
        "travel": {"speed_kmh": problem.travel.speed_kmh, "detour": problem.travel.detour},
        "rules": _rules_to_json(problem.rules),
        "costs": {
            "km": problem.costs.per_km,
            "overload_hour": problem.costs.per_overload_h,
            "change": problem.costs.per_change,
        },
        "places": [{"id": p.id, "lat": p.lat_deg, "lon": p.lon_deg} for p in problem.places],
        "people": [_person_to_json(p) for p in problem.people],
        "posts": [post_to_json(p) for p in problem.posts],
        "published": None if problem.published is None else [list(p) for p in problem.published],
        "fixed": [list(p) for p in problem.fixed],
    }


def _rules_to_json(rules: Rules | OwnRules) -> dict[str, int]:
    pairs = ((key, getattr(rules, name)) for key, name in RULE_KEYS.items())
    return {key: value for key, value in pairs if value is not None}


def _person_to_json(person: Person) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": person.id,
        "unit": person.unit,
        "home": person.home,
        "skills": list(person.skills),
        "rank": person.rank,
        "unavailable": [list(x) for x in person.unavailable_min],
        "fair_minutes": person.fair_min,
    }
    if person.kind is not None:
        out["kind"] = person.kind.value
    if person.own_rules is not None:
        out["rules"] = _rules_to_json(person.own_rules)
    if person.history is not None:
        out["history"] = {
            "period_start": person.history.period_start_min,
            "last_end": person.history.last_end_min,
            "last_place": person.history.last_place,
            "week_minutes": person.history.week_min,
            "run_days": person.history.run_days,
        }
    return out


def post_to_json(post: Post) -> dict[str, Any]:
    """One post as the exchange format writes it."""
    out: dict[str, Any] = {
        "id": post.id,
        "place": post.place,
        "start": post.start_min,
        "end": post.end_min,
        "count": post.count,
        "weight": post.weight,
        "skills": list(post.skills),
        "min_rank": post.min_rank,
        "units": None if post.units is None else list(post.units),
        "max_km": post.max_km,
    }
    if post.crew is not None:
        out["crew"] = post.crew
    return out


def solution_to_json(solution: Solution) -> dict[str, Any]:
    """The solution as the exchange format writes it."""
    return {
        "format": FORMAT,
        "assignments": [list(pair) for pair in solution.assignments],
        "uncovered": solution.value.uncovered,
        "cost": solution.value.cost,
        "changes": solution.changes,
        "bound": _levels_to_json(solution.bound),
        "certificate": {
            level: _certificate_to_json(proof) for level, proof in solution.certificates.items()
        },
        "gap": _levels_to_json(solution.gap),
        "reasons": [_reason_to_json(r) for r in solution.reasons],
        "seconds": solution.seconds,
        "seed": solution.seed,
        "workers": solution.workers,
        "iterations": solution.iterations,
        "peak_mb": solution.peak_mb,
    }


def _levels_to_json(levels: Levels) -> dict[str, float]:
    return {"uncovered": levels.uncovered, "cost": levels.cost}


def _certificate_to_json(proof: Certificate) -> dict[str, Any]:
    return {
        "post": dict(proof.post),
        "mu": proof.mu,
        "overload": dict(proof.overload),
        "week": {person: list(prices) for person, prices in proof.week.items()},
        "total": dict(proof.total),
    }


def _reason_to_json(reason: Reason) -> dict[str, Any]:
    return {
        "post": reason.post,
        "missing": reason.missing,
        "kind": reason.kind.value,
        "who": list(reason.who),
        "text": reason.text,
    }
