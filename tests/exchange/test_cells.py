"""What people write in cells, and the plain value it means."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.exchange import cells
from muster.exchange.cells import Choices
from muster.exchange.faults import BadCell, column_letters

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
COLOURS = Choices.of(
    [("red", "đỏ", ["rot"]), ("blue", "xanh", ["blau"]), ("sky", "trời", ["xanh"])]
)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        (date(2030, 8, 16), "2030-08-16"),
        (datetime.fromisoformat("2030-08-16T09:42"), "2030-08-16"),
        ("16/8/2030", "2030-08-16"),
        ("16-08-2030", "2030-08-16"),
        ("16.8.30", "2030-08-16"),
        ("2030-08-16", "2030-08-16"),
        ("2030/8/16", "2030-08-16"),
        (47711.0, "2030-08-16"),
        (None, None),
    ],
)
def test_days(cell: Any, iso: str | None) -> None:
    assert cells.day(cell) == iso


@pytest.mark.parametrize(
    "cell", ["31/2/2030", "16/13/2030", "soon", "16/8", 1.5, "16/8/2030 maybe"]
)
def test_what_is_no_day_is_refused(cell: Any) -> None:
    with pytest.raises(BadCell, match="not_a_day"):
        cells.day(cell)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_means_that_day(day: date) -> None:
    serial = float((day - cells.EXCEL_FIRST).days)

    said = {cells.day(way) for way in (f"{day:%d/%m/%Y}", day.isoformat(), day, serial)}

    assert said == {day.isoformat()}


@pytest.mark.parametrize(
    "cell",
    [
        datetime.fromisoformat("2030-08-16T07:30"),
        "16/8/2030 07:30",
        "07:30 16/8/2030",
        "16/8/2030 7h30",
        "2030-08-16T07:30:00+07:00",
        47711.3125,
    ],
)
def test_times_are_kept_in_utc(cell: Any) -> None:
    assert cells.moment(ZONE)(cell) == "2030-08-16T00:30:00+00:00"


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(BadCell, match="not_a_moment"):
        cells.moment(ZONE)("16/8/2030 25:00")


@pytest.mark.parametrize(
    ("cell", "value"),
    [(12.0, 12), ("1 200", 1200), ("", None), (None, None), ("12,0", 12)],
)
def test_whole_numbers(cell: Any, value: int | None) -> None:
    assert cells.whole(cell) == value


@pytest.mark.parametrize("cell", [1.5, -1, "viele", "12a"])
def test_no_whole_number(cell: Any) -> None:
    with pytest.raises(BadCell):
        cells.whole(cell)


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [(10.36, 10.36), ("10,36", 10.36), ("10°21'36\"", 10.36), ("10°21'36\"S", -10.36), ("90", 90)],
)
def test_angles(cell: Any, degrees: float) -> None:
    assert cells.angle(90)(cell) == pytest.approx(degrees)


def test_an_angle_beyond_the_pole_is_refused() -> None:
    with pytest.raises(BadCell, match="out_of_range"):
        cells.angle(90)(90.1)


def test_a_number_in_a_text_column_keeps_no_decimals() -> None:
    assert cells.text(82.0) == "82"


def test_choices_are_found_by_key_word_and_other_names_without_marks() -> None:
    assert [COLOURS.one(said) for said in ("red", "ĐỎ", "do", "rot", "")] == ["red"] * 4 + [""]


def test_a_name_of_two_choices_names_neither() -> None:
    with pytest.raises(BadCell):
        COLOURS.one("xanh")


def test_the_nearest_choice_is_suggested() -> None:
    with pytest.raises(BadCell) as bad:
        COLOURS.one("blauu")
    assert bad.value.params["nearest"] == "xanh"


def test_several_choices() -> None:
    assert COLOURS.many("blau; red;") == ["blue", "red"]


def test_too_long_a_text_is_refused_at_its_limit() -> None:
    parse = cells.text_up_to(3)

    assert parse("abc") == "abc"
    with pytest.raises(BadCell, match="too_long"):
        parse("abcd")


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_column_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
