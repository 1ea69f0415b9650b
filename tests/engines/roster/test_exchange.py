"""The exact assignment against all permutations, and exchanges that only ever help."""

from itertools import permutations

import numpy as np
import pytest
from tests.engines.roster import make

from muster.engines.roster.instance import Instance
from muster.engines.roster.rules import Judge
from muster.engines.roster.searching.annealing import energy
from muster.engines.roster.searching.assignment import Assignment, assign, assignment_room
from muster.engines.roster.searching.exchange import Window, deal_out, duties_room, take_back
from muster.engines.roster.searching.search import Search, prices

NEVER = 1e9


def _random_costs(seed: int, rows: int, columns: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    costs = random.integers(0, 12, (rows, columns)).astype(float)
    costs[random.random((rows, columns)) < 0.3] = NEVER
    return costs


def _loaded(costs: np.ndarray, alone: np.ndarray) -> Assignment:
    rows, columns = costs.shape
    a = assignment_room(rows=rows, columns=columns, pairs=rows * columns)
    a.alone[:] = alone
    at = 0
    for u in range(rows):
        for p in range(columns):
            if costs[u, p] < min(NEVER, alone[u]):
                a.who[at], a.cost[at] = p, costs[u, p]
                at += 1
        a.ptr[u + 1] = at
    return a


def _least(costs: np.ndarray, alone: np.ndarray) -> float:
    """The least sum, by trying all: columns past the real ones mean to stay alone."""
    rows, columns = costs.shape
    wide = np.hstack([costs, np.full((rows, rows), NEVER)])
    wide[np.arange(rows), columns + np.arange(rows)] = alone
    return min(
        float(sum(wide[u, p] for u, p in enumerate(chosen)))
        for chosen in permutations(range(columns + rows), rows)
    )


@pytest.mark.parametrize("seed", range(25))
def test_an_assignment_is_the_cheapest_of_all(seed: int) -> None:
    rows, columns = 2 + seed % 3, 1 + seed % 4
    costs = _random_costs(seed, rows, columns)
    alone = np.random.default_rng(seed + 99).integers(3, 15, rows).astype(float)
    a = _loaded(costs, alone)
    assign(a, rows)
    got = sum(alone[u] if a.mate[u] < 0 else costs[u, a.mate[u]] for u in range(rows))
    assert got == pytest.approx(_least(costs, alone))
    held = [p for p in a.mate[:rows] if p >= 0]
    assert len(held) == len(set(held))


@pytest.mark.parametrize("seed", range(6))
def test_dealing_out_anew_is_legal_and_can_be_taken_back(seed: int) -> None:
    problem = make.drawn(seed, people=12, posts=30, published=seed % 2 == 1)
    instance = Instance(problem)
    search = Search(instance, seed=seed, priced=prices(instance))
    search.start()
    t, r = search.tables, search.roster
    before = energy(t, r)
    duties = duties_room(instance)
    n, looks = deal_out(t, r, search.work.candidates, duties, Window(0, 10**6, 0, 1e9), 0)
    assert looks >= n
    if not any(post.crew for post in problem.posts):
        assert energy(t, r) <= before + 1e-6
    held = [
        (instance.posts[j].id, person.id)
        for p, person in enumerate(problem.people)
        for j in r.route[p, : r.size[p]]
    ]
    assert not Judge(problem).score(held).broken
    take_back(t, r, duties, n)
    assert energy(t, r) == pytest.approx(before)


def test_a_surveyed_place_is_worth_what_the_next_one_would_cost() -> None:
    """Two posts at B, 10 km from A and 30 km from C: the far one goes too, and sets the price."""
    people = [make.person("near"), make.person("far", home="C")]
    posts = [make.post("J", 8, 10, place="B"), make.post("K", 8, 10, place="B")]
    instance = Instance(make.problem(people, posts))
    search = Search(instance, seed=1, priced=prices(instance))
    search.start()

    search.survey(0)

    assert search.worth == pytest.approx([60, 60], rel=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_a_survey_never_makes_a_roster_worse(seed: int) -> None:
    problem = make.drawn(seed, people=12, posts=30, published=seed % 2 == 1)
    instance = Instance(problem)
    search = Search(instance, seed=seed, priced=prices(instance))
    search.start()
    before = search.value

    for day in range(instance.days):
        search.survey(day)

    score = Judge(problem).score(search.best())
    assert not score.broken
    assert search.value.uncovered <= before.uncovered + 1e-9
    if search.value.uncovered > before.uncovered - 1e-9:
        assert search.value.cost <= before.cost + 1e-6
