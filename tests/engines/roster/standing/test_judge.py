"""The plain judge, case by case and by hand."""

from typing import Any

import pytest
from tests.engines.roster.standing.make import employee, problem

from muster.engines.roster.standing import Cover, Request
from muster.engines.roster.standing.judge import Judge


def row(text: str) -> list[str | None]:
    return [None if k == "." else k for k in text]


@pytest.mark.parametrize(
    ("text", "rules", "finding"),
    [
        ("EEEEEE.", {}, "6 shifts in a row from day 0, at most 5"),
        ("E.EE...", {"min_shifts_in_a_row": 3}, "2 shifts in a row from day 2, at least 3"),
        ("E.EEE..", {"min_days_off_in_a_row": 2}, "1 days off in a row from day 1, at least 2"),
        ("LE.....", {}, "L on day 0 is followed by E"),
        ("E.E....", {"max_of_kind": {"E": 1}}, "2 shifts of kind E, at most 1"),
        ("E......", {"min_total_min": 481}, "480 minutes, not 481 to 100000"),
        ("EE.....", {"max_total_min": 959}, "960 minutes, not 0 to 959"),
        (".....E.", {"max_weekends": 0}, "1 weekends, at most 0"),
        ("......E", {"max_weekends": 0}, "1 weekends, at most 0"),
        ("..E....", {"days_off": frozenset({2})}, "works on day off 2"),
        ("..X....", {}, "'X' is no kind of shift"),
        ("..", {}, "has 2 days, 7 are wanted"),
    ],
)
def test_each_rule(text: str, rules: dict[str, Any], finding: str) -> None:
    who = employee(**rules)
    assert Judge(problem(who)).broken_by(who, row(text)) == [f"A: {finding}"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("E.EEE.E", {"min_shifts_in_a_row": 3}),  # runs at both edges may be short
        (".EEEEE.", {"min_days_off_in_a_row": 3}),
        ("EL.E.EE", {"max_weekends": 1}),  # both days of a weekend count once
        ("EEEEE..", {"max_total_min": 2400, "min_total_min": 2400}),
    ],
)
def test_edges_of_rules(text: str, rules: dict[str, Any]) -> None:
    who = employee(**rules)
    assert Judge(problem(who)).broken_by(who, row(text)) == []


def test_a_horizon_that_begins_on_sunday_begins_with_a_weekend() -> None:
    who = employee(max_weekends=1)
    case = problem(who, days=8, first_weekday=6)

    assert case.weekends() == [(0,), (6, 7)]
    assert Judge(case).broken_by(who, row("E.....E.")) == ["A: 2 weekends, at most 1"]


def test_penalty_by_hand() -> None:
    """A wish of 3 unmet, one met; one missing (100), two too many (1 each)."""
    case = problem(
        employee("A"),
        employee("B"),
        requests=(
            Request(employee="A", day=0, kind="L", weight=3, wanted=True),
            Request(employee="B", day=1, kind="E", weight=5, wanted=False),
        ),
        cover=(
            Cover(day=0, kind="E", need=0, weight_under=100, weight_over=1),
            Cover(day=2, kind="L", need=1, weight_under=100, weight_over=1),
        ),
    )
    assert Judge(case).penalty({"A": row("E......"), "B": row("E......")}) == 3 + 100 + 2


def test_strangers_are_found() -> None:
    assert "Z: is not on the staff" in Judge(problem(employee())).broken({"Z": row(".......")})
