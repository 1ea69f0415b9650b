"""Three ways: what was issued, what is here now, what came back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.exchange.merging import Said, merge


def said(base: Any, theirs: Any, *, file: str = "a.xlsx") -> Said:
    return Said(issued_id=1, key="A", file_name=file, base={"x": base}, cells={"x": theirs})


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "taken", "clashes"),
    [
        (None, None, "1", {"x": "1"}, []),
        (None, "", "1", {"x": "1"}, []),  # nothing is nothing
        ("0", "0", "1", {"x": "1"}, []),
        ("0", "1", "1", {}, []),  # both did the same
        ("0", "2", "1", {}, ["1"]),  # changed here since
    ],
)
def test_one_returned_cell(
    base: Any, ours: Any, theirs: Any, taken: dict[str, Any], clashes: list[Any]
) -> None:
    found = merge([said(base, theirs)], {"A": {"x": ours}})

    assert dict(found.rows.get("A", {})) == taken
    assert [clash.theirs for clash in found.clashes] == clashes


def test_two_copies_that_say_different_things_both_wait() -> None:
    found = merge([said("0", "1"), said("0", "2", file="b.xlsx")], {"A": {"x": "0"}})

    assert not found.rows
    assert [(clash.theirs, clash.file_name) for clash in found.clashes] == [
        ("1", "a.xlsx"),
        ("2", "b.xlsx"),
    ]


def test_two_copies_that_say_the_same_are_taken_once() -> None:
    found = merge([said("0", "1"), said("0", "1", file="b.xlsx")], {"A": {"x": "0"}})
    assert (dict(found.rows), list(found.clashes)) == ({"A": {"x": "1"}}, [])


VALUES = st.sampled_from([None, "0", "1", "2"])


@given(returned=st.lists(st.tuples(VALUES, VALUES), max_size=5), ours=VALUES)
def test_nothing_is_lost_and_the_order_of_files_decides_nothing(
    returned: list[tuple[Any, Any]], ours: Any
) -> None:
    rows = [said(base, theirs) for base, theirs in returned if base != theirs and theirs]

    found, other = merge(rows, {"A": {"x": ours}}), merge(rows[::-1], {"A": {"x": ours}})

    assert found.rows == other.rows
    listed = {clash.theirs for clash in found.clashes} | set(found.rows.get("A", {}).values())
    assert listed == {row.cells["x"] for row in rows} - {ours}
