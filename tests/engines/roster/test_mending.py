"""Mending: hand-checked chains, what must stay, and laws on drawn problems."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import HOUR, person, post, problem
from tests.engines.roster.test_openings import legal_pairs

from muster.engines.roster import Pair, Person, Post, Problem
from muster.engines.roster.mending import Mended, mend
from muster.engines.roster.rules import Judge
from muster.engines.roster.solving import Progress, repair


def mended(case: Problem) -> Mended:
    return mend(case, should_stop=lambda: False)


def skilled(name: str, *skills: str) -> Person:
    return person(name, skills=skills)


def asking(name: str, skill: str, *, weight: float = 1.0) -> Post:
    """A post at the same time as all others of its kind, so that nobody holds two."""
    return post(name, 8, 12, skills=(skill,), weight=weight)


def published(people: list[Person], posts: list[Post], pairs: list[Pair]) -> Problem:
    return problem(people, posts, published=tuple(pairs))


def test_the_nearest_takes_the_post_directly() -> None:
    people = [person("far", home="B"), person("near"), person("busy")]
    case = published(people, [post("J", 8, 12), post("K", 8, 12)], [("J", "gone"), ("K", "busy")])

    assert mended(case).pairs == (("J", "near"), ("K", "busy"))


def test_a_chain_of_two() -> None:
    people = [skilled("both", "a", "b"), skilled("spare", "b")]
    posts = [asking("A", "a"), asking("B", "b")]
    case = published(people, posts, [("A", "gone"), ("B", "both")])

    assert mended(case).pairs == (("A", "both"), ("B", "spare"))


def test_a_chain_of_three() -> None:
    people = [skilled("ab", "a", "b"), skilled("bc", "b", "c"), skilled("c", "c")]
    posts = [asking("A", "a"), asking("B", "b"), asking("C", "c")]
    case = published(people, posts, [("A", "gone"), ("B", "ab"), ("C", "bc")])

    assert mended(case).pairs == (("A", "ab"), ("B", "bc"), ("C", "c"))


def test_a_lighter_post_is_given_up_where_nobody_is_left() -> None:
    posts = [asking("A", "a", weight=3.0), asking("B", "b")]
    case = published([skilled("ab", "a", "b")], posts, [("A", "gone"), ("B", "ab")])

    found = mended(case)

    assert (found.pairs, found.uncovered, found.complete) == ((("A", "ab"),), 1.0, True)


def test_a_post_of_a_crew_is_not_given_up() -> None:
    posts = [asking("A", "a", weight=3.0), replace(asking("B", "b"), crew="c")]
    posts.append(replace(asking("C", "c", weight=5.0), crew="c"))
    people = [skilled("ab", "a", "b"), skilled("c", "c")]
    case = published(people, posts, [("A", "gone"), ("B", "ab"), ("C", "c")])

    assert mended(case).pairs == (("B", "ab"), ("C", "c"))


def test_a_post_that_bridges_an_illegal_gap_keeps_its_neighbours() -> None:
    """Eight to ten and fourteen to sixteen go together only with the light post between them."""
    posts = [
        post("early", 8, 10, weight=5.0),
        post("bridge", 10, 14, weight=1.0),
        post("late", 14, 16, weight=5.0),
    ]
    pairs = [("early", "P"), ("bridge", "P"), ("late", "P")]
    fixed = replace(published([person("P")], posts, pairs), fixed=(("late", "P"),))

    assert set(mended(published([person("P")], posts, pairs)).pairs) == set(pairs)
    assert set(mended(fixed).pairs) == set(pairs)


def test_a_fixed_place_is_kept_for_its_owner() -> None:
    case = published([person("P"), person("Q", home="B")], [post("J", 8, 12)], [("J", "P")])

    assert mended(replace(case, fixed=(("J", "Q"),))).pairs == (("J", "Q"),)


def test_the_published_holder_returns_when_the_newcomer_can_leave() -> None:
    case = published([person("P")], [post("J", 8, 12)], [("J", "P")])

    assert mended(case).pairs == (("J", "P"),)


def test_asked_to_stop_it_gives_what_is_legal() -> None:
    case = published([person("P")], [post("J", 8, 12)], [("J", "gone")])

    found = mend(case, should_stop=lambda: True)

    assert (found.pairs, found.complete) == ((), False)


def test_a_repair_that_covers_all_is_proven_on_the_first_level_and_needs_no_search() -> None:
    case = published([person("P")], [post("J", 8, 12)], [("J", "gone")])

    told: list[Progress] = []
    solution = repair(case, seconds=60, progress=told.append)

    assert [now.value for now in told] == [solution.value]
    assert (solution.assignments, solution.iterations) == ((("J", "P"),), 0)
    assert solution.gap.uncovered == 0
    assert solution.seconds < 20


@given(seed=st.integers(0, 10**6), ill=st.integers(0, 5))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_is_mended_is_legal_and_covers_what_it_can(seed: int, ill: int) -> None:
    case = make.drawn(seed, people=6, posts=14)
    before = legal_pairs(Judge(case))
    gone = case.people[ill].id
    people = tuple(p for p in case.people if p.id != gone)
    now = replace(case, people=people, published=tuple(before))

    found = mended(now)

    score = Judge(now).score(found.pairs)
    assert not score.broken
    assert score.value.uncovered == found.uncovered
    left = [p for p in before if p[1] != gone]
    assert found.uncovered <= Judge(now).score(left).value.uncovered
    assert mended(now) == found


@given(seed=st.integers(0, 10**6), rest_h=st.integers(8, 14), days=st.integers(1, 3))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_under_other_rules_it_is_legal_as_well(seed: int, rest_h: int, days: int) -> None:
    case = make.drawn(seed, people=6, posts=14)
    before = legal_pairs(Judge(case))
    other = replace(case.rules, min_rest_min=rest_h * HOUR, max_days_in_a_row=days)
    now = replace(case, rules=other, published=tuple(before), fixed=())

    assert not Judge(now).score(mended(now).pairs).broken
