"""Somebody's own layout: what is guessed, what is remembered, how it is read."""

from datetime import date

from muster.exchange.cells import day
from muster.exchange.columns import (
    Naming,
    asked,
    heads_in,
    is_understood,
    layout_of,
    renamed,
)
from muster.exchange.matching import heads_of
from muster.exchange.reading import RawSheet
from muster.exchange.rows import rows_of
from muster.exchange.sheets import Column, SheetSpec

SPEC = SheetSpec(
    key="congresses",
    label="Congresses",
    columns=(
        Column(key="unit", label="Unit", required=True),
        Column(key="starts_on", label="Congress day", parse=day, required=True),
        Column(key="delegates", label="People expected"),
    ),
    key_columns=("unit",),
)
SHEET = RawSheet(
    name="Sheet1",
    rows=[
        ["Kế hoạch đại hội năm 2030", None, None, None],
        [None, None, None, None],
        ["No.", "Name of the unit", "Day of the congress", "Expected"],
        [1.0, "A", date(2030, 7, 1), 40.0],
        [2.0, "B", date(2030, 7, 2), None],
    ],
)


def test_heads_are_found_below_a_title_and_guessed_by_likeness() -> None:
    assert heads_in(SHEET) == ["No.", "Name of the unit", "Day of the congress", "Expected"]
    assert {one.head: one.guess for one in asked(SHEET, SPEC)} == {
        "No.": "",
        "Name of the unit": "unit",
        "Day of the congress": "starts_on",
        "Expected": "delegates",
    }
    assert asked(SHEET, SPEC)[1].samples == ["A", "B"]


def test_a_layout_is_known_by_its_heads_in_any_order_and_spelling() -> None:
    heads = heads_in(SHEET)
    assert layout_of(heads) == layout_of([head.upper() for head in reversed(heads)])
    assert layout_of(heads) != layout_of(heads[1:])


def test_only_a_layout_that_is_ours_is_understood() -> None:
    assert not is_understood(SHEET, SPEC)
    ours = RawSheet(name="x", rows=[["congress day", "Unit"], ["1/7/2030", "A"]])
    assert is_understood(ours, SPEC)
    assert not is_understood(RawSheet(name="x", rows=[["Unit"], ["A"]]), SPEC)


def test_renamed_rows_keep_their_numbers_and_lose_what_is_not_read() -> None:
    columns = {"name of the unit": "Unit", "day of the congress": "Congress day", "expected": ""}

    found = heads_of(renamed(SHEET, Naming(sheet="Congresses", columns=columns)), SPEC)

    rows = list(rows_of(found))
    assert [(row.number, row.values) for row in rows] == [
        (4, {"unit": "A", "starts_on": "2030-07-01"}),
        (5, {"unit": "B", "starts_on": "2030-07-02"}),
    ]
    assert not found.faults
