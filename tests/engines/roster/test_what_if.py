"""What-if: what each kind of change brings, and that nothing is applied."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import HOUR, person, post, problem
from tests.engines.roster.test_openings import legal_pairs

from muster.engines.roster import Kind, ProblemError
from muster.engines.roster.changes import (
    AddPeople,
    AddPost,
    Change,
    DropPost,
    OpenTo,
    RemovePerson,
    SetRule,
    ShiftPost,
)
from muster.engines.roster.reasons.openings import Bench, opening_of
from muster.engines.roster.rules import Judge
from muster.engines.roster.what_if import Difference, what_if

CASE = problem(
    [person("P", skills=("guard", "driver")), person("Q", unit="v")],
    [post("night", 0, 3, skills=("driver",)), post("J", 13, 17, units=("u",)), post("day", 30, 32)],
)
PAIRS = (("night", "P"), ("day", "Q"))


def after(*changes: Change) -> Difference:
    return what_if(CASE, PAIRS, changes, seconds=None, iterations=50)


@pytest.mark.parametrize(
    "change",
    [
        OpenTo(post="J", units=("v",)),
        SetRule(rule="min_rest_min", value=10 * HOUR),
        SetRule(rule="min_rest_min", value=10 * HOUR, person="P"),
        AddPeople(number=1, place="A", skills=("guard",), unit="u"),
        AddPeople(number=1, place="A", skills=("guard",), unit="u", kind=Kind.VEHICLE),
        ShiftPost(post="J", start_min=14 * HOUR, end_min=18 * HOUR),
    ],
    ids=lambda c: type(c).__name__,
)
def test_a_change_that_fills_the_place_says_so(change: Change) -> None:
    found = after(change)

    assert (found.before.uncovered, found.without.uncovered, found.after.uncovered) == (1, 1, 0)
    assert (found.before.open_posts, found.after.open_posts) == (1, 0)
    assert (found.filled, found.opened, found.dropped) == (("J",), (), ())
    assert [j for j, _ in found.added] == ["J"]
    assert [now - was for _, was, now in found.hours] == [4 * HOUR]
    assert found.problem.published == PAIRS


def test_somebody_less_moves_what_he_held() -> None:
    found = after(RemovePerson(person="Q"))

    assert found.dropped == (("day", "Q"),)
    assert found.added == (("day", "P"),)
    assert found.hours == (("P", 3 * HOUR, 5 * HOUR), ("Q", 2 * HOUR, 0))


def test_a_post_more_or_less() -> None:
    assert after(AddPost(post=post("K", 30, 32))).added == (("K", "P"),)
    assert after(DropPost(post="J")).filled == ("J",)
    assert after(AddPost(post=post("K", 30, 32, skills=("fire",)))).opened == ("K",)


def test_what_would_be_mended_anyway_is_no_merit_of_the_change() -> None:
    nothing = OpenTo(post="day", units=("w",))

    found = what_if(CASE, (), [nothing], seconds=None, iterations=50)

    assert found.before.uncovered == 3
    assert found.without == found.after


def test_a_change_that_cannot_be_is_refused() -> None:
    with pytest.raises(ProblemError, match=r"changes\[0\].post"):
        after(DropPost(post="X"))


@given(seed=st.integers(0, 10**6))
@settings(max_examples=10, deadline=None, derandomize=True)
def test_a_remedy_tried_brings_the_place_that_it_promises(seed: int) -> None:
    case = make.drawn(seed, people=5, posts=12)
    judge = Judge(case)
    pairs = legal_pairs(judge)
    bench = Bench(judge, pairs)
    for what in bench.open_posts()[:2]:
        for remedy in opening_of(bench, what, at_most=2).remedies:
            found = what_if(case, pairs, remedy.changes(), seconds=None, iterations=20)
            assert (remedy.post, remedy.person) in found.pairs
            assert not Judge(found.problem).score(found.pairs).broken
            lost = remedy.weight_lost - what.weight
            assert found.after.uncovered <= found.before.uncovered + lost + 1e-9
