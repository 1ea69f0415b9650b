"""Completion by hand, and its laws."""

from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.engines.forecast import Delay, Waiting, complete

TODAY = date(2030, 8, 16)
WAITING = st.lists(
    st.builds(
        Waiting,
        last_on=st.dates(date(2030, 7, 1), date(2030, 12, 31)),
        count=st.integers(0, 500),
        least_days=st.integers(0, 10),
    ),
    max_size=12,
)
DELAYS = st.lists(st.builds(Delay, st.integers(-5, 60), st.integers(1, 300)), max_size=12)


def test_nothing_waits() -> None:
    assert complete([], delays=[], today=TODAY) is None
    assert complete([Waiting(last_on=TODAY, count=0)], delays=[], today=TODAY) is None


def test_one_congress_by_hand() -> None:
    """Three delays seen: 1, 1 and 2 days. The imagined fourth halves every two days.

    Within one day: (2 + 1 - 1/2) / 4 = 0.625, more than half. For nine of ten, all three and 0.6
    of the fourth are needed: within two days it has 1 - 0.5 ** 1.5 = 0.65.
    """
    found = complete(
        [Waiting(last_on=date(2030, 8, 29), count=1, least_days=1)],
        delays=[Delay(1, 2), Delay(2)],
        today=TODAY,
        deadline=date(2030, 8, 30),
    )

    assert found is not None
    assert found.floor_on == found.day == found.low_on == date(2030, 8, 30)
    assert found.high_on == date(2030, 8, 31)
    assert found.probability is not None
    assert isclose(found.probability, (2 + 1 - 0.5 ** (2 / 2)) / 4)
    assert found.sample == 3


def test_many_take_longer_than_one() -> None:
    """The chance that all of n are in time is the n-th power of one's."""
    delays, deadline = [Delay(1, 8), Delay(4, 2)], date(2030, 9, 3)

    one, ten = (
        complete(
            [Waiting(last_on=date(2030, 8, 29), count=count)],
            delays=delays,
            today=TODAY,
            deadline=deadline,
        )
        for count in (1, 10)
    )

    assert one is not None
    assert ten is not None
    assert one.probability is not None
    assert ten.probability is not None
    assert isclose(ten.probability, one.probability**10)
    assert ten.day >= one.day


def test_a_deadline_before_the_last_day_cannot_be_met() -> None:
    found = complete(
        [Waiting(last_on=date(2030, 9, 5), count=1, least_days=1)],
        delays=[Delay(1, 100)],
        today=TODAY,
        deadline=date(2030, 9, 5),
    )

    assert found is not None
    assert found.probability == 0.0


def test_what_waits_long_already_is_judged_by_longer_delays() -> None:
    """Overdue by ten days where nobody took more than two: not today, and not never."""
    found = complete(
        [Waiting(last_on=TODAY - timedelta(days=10), count=1)],
        delays=[Delay(1, 50), Delay(2, 50)],
        today=TODAY,
    )

    assert found is not None
    assert TODAY <= found.day < TODAY + timedelta(days=30)


@given(waiting=WAITING, delays=DELAYS)
def test_it_never_ends_before_the_last_day_and_its_report(
    waiting: list[Waiting], delays: list[Delay]
) -> None:
    found = complete(waiting, delays=delays, today=TODAY)

    left = [one for one in waiting if one.count]
    if not left:
        assert found is None
        return
    assert found is not None
    floor = max(TODAY, *(one.last_on + timedelta(days=one.least_days) for one in left))
    assert found.floor_on == floor
    assert floor <= found.low_on <= found.day <= found.high_on


@given(waiting=WAITING.filter(lambda rows: any(one.count for one in rows)), delays=DELAYS)
def test_a_later_deadline_is_not_harder_to_meet(
    waiting: list[Waiting], delays: list[Delay]
) -> None:
    deadlines = [TODAY + timedelta(days=n) for n in (0, 20, 60, 140, 400)]

    chances = [
        found.probability
        for deadline in deadlines
        if (found := complete(waiting, delays=delays, today=TODAY, deadline=deadline))
        and found.probability is not None
    ]

    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert chances == sorted(chances)


@given(waiting=WAITING.filter(lambda rows: any(one.count for one in rows)), delays=DELAYS)
def test_the_order_of_the_rows_does_not_matter(waiting: list[Waiting], delays: list[Delay]) -> None:
    forth = complete(waiting, delays=delays, today=TODAY)
    back = complete(waiting[::-1], delays=delays[::-1], today=TODAY)

    assert forth is not None
    assert back is not None
    assert (forth.floor_on, forth.sample) == (back.floor_on, back.sample)
    assert abs((forth.day - back.day).days) <= 1  # sums of floats, in another order


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        Waiting(last_on=TODAY, count=-1)
