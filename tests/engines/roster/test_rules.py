"""The judge: each rule with its boundary, each term of the objective by hand."""

import pytest
from tests.engines.roster import make
from tests.engines.roster.make import DAY, HOUR, person, post, problem

from muster.engines.roster import Costs, History, OwnRules, Person, Post, Problem
from muster.engines.roster.rules import Judge, Rule


def broken(who: Person, *posts: Post, **over: object) -> list[str]:
    return list(Judge(problem([who], list(posts), **over)).broken_by(who, posts))


@pytest.mark.parametrize(
    ("who", "what"),
    [
        (person("P", skills=("fire",)), "lacks a skill"),
        (person("P", rank=0), "rank too low"),
        (person("P", unit="w"), "unit not asked for"),
        (person("P", home="C"), "home too far away"),
        (person("P", unavailable_min=((9 * HOUR, 10 * HOUR),)), "unavailable"),
    ],
)
def test_an_unfit_person_is_refused_for_the_one_reason(who: Person, what: str) -> None:
    asked = post("J", 8, 12, units=("u",), max_km=39.9)

    assert broken(who, asked) == [f"J: {what}"]


def test_absence_that_ends_when_the_post_starts_is_no_absence() -> None:
    who = person("P", unavailable_min=((0, 8 * HOUR), (12 * HOUR, 20 * HOUR)))

    assert broken(who, post("J", 8, 12)) == []


@pytest.mark.parametrize(("gap_h", "legal"), [(0, True), (2, True), (2.5, False), (11, True)])
def test_a_gap_is_a_break_or_a_rest(gap_h: float, legal: bool) -> None:
    assert (broken(person("P"), post("a", 8, 9), post("b", 9 + gap_h, 10 + gap_h)) == []) is legal


def test_travel_must_fit_into_the_gap() -> None:
    """40 km at 60 km/h take 40 minutes."""
    first, near, far = post("a", 8, 9), 9 + 40 / 60, 9 + 39 / 60

    assert broken(person("P"), first, post("b", near, 11, place="C")) == []
    assert broken(person("P"), first, post("b", far, 11, place="C")) == [
        "b: 39 min are too short to get there"
    ]


def test_a_duty_period_is_bounded_from_first_start_to_last_end() -> None:
    assert broken(person("P"), post("a", 6, 12), post("b", 13, 19)) == []
    assert broken(person("P"), post("a", 6, 12), post("b", 13, 19.5)) == [
        "b: duty period of 810 min"
    ]


def test_hours_of_the_horizon_and_of_the_week() -> None:
    days = [post(f"J{k}", 24 * k + 8, 24 * k + 18) for k in range(5)]

    assert broken(person("P"), *days[:4]) == []
    assert broken(person("P"), *days) == ["3000 min in a week"]
    own = person("P", own_rules=OwnRules(max_week_min=3000, max_total_min=2999))
    assert broken(own, *days) == ["3000 min in all"]


def test_days_in_a_row_count_the_history() -> None:
    days = [post(f"J{k}", 24 * k + 8, 24 * k + 9) for k in range(7)]
    past = History(period_start_min=-960, last_end_min=-900, last_place="A", week_min=0, run_days=3)

    assert broken(person("P"), *days[:6]) == []
    assert broken(person("P"), *days) == ["7 days in a row"]
    assert broken(person("P", history=past), *days[:3]) == []
    assert broken(person("P", history=past), *days[:4]) == ["7 days in a row"]


def test_the_history_is_the_post_before_the_first() -> None:
    past = History(
        period_start_min=-600, last_end_min=-60, last_place="C", week_min=40 * 60, run_days=0
    )
    who = person("P", history=past)

    assert broken(who, post("J", 0, 1)) == []
    assert broken(who, post("J", 2, 3)) == ["J: a gap of 180 min is neither break nor rest"]
    assert broken(who, post("J", 0, 4)) == ["J: duty period of 840 min"]
    assert broken(who, post("J", 10, 18)) == []
    assert broken(who, post("J", 10, 18.5)) == ["2910 min in a week"]


def test_cost_by_hand() -> None:
    """Home A; B (10 km) and C (40 km) in one period, then C alone: 10+30+40 + 80 km.

    Seven hours, one of them above the fair six: 3. Two pairs differ from the published
    roster (b gained, d lost; a pair of a post that is gone does not count): 10.
    """
    posts = [
        post("a", 8, 10, place="B"),
        post("b", 11, 12, place="C"),
        post("c", 32, 36, place="C"),
        post("d", 50, 51, count=3, weight=2.5),
    ]
    case = problem(
        [person("P", fair_min=6 * HOUR)],
        posts,
        published=(("a", "P"), ("c", "P"), ("d", "P"), ("gone", "P")),
    )

    score = Judge(case).score([("a", "P"), ("b", "P"), ("c", "P")])

    assert score.broken == ()
    assert score.km == pytest.approx(160, rel=1e-4)
    assert score.overload_h == pytest.approx(1)
    assert score.changes == 2
    assert score.value.cost == pytest.approx(160 + 3 + 10, rel=1e-4)
    assert score.value.uncovered == 7.5
    assert score.missing == {"d": 3}


def test_a_crew_that_is_short_counts_as_empty() -> None:
    posts = [
        post("car", 8, 10, weight=5, crew="k", skills=("car",)),
        post("driver", 8, 10, weight=3, count=2, crew="k"),
        post("other", 8, 10, weight=1),
    ]
    case = problem([person("P"), person("Q"), person("V", skills=("car",))], posts)
    judge = Judge(case)

    short = judge.score([("car", "V"), ("driver", "P")])
    whole = judge.score([("car", "V"), ("driver", "P"), ("driver", "Q")])

    assert short.value.uncovered == 12
    assert short.missing == {"driver": 1, "other": 1}
    assert whole.value.uncovered == 1


def test_pairs_that_cannot_be_are_named() -> None:
    case = problem([person("P"), person("Q")], [post("J", 8, 9)], fixed=(("J", "P"),))

    score = Judge(case).score([("J", "Q"), ("J", "Q"), ("X", "P")])

    assert set(score.broken) == {"X,P: unknown", "J,Q: twice", "J,P: fixed pair lost"}
    assert Judge(case).score([("J", "P"), ("J", "Q")]).broken == ("J: 2 people for 1",)


def test_costs_may_be_nothing() -> None:
    free = Costs(per_km=0, per_overload_h=0, per_change=0)
    case: Problem = problem([person("P", home="C")], [post("J", 8, 9)], costs=free)

    assert Judge(case).score([("J", "P")]).value.cost == 0
    assert make.DAY == DAY


def test_a_breach_is_data_as_well_as_words() -> None:
    """Six hours between two duties where eleven are asked for, and a rank below the second's."""
    who = person("P", rank=1)
    case = problem([who], [post("a", 8, 16), post("b", 22, 26, min_rank=2)])

    found = list(Judge(case).breaches(who, case.posts))

    assert [(b.rule, b.post, b.found, b.limit) for b in found] == [
        (Rule.RANK, "b", 1, 2),
        (Rule.REST, "b", 6 * HOUR, 11 * HOUR),
    ]
    assert [str(b) for b in found] == list(Judge(case).broken_by(who, case.posts))
