"""Why a place is open: known cases by hand, and the laws that the remedies must keep."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import DAY, HOUR, person, post, problem, rules

from muster.engines.roster import History, Pair, Problem, Why
from muster.engines.roster.changes import applied
from muster.engines.roster.reasons.obstacles import Obstacle, held_posts, obstacles
from muster.engines.roster.reasons.openings import Bench, opening, opening_of
from muster.engines.roster.rules import Judge, Rule


def one(case: Problem, held: list[Pair], name: str, who: str = "P") -> list[Obstacle]:
    judge = Judge(case)
    mine = held_posts(judge, held).get(who, [])
    return list(obstacles(judge, judge.people[who], mine, judge.posts[name]))


@pytest.mark.parametrize(
    ("who", "what", "expected"),
    [
        ({"skills": ("fire",)}, {}, Obstacle(rule=Rule.SKILL, needed=1, skills=("guard",))),
        ({}, {"min_rank": 2}, Obstacle(rule=Rule.RANK, limit=2, needed=1)),
        ({}, {"units": ("v",)}, Obstacle(rule=Rule.UNIT, unit="u")),
        (
            {"unavailable_min": ((0, 9 * HOUR),)},
            {},
            Obstacle(rule=Rule.AVAILABLE, limit=9 * HOUR, needed=8 * HOUR, until_min=9 * HOUR),
        ),
        (
            {"unavailable_min": ((11 * HOUR, 40 * HOUR),)},
            {},
            Obstacle(rule=Rule.AVAILABLE, limit=11 * HOUR, needed=12 * HOUR, until_min=40 * HOUR),
        ),
    ],
)
def test_what_keeps_somebody_off_whatever_he_holds(
    who: dict[str, Any], what: dict[str, Any], expected: Obstacle
) -> None:
    case = problem([person("P", **who)], [post("J", 8, 12, **what)])

    assert one(case, [], "J") == [expected]


def test_a_home_too_far_away_names_the_distance() -> None:
    case = problem([person("P", home="C")], [post("J", 8, 12, max_km=30.0)])

    (found,) = one(case, [], "J")

    assert (found.rule, found.limit) == (Rule.RANGE, 30.0)
    assert found.needed == pytest.approx(40.0)


def test_a_rest_too_short_on_both_sides_is_one_obstacle_with_the_shorter() -> None:
    case = problem([person("P")], [post("early", 0, 4), post("J", 14, 18), post("late", 27, 30)])

    assert one(case, [("early", "P"), ("late", "P")], "J") == [
        Obstacle(rule=Rule.REST, limit=11 * HOUR, needed=9 * HOUR, post="late")
    ]


def test_a_rest_after_the_history_says_until_when() -> None:
    past = History(
        period_start_min=-6 * HOUR, last_end_min=0, last_place="A", week_min=0, run_days=0
    )
    case = problem([person("P", history=past)], [post("J", 8, 12)])

    assert one(case, [], "J") == [
        Obstacle(rule=Rule.REST, limit=11 * HOUR, needed=8 * HOUR, until_min=11 * HOUR)
    ]


def test_hours_and_days_name_what_they_would_have_to_be() -> None:
    case = problem(
        [person("P")],
        [post("a", 8, 12), post("b", 32, 36), post("J", 56, 61)],
        rules=rules(max_total_min=12 * HOUR, max_week_min=11 * HOUR, max_days_in_a_row=2),
    )

    found = one(case, [("a", "P"), ("b", "P")], "J")

    assert [(o.rule, o.limit, o.needed) for o in found] == [
        (Rule.TOTAL_HOURS, 12 * HOUR, 13 * HOUR),
        (Rule.WEEK_HOURS, 11 * HOUR, 13 * HOUR),
        (Rule.DAYS_IN_A_ROW, 2, 3),
    ]


def test_the_example_of_the_planner() -> None:
    """Of three qualified two are on leave, one rests; lending or a shorter rest would fill it."""
    people = [
        person("away 1", unavailable_min=((0, DAY),)),
        person("away 2", unavailable_min=((0, 20 * HOUR),)),
        person("resting"),
        person("elsewhere", unit="v"),
        person("clerk", skills=("typing",)),
    ]
    posts = [post("night", 0, 3), post("J", 13, 17, units=("u",), weight=3.0)]
    case = problem(people, posts)

    found = opening(Judge(case), [("night", "resting")], "J")

    assert (found.missing, found.kind, found.qualified) == (1, Why.RESTING, 3)
    assert found.counts == {Rule.AVAILABLE: 2, Rule.UNIT: 1, Rule.REST: 1}
    assert [b.person for b in found.blocked] == ["resting"]
    assert found.blocked[0].by[0].until_min == 14 * HOUR
    by_sort = {(*(o.rule for o in r.relax), *r.give_up): r for r in found.remedies}
    assert set(by_sort) == {(Rule.UNIT,), (Rule.REST,), (Rule.AVAILABLE,), ("night",)}
    assert by_sort[(Rule.UNIT,)].person == "elsewhere"
    assert by_sort[(Rule.REST,)].relax[0].needed == 10 * HOUR
    assert by_sort[("night",)].weight_lost == 1.0
    assert by_sort[(Rule.AVAILABLE,)].person == "away 2"


def test_where_one_rule_is_not_enough_the_smallest_set_is_named() -> None:
    people = [person("P", unit="v", rank=1), person("Q", unit="v", rank=1, home="C")]
    case = problem(people, [post("J", 8, 12, units=("u",), min_rank=2, max_km=30.0)])

    found = opening(Judge(case), [], "J")

    assert found.kind is Why.NO_ONE_QUALIFIED
    (remedy,) = found.remedies
    assert remedy.person == "P"
    assert [o.rule for o in remedy.relax] == [Rule.RANK, Rule.UNIT]


def test_a_post_that_somebody_could_hold_needs_no_remedy() -> None:
    found = opening(Judge(problem([person("P")], [post("J", 8, 12)])), [], "J")

    assert (found.kind, found.free, found.remedies) == (Why.BUSY_ON_HEAVIER_POSTS, 1, ())


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_obstacle_is_exactly_no_rule_broken(seed: int) -> None:
    case = make.drawn(seed, people=4, posts=10)
    judge = Judge(case)
    held = held_posts(judge, legal_pairs(judge))

    for who in case.people:
        mine = held.get(who.id, [])
        for what in case.posts:
            if what not in mine:
                free = not obstacles(judge, who, mine, what)
                assert free == (not any(judge.broken_by(who, [*mine, what])))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_remedy_does_fill_the_place_and_each_of_its_steps_is_needed(seed: int) -> None:
    case = make.drawn(seed, people=5, posts=14)
    judge = Judge(case)
    pairs = legal_pairs(judge)
    bench = Bench(judge, pairs)

    for what in bench.open_posts():
        for remedy in opening_of(bench, what, at_most=5).remedies:
            kept = [(j, i) for j, i in pairs if i != remedy.person or j not in remedy.give_up]
            filled = [*kept, (what.id, remedy.person)]
            eased = applied(case, remedy.changes())
            assert not Judge(eased).score(filled).broken
            for k in range(len(remedy.relax)):
                fewer = [c for m, c in enumerate(remedy.changes()[:-1]) if m != k]
                assert Judge(applied(case, fewer)).score(filled).broken


def legal_pairs(judge: Judge) -> list[Pair]:
    """Everybody on whatever he may hold, in the order of the problem."""
    pairs: list[Pair] = []
    for what in judge.problem.posts:
        left = what.count
        for who in judge.problem.people:
            mine = held_posts(judge, pairs).get(who.id, [])
            if (
                left
                and (what.start_min + len(who.id)) % 3
                and not any(judge.broken_by(who, [*mine, what]))
            ):
                pairs.append((what.id, who.id))
                left -= 1
    return pairs
