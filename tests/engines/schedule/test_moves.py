from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.schedule.make import PLAIN, step_lists

from muster.engines.schedule import (
    BreakKind,
    Gathering,
    Limit,
    Move,
    Step,
    out_of_order,
    what_breaks,
)

TODAY = date(2025, 6, 1)
STEPS = [
    Step(key="draft", anchor="day", offset_days=-10, duration_days=5),
    Step(key="print", anchor="day", offset_days=-1, duration_days=2, depends_on=("draft",)),
]


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


def meeting(
    unit: str, opens: int, closes: int | None = None, parent: str | None = None
) -> Gathering:
    last = opens if closes is None else closes
    return Gathering(unit=unit, opens_on=day(opens), closes_on=day(last), parent=parent)


def move(before: Gathering, after: Gathering) -> Move:
    return Move(
        before=before,
        after=after,
        anchors_before={"day": before.opens_on},
        anchors_after={"day": after.opens_on},
    )


def test_a_child_must_end_before_its_parent_begins() -> None:
    parent = meeting("parent", 10, 11)
    children = [
        meeting("early", 8, 9, "parent"),
        meeting("same", 9, 10, "parent"),
        meeting("late", 12, 12, "parent"),
        meeting("orphan", 12, 12, "elsewhere"),
    ]

    faults = out_of_order([parent, *children])

    assert [fault.child for fault in faults] == ["same", "late"]
    assert {fault.parent for fault in faults} == {"parent"}
    assert faults[0].child_closes_on == faults[0].parent_opens_on == day(10)


def test_a_gathering_ends_not_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before the first"):
        meeting("unit", 3, 2)


def test_an_earlier_day_leaves_open_steps_no_time() -> None:
    """Drafts begin 14 days before the day: on day 20 there are 6 to spare, on day 13 none."""
    found = what_breaks(
        move(meeting("u", 20), meeting("u", 13)),
        steps=STEPS,
        done=(),
        today=TODAY,
        calendar=PLAIN,
    )

    assert [(one.kind, one.subject, one.now_on) for one in found] == [
        (BreakKind.NO_TIME_LEFT, "draft", day(-1))
    ]


def test_a_step_that_is_done_does_not_break() -> None:
    found = what_breaks(
        move(meeting("u", 20), meeting("u", 13)),
        steps=STEPS,
        done={"draft"},
        today=TODAY,
        calendar=PLAIN,
    )

    assert found == []


def test_the_day_that_just_fits_breaks_nothing() -> None:
    found = what_breaks(
        move(meeting("u", 20), meeting("u", 14)), steps=STEPS, done=(), today=TODAY, calendar=PLAIN
    )

    assert found == []


def test_a_later_day_runs_against_deadline_and_parent() -> None:
    found = what_breaks(
        move(meeting("u", 20, 21, "p"), meeting("u", 30, 31, "p")),
        steps=STEPS,
        done=(),
        today=TODAY,
        calendar=PLAIN,
        others=[meeting("p", 31)],
        limits=[Limit(name="tier", last_on=day(30)), Limit(name="far", last_on=day(31))],
    )

    assert [(one.kind, one.subject, one.limit_on) for one in found] == [
        (BreakKind.PAST_LIMIT, "tier", day(30)),
        (BreakKind.AFTER_PARENT, "p", day(31)),
    ]


def test_a_parent_moved_forward_meets_its_children() -> None:
    children = [meeting("a", 10, 12, "p"), meeting("b", 10, 15, "p")]

    found = what_breaks(
        move(meeting("p", 30), meeting("p", 15)),
        steps=[],
        done=(),
        today=TODAY,
        calendar=PLAIN,
        others=children,
    )

    assert [(one.kind, one.subject) for one in found] == [(BreakKind.BEFORE_CHILD, "b")]


def test_what_was_broken_before_is_not_blamed_on_the_move() -> None:
    found = what_breaks(
        move(meeting("u", 40, 41, "p"), meeting("u", 42, 43, "p")),
        steps=STEPS,
        done=(),
        today=day(39),
        calendar=PLAIN,
        others=[meeting("p", 31)],
        limits=[Limit(name="tier", last_on=day(30))],
    )

    assert found == []


@given(steps=step_lists(), opens=st.integers(0, 60), later=st.integers(0, 60))
def test_a_later_day_never_takes_time_from_a_step(
    steps: list[Step], opens: int, later: int
) -> None:
    found = what_breaks(
        move(meeting("u", opens), meeting("u", opens + later)),
        steps=steps,
        done=(),
        today=TODAY,
        calendar=PLAIN,
    )

    assert [one for one in found if one.kind is BreakKind.NO_TIME_LEFT] == []


@given(steps=step_lists(), opens=st.integers(0, 60))
def test_no_move_breaks_nothing(steps: list[Step], opens: int) -> None:
    still = meeting("u", opens, parent="p")

    found = what_breaks(
        move(still, still),
        steps=steps,
        done=(),
        today=TODAY,
        calendar=PLAIN,
        others=[meeting("p", 30)],
        limits=[Limit(name="tier", last_on=day(20))],
    )

    assert found == []
