"""What prices say of everybody's duty, and steps that they lead."""

import numpy as np
import pytest
from tests.engines.roster import make

from muster.engines.roster.bounding.bounds import Bounder, Incumbent
from muster.engines.roster.instance import Instance
from muster.engines.roster.rules import Judge
from muster.engines.roster.searching.search import Search, prices
from muster.engines.roster.searching.steering import regret


def _led(seed: int) -> tuple[Search, Bounder]:
    instance = Instance(make.drawn(seed, people=10, posts=25))
    search = Search(instance, seed=seed, priced=prices(instance))
    search.start()
    search.settle()
    bounder = Bounder(instance)
    bounder.advance(Incumbent(tuple(search.best()), search.value), steps=40)
    search.follow(bounder.cost, bounder.members, bounder.cost.proof.prices)
    return search, bounder


@pytest.mark.parametrize("seed", range(3))
def test_nobody_undercuts_his_best_plan(seed: int) -> None:
    search, _ = _led(seed)
    for share in np.linspace(0, 0.8, 5):
        search.run(20, share_done=share, share_after=share)
        for p in range(len(search.instance.people)):
            if search.work.guide.class_of[p] >= 0:
                assert regret(search.tables, search.roster, search.work.guide, p) >= -1e-6


@pytest.mark.parametrize("seed", range(3))
def test_a_led_search_stays_legal_and_keeps_its_best(seed: int) -> None:
    search, bounder = _led(seed)
    before = search.value
    search.run(200, share_done=0.9, share_after=1.0)
    score = Judge(search.instance.problem).score(search.best())
    assert not score.broken
    assert score.value.uncovered <= before.uncovered + 1e-9
    assert score.value.cost == pytest.approx(search.value.cost)
    assert score.value.cost >= bounder.bounds(score.value.uncovered).cost - 1e-6
