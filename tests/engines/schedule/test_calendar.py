from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.engines.schedule import Calendar, Count

DAY = timedelta(days=1)
HOLIDAYS = frozenset(
    {
        *(date(2025, 1, day) for day in range(27, 32)),  # Tet
        date(2025, 4, 30),
        date(2025, 5, 1),
        date(2025, 5, 2),
        date(2025, 9, 1),
        date(2025, 9, 2),
    }
)
CALENDAR = Calendar(holidays=HOLIDAYS, work_on=frozenset({date(2025, 4, 26)}))

days = st.dates(date(2024, 11, 1), date(2026, 2, 1))
counts = st.integers(-400, 400)
kinds = st.sampled_from(list(Count))
calendars = st.builds(
    Calendar,
    weekend=st.frozensets(st.integers(1, 7), max_size=3),
    holidays=st.frozensets(days, max_size=12),
    work_on=st.frozensets(days, max_size=4),
)


@pytest.mark.parametrize(
    ("start", "shift", "end"),
    [
        (date(2025, 1, 24), 1, date(2025, 2, 3)),  # over Tet and two weekends
        (date(2025, 2, 3), -1, date(2025, 1, 24)),
        (date(2025, 4, 25), 1, date(2025, 4, 26)),  # a Saturday worked in exchange
        (date(2025, 4, 29), 1, date(2025, 5, 5)),
        (date(2025, 5, 5), -2, date(2025, 4, 28)),
        (date(2025, 8, 29), 1, date(2025, 9, 3)),
        (date(2025, 9, 4), -2, date(2025, 8, 29)),
        (date(2025, 12, 31), 1, date(2026, 1, 1)),  # no holiday here: the next year is reached
        (date(2026, 1, 1), -1, date(2025, 12, 31)),
        (date(2025, 6, 14), 0, date(2025, 6, 14)),  # a Saturday stays itself
        (date(2025, 6, 14), 1, date(2025, 6, 16)),
        (date(2025, 6, 14), -1, date(2025, 6, 13)),
    ],
)
def test_known_working_days(start: date, shift: int, end: date) -> None:
    assert CALENDAR.shift(start, shift) == end


def test_calendar_days_know_no_holiday() -> None:
    assert CALENDAR.shift(date(2025, 1, 24), 4, count=Count.CALENDAR) == date(2025, 1, 28)
    assert CALENDAR.between(date(2025, 1, 24), date(2025, 1, 28), count=Count.CALENDAR) == 4


def test_working_days_of_a_year() -> None:
    """2025 has 261 weekdays; ten are free, one Saturday is worked."""
    assert CALENDAR.between(date(2024, 12, 31), date(2025, 12, 31)) == 261 - 10 + 1


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(ValueError, match="weekend"):
        Calendar(weekend=frozenset(range(1, 8)))


def test_a_weekday_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="weekend"):
        Calendar(weekend=frozenset({0}))


@given(calendar=calendars, day=days, shift=counts, count=kinds)
def test_a_shift_from_a_worked_day_is_undone_by_its_opposite(
    calendar: Calendar, day: date, shift: int, count: Count
) -> None:
    worked = calendar.on_or_after(day, count=count)

    there = calendar.shift(worked, shift, count=count)

    assert calendar.shift(there, -shift, count=count) == worked
    assert calendar.between(worked, there, count=count) == shift


@given(calendar=calendars, day=days, shift=counts, count=kinds)
def test_a_shift_ends_on_a_day_that_counts(
    calendar: Calendar, day: date, shift: int, count: Count
) -> None:
    there = calendar.shift(day, shift, count=count)

    assert shift == 0 or calendar.counts(there, count)


@given(calendar=calendars, day=days, shift=counts, count=kinds)
def test_shifts_keep_the_order_of_days(
    calendar: Calendar, day: date, shift: int, count: Count
) -> None:
    assert calendar.shift(day, shift, count=count) <= calendar.shift(day + DAY, shift, count=count)
    assert calendar.shift(day, shift, count=count) < calendar.shift(day, shift + 1, count=count)


@given(calendar=calendars, first=days, middle=days, last=days, count=kinds)
def test_stretches_add_up(
    calendar: Calendar, first: date, middle: date, last: date, count: Count
) -> None:
    first, middle, last = sorted((first, middle, last))

    whole = calendar.between(first, last, count=count)

    parts = calendar.between(first, middle, count=count)
    assert whole == parts + calendar.between(middle, last, count=count)


@given(calendar=calendars, first=days, length=st.integers(0, 500))
def test_between_counts_each_worked_day_once(calendar: Calendar, first: date, length: int) -> None:
    stretch = [first + n * DAY for n in range(1, length + 1)]

    found = calendar.between(first, first + length * DAY)

    assert found == sum(map(calendar.is_working, stretch))


@given(calendar=calendars, day=days, count=kinds)
def test_rolling_goes_no_further_than_it_must(calendar: Calendar, day: date, count: Count) -> None:
    before, after = (
        calendar.on_or_before(day, count=count),
        calendar.on_or_after(day, count=count),
    )

    assert before <= day <= after
    assert calendar.counts(before, count)
    assert calendar.counts(after, count)
    if calendar.counts(day, count):
        assert before == day == after
