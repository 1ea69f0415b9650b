"""Candidates in order of their way; the first cheap one ends the looking, and none is missed."""

import numpy as np
import pytest
from tests.engines.roster import make

from muster.engines.roster.instance import COUNT, END, HOME, PLACE, START, Instance
from muster.engines.roster.searching.candidates import NEVER, cheapest
from muster.engines.roster.searching.routes import cost_of_putting
from muster.engines.roster.searching.search import Search, prices


def _search(seed: int, *, published: bool = False) -> Search:
    case = make.drawn(seed, people=15, posts=40, published=published)
    instance = Instance(case)
    return Search(instance, seed=seed, priced=prices(instance))


@pytest.mark.parametrize("seed", range(4))
def test_candidates_are_the_eligible_nearest_first(seed: int) -> None:
    search = _search(seed)
    i, c = search.instance, search.work.candidates
    for j in range(len(i.posts)):
        row = slice(i.able_ptr[j], i.able_ptr[j + 1])
        assert sorted(c.by_km[row]) == sorted(i.able[row])
        km = i.km[i.who[c.by_km[row], HOME], i.post[j, PLACE]]
        assert (np.diff(km) >= -1e-9).all()


@pytest.mark.parametrize("seed", range(4))
def test_joined_posts_lie_within_a_break(seed: int) -> None:
    search = _search(seed)
    post = search.instance.post
    for j, row in enumerate(search.work.candidates.joined):
        for i in row[row >= 0]:
            first, second = min(i, j), max(i, j)
            assert 0 <= post[second, START] - post[first, END] <= 120


@pytest.mark.parametrize(("seed", "published"), [(0, False), (1, True), (2, False), (3, True)])
def test_the_first_who_is_cheaper_than_the_way_of_the_next_is_the_cheapest(
    seed: int, published: bool
) -> None:
    search = _search(seed, published=published)
    search.start()
    search.run(50, share_done=0.5, share_after=0.5)
    t, r, i = search.tables, search.roster, search.instance
    for j in range(len(i.posts)):
        if r.filled[j] >= i.post[j, COUNT]:
            continue
        _, cost, _ = cheapest(t, r, search.work.candidates, j, 0.0)
        row = i.able[i.able_ptr[j] : i.able_ptr[j + 1]]
        least = min((cost_of_putting(t, r, p, j) for p in row), default=NEVER)
        assert cost == pytest.approx(least)
