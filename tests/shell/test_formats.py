from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from muster.shell import formats

MORNING = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _vietnamese() -> object:
    with translation.override("vi"):
        yield


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (20514, "20\N{NO-BREAK SPACE}514"), (-3, "−3"), (None, "–")],
)
def test_whole_numbers(value: int | None, written: str) -> None:
    assert formats.whole(value) == written


@pytest.mark.parametrize(("value", "written"), [(9, "+9"), (-3, "−3"), (0, "0")])
def test_signed_numbers(value: int, written: str) -> None:
    assert formats.signed(value) == written


def test_decimal_mark_follows_the_language() -> None:
    assert formats.decimal(27.44) == "27,4"
    assert formats.decimal(Decimal("-0.04"), 1) == "0,0"
    with translation.override("en"):
        assert formats.decimal(27.44) == "27.4"


def test_share() -> None:
    assert formats.share(0.02, 1) == "2,0\N{NO-BREAK SPACE}%"
    assert formats.share(1) == "100\N{NO-BREAK SPACE}%"


def test_days_and_hours_in_the_zone_of_the_house() -> None:
    assert formats.day(date(2030, 8, 28)) == "28/8"
    assert formats.day_year(date(2030, 8, 28)) == "28/8/2030"
    assert formats.clock(MORNING) == "09:42"
    assert formats.short_moment(MORNING) == "16/8 09:42"
    assert formats.day(None) == "–"


def test_a_day_that_begins_here_before_it_begins_in_utc() -> None:
    assert formats.day(datetime(2030, 8, 15, 20, tzinfo=UTC)) == "16/8"


def test_span_within_a_day_and_over_midnight() -> None:
    assert formats.span(MORNING, MORNING + timedelta(hours=5)) == "16/8 09:42 – 14:42"
    assert formats.span(MORNING, MORNING + timedelta(hours=20)) == "16/8 09:42 – 17/8 05:42"


@pytest.mark.parametrize(
    ("seconds", "written"), [(15_000, "4:10"), (0, "0:00"), (-90 * 60, "−1:30"), (29, "0:00")]
)
def test_length(seconds: float, written: str) -> None:
    assert formats.duration(seconds) == written
    assert formats.duration(timedelta(seconds=seconds)) == written


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_reads_back(value: int) -> None:
    bare = formats.whole(value).replace(formats.NBSP, "").replace(formats.MINUS, "-")
    assert int(bare) == value
