"""The exact assignment against all permutations, and exchanges that only ever help."""

from itertools import permutations

import numpy as np
import pytest
from tests.engines.roster import make

from muster.engines.roster.annealing import energy
from muster.engines.roster.assignment import Assignment, assign, assignment_room
from muster.engines.roster.exchange import Window, deal_out, duties_room, take_back
from muster.engines.roster.instance import Instance
from muster.engines.roster.rules import Judge
from muster.engines.roster.search import Search, prices

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
