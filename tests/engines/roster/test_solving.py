"""Solve and repair: legal, proven, repeatable, and right where everything can be tried."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import judging, make
from tests.engines.roster.make import HOUR, person, post, problem

from muster.engines.roster import History, OwnRules, Problem, Solution
from muster.engines.roster.files.reading import problem_to_json
from muster.engines.roster.files.writing import solution_to_json
from muster.engines.roster.solving import Progress, check, repair, solve

BENCH = Path(__file__).parents[3] / "../shared/bench/roster"
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
seeds = st.integers(0, 10_000)


def roster(solution: Solution) -> judging.Roster:
    return frozenset(solution.assignments)


def assert_holds(case: Problem, solution: Solution) -> None:
    """Legal, correctly valued, and bounded from below, by the tests' own judge."""
    assert judging.faults(case, roster(solution)) == []
    uncovered, cost = judging.value(case, roster(solution))
    assert solution.value.uncovered == pytest.approx(uncovered)
    assert solution.value.cost == pytest.approx(cost)
    assert 0 <= solution.bound.uncovered <= uncovered + 1e-6
    assert 0 <= solution.bound.cost <= cost + 1e-6


def test_one_person_takes_the_heavier_of_two_posts_at_once() -> None:
    case = problem([person("P")], [post("a", 8, 10, weight=2), post("b", 9, 11, weight=3)])

    solution = solve(case, iterations=50)

    assert solution.assignments == (("b", "P"),)
    assert solution.value.uncovered == 2
    assert solution.bound.uncovered == pytest.approx(2)
    assert solution.value.cost == 0


def test_the_nearer_person_goes() -> None:
    """Home A is 10 km from B, home C is 30 km from it: there and back 20 km."""
    case = problem([person("far", home="C"), person("near")], [post("J", 8, 10, place="B")])

    solution = solve(case, iterations=50)

    assert solution.assignments == (("J", "near"),)
    assert solution.value.cost == pytest.approx(20, rel=1e-5)
    assert solution.bound.cost == pytest.approx(20, rel=1e-3)


def test_overload_is_shared_out() -> None:
    """Two days of 8 h for two people whose fair share is 8 h: a day each, no overload."""
    people = [person("P", fair_min=8 * HOUR), person("Q", fair_min=8 * HOUR)]
    case = problem(people, [post("a", 8, 16), post("b", 32, 40)])

    solution = solve(case, iterations=100)

    assert {i for _, i in solution.assignments} == {"P", "Q"}
    assert solution.value.cost == 0


def test_a_crew_without_its_vehicle_sends_nobody() -> None:
    """The car is away, so its two drivers stay free for the lighter post."""
    posts = [
        post("car", 8, 12, weight=9, crew="k", skills=("car",)),
        post("crew", 8, 12, weight=9, count=2, crew="k"),
        post("gate", 8, 12, weight=1),
    ]
    away = person("V", skills=("car",), unavailable_min=((0, 1440),))
    case = problem([person("P"), person("Q"), away], posts)

    solution = solve(case, iterations=200)

    assert [j for j, _ in solution.assignments] == ["gate"]
    assert solution.value.uncovered == 27
    assert_holds(case, solution)
    kinds = {r.post: r.kind.value for r in solution.reasons}
    assert kinds == {"car": "all_unavailable", "crew": "crew_incomplete"}


def test_a_whole_crew_goes_together() -> None:
    posts = [
        post("car", 8, 12, weight=2, crew="k", skills=("car",)),
        post("crew", 8, 12, weight=2, count=2, crew="k"),
        post("gate", 8, 12, weight=5),
    ]
    case = problem([person("P"), person("Q"), person("V", skills=("car",))], posts)

    solution = solve(case, iterations=300)

    assert solution.value.uncovered == 5
    assert_holds(case, solution)


def test_history_forbids_what_the_last_duty_forbids() -> None:
    past = History(period_start_min=-600, last_end_min=0, last_place="A", week_min=0, run_days=1)
    case = problem([person("P", history=past)], [post("soon", 5, 9), post("late", 11, 15)])

    solution = solve(case, iterations=50)

    assert solution.assignments == (("late", "P"),)
    assert [r.kind.value for r in solution.reasons] == ["resting"]
    assert_holds(case, solution)


def test_own_rules_replace_those_of_all() -> None:
    posts = [post("a", 8, 12), post("b", 16, 20)]
    tireless = OwnRules(min_rest_min=4 * HOUR, max_break_min=HOUR)

    assert solve(problem([person("P")], posts), iterations=50).value.uncovered == 1
    case = problem([person("P", own_rules=tireless)], posts)
    assert solve(case, iterations=50).value.uncovered == 0


def test_fixed_pairs_stay_even_where_others_are_better() -> None:
    people = [person("near"), person("far", home="C")]
    case = problem(people, [post("J", 8, 10)], fixed=(("J", "far"),))

    solution = solve(case, iterations=100)

    assert solution.assignments == (("J", "far"),)
    assert_holds(case, solution)


@given(seed=seeds, published=st.booleans())
@few
def test_what_is_returned_is_legal_and_above_its_bound(seed: int, published: bool) -> None:
    case = make.drawn(seed, people=6, posts=12, published=published)

    assert_holds(case, solve(case, iterations=300, seed=seed))


@given(seed=seeds)
@few
def test_the_optimum_lies_between_bound_and_value(seed: int) -> None:
    case = make.drawn(seed, people=3, posts=5, published=seed % 3 == 0)

    solution = solve(case, iterations=400)
    uncovered, cost = judging.best(case)

    assert solution.bound.uncovered <= uncovered + 1e-6
    assert solution.value.uncovered == pytest.approx(uncovered)
    assert solution.bound.cost <= cost + 1e-6
    assert solution.value.cost == pytest.approx(cost)


@given(seed=seeds)
@few
def test_one_more_qualified_person_never_hurts(seed: int) -> None:
    case = make.drawn(seed, people=2, posts=4)
    more = replace(case, people=(*case.people, person("new", skills=("guard", "fire"), rank=3)))

    assert judging.best(more) <= judging.best(case)
    assert solve(more, iterations=300).value.uncovered <= judging.best(case)[0] + 1e-9


@given(seed=seeds)
@few
def test_repair_keeps_what_it_can(seed: int) -> None:
    """A published roster that is legal stays as it is; without one person it stays legal."""
    case = make.drawn(seed, people=5, posts=10)
    before = solve(case, iterations=400)
    published = replace(case, published=before.assignments)

    same = repair(published, iterations=200)
    ill = replace(published, people=published.people[1:])
    after = repair(ill, iterations=300)

    assert same.value.uncovered <= before.value.uncovered
    if same.value.uncovered == before.value.uncovered:
        assert same.changes == 0
    assert_holds(ill, after)


def test_repair_swaps_only_the_one_who_is_ill() -> None:
    posts = [post(f"J{k}", 8, 12) for k in range(3)]
    people = [person(f"P{k}", home="ABC"[k]) for k in range(3)]
    ill = person("P1", unavailable_min=((0, 1440),))
    published = (("J0", "P0"), ("J1", "P1"), ("J2", "P2"))
    case = problem([people[0], ill, people[2], person("spare")], posts, published=published)

    solution = repair(case, iterations=200)

    assert set(solution.assignments) == {("J0", "P0"), ("J1", "spare"), ("J2", "P2")}
    assert solution.changes == 2


def test_repair_needs_a_published_roster() -> None:
    with pytest.raises(ValueError, match="no published roster"):
        repair(problem([person("P")], [post("J", 8, 9)]), iterations=1)


@pytest.mark.parametrize(("seconds", "iterations"), [(None, None), (1.0, 1), (None, 0)])
def test_a_run_needs_one_limit(seconds: float | None, iterations: int | None) -> None:
    with pytest.raises(ValueError, match="seconds"):
        solve(problem([person("P")], [post("J", 8, 9)]), seconds=seconds, iterations=iterations)


def test_nothing_to_do() -> None:
    assert solve(problem([], []), iterations=5).assignments == ()
    empty = solve(problem([], [post("J", 8, 9)]), iterations=5)
    assert empty.value.uncovered == 1
    assert empty.reasons[0].kind.value == "no_one_qualified"
    assert solve(problem([person("P")], []), iterations=5).value.cost == 0


def test_same_seed_and_iterations_give_the_same_file_with_any_workers() -> None:
    case = make.drawn(5, people=8, posts=20, published=True)

    one, again, two = (
        solution_to_json(solve(case, iterations=500, seed=3, workers=n)) for n in (1, 1, 2)
    )

    assert json.dumps(one) == json.dumps(again)
    assert json.dumps({**two, "workers": 1}) == json.dumps(one)
    assert one != solution_to_json(solve(case, iterations=500, seed=4))


def test_progress_is_told_and_a_stop_is_obeyed() -> None:
    case = make.drawn(6, people=40, posts=120, days=9)
    told: list[Progress] = []

    solution = solve(case, seconds=60, progress=told.append, should_stop=lambda: len(told) == 2)

    assert len(told) == 2
    assert solution.seconds < 20
    assert told[0].value.uncovered >= solution.value.uncovered
    assert told[1].bound.cost <= solution.value.cost
    assert check(case, solution).broken == ()


@pytest.mark.slow
def test_the_published_checker_agrees(tmp_path: Path) -> None:
    if not (BENCH / "check_roster.py").exists():
        pytest.skip("the shared benchmark folder is absent")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", "3"]
    made = subprocess.run(
        [*maker, "--people", "60", "--posts", "120"], capture_output=True, check=True, text=True
    )
    case = tmp_path / "p.json"
    case.write_text(made.stdout, encoding="utf-8")
    answer = tmp_path / "s.json"
    verb = [sys.executable, "-m", "muster.cli", "roster", "solve", str(case), "-o", str(answer)]

    solved = subprocess.run([*verb, "--seconds", "4", "--workers", "2"], check=False)
    checked = subprocess.run(
        [sys.executable, str(BENCH / "check_roster.py"), str(case), str(answer)],
        capture_output=True,
        check=False,
        text=True,
    )

    assert solved.returncode == 0
    assert checked.returncode == 0, checked.stdout
    assert math.isfinite(json.loads(checked.stdout)["gap"]["cost"])
    assert problem_to_json(make.drawn(1, people=1, posts=1))["format"] == "muster-roster/1"
