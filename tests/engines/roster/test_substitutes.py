"""Substitutes: hand-checked consequences, exchanges, and that every one of them is legal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import HOUR, person, post, problem
from tests.engines.roster.test_openings import legal_pairs

from muster.engines.roster.reasons.substitutes import Substitute, substitutes
from muster.engines.roster.rules import Judge


def test_the_nearest_free_one_comes_first_with_what_it_means_for_him() -> None:
    people = [person("ill"), person("near", fair_min=5 * HOUR), person("far", home="B")]
    case = problem(people, [post("J", 8, 12), post("late", 25, 28)])

    (found,) = substitutes(Judge(case), [("J", "ill"), ("late", "near")], person="ill")

    near, far = found.found
    assert near == Substitute(
        person="near",
        km_more=0.0,
        worked_min=7 * HOUR,
        week_min=7 * HOUR,
        over_fair_min=2 * HOUR,
        rest_before_min=None,
        rest_after_min=13 * HOUR,
        days_in_a_row=2,
        cost=3.0 * 2,
    )
    assert (far.person, far.days_in_a_row) == ("far", 1)
    assert far.km_more == pytest.approx(20.0)


def test_one_exchange_away() -> None:
    """The only driver guards at that time; the clerk of guards takes his post."""
    people = [
        person("ill", skills=("driver",)),
        person("both", skills=("driver", "guard")),
        person("guard"),
    ]
    posts = [post("drive", 8, 12, skills=("driver",)), post("gate", 9, 11)]
    case = problem(people, posts)
    pairs = [("drive", "ill"), ("gate", "both")]

    ((found,),) = (s.found for s in substitutes(Judge(case), pairs, person="ill"))

    assert (found.person, found.leaves, found.stand_in) == ("both", ("gate",), "guard")
    assert found.changes == 4
    assert substitutes(Judge(case), pairs, person="ill", exchanges=False)[0].found == ()


def test_the_ill_one_takes_no_post_in_an_exchange_so_that_it_stays_open() -> None:
    people = [person("ill", skills=("driver", "guard")), person("both", skills=("driver", "guard"))]
    posts = [post("drive", 8, 12, skills=("driver",)), post("gate", 9, 11)]

    judge, pairs = Judge(problem(people, posts)), [("drive", "ill"), ("gate", "both")]

    (found,) = substitutes(judge, pairs, person="ill", leave_open=True)

    assert substitutes(judge, pairs, person="ill")[0].found == ()
    assert [(s.leaves, s.stand_in, s.weight_lost, s.changes) for s in found.found] == [
        (("gate",), None, 1.0, 3)
    ]


def test_a_heavier_post_is_not_left_open() -> None:
    people = [person("ill"), person("busy")]
    posts = [post("light", 8, 12), post("heavy", 8, 12, weight=2.0)]
    pairs = [("light", "ill"), ("heavy", "busy")]

    (found,) = substitutes(Judge(problem(people, posts)), pairs, person="ill", leave_open=True)

    assert found.found == ()


def test_an_unknown_person_is_refused() -> None:
    with pytest.raises(KeyError):
        substitutes(Judge(problem([], [])), [], person="nobody")


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_every_substitute_is_legal_and_costs_what_it_says(seed: int) -> None:
    case = make.drawn(seed, people=6, posts=12)
    judge = Judge(case)
    pairs = legal_pairs(judge)
    was = judge.score(pairs).value.cost
    for lost in case.people:
        alone = judge.score([p for p in pairs if p[1] == lost.id]).value.cost
        for one in substitutes(judge, pairs, person=lost.id, leave_open=True):
            left = [p for p in pairs if p != (one.post, lost.id)]
            mine = [p for p in left if p[1] == lost.id]
            saved = alone - judge.score(mine).value.cost
            for sub in one.found:
                new = [p for p in left if p[1] != sub.person or p[0] not in sub.leaves]
                new.append((one.post, sub.person))
                if sub.stand_in is not None:
                    new += [(j, sub.stand_in) for j in sub.leaves]
                score = judge.score(new)
                assert not [b for b in score.broken if not b.startswith(f"{lost.id}:")]
                assert score.value.cost == pytest.approx(was - saved + sub.cost)
                assert len(set(new) ^ set(pairs)) == sub.changes
