from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.schedule.make import PLAIN, TET, WEEK, step_lists

from muster.engines.schedule import Calendar, Count, Step, outlook, plan, remaining_days

TODAY = date(2030, 8, 16)  # a Friday


def steps() -> list[Step]:
    """Two ways to the day: rounds of 10 days, then approval of 5; a survey of 3 beside them."""
    return [
        Step(key="rounds", anchor="day", offset_days=-30, duration_days=20, least_days=10),
        Step(
            key="approval",
            anchor="day",
            offset_days=-10,
            duration_days=8,
            least_days=5,
            depends_on=("rounds",),
        ),
        Step(key="survey", anchor="day", offset_days=-20, duration_days=3),
        Step(
            key="meet", anchor="day", offset_days=0, depends_on=("approval", "survey"), fixed=True
        ),
        Step(key="report", anchor="day", offset_days=7, duration_days=2, depends_on=("meet",)),
    ]


def test_a_day_that_can_no_longer_be_met() -> None:
    """26 August is ten days off; rounds and approval take at least fifteen."""
    found = outlook(
        steps(), goal="meet", goal_on=date(2030, 8, 26), done=(), today=TODAY, calendar=PLAIN
    )

    assert (found.left_days, found.needed_days, found.spare_days) == (10, 15, -5)
    assert not found.can_be_met
    assert found.path == ("rounds", "approval")
    assert found.ready_on == date(2030, 8, 30)
    assert found.must_start_on == date(2030, 8, 11)


def test_the_last_day_to_begin_still_meets_it() -> None:
    """Fifteen days from 16 to 30 August: the meeting can be on the 31st and not a day sooner."""
    for day, met in ((date(2030, 8, 31), True), (date(2030, 8, 30), False)):
        found = outlook(steps(), goal="meet", goal_on=day, done=(), today=TODAY, calendar=PLAIN)

        assert found.can_be_met is met
        assert (found.must_start_on == TODAY) is met


def test_what_is_done_takes_no_time() -> None:
    done = {"rounds"}

    assert remaining_days(steps(), goal="meet", done=done, today=TODAY, calendar=PLAIN) == 5
    assert (
        remaining_days(steps(), goal="meet", done={*done, "approval"}, today=TODAY, calendar=PLAIN)
        == 3
    )


def test_nothing_open_needs_nothing() -> None:
    found = outlook(
        steps(),
        goal="meet",
        goal_on=TODAY,
        done={"rounds", "approval", "survey"},
        today=TODAY,
        calendar=PLAIN,
    )

    assert (found.left_days, found.needed_days, found.path) == (0, 0, ())
    assert found.can_be_met


def test_a_goal_that_is_reached_needs_nothing() -> None:
    found = outlook(steps(), goal="meet", goal_on=TODAY, done={"meet"}, today=TODAY, calendar=PLAIN)

    assert found.needed_days == 0
    assert found.can_be_met


def test_what_comes_after_the_day_does_not_count() -> None:
    assert (
        "report"
        not in outlook(
            steps(), goal="meet", goal_on=TODAY, done=(), today=TODAY, calendar=PLAIN
        ).path
    )


def test_working_days_make_the_rest_longer_over_a_weekend() -> None:
    """Three working days from Friday 16 August: Friday, Monday, Tuesday, five calendar days."""
    work = [
        Step(key="a", anchor="day", offset_days=-1, duration_days=3, count=Count.WORKING),
        Step(key="meet", anchor="day", offset_days=0, depends_on=("a",)),
    ]

    assert remaining_days(work, goal="meet", done=(), today=TODAY, calendar=WEEK) == 5


def test_an_unknown_goal_is_refused() -> None:
    with pytest.raises(ValueError, match="no step"):
        remaining_days(steps(), goal="moon", done=(), today=TODAY, calendar=PLAIN)


days = st.dates(date(2025, 1, 10), date(2025, 2, 20))
calendars = st.sampled_from([PLAIN, WEEK, TET])


def with_goal(drawn: list[Step]) -> list[Step]:
    """The drawn steps and a meeting that waits for all of them."""
    keys = tuple(step.key for step in drawn)
    return [*drawn, Step(key="meet", anchor="day", offset_days=0, depends_on=keys, fixed=True)]


@given(drawn=step_lists(), today=days, left=st.integers(-5, 80), calendar=calendars)
def test_the_last_day_to_begin_tells_the_same_as_the_days_needed(
    drawn: list[Step], today: date, left: int, calendar: Calendar
) -> None:
    goal_on = today + timedelta(days=left)

    found = outlook(
        with_goal(drawn), goal="meet", goal_on=goal_on, done=(), today=today, calendar=calendar
    )

    assert found.must_start_on is not None
    if any(step.shortest_days for step in drawn):
        assert found.can_be_met == (found.must_start_on >= today)


@given(drawn=step_lists(), today=days, calendar=calendars, data=st.data())
def test_finishing_a_step_never_makes_the_rest_longer(
    drawn: list[Step], today: date, calendar: Calendar, data: st.DataObject
) -> None:
    keys = [step.key for step in drawn]
    done = data.draw(st.sets(st.sampled_from(keys)))
    more = {*done, data.draw(st.sampled_from(keys))}

    before, after = (
        remaining_days(with_goal(drawn), goal="meet", done=d, today=today, calendar=calendar)
        for d in (done, more)
    )

    assert after <= before


@given(drawn=step_lists(), day=st.dates(date(2025, 3, 1), date(2025, 4, 1)), calendar=calendars)
def test_who_begins_when_the_schedule_says_meets_the_day(
    drawn: list[Step], day: date, calendar: Calendar
) -> None:
    usual = [
        Step(
            key=step.key,
            anchor=step.anchor,
            offset_days=min(step.offset_days, -1),
            duration_days=step.duration_days,
            count=step.count,
            depends_on=step.depends_on,
        )
        for step in drawn
    ]
    start = plan(with_goal(usual), anchors={"day": day}, calendar=calendar).start_on
    assert start is not None

    found = outlook(
        with_goal(usual), goal="meet", goal_on=day, done=(), today=start, calendar=calendar
    )

    assert found.can_be_met
