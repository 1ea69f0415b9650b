"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.papers import ranges as n
from muster.papers.errors import PapersError
from muster.papers.errors import copies as errors


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("1-40, 45", [(1, 40), (45, 45)]),
        ("45; 1–40", [(1, 40), (45, 45)]),
        ("1 - 3\n4\t5", [(1, 5)]),
        ("007", [(7, 7)]),
        ("3−4", [(3, 4)]),
        ("1..3", [(1, 3)]),
        (" 2 ,, 3 ", [(2, 3)]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, ranges: list[n.Range]) -> None:
    assert n.read_numbers(text) == ranges


def test_a_scanned_label_names_its_copy() -> None:
    text = "https://muster.example/papers/copies/12/7\n/papers/copies/12/9/ 8"

    assert n.read_numbers(text, series=12) == [(7, 9)]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", errors.NumbersEmpty),
        (" ; ", errors.NumbersEmpty),
        ("12a", errors.NumbersUnread),
        ("-5", errors.NumbersUnread),
        ("5-", errors.NumbersUnread),
        ("1-2-3", errors.NumbersUnread),
        ("9-3", errors.NumbersUnread),
        ("0", errors.NumbersUnread),
        ("0-3", errors.NumbersUnread),
        ("1.5", errors.NumbersUnread),
        ("١", errors.NumbersUnread),
        ("99999999999999999999", errors.NumbersUnread),
        ("https://muster.example/papers/copies/13/7", errors.NumbersUnread),
        ("1-5, 3", errors.NumbersTwice),
        ("4, 4", errors.NumbersTwice),
        ("1-30000", errors.NumbersTooMany),
    ],
)
def test_what_names_no_copy_is_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        n.read_numbers(text, series=12)


@given(st.sets(st.integers(1, 400), min_size=1))
def test_what_is_written_is_read_again(numbers: set[int]) -> None:
    ranges = n.ranges_of(numbers)

    assert n.read_numbers(n.written(ranges)) == ranges
    assert n.numbers_of(ranges) == sorted(numbers)
    assert n.how_many(ranges) == len(numbers)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        ranges = n.read_numbers(text)
    except PapersError:
        return

    assert ranges == n.ranges_of(n.numbers_of(ranges))
