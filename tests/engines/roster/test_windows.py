"""Long seasons: nothing is broken at a boundary, and what stands stays."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import judging, make
from tests.engines.roster.make import DAY, HOUR, person, post, problem

from muster.engines.roster import Certificate, History, Problem, ProblemError
from muster.engines.roster.files.reading import problem_to_json
from muster.engines.roster.large.carrying import Hours, Rolling, Window
from muster.engines.roster.large.windows import (
    SeasonPlan,
    judge_season,
    plan_season,
    window_problem,
    windows_of,
)
from muster.engines.roster.rules import Judge

BENCH = Path(__file__).parents[3] / "../shared/bench/roster"
few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
WEEKLY = Rolling(window_days=7, look_ahead_days=0)
LOOKING = Rolling(window_days=7, look_ahead_days=7)


def season(seed: int, *, days: int = 21, **over: Any) -> Problem:
    """Five people for three weeks of posts, some of them over midnight, with scarce hours."""
    case = make.drawn(seed, people=5, posts=3 * days, days=days)
    limits = make.rules(
        **{
            "max_total_min": 60 * HOUR,
            "max_week_min": 24 * HOUR,
            "max_days_in_a_row": 3,
            **over,
        }
    )
    return replace(case, rules=limits)


def planned(case: Problem, rolling: Rolling, **how: Any) -> SeasonPlan:
    return plan_season(case, rolling=rolling, iterations=400, **how)


def window(number: int) -> Window:
    return windows_of(problem([], [], days=21), WEEKLY)[number]


@few
@given(seed=st.integers(0, 10_000), rolling=st.sampled_from([WEEKLY, LOOKING]))
def test_no_rule_is_broken_over_the_whole_season(seed: int, rolling: Rolling) -> None:
    case = season(seed)

    plan = planned(case, rolling)

    assert judging.faults(case, frozenset(plan.assignments)) == []
    uncovered, cost = judging.value(case, frozenset(plan.assignments))
    assert plan.value.uncovered == pytest.approx(uncovered)
    assert plan.value.cost == pytest.approx(cost)
    assert 0 <= plan.bound.uncovered <= uncovered + 1e-6


@few
@given(seed=st.integers(0, 10_000), rolling=st.sampled_from([WEEKLY, LOOKING]))
def test_what_is_published_stays_and_the_rest_fits_around_it(seed: int, rolling: Rolling) -> None:
    case = season(seed)
    before = planned(case, LOOKING, seed=7).assignments
    judge = Judge(case)
    chosen = [(j, i) for j, i in before if hash_of(j) % 3 == 0]
    held = {i: [judge.posts[j] for j, k in chosen if k == i] for _, i in chosen}
    legal = {i for i, posts in held.items() if not any(judge.breaches(judge.people[i], posts))}
    published = tuple((j, i) for j, i in chosen if i in legal)

    plan = planned(replace(case, published=published), rolling)

    assert set(published) <= set(plan.assignments)
    assert judging.faults(case, frozenset(plan.assignments)) == []


def hash_of(name: str) -> int:
    return int(name[1:])


@few
@given(seed=st.integers(0, 10_000))
def test_hours_of_each_window_are_its_own(seed: int) -> None:
    rolling = Rolling(window_days=7, look_ahead_days=7, hours=Hours.WINDOW)
    case = season(seed, max_total_min=16 * HOUR)

    plan = planned(case, rolling)

    assert judge_season(case, plan.assignments, rolling).broken == ()
    lifted = replace(case, rules=replace(case.rules, max_total_min=10**6))
    assert judging.faults(lifted, frozenset(plan.assignments)) == []


def test_over_the_hours_of_a_window_is_found() -> None:
    rolling = Rolling(window_days=7, look_ahead_days=0, hours=Hours.WINDOW)
    case = problem(
        [person("P")],
        [post("a", 8, 16), post("b", 32, 40), post("c", 7 * 24 + 8, 7 * 24 + 16)],
        rules=make.rules(max_total_min=8 * HOUR),
    )

    assert judge_season(case, [("a", "P"), ("c", "P")], rolling).broken == ()
    found = judge_season(case, [("a", "P"), ("b", "P"), ("c", "P")], rolling).broken
    assert found == ("P: 960 min in window 0",)


def test_a_duty_over_midnight_is_rested_from_in_the_next_window() -> None:
    """Sunday 20:00 to Monday 04:00: at 12:00 only 8 of 11 hours have passed."""
    posts = [
        post("night", 6 * 24 + 20, 7 * 24 + 4),
        post("early", 7 * 24 + 12, 7 * 24 + 14, weight=9),
        post("late", 7 * 24 + 15, 7 * 24 + 17),
    ]
    case = problem([person("P")], posts, days=14)

    plan = planned(case, WEEKLY)

    assert plan.assignments == (("late", "P"), ("night", "P"))
    assert plan.value.uncovered == 9


def test_the_look_ahead_leaves_the_person_for_the_heavier_post() -> None:
    posts = [
        post("night", 6 * 24 + 20, 7 * 24 + 4),
        post("early", 7 * 24 + 12, 7 * 24 + 14, weight=9),
    ]
    case = problem([person("P")], posts, days=14)

    assert planned(case, LOOKING).assignments == (("early", "P"),)
    assert planned(case, LOOKING).bound.uncovered <= 1


def test_the_run_of_days_and_the_load_are_carried() -> None:
    case = problem(
        [person("P", fair_min=40 * HOUR)],
        [post(f"d{k}", 24 * k + 8, 24 * k + 16) for k in range(14)],
        days=14,
    )
    kept = [(f"d{k}", "P") for k in (1, 4, 5, 6)]

    carried = window_problem(case, window(1), kept, rolling=WEEKLY).people[0]

    assert carried.history == History(
        period_start_min=-16 * HOUR,
        last_end_min=-8 * HOUR,
        last_place="A",
        week_min=0,
        run_days=3,
    )
    assert carried.fair_min == 8 * HOUR
    assert carried.own_rules is not None
    assert carried.own_rules.max_total_min == (88 - 32) * HOUR


def test_a_duty_of_the_next_window_that_stands_is_a_fixed_pair_of_this_one() -> None:
    """The night before a fixed morning cannot be taken, though the morning is not planned yet."""
    posts = [post("night", 6 * 24 + 20, 7 * 24 + 4), post("fixed", 7 * 24 + 8, 7 * 24 + 12)]
    case = problem([person("P")], posts, days=14, published=(("fixed", "P"),))

    plan = planned(case, WEEKLY)

    assert plan.assignments == (("fixed", "P"),)


def test_fairness_belongs_to_the_season() -> None:
    """Two people, a duty of eight hours in each of two weeks: one each, whoever begins."""
    people = [person("P", fair_min=8 * HOUR), person("Q", fair_min=8 * HOUR)]
    case = problem(people, [post("a", 8, 16), post("b", 7 * 24 + 8, 7 * 24 + 16)], days=14)

    plan = planned(case, WEEKLY)

    assert {i for _, i in plan.assignments} == {"P", "Q"}
    assert [s.left_min for s in plan.shares] == [0, 0]
    assert plan.value.cost == 0


def test_a_published_pair_that_breaks_a_rule_is_refused_by_its_path() -> None:
    sick = person("P", unavailable_min=((0, DAY),))
    case = problem([sick, person("Q")], [post("a", 8, 16)], published=(("a", "P"),))

    with pytest.raises(ProblemError, match=r"published\[0\]: 'P' breaks a rule: a: unavailable"):
        planned(case, WEEKLY)


def test_a_repair_may_change_what_is_published() -> None:
    sick = person("P", unavailable_min=((0, DAY),))
    posts = [post("a", 8, 16), post("b", 7 * 24 + 8, 7 * 24 + 16)]
    case = problem([sick, person("Q")], posts, days=14, published=(("a", "P"), ("b", "P")))

    plan = planned(case, WEEKLY, mend=True)

    assert plan.assignments == (("a", "Q"), ("b", "P"))
    assert plan.changes == 2


def test_windows_before_the_first_day_stay_as_published() -> None:
    case = problem(
        [person("P")],
        [post("a", 8, 16), post("b", 32, 40), post("c", 7 * 24 + 8, 7 * 24 + 16)],
        days=14,
        published=(("a", "P"),),
    )
    later = replace(WEEKLY, first_day=7)

    assert planned(case, later, mend=True).assignments == (("a", "P"), ("c", "P"))
    with pytest.raises(ValueError, match="day 3 begins no window"):
        planned(case, replace(WEEKLY, first_day=3))


def test_a_crew_is_planned_with_its_first_post() -> None:
    posts = [
        post("car", 6 * 24 + 20, 7 * 24 + 4, crew="k", skills=("car",)),
        post("team", 7 * 24 + 1, 7 * 24 + 5, crew="k", weight=3),
    ]
    people = [person("V", skills=("car",)), person("P")]
    case = problem(people, posts, days=14)

    plan = planned(case, WEEKLY)

    assert plan.assignments == (("car", "V"), ("team", "P"))
    assert plan.windows[0].pairs == 2


def test_windows_are_whole_weeks() -> None:
    with pytest.raises(ValueError, match="whole weeks"):
        Rolling(window_days=10)
    with pytest.raises(ValueError, match="at least a week"):
        Rolling(window_days=0)
    long = problem([], [], days=120)
    cut = windows_of(long)
    assert [w.first_day for w in cut] == list(range(0, 120, 14))
    assert cut[-1].look_end_day == cut[-1].end_day == 120


def test_the_same_seed_gives_the_same_season() -> None:
    case = season(3)

    assert planned(case, LOOKING, seed=5) == planned(case, LOOKING, seed=5)


def test_a_stopped_season_keeps_the_windows_that_are_done() -> None:
    case = season(4)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 1

    plan = planned(case, WEEKLY, should_stop=stop)

    assert len(plan.windows) == 1
    assert judging.faults(case, frozenset(plan.assignments)) == []


@pytest.mark.skipif(not BENCH.is_dir(), reason="the published checkers are not here")
def test_the_bound_of_the_season_is_proven_by_its_certificate() -> None:
    """Scarce hours leave much open; the published checker proves as much from the prices."""
    sys.path.insert(0, str(BENCH))
    certify = importlib.import_module("check_roster").certify
    case = season(11, max_week_min=12 * HOUR)

    plan = planned(case, LOOKING)

    assert plan.bound.uncovered > 0
    proven = proven_by(certify, case, plan.certificate)
    assert proven >= plan.bound.uncovered - 1e-6


def proven_by(certify: Any, case: Problem, proof: Certificate) -> float:
    data, judge = problem_to_json(case), Judge(case)
    index = {p.id: k for k, p in enumerate(case.places)}
    km = [[judge.ground.km(a, b) for b in index] for a in index]
    minutes = [[judge.ground.minutes(a, b) for b in index] for a in index]
    by_id = {p["id"]: p for p in data["posts"]}

    def open_to(who: Any) -> list[Any]:
        fit = [p for p in case.posts if not any(judge.unfit(judge.people[who["id"]], p))]
        return sorted((by_id[p.id] for p in fit), key=lambda p: (p["start"], p["end"]))

    claim = {"post": dict(proof.post), "week": {i: list(x) for i, x in proof.week.items()}}
    matrices = certify.matrix(km), certify.matrix(minutes)
    return float(certify.bound(data, claim, "uncovered", 0.0, *matrices, index, open_to))
