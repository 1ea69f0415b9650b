"""The solver: as good as trying everything on toys, legal and repeatable always."""

from itertools import product
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest
from tests.engines.roster.standing.make import TEXT, employee, problem

from muster.engines.roster.problem import ProblemError
from muster.engines.roster.standing import Cover, Request, Row, StandingProblem
from muster.engines.roster.standing.annealing import Heat, anneal
from muster.engines.roster.standing.bounding import proven
from muster.engines.roster.standing.generating import Generator
from muster.engines.roster.standing.judge import Judge
from muster.engines.roster.standing.moves import BROKEN, PENALTY, empty_roster, settle
from muster.engines.roster.standing.reading import problem_from_text, read_problem
from muster.engines.roster.standing.solving import Progress, solve
from muster.engines.roster.standing.tables import rows_of, tables

BENCH = Path(__file__).parents[4] / "../shared/bench/roster/curtois"


def toy(seed: int) -> StandingProblem:
    """Two employees, six days, random cover and wishes."""
    chance = np.random.default_rng(seed)
    cover = tuple(
        Cover(day=d, kind=k, need=int(chance.integers(0, 3)), weight_under=10, weight_over=2)
        for d in range(6)
        for k in "EL"
    )
    requests = tuple(
        Request(
            employee=str(chance.choice(["A", "B"])),
            day=int(chance.integers(6)),
            kind=str(chance.choice(["E", "L"])),
            weight=int(chance.integers(1, 4)),
            wanted=bool(chance.integers(2)),
        )
        for _ in range(6)
    )
    strict = employee("A", min_shifts_in_a_row=2, max_shifts_in_a_row=3, max_weekends=0)
    short = employee("B", max_total_min=4 * 480, min_total_min=480, max_of_kind={"L": 1})
    return problem(strict, short, days=6, cover=cover, requests=requests)


def least(case: StandingProblem) -> int:
    """The penalty of the best of all legal rosters."""
    judge = Judge(case)
    every = [
        [row for row in product((None, "E", "L"), repeat=6) if not judge.broken_by(who, row)]
        for who in case.staff
    ]
    wishes = [
        [(row, unmet(case, who.id, row)) for row in rows]
        for who, rows in zip(case.staff, every, strict=True)
    ]
    weights = {(c.day, c.kind): c for c in case.cover}
    return min(
        wish_a + wish_b + sum(cover_of(c, a, b) for c in weights.values())
        for (a, wish_a), (b, wish_b) in product(*wishes)
    )


def unmet(case: StandingProblem, who: str, row: Row) -> int:
    mine = [r for r in case.requests if r.employee == who]
    return sum(r.weight for r in mine if (row[r.day] == r.kind) != r.wanted)


def cover_of(c: Cover, a: Row, b: Row) -> int:
    n = (a[c.day] == c.kind) + (b[c.day] == c.kind)
    return c.weight_under * max(0, c.need - n) + c.weight_over * max(0, n - c.need)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_finds_the_best_of_all_rosters(seed: int) -> None:
    case = toy(seed)
    best = least(case)

    found = solve(case, iterations=60_000, seed=seed)

    assert Judge(case).broken(found.rows) == []
    assert found.penalty == Judge(case).penalty(found.rows) == best
    assert found.bound <= best


def test_the_prices_prove_the_bound() -> None:
    case = toy(4)
    found = solve(case, iterations=4_000_000)

    assert 0 < found.bound == proven(case, found.prices, found.limit_prices)


def test_no_price_of_a_limit_is_below_0() -> None:
    with pytest.raises(ValueError, match="below 0"):
        proven(toy(4), {}, {("A", "E"): -1.0})


def test_the_same_with_any_number_of_workers() -> None:
    case = problem_from_text(TEXT, name="x")
    alone, both, again = (
        solve(case, iterations=300_000, seed=5, workers=workers) for workers in (1, 2, 1)
    )

    assert alone == again
    assert (both.rows, both.bound, both.prices) == (alone.rows, alone.bound, alone.prices)
    assert alone.seconds == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_column_generation_alone_dives_to_legal_rosters_above_its_bound(seed: int) -> None:
    case = problem_from_text(TEXT, name="x")
    g, judge = Generator(tables(case), seed=seed), Judge(case)

    for _ in range(200):
        g.step()

    assert g.closed
    assert g.found is not None
    rows = rows_of(case, g.found)
    assert judge.broken(rows) == []
    assert judge.penalty(rows) == g.weight >= g.bound > 0


def test_a_dive_takes_back_what_left_others_without_a_good_row() -> None:
    case = problem_from_text(TEXT, name="x")
    g = Generator(tables(case), seed=1)
    while not g._fresh:
        g.step()
    fixed = dict(g._fixed)

    g._take_back()

    assert fixed
    assert not g._fixed
    again = g.master.solve_sharply()
    assert again.value >= g.value - 1e-6


@pytest.mark.parametrize("workers", [1, 2])
def test_keeps_its_time(workers: int) -> None:
    began = monotonic()

    found = solve(problem_from_text(TEXT, name="x"), seconds=3, workers=workers)

    assert found.bound <= found.penalty
    assert monotonic() - began < 6  # a loaded machine is slow to start a process


def test_stopped_at_once_it_returns_a_legal_roster() -> None:
    case = problem_from_text(TEXT, name="x")

    found = solve(case, seconds=30, should_stop=lambda: True)

    assert Judge(case).broken(found.rows) == []
    assert found.iterations == 0


def test_tells_how_far_it_is() -> None:
    told: list[Progress] = []
    solve(toy(5), seconds=1.5, progress=told.append)
    assert all(now.penalty is not None and now.bound <= now.penalty for now in told)


@pytest.mark.parametrize(
    ("rules", "clash"),
    [
        (
            {"min_total_min": 6 * 480, "days_off": frozenset({0, 3})},
            "A: no row keeps these together: days off: 2; at least 2880 minutes",
        ),
        (
            {"min_total_min": 7 * 480, "max_shifts_in_a_row": 5},
            "A: no row keeps these together: at most 5 shifts in a row; at least 3360 minutes",
        ),
        (
            {"min_total_min": 3 * 480, "max_of_kind": {"E": 1, "L": 1}},
            (
                "A: no row keeps these together: at most 1 shifts of kind E; "
                "at most 1 shifts of kind L; at least 1440 minutes"
            ),
        ),
        (
            {"min_total_min": 500, "max_total_min": 900},
            "A: no row keeps these together: at most 900 minutes; at least 500 minutes",
        ),
    ],
)
def test_rules_that_clash_are_named(rules: dict[str, Any], clash: str) -> None:
    with pytest.raises(ProblemError) as refused:
        solve(problem(employee(**rules)), iterations=100)
    assert refused.value.faults == [clash]


@pytest.mark.parametrize("budget", [{}, {"seconds": 1.0, "iterations": 5}, {"iterations": 0}])
def test_wants_one_budget(budget: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="give either"):
        solve(toy(1), seconds=budget.get("seconds"), iterations=budget.get("iterations"))


@pytest.mark.parametrize("per_fault", [2.0, 500.0])
def test_counts_kept_by_the_moves_are_those_of_the_rows(per_fault: float) -> None:
    """Whatever the annealing does: its sums are the judge's."""
    case = problem_from_text(TEXT, name="x")
    t, judge = tables(case), Judge(case)
    r = empty_roster(t, seed=9)
    settle(t, r)
    for _ in range(20):
        anneal(t, r, 500, Heat(30.0, 5.0, per_fault, per_fault))
        penalty, broken = float(r.sums[PENALTY]), float(r.sums[BROKEN])
        rows = rows_of(case, r.row)
        assert penalty == pytest.approx(judge.penalty(rows))
        assert (broken < 0.5) == (not judge.broken(rows))
        settle(t, r)
        assert penalty == pytest.approx(float(r.sums[PENALTY]))
        assert broken == pytest.approx(float(r.sums[BROKEN]))


def test_a_public_instance() -> None:
    file = BENCH / "Instance3.txt"
    if not file.exists():
        pytest.skip(f"{file.name} of the public instances is not at hand")
    case = read_problem(file)

    found = solve(case, iterations=4_000_000, seed=1)

    assert Judge(case).broken(found.rows) == []
    assert found.bound <= 1001 <= found.penalty <= 1150
