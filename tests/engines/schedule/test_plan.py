from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.schedule.make import DAY, PLAIN, TET, WEEK, step_lists

from muster.engines.schedule import Calendar, Count, CycleError, Schedule, Step, plan

calendars = st.sampled_from([PLAIN, WEEK, TET])
congress_days = st.dates(date(2025, 1, 10), date(2025, 3, 10))
ONE_DAY = timedelta(days=1)


def chain() -> list[Step]:
    """Draft 10 days, approve 5 working days, print 2 working days, meet."""
    return [
        Step(key="draft", anchor="day", offset_days=-30, duration_days=10),
        Step(
            key="approve",
            anchor="day",
            offset_days=-5,
            duration_days=5,
            count=Count.WORKING,
            depends_on=("draft",),
        ),
        Step(
            key="print",
            anchor="day",
            offset_days=-1,
            duration_days=4,
            count=Count.WORKING,
            depends_on=("approve",),
        ),
        Step(
            key="meet",
            anchor="day",
            offset_days=0,
            duration_days=1,
            depends_on=("print",),
            fixed=True,
        ),
    ]


def days_of(schedule: Schedule, key: str) -> tuple[date, date]:
    return schedule[key].start_on, schedule[key].due_on


def test_known_case_by_hand() -> None:
    """The meeting is on Thursday 12 June 2025.

    Printing ends on Wednesday 11 and takes four working days, so it begins on Friday 6.
    Approval is due five working days before the meeting, Thursday 5, and begins on Friday 30 May.
    Drafts are due 30 days before the meeting, 13 May, and begin on the 4th.
    """
    found = plan(chain(), anchors={"day": DAY}, calendar=WEEK)

    assert days_of(found, "meet") == (DAY, DAY)
    assert days_of(found, "print") == (date(2025, 6, 6), date(2025, 6, 11))
    assert days_of(found, "approve") == (date(2025, 5, 30), date(2025, 6, 5))
    assert days_of(found, "draft") == (date(2025, 5, 4), date(2025, 5, 13))
    assert found.start_on == date(2025, 5, 4)


def test_the_chain_without_room_is_critical_and_the_rest_says_how_much_it_has() -> None:
    found = plan(chain(), anchors={"day": DAY}, calendar=WEEK)

    assert found.critical_path == ("approve", "print", "meet")
    assert found["draft"].slip_days == 16  # from 13 May to 29 May, the day before approval begins
    assert not found["draft"].critical


def test_a_due_day_is_pulled_forward_for_the_step_that_waits() -> None:
    steps = [
        Step(key="first", anchor="day", offset_days=-2, duration_days=1),
        Step(key="second", anchor="day", offset_days=-1, duration_days=5, depends_on=("first",)),
    ]

    found = plan(steps, anchors={"day": DAY}, calendar=PLAIN)

    assert found["first"].wanted_on == date(2025, 6, 10)
    assert found["first"].due_on == date(2025, 6, 6)


def test_holidays_push_the_beginning_back() -> None:
    """Five working days due on 3 February 2025 begin before Tet: 20 to 24 January, then the 3rd."""
    step = Step(key="a", anchor="day", offset_days=0, duration_days=6, count=Count.WORKING)

    found = plan([step], anchors={"day": date(2025, 2, 3)}, calendar=TET)

    assert days_of(found, "a") == (date(2025, 1, 20), date(2025, 2, 3))


def test_a_due_day_on_a_free_day_means_the_working_day_before_it() -> None:
    step = Step(key="a", anchor="day", offset_days=0, duration_days=1, count=Count.WORKING)

    assert plan([step], anchors={"day": date(2025, 6, 14)}, calendar=WEEK)["a"].due_on == date(
        2025, 6, 13
    )


def test_steps_may_count_from_the_superiors_deadline() -> None:
    steps = [
        Step(key="a", anchor="deadline", offset_days=-7),
        Step(key="b", anchor="day", offset_days=0, depends_on=("a",)),
    ]

    found = plan(steps, anchors={"day": DAY, "deadline": date(2025, 6, 15)}, calendar=PLAIN)

    assert found["a"].due_on == date(2025, 6, 8)


def test_a_late_beginning_shows_as_negative_slack() -> None:
    found = plan(chain(), anchors={"day": DAY}, calendar=WEEK, begins_on=date(2025, 5, 8))

    assert found["draft"].earliest_end_on == date(2025, 5, 17)
    assert found["draft"].slack_days == -4


def test_a_moment_may_fall_on_the_day_its_predecessor_ends() -> None:
    steps = [
        Step(key="work", anchor="day", offset_days=0, duration_days=3),
        Step(key="signed", anchor="day", offset_days=0, duration_days=0, depends_on=("work",)),
    ]

    found = plan(steps, anchors={"day": DAY}, calendar=PLAIN)

    assert found["work"].due_on == found["signed"].due_on == DAY


def test_a_circle_is_refused_by_name() -> None:
    steps = [
        Step(key="a", anchor="day", offset_days=0, depends_on=("c",)),
        Step(key="b", anchor="day", offset_days=0, depends_on=("a",)),
        Step(key="c", anchor="day", offset_days=0, depends_on=("b",)),
    ]

    with pytest.raises(CycleError) as refusal:
        plan(steps, anchors={"day": DAY}, calendar=PLAIN)

    assert set(refusal.value.cycle) == {"a", "b", "c"}
    assert refusal.value.cycle[0] == refusal.value.cycle[-1]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([Step(key="a", anchor="moon", offset_days=0)], "counts from moon"),
        ([Step(key="a", anchor="day", offset_days=0, depends_on=("b",))], "is no step"),
        ([Step(key="a", anchor="day", offset_days=0)] * 2, "same key"),
    ],
)
def test_nonsense_is_refused(steps: list[Step], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        plan(steps, anchors={"day": DAY}, calendar=PLAIN)


@pytest.mark.parametrize(("duration", "least"), [(-1, None), (3, 4), (3, -1)])
def test_a_step_needs_sensible_durations(duration: int, least: int | None) -> None:
    with pytest.raises(ValueError, match="durations"):
        Step(key="a", anchor="day", offset_days=0, duration_days=duration, least_days=least)


def test_no_steps_no_schedule() -> None:
    found = plan([], anchors={}, calendar=PLAIN)

    assert (found.start_on, found.critical_path) == (None, ())


@given(steps=step_lists(), day=congress_days, calendar=calendars)
def test_due_days_respect_dependencies(steps: list[Step], day: date, calendar: Calendar) -> None:
    found = plan(steps, anchors={"day": day}, calendar=calendar)

    for step in steps:
        planned = found[step.key]
        assert planned.start_on <= planned.due_on <= planned.wanted_on
        for needed in step.depends_on:
            room = planned.start_on - found[needed].due_on
            assert room >= (ONE_DAY if step.duration_days else timedelta(0))


@given(steps=step_lists(), day=congress_days, calendar=calendars)
def test_each_step_gets_its_whole_duration(
    steps: list[Step], day: date, calendar: Calendar
) -> None:
    found = plan(steps, anchors={"day": day}, calendar=calendar)

    for step in steps:
        if step.duration_days:
            planned = found[step.key]
            before = planned.start_on - ONE_DAY
            worked = calendar.between(before, planned.due_on, count=step.count)
            early = calendar.between(
                planned.earliest_on - ONE_DAY, planned.earliest_end_on, count=step.count
            )
            assert worked == early == step.duration_days


@given(steps=step_lists(), day=congress_days, calendar=calendars)
def test_what_begins_in_time_ends_in_time(steps: list[Step], day: date, calendar: Calendar) -> None:
    found = plan(steps, anchors={"day": day}, calendar=calendar)

    for planned in found.steps.values():
        assert planned.earliest_on <= planned.start_on
        assert planned.slack_days >= 0
        assert planned.slip_days >= 0


@given(steps=step_lists(), day=congress_days, later=st.integers(0, 30), calendar=calendars)
def test_a_later_day_never_pulls_a_deadline_forward(
    steps: list[Step], day: date, later: int, calendar: Calendar
) -> None:
    before = plan(steps, anchors={"day": day}, calendar=calendar)
    after = plan(steps, anchors={"day": day + later * ONE_DAY}, calendar=calendar)

    for key, planned in before.steps.items():
        assert planned.due_on <= after[key].due_on
        assert planned.start_on <= after[key].start_on


@given(steps=step_lists(), day=congress_days, calendar=calendars)
def test_the_critical_path_is_a_chain_with_no_day_to_slip(
    steps: list[Step], day: date, calendar: Calendar
) -> None:
    found = plan(steps, anchors={"day": day}, calendar=calendar)

    path = found.critical_path
    assert path
    waits = {step.key: step.depends_on for step in steps}
    assert all(first in waits[then] for first, then in pairwise(path))
    assert all(found[key].slip_days == 0 for key in path)
    assert {key for key, planned in found.steps.items() if planned.critical} == set(path)
