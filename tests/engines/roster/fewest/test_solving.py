"""The fewest people: hand-checked days, all answers of toys, laws, budgets."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster.make_fewest import drawn, fewest_by_trying, problem

from muster.engines.roster.fewest import BoundMethod, Person, Problem, Solution
from muster.engines.roster.fewest.certify import broken, proven
from muster.engines.roster.fewest.reading import read_smptsp
from muster.engines.roster.fewest.solving import Progress, solve

BENCH = Path(__file__).parents[4] / "../shared/bench/roster/smptsp"


def solved(given: Problem, *, iterations: int = 400, seed: int = 0) -> Solution:
    solution = solve(given, iterations=iterations, seed=seed)
    assert list(broken(given, solution.holder)) == []
    assert proven(given, solution.certificate) == solution.bound
    return solution


def test_tasks_that_only_touch_are_for_one_person() -> None:
    solution = solved(problem([(0, 5), (5, 9), (9, 12)], may=["abc", "abc"]))

    assert (solution.people, solution.bound) == (1, 1)
    assert len(set(solution.holder.values())) == 1
    assert solution.is_proven


def test_the_peak_decides_when_everybody_may_hold_everything() -> None:
    day = problem([(0, 6), (2, 8), (4, 10), (7, 12), (9, 14)], may=["abcde"] * 5)

    solution = solved(day)

    assert (solution.people, solution.bound) == (3, 3)
    assert solution.bound_method is BoundMethod.PEAK
    assert solution.certificate.mille == {"a": 1000, "b": 1000, "c": 1000}


def test_the_two_who_are_wanted_are_found_among_the_others() -> None:
    # Only P2 and P3 together do: P2 holds a and d, P3 holds b and c.
    day = problem([(0, 4), (1, 5), (5, 9), (6, 9)], may=["a", "b", "ad", "bc", "cd"])

    solution = solved(day)

    assert (solution.people, solution.bound) == (2, 2)
    assert dict(solution.holder) == {"a": "P2", "d": "P2", "b": "P3", "c": "P3"}


def test_shifts_of_people_prove_more_than_the_peak() -> None:
    # One in the morning, one at noon, one at night: never two at once, but three people.
    day = problem([(0, 4), (4, 8), (8, 12)], may=["a", "a", "b", "c", "c"])

    solution = solved(day, iterations=150_000)

    assert (solution.people, solution.bound) == (3, 3)
    assert solution.bound_method is BoundMethod.PRICES


def test_what_nobody_is_free_for_is_named() -> None:
    day = problem([(0, 4), (1, 5), (6, 8)], may=["abc"])

    solution = solved(day, iterations=150_000)

    assert len(solution.unheld) == 1
    assert solution.unheld[0] in "ab"
    assert solution.bound == 2
    assert not solution.is_proven


@pytest.mark.parametrize(
    ("times", "may"), [([], []), ([], ["", ""]), ([(0, 1)], [""]), ([(0, 1)], [])]
)
def test_nothing_to_do_and_nobody_to_do_it(times: list[tuple[int, int]], may: list[str]) -> None:
    solution = solved(problem(times, may=may), iterations=10)

    assert solution.people == 0
    assert len(solution.unheld) == len(times)


@pytest.mark.parametrize("seed", range(25))
def test_toys_are_solved_as_by_trying_everything(seed: int) -> None:
    toy = drawn(seed, tasks=8, people=6)

    solution = solved(toy, iterations=130_000, seed=seed)

    fewest = fewest_by_trying(toy)
    if fewest is None:
        assert solution.unheld
    else:
        assert (solution.people, solution.unheld) == (fewest, ())
        assert solution.bound <= fewest


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_laws(seed: int) -> None:
    day = drawn(seed, tasks=14, people=8)

    solution = solved(day, iterations=3_000, seed=seed)

    held = {t.id for t in day.tasks} - set(solution.unheld)
    assert set(solution.holder) == held
    assert solution.people == len(set(solution.holder.values()))
    if not solution.unheld:
        assert solution.bound <= solution.people


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), later_min=st.integers(-10_000, 10_000))
def test_the_hour_of_the_day_does_not_matter(seed: int, later_min: int) -> None:
    day = drawn(seed, tasks=12, people=6)
    tasks = tuple(
        replace(t, start_min=t.start_min + later_min, end_min=t.end_min + later_min)
        for t in day.tasks
    )

    first = solved(day, iterations=2_000)
    second = solved(replace(day, tasks=tasks), iterations=2_000)

    assert first == second


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_somebody_more_never_raises_the_bound(seed: int) -> None:
    day = drawn(seed, tasks=8, people=5)
    more = replace(day, people=(*day.people, Person(id="more", may_hold=frozenset("abc"))))

    before, after = fewest_by_trying(day), fewest_by_trying(more)

    assert before is None or (after is not None and after <= before)
    assert solved(more).bound <= (after or len(more.tasks))


def test_counted_runs_are_the_same_with_any_number_of_workers() -> None:
    day = drawn(3, tasks=24, people=9)

    first, second = (solve(day, iterations=90_000, seed=5, workers=workers) for workers in (1, 2))

    assert first.holder == second.holder
    assert first.iterations == second.iterations == 90_000 or first.is_proven
    assert (first.seconds, first.best_at_s) == (0.0, 0.0)
    assert first.certificate == second.certificate


def test_a_timed_run_keeps_its_time_and_tells_how_far_it_is() -> None:
    impossible = problem([(0, 4), (1, 5), (6, 8)], may=["abc"])
    told: list[Progress] = []
    solve(impossible, iterations=1)  # loads what is compiled

    began = time.monotonic()
    solution = solve(impossible, seconds=2.2, progress=told.append)

    assert 2.2 <= time.monotonic() - began < 4
    assert told
    assert (told[-1].unheld, told[-1].bound) == (1, 2)
    assert solution.seconds >= 2.2


def test_a_run_stops_when_it_is_asked_to() -> None:
    impossible = problem([(0, 4), (1, 5), (6, 8)], may=["abc"])
    began = time.monotonic()

    solution = solve(impossible, seconds=60, should_stop=lambda: time.monotonic() - began > 0.5)

    assert time.monotonic() - began < 10
    assert len(solution.holder) == 2


@pytest.mark.parametrize(
    "budget",
    [{}, {"seconds": 1, "iterations": 1}, {"seconds": 0}, {"iterations": 1, "workers": 0}],
)
def test_a_budget_that_is_none_is_refused(budget: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="seconds"):
        solve(problem([(0, 1)], may=["a"]), **budget)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fewest"),
    [("data_6_48_80_66", 40), ("data_30_25_219_66", 20), ("data_108_162_1115_33", 128)],
)
def test_published_instances_at_their_bound(name: str, fewest: int) -> None:
    file = BENCH / f"{name}.dat"
    if not file.exists():
        pytest.skip("the shared benchmark folder is absent")

    solution = solved(read_smptsp(file), iterations=400_000)

    assert (solution.people, solution.bound) == (fewest, fewest)
