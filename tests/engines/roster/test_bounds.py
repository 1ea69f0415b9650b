"""Bounds: what a certificate claims is what the published proof checker finds."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import judging, make
from tests.engines.roster.make import person, post, problem

from muster.engines.roster import History, OwnRules, Problem
from muster.engines.roster.bounding.bounds import Bounder, Incumbent
from muster.engines.roster.files.reading import problem_to_json
from muster.engines.roster.files.writing import solution_to_json
from muster.engines.roster.instance import Instance
from muster.engines.roster.problem import Levels
from muster.engines.roster.solving import solve

BENCH = (Path(__file__).parents[3] / "../shared/bench/roster").resolve()
Checker = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]


@pytest.fixture
def checker(monkeypatch: pytest.MonkeyPatch) -> Checker:
    if not (BENCH / "check_roster.py").exists():
        pytest.skip("the shared benchmark folder is absent")
    monkeypatch.syspath_prepend(str(BENCH))
    module: ModuleType = importlib.import_module("check_roster")
    check: Checker = module.check
    return check


def awkward(seed: int) -> Problem:
    """A random problem with histories, own rules and a published roster."""
    case = make.drawn(seed, people=5, posts=12, published=seed % 2 == 0)
    past = History(
        period_start_min=-400, last_end_min=-100, last_place="B", week_min=200, run_days=1
    )
    free = OwnRules(max_week_min=3000, min_rest_min=300, max_break_min=200)
    first, second, *rest = case.people
    people = (replace(first, history=past), replace(second, own_rules=free), *rest)
    return replace(case, people=people)


@given(seed=st.integers(0, 10_000))
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_certificate_proves_what_is_claimed(checker: Checker, seed: int) -> None:
    case = awkward(seed)

    solution = solve(case, iterations=3_000, seed=seed)

    found = checker(problem_to_json(case), solution_to_json(solution))
    assert found["hard"] == 0, found
    assert found["claims"] == []
    assert found["proven"]["uncovered"] == pytest.approx(solution.bound.uncovered, abs=1e-6)
    assert found["proven"]["cost"] == pytest.approx(solution.bound.cost, rel=1e-6, abs=1e-5)


def test_more_posts_than_hours() -> None:
    """Ten hours a week, four posts of five hours on four days: two stay open, weight 1 each."""
    rules = make.rules(max_week_min=600)
    case = problem([person("P")], [post(f"J{k}", 24 * k + 8, 24 * k + 13) for k in range(4)])

    solution = solve(replace(case, rules=rules), iterations=40_000)

    assert solution.value.uncovered == 2
    assert solution.bound.uncovered == pytest.approx(2, abs=0.05)


def test_people_who_are_alike_are_priced_once() -> None:
    people = [person(f"P{k}") for k in range(5)] + [person("Q", rank=2), person("R", home="B")]
    case = problem(people, [post("J", 8, 10, count=3), post("K", 8, 10, min_rank=2)])

    bounder = Bounder(Instance(case))

    assert sorted(len(group) for group in bounder.members) == [1, 1, 5]


def test_any_prices_give_a_valid_bound() -> None:
    case = make.drawn(11, people=3, posts=5)
    uncovered, least = judging.best(case)
    bounder = Bounder(Instance(case))
    lagrangian = bounder.cost
    rng, n = np.random.default_rng(1), len(lagrangian.low)

    for _ in range(200):
        drawn = rng.exponential(5.0, n) * (rng.random(n) < 0.5)
        value, _ = lagrangian.value_at(np.clip(drawn, lagrangian.low, lagrangian.high()))
        assert value - bounder.mu * uncovered <= least + 1e-6


def test_bounds_only_rise() -> None:
    case = make.drawn(4, people=8, posts=25)
    start = solve(case, iterations=200)
    bounder = Bounder(Instance(case))
    known = Incumbent(start.assignments, start.value)
    last = Levels()

    for _ in range(30):
        bounder.advance(known, steps=20)
        now = bounder.bounds(start.value.uncovered)
        assert now.uncovered >= last.uncovered
        assert now.cost >= last.cost
        last = now

    assert last.cost > 0


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_a_bound_that_starts_from_any_worth_is_never_above_a_roster(seed: int) -> None:
    case = make.drawn(seed, people=4, posts=8)
    found = solve(case, iterations=500, seed=seed)
    drawn = np.random.default_rng(seed).exponential(20.0, len(case.posts))
    bounder = Bounder(Instance(case))

    bounder.advance(Incumbent(found.assignments, found.value, drawn), steps=40)

    assert bounder.bounds(found.value.uncovered).cost <= found.value.cost + 1e-6
    assert bounder.bounds(found.value.uncovered).uncovered <= found.value.uncovered + 1e-6
