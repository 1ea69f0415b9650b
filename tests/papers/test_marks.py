"""What scores add up to, and how work is split: laws of both."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.packs import Rubric
from muster.papers.marks import mean, missing_in, share_of, spread
from muster.papers.splitting import Work, split

SOURCED = {"source": "a test", "valid_from": date(2030, 1, 1), "verified": False}
NAME = {"name": {"vi": "x", "en": "x"}}


def rubric(*criteria: tuple[int | None, int]) -> Rubric:
    """A rubric of (points, weight)."""
    made = {
        f"c{n}": {**SOURCED, **NAME, "key": f"c{n}", "order": n, "points": points, "weight": weight}
        for n, (points, weight) in enumerate(criteria)
    }
    group = {**SOURCED, **NAME, "key": "g", "order": 0, "criteria": made}
    return Rubric.model_validate(
        {**SOURCED, **NAME, "key": "r", "order": 0, "groups": {"g": group}}
    )


CRITERIA = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(min_value=1, max_value=100)),
        st.integers(min_value=1, max_value=9),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"c0": 10, "c1": 1}, Fraction(1)),
        ({"c0": 0, "c1": 0}, Fraction(0)),
        ({"c0": 5, "c1": 1}, Fraction(3 * 5, 10) / 5 + Fraction(2, 5)),
        ({"c0": 5}, None),
        ({"c0": 5, "c1": None}, None),
    ],
)
def test_a_share_is_weighted_and_wants_every_criterion(
    values: dict[str, int | None], wanted: Fraction | None
) -> None:
    assert share_of(rubric((10, 3), (None, 2)), values) == wanted


@given(criteria=CRITERIA, data=st.data())
def test_a_share_lies_between_nothing_and_all_and_never_falls_with_a_better_score(
    criteria: list[tuple[int | None, int]], data: st.DataObject
) -> None:
    made = rubric(*criteria)
    values = {
        one.key: data.draw(st.integers(min_value=0, max_value=one.most)) for one in made.criteria()
    }
    got = share_of(made, dict(values))
    assert got is not None
    assert 0 <= got <= 1
    better = {one.key: max(values[one.key], one.most) for one in made.criteria()}
    assert share_of(made, dict(better)) == 1
    some = data.draw(st.sampled_from(list(values)))
    assert missing_in(made, {**values, some: None}) == [some]


def test_means_leave_out_what_is_not_known() -> None:
    assert mean([Fraction(1), None, Fraction(0)]) == Fraction(1, 2)
    assert mean([None]) is None
    assert spread([Fraction(1), None, Fraction(1, 4)]) == Fraction(3, 4)
    assert spread([Fraction(1), None]) is None


WORKS = st.lists(st.integers(min_value=1, max_value=9), max_size=12)
LOADS = st.dictionaries(
    st.integers(min_value=1, max_value=9), st.integers(min_value=0, max_value=20), min_size=1
)


@given(weights=WORKS, loads=LOADS, each=st.integers(min_value=1, max_value=3))
def test_a_split_is_even_within_one_work(
    weights: list[int], loads: dict[int, int], each: int
) -> None:
    works = [Work(key=n, weight=weight) for n, weight in enumerate(weights)]

    found = split(works, loads, each=each)

    assert set(found) == {work.key for work in works}
    load = dict(loads)
    for work in works:
        people = found[work.key]
        assert len(set(people)) == len(people) == min(each, len(loads))
        for person in people:
            load[person] += work.weight
    before = max(loads.values()) - min(loads.values())
    most = max(weights, default=0)
    assert max(load.values()) - min(load.values()) <= max(before, most)


@given(loads=LOADS, barred=st.frozensets(st.integers(min_value=1, max_value=9)))
def test_nobody_is_given_what_he_must_not_have(
    loads: dict[int, int], barred: frozenset[int]
) -> None:
    found = split([Work(key=1, weight=3, barred=barred)], loads, each=2)

    assert not set(found[1]) & barred
    assert len(found[1]) == min(2, len(set(loads) - barred))


def test_equals_are_taken_in_the_order_in_which_they_stand() -> None:
    works = [Work(key=1, weight=2), Work(key=2, weight=5)]

    assert split(works, {7: 0, 3: 0, 5: 0}, each=1) == {2: (7,), 1: (3,)}
