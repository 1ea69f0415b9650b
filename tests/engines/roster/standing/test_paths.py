"""One employee's best row: equal to trying every row, for any small problem."""

from itertools import product
from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.engines.roster.standing import Employee, ShiftKind, StandingProblem, stretches
from muster.engines.roster.standing.judge import Judge
from muster.engines.roster.standing.laying import lay
from muster.engines.roster.standing.paths import best_row, room_for, way_of
from muster.engines.roster.standing.tables import tables

DAYS = 5


@st.composite
def problems(draw: st.DrawFn) -> StandingProblem:
    names = ("E", "L", "N")
    lengths = draw(st.sampled_from([(480, 480, 480), (480, 600, 480), (360, 480, 720)]))
    kinds = tuple(
        ShiftKind(
            id=name, length_min=length, not_before=frozenset(draw(st.sets(st.sampled_from(names))))
        )
        for name, length in zip(names, lengths, strict=True)
    )
    least, most = sorted(draw(st.tuples(st.integers(0, 5), st.integers(0, 6))))
    shortest, longest = sorted(draw(st.tuples(st.integers(1, 3), st.integers(1, 5))))
    employee = Employee(
        id="A",
        min_total_min=480 * least,
        max_total_min=480 * most,
        min_shifts_in_a_row=shortest,
        max_shifts_in_a_row=longest,
        min_days_off_in_a_row=draw(st.integers(1, 3)),
        max_weekends=draw(st.integers(0, 2)),
        max_of_kind=draw(st.dictionaries(st.sampled_from(names), st.integers(0, 3))),
        days_off=frozenset(draw(st.sets(st.integers(0, DAYS - 1), max_size=2))),
    )
    weekday = draw(st.integers(0, 6))
    return StandingProblem(
        name="toy", days=DAYS, kinds=kinds, staff=(employee,), first_weekday=weekday
    )


@settings(max_examples=80, deadline=None)
@given(problem=problems(), seed=st.integers(0, 1000))
def test_no_row_is_cheaper(problem: StandingProblem, seed: int) -> None:
    t = tables(problem)
    price = np.random.default_rng(seed).integers(-9, 10, (DAYS, 4)).astype(np.float64)
    way = way_of(t, 0, exact=True)
    row = np.zeros(DAYS, np.int8)

    value = best_row(way.shape, room_for([way], DAYS, 3), t.weekend, t.opens, t.able[0], price, row)

    judge, employee = Judge(problem), problem.staff[0]
    names = (None, "E", "L", "N")
    every = [
        sum(price[d, k] for d, k in enumerate(numbers))
        for numbers in product(range(4), repeat=DAYS)
        if not judge.broken_by(employee, [names[k] for k in numbers])
    ]
    assert value == min(every, default=inf)
    if every:
        assert not judge.broken_by(employee, [names[k] for k in row])
        assert value == sum(price[d, k] for d, k in enumerate(row))


def test_a_year_in_single_minutes_still_fits_into_memory() -> None:
    """Lengths without a common unit would ask for billions of states; the minutes are left out."""
    kinds = (ShiftKind(id="E", length_min=481), ShiftKind(id="L", length_min=480))
    year = Employee(
        id="A",
        min_total_min=0,
        max_total_min=100_000,
        min_shifts_in_a_row=2,
        max_shifts_in_a_row=10**7,
        min_days_off_in_a_row=2,
        max_weekends=26,
        max_of_kind={"E": 100, "L": 200},
    )
    case = StandingProblem(name="year", days=364, kinds=kinds, staff=(year,))

    way = way_of(tables(case), 0, exact=True)

    assert way.states * case.days <= 200_000_000
    assert len(way.shape.counts) * 8 < 10_000_000


@settings(max_examples=80, deadline=None)
@given(problem=problems(), seed=st.integers(0, 1000))
def test_stretches_find_the_same_as_days(problem: StandingProblem, seed: int) -> None:
    """Two programmes that share nothing but the grouping of kinds agree, and the row is legal."""
    t = tables(problem)
    price = np.random.default_rng(seed).integers(-9, 10, (DAYS, 4)).astype(np.float64)
    way, laid = way_of(t, 0, exact=True), lay(t, 0)
    assert laid is not None
    assert not laid.left_out
    row = np.zeros(DAYS, np.int8)
    room = stretches.room_for([laid.shape], DAYS)

    value = stretches.best_row(laid.shape, room, t.able[0], price, row)

    other = np.zeros(DAYS, np.int8)
    wide = room_for([way], DAYS, 3)
    assert value == best_row(way.shape, wide, t.weekend, t.opens, t.able[0], price, other)
    if value < inf:
        names = (None, "E", "L", "N")
        assert not Judge(problem).broken_by(problem.staff[0], [names[k] for k in row])
        assert value == sum(price[d, k] for d, k in enumerate(row))


def test_long_runs_are_left_to_the_other_programme() -> None:
    kinds = tuple(ShiftKind(id=str(n), length_min=480 + n) for n in range(6))
    year = Employee(
        id="A",
        min_total_min=0,
        max_total_min=100_000,
        min_shifts_in_a_row=1,
        max_shifts_in_a_row=300,
        min_days_off_in_a_row=1,
        max_weekends=60,
    )
    case = StandingProblem(name="year", days=364, kinds=kinds, staff=(year,))

    assert lay(tables(case), 0) is None
