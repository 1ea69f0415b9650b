"""The bound of the cover on scarce posts: found fast, and never more than is so."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import person, post, problem

from muster.engines.roster.bounding.bounds import Bounder, Incumbent
from muster.engines.roster.bounding.scarce import Scarce, scarce_posts
from muster.engines.roster.instance import Instance
from muster.engines.roster.problem import Levels, Pair
from muster.engines.roster.solving import solve


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small problems are climbed as a whole; these are to be sought as large ones are."""
    monkeypatch.setattr("muster.engines.roster.bounding.bounds.SMALL", 0)


def crowded() -> Instance:
    """Ten guards with little to do, and three posts at once for the one who is a medic."""
    people = [person(f"G{n}") for n in range(10)]
    people.append(person("M", skills=frozenset({"guard", "medic"})))
    posts = [post(f"g{n}", 8 + n, 12 + n) for n in range(6)]
    posts += [post(f"m{n}", 8, 14, skills=frozenset({"medic"}), weight=5) for n in range(3)]
    return Instance(problem(people, posts))


def incumbent(instance: Instance, pairs: tuple[Pair, ...], uncovered: float) -> Incumbent:
    """A roster with what a day dealt out would say of its posts."""
    mu = Bounder(instance).mu
    # what a place is worth is the same whether somebody holds it or not
    worth = np.array([mu * p.weight if "medic" in p.skills else 0.0 for p in instance.posts])
    return Incumbent(pairs, Levels(uncovered=uncovered, cost=0.0), worth)


def test_posts_are_scarce_by_worth_or_because_they_stand_open() -> None:
    instance = crowded()
    worth = np.array([5.0 if p.id == "m1" else 0.1 for p in instance.posts])
    short = np.array([p.id == "m2" for p in instance.posts])

    found = scarce_posts(instance, worth, short, mu=1.0)

    assert {instance.posts[j].id for j in np.flatnonzero(found)} == {"m1", "m2"}


def test_what_is_wanting_is_proven_on_the_scarce_posts_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance = crowded()
    pairs = (("m0", "M"), *((f"g{n}", f"G{n}") for n in range(6)))
    known = incumbent(instance, pairs, 10.0)
    bounder = Bounder(instance)
    monkeypatch.setattr(Bounder, "_offer_contested", lambda *_: None)  # the other way there

    bounder.advance(known, steps=600)

    assert bounder.scarce is not None
    assert bounder.bounds(10.0).uncovered == pytest.approx(10.0, abs=0.5)


def test_scarce_prices_are_judged_by_all_posts() -> None:
    instance = crowded()
    bounder = Bounder(instance)
    scarce = np.array([p.id.startswith("m") for p in instance.posts])
    way = Scarce(instance, bounder.members, scarce, np.where(scarce, instance.weight, 0.0))
    while not way.ended:
        way.step(target=10.0)

    prices = way.prices(len(bounder.cover.low), bounder.cover.cut)

    value, _ = bounder.cover.value_at(prices)
    assert value == pytest.approx(way.lagrangian.proof.value)
    assert 9.0 <= value <= 10.0 + 1e-6


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_more_is_proven_than_the_best_roster_found_leaves(seed: int) -> None:
    case = make.drawn(seed, people=5, posts=14)
    found = solve(case, iterations=400)
    known = incumbent(Instance(case), found.assignments, found.value.uncovered)
    bounder = Bounder(Instance(case))

    bounder.advance(known, steps=700)

    assert bounder.cover.proof.value <= found.value.uncovered + 1e-6
