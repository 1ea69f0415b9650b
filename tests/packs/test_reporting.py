"""When reports are due, over which days they go, and how a level adds up the one below."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.packs import By, Cycle, FieldKind, ReportForm, available, load
from muster.packs.adding import Part, add_up
from muster.packs.reporting import (
    due_day_before,
    due_day_on_or_after,
    due_days,
    due_moment,
    is_due_day,
    is_past,
    starts_on,
)

FORMS = [form for ref in available() for form in load(ref.key, ref.version).report_forms.values()]
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
SENT_AT = datetime(2030, 6, 6, 1, 0, tzinfo=UTC)


def form_of(cycle: Cycle, **said: Any) -> ReportForm:
    """A form of the packs on other days."""
    return FORMS[0].model_copy(update={"cycle": cycle, "weekday": None, "month_day": None, **said})


@pytest.mark.parametrize(
    ("form", "day", "due_on"),
    [
        (form_of(Cycle.DAY), date(2030, 6, 6), date(2030, 6, 6)),
        (form_of(Cycle.WEEK, weekday=4), date(2030, 6, 6), date(2030, 6, 6)),
        (form_of(Cycle.WEEK, weekday=4), date(2030, 6, 7), date(2030, 6, 13)),
        (form_of(Cycle.MONTH, month_day=31), date(2030, 2, 28), date(2030, 2, 28)),
        (form_of(Cycle.MONTH, month_day=31), date(2030, 3, 1), date(2030, 3, 31)),
        (form_of(Cycle.MONTH, month_day=5), date(2030, 12, 6), date(2031, 1, 5)),
        (form_of(Cycle.MONTH, month_day=30), date(2030, 1, 31), date(2030, 2, 28)),
    ],
)
def test_the_due_day_of_a_day(form: ReportForm, day: date, due_on: date) -> None:
    assert due_day_on_or_after(form, day) == due_on


@given(form=st.sampled_from(FORMS), month_day=st.integers(1, 31), day=DAYS)
def test_every_day_is_in_one_period(form: ReportForm, month_day: int, day: date) -> None:
    if form.cycle is Cycle.MONTH:
        form = form.model_copy(update={"month_day": month_day})
    due_on = due_day_on_or_after(form, day)

    assert is_due_day(form, due_on)
    assert starts_on(form, due_on) <= day <= due_on
    assert is_due_day(form, due_day_before(form, due_on))
    assert due_days(form, starts_on(form, due_on), due_on) == [due_on]


def test_the_hour_is_the_local_one_on_both_sides_of_a_clock_change() -> None:
    form, paris = form_of(Cycle.DAY), ZoneInfo("Europe/Paris")

    hours = {
        due_moment(form, day, paris).astimezone(UTC).hour
        for day in (date(2030, 3, 30), date(2030, 3, 31))
    }

    assert hours == {form.at.hour - 1, form.at.hour - 2}


def test_the_minute_of_the_hour_is_on_time() -> None:
    due = datetime(2030, 6, 6, 3, 0, tzinfo=UTC)

    seconds = [-1, 0, 59.999, 60, 61]
    past = [is_past(due, due + timedelta(seconds=second)) for second in seconds]
    assert past == [False, False, False, True, True]


# ---- adding up


def board() -> ReportForm:
    return load("agm").report_forms["board_return"]


def part(unit: str, *, after_s: int = 0, **values: Any) -> Part:
    return Part(unit=unit, sent_at=SENT_AT + timedelta(seconds=after_s), values=values)


def test_known_case_by_hand() -> None:
    parts = [
        part("North", after_s=9, new_members=3, mood="well", branch_news="all fine"),
        part("South", new_members=0, mood="help_wanted", branch_news=""),
        part("West", new_members=5, mood="well", branch_news="roof leaks"),
    ]

    made = add_up(board(), parts)

    assert (made["new_members"], made["most_new"], made["branches_growing"]) == (8, 5, 2)
    assert made["mood"] == "help_wanted"
    assert made["branch_news"] == "North: all fine\nWest: roof leaks"
    assert made["latest_news"] == "all fine"


def test_without_reports_below_nothing_is_made() -> None:
    assert add_up(board(), []) == {}


def test_incidents_of_one_place_and_hour_become_one_line() -> None:
    line = ["2030-06-06", 9, "car_park", "lost_property"]
    at_night = ["2030-06-06", None, "car_park", "lost_property", 1]

    made = add_up(
        board(),
        [part("North", mishaps=[[*line, 2]]), part("South", mishaps=[at_night, [*line, 3]])],
    )

    assert made["mishaps"] == [[*line, 5], at_night]


@given(counts=st.lists(st.integers(0, 500), min_size=1, max_size=40), cut=st.integers(0, 40))
def test_a_sum_of_sums_is_the_sum(counts: list[int], cut: int) -> None:
    form = load("agm").report_forms["board_return"]
    parts = [part(str(at), new_members=count) for at, count in enumerate(counts)]
    halves = [half for half in (parts[:cut], parts[cut:]) if half]

    sums = [Part(unit="x", sent_at=SENT_AT, values=add_up(form, half)) for half in halves]

    assert add_up(form, sums)["new_members"] == sum(counts)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_forms_of_the_packs_add_up_what_is_there(form: ReportForm) -> None:
    made = add_up(form, [part("North")])

    numbers = {
        key
        for key, field in form.fields.items()
        if field.kind is FieldKind.NUMBER and field.by in (By.SUM, By.MAX, By.COUNT)
    }
    assert {made[key] for key in numbers} <= {0, 1}
