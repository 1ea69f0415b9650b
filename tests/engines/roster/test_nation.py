"""A nation: many provinces, lost workers, people lent, and a bound over all of it."""

import os
import signal
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import judging, make
from tests.engines.roster.make import DAY, HOUR, person, place, post, problem

from muster.engines.roster import Kind, Person, Post, Problem, ProblemError
from muster.engines.roster.large.lending import Lending, Loan, people_only
from muster.engines.roster.large.nation import (
    Nation,
    NationProgress,
    WorkersLost,
    solve_many,
    solve_nation,
)
from muster.engines.roster.large.pooled import Worths, pooled_worths, proven
from muster.engines.roster.large.pools import cluster, is_lost

few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def here() -> Executor:
    """One thread: the provinces one after the other, in this process."""
    return ThreadPoolExecutor(max_workers=1)


def three(seed: int) -> dict[str, Problem]:
    return {f"N{k}": make.drawn(seed + k, people=5, posts=10) for k in range(3)}


def solved(problems: dict[str, Problem], **how: Any) -> Nation:
    return solve_nation(problems, executor=here, iterations=300, lending=Lending(), **how)


class Pools:
    """Pools of one process each, whose first one can be killed."""

    def __init__(self) -> None:
        self.made: list[ProcessPoolExecutor] = []

    def __call__(self) -> Executor:
        pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("forkserver"))
        self.made.append(pool)
        return pool

    def kill_first(self, _: NationProgress) -> None:
        if len(self.made) == 1:
            for pid in list(self.made[0]._processes):
                os.kill(pid, signal.SIGKILL)


def test_a_killed_worker_changes_nothing() -> None:
    problems = {f"N{k}": make.drawn(k, people=12, posts=40) for k in range(3)}
    pools = Pools()

    disturbed = solve_many(problems, executor=pools, iterations=20_000, progress=pools.kill_first)

    assert len(pools.made) > 1
    assert list(disturbed) == list(problems)
    assert disturbed == solve_many(problems, executor=here, iterations=20_000)


class Dying(ThreadPoolExecutor):
    """Every call ends as if its worker had died."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        return super().submit(lose)


def lose() -> None:
    raise ConnectionResetError


def test_a_province_that_kills_every_worker_is_named() -> None:
    with pytest.raises(WorkersLost, match="N0, N1, N2"):
        solve_many(three(1), executor=lambda: Dying(1), iterations=50, attempts=2)


def test_a_fault_is_no_lost_worker() -> None:
    assert is_lost(ConnectionResetError())
    assert not is_lost(ProblemError(["posts: too many"]))


def test_a_stop_leaves_out_what_nobody_had_begun() -> None:
    """The first look stops: the province under way ends early, the others are not begun."""
    problems = three(2)

    found = solve_many(problems, executor=here, seconds=60, should_stop=lambda: True)

    assert len(found) <= 2
    for name, solution in found.items():
        assert judging.faults(problems[name], frozenset(solution.assignments)) == []


def province(name: str, km_east: float, people: list[Person], posts: list[Post]) -> Problem:
    at = place("A", km_east=km_east)
    return problem(people, posts, name=name, places=(at,), days=7)


def test_an_idle_officer_is_lent_to_the_province_that_lacks_one() -> None:
    """West has two and needs one; East has none. The one who rests goes, by unit and place."""
    west = province("west", 0, [person("P"), person("Q")], [post("a", 8, 16)])
    east = province("east", 60, [], [post("b", 32, 40, weight=4, units=("e",), max_km=10.0)])

    nation = solved({"west": west, "east": east})

    (loan,) = nation.loans
    assert (loan.lender, loan.borrower, loan.unit, loan.first_day) == ("west", "east", "e", 1)
    assert nation.rosters["east"].assignments == (("b", loan.guest),)
    assert nation.value.uncovered == 0
    away = next(p for p in nation.problems["west"].people if p.id == loan.person)
    assert away.unavailable_min == ((DAY, 2 * DAY),)
    assert loan.km == pytest.approx(60, rel=1e-3)


def test_nobody_is_lent_without_rest_on_both_sides() -> None:
    west = province("west", 0, [person("P")], [post("a", 8, 16)])
    near = province("east", 60, [], [post("b", 24 + 2, 24 + 6)])

    nation = solved({"west": west, "east": near})

    assert nation.loans == ()
    assert nation.value.uncovered == 1


def test_a_vehicle_stays_at_home() -> None:
    car = person("V", kind=Kind.VEHICLE)
    nation = solved(
        {
            "west": province("west", 0, [car], []),
            "east": province("east", 60, [], [post("b", 32, 40, weight=4)]),
        }
    )

    assert nation.loans == ()
    assert nation.bound.uncovered == 4


@few
@given(seed=st.integers(0, 10_000))
def test_everybody_lent_keeps_every_rule_over_both_provinces(seed: int) -> None:
    problems = three(seed)

    nation = solved(problems)

    assert 0 <= nation.bound.uncovered <= nation.value.uncovered + 1e-6
    for name, roster in nation.rosters.items():
        assert judging.faults(nation.problems[name], frozenset(roster.assignments)) == []
    before = sum(s.value.uncovered for s in solve_many_here(problems).values())
    assert nation.value.uncovered <= before + 1e-9
    assert len({(x.lender, x.person) for x in nation.loans}) == len(nation.loans)
    for loan in nation.loans:
        assert broken_over_both(nation, loan) == []


def solve_many_here(problems: dict[str, Problem]) -> dict[str, Any]:
    return solve_many(problems, executor=here, iterations=300)


def broken_over_both(nation: Nation, loan: Loan) -> list[str]:
    """Rest, hours and days of one who was lent, over both rosters, by the tests' own judge."""
    home, away = nation.problems[loan.lender], nation.problems[loan.borrower]
    at_home = held(nation, loan.lender, loan.person)
    abroad = [replace(p, id=f"+{p.id}") for p in held(nation, loan.borrower, loan.guest)]
    assert abroad
    both = [replace(p, units=None, max_km=None) for p in [*at_home, *abroad]]
    who = next(p for p in home.people if p.id == loan.person)
    free = replace(who, unavailable_min=())
    assert home.places == away.places
    case = replace(home, people=(free,), posts=tuple(both), published=None, fixed=())
    return judging.faults(case, frozenset((p.id, who.id) for p in both))


def held(nation: Nation, name: str, who: str) -> list[Post]:
    posts = {p.id: p for p in nation.problems[name].posts}
    return [posts[j] for j, i in nation.rosters[name].assignments if i == who]


def test_without_lending_the_bound_is_the_sum_of_the_provinces() -> None:
    problems = three(5)

    nation = solve_nation(problems, executor=here, iterations=300)

    bounds = [s.bound for s in nation.rosters.values()]
    assert nation.bound.uncovered == pytest.approx(sum(b.uncovered for b in bounds))
    assert nation.bound.cost == pytest.approx(sum(b.cost for b in bounds))


def test_the_pooled_bound_counts_whoever_is_at_hand() -> None:
    """Three places at 9:00, one guard of rank 1 in the nation who is not away then: two open."""
    west = province("west", 0, [person("P"), person("Q", unavailable_min=((0, DAY),))], [])
    posts = [post("a", 8, 10, weight=5), post("b", 9, 11, count=2, weight=3)]
    east = province("east", 60, [person("R", skills=("fire",))], posts)
    problems = {"west": west, "east": east}

    worths = pooled_worths(problems, people_only)

    assert proven(problems, people_only, worths) == pytest.approx(6)
    assert proven(problems, people_only, Worths(by_province={})) == 0
    assert proven(problems, lambda _: False, pooled_worths(problems, lambda _: False)) == (
        pytest.approx(11)
    )
    with pytest.raises(ValueError, match="worth of post b of east"):
        proven(problems, people_only, Worths(by_province={"east": {"b": 3.1}}))


@few
@given(seed=st.integers(0, 10_000))
def test_no_roster_beats_the_pooled_bound(seed: int) -> None:
    """One province whose people may all be lent: its optimum, by trying everything."""
    case = make.drawn(seed, people=2, posts=5, days=1)
    worths = pooled_worths({"N": case}, people_only)

    assert proven({"N": case}, people_only, worths) <= judging.best(case)[0] + 1e-9


def test_provinces_that_lend_keep_one_clock() -> None:
    problems = three(1)
    problems["N1"] = replace(problems["N1"], start="2025-06-02T00:00:00+07:00")

    with pytest.raises(ProblemError, match="N1: start"):
        solved(problems)


def test_a_cluster_that_cannot_be_reached_is_refused() -> None:
    with pytest.raises(ProblemError, match="--cluster"):
        cluster("tcp://127.0.0.1:1")()


def test_hours_used_at_home_are_not_lent() -> None:
    """Of 20 hours a week 16 are gone: no eight more elsewhere."""
    tight = make.rules(max_week_min=20 * HOUR)
    posts = [post("a", 8, 16), post("c", 32, 40)]
    west = replace(province("west", 0, [person("P")], posts), rules=tight)
    east = replace(province("east", 60, [], [post("b", 80, 88)]), rules=tight)

    nation = solved({"west": west, "east": east})

    assert nation.loans == ()
    assert nation.value.uncovered == 1
