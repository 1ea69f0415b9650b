"""One cell of the Progress sheet, read and written."""

import unicodedata
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.exchange.faults import BadCell
from muster.season.models import StepState
from muster.site.workbook.step_cells import StepCell, parse_step, show_step


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (None, None),
        (date(2030, 8, 12), "accepted|2030-08-12||"),
        (datetime.fromisoformat("2030-08-12T00:00"), "accepted|2030-08-12||"),
        ("12/8/2030", "accepted|2030-08-12||"),
        ("x", "accepted|||"),
        ("đã gửi 12/8/2030", "submitted|2030-08-12||"),
        ("DA GUI 12/8/2030", "submitted|2030-08-12||"),
        ("handed in 2030-08-12", "submitted|2030-08-12||"),
        ("miễn: đã sáp nhập", "waived|||đã sáp nhập"),
        ("đang làm; cam kết 17/8/2030: họp lại: lần 2", "open||2030-08-17|họp lại: lần 2"),
    ],
)
def test_what_people_write(cell: Any, plain: str | None) -> None:
    assert parse_step(cell) == plain


@pytest.mark.parametrize("cell", ["gửi rồi nhé", "đã gửi; cam kết mai", "???"])
def test_what_nobody_understands_is_refused(cell: str) -> None:
    with pytest.raises(BadCell):
        parse_step(cell)


days = st.dates(date(2000, 1, 1), date(2090, 1, 1)).map(date.isoformat)
notes = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="|"), max_size=30)


@given(state=st.sampled_from(StepState.values), on=days, promised=st.just("") | days, note=notes)
def test_what_is_written_is_read_again(state: str, on: str, promised: str, note: str) -> None:
    if state == StepState.ACCEPTED and not note:
        promised = ""

    plain = StepCell(state, on, promised, unicodedata.normalize("NFC", note)).plain()

    assert parse_step(show_step(plain)) == plain
