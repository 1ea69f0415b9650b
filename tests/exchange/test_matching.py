"""Sheets and columns are found by name in any language, above or below titles, or suggested."""

import pytest

from muster.exchange.errors import NoKnownSheet
from muster.exchange.matching import match
from muster.exchange.reading import RawSheet
from muster.exchange.rows import rows_of
from muster.exchange.sheets import Column, SheetSpec

SPEC = SheetSpec(
    key="units",
    label="Units",
    columns=(
        Column(key="code", label="Unit code", required=True),
        Column(key="name", label="Unit name", required=True),
        Column(key="phone", label="Telephone", keeps=True),
    ),
    key_columns=("code",),
)
OTHER = SheetSpec(
    key="venues",
    label="Venues",
    columns=(Column(key="place", label="Venue code", required=True),),
    key_columns=("place",),
)


def raw(*rows: list[str | None], name: str = "Units") -> RawSheet:
    return RawSheet(name=name, rows=rows)


def test_the_head_is_found_below_a_title() -> None:
    sheet = raw(["PROVINCE"], [None], ["No", "UNIT CODE *", "Unit name (in full)"], ["1", "A", "x"])

    found = match([sheet], [SPEC], file_name="b").sheets[0]

    assert (found.head_row, found.letters) == (3, {"code": "B", "name": "C"})
    assert [row.values for row in rows_of(found)] == [{"code": "A", "name": "x"}]


def test_a_missing_column_is_an_error_and_a_strange_one_a_suggestion() -> None:
    sheet = raw(["Unit code", "Unit nmae", "Colour"], ["A", "x", "red"])

    faults = {fault.code: fault for fault in match([sheet], [SPEC], file_name="b").sheets[0].faults}

    assert faults["column.missing"].is_error
    assert faults["column.nearest"].params == {"name": "Unit nmae", "nearest": "Unit name"}
    assert not faults["column.unknown"].is_error


def test_a_misspelt_sheet_is_suggested() -> None:
    book = [raw(["Unit code", "Unit name"]), raw(["Venue code"], name="Venuse")]

    unknown = match(book, [SPEC, OTHER], file_name="b").unknown

    assert str(unknown["Venuse"].params["nearest"]) == "Venues"
    assert unknown["Venuse"].is_error


def test_one_strange_sheet_is_known_by_its_columns() -> None:
    sheet = raw(["Venue code"], ["H1"], name="Sheet1")

    assert match([sheet], [SPEC, OTHER], file_name="b").sheets[0].spec is OTHER


def test_no_known_sheet_at_all_says_what_is_looked_for() -> None:
    with pytest.raises(NoKnownSheet, match="Units, Venues"):
        match([raw(["a"], name="x"), raw(["b"], name="y")], [SPEC, OTHER], file_name="b")


def test_a_key_that_stands_twice_names_the_first_row() -> None:
    sheet = raw(["Unit code", "Unit name"], ["A", "x"], ["B", "y"], ["A", "z"])

    rows = list(rows_of(match([sheet], [SPEC], file_name="b").sheets[0]))

    assert [row.has_error for row in rows] == [False, False, True]
    assert (rows[2].faults[0].cell, rows[2].faults[0].params["row"]) == ("A4", 2)


def test_a_required_cell_is_named_by_its_place() -> None:
    rows = rows_of(
        match([raw(["Unit code", "Unit name"], ["A", None])], [SPEC], file_name="b").sheets[0]
    )

    assert [(fault.code, fault.cell) for fault in next(rows).faults] == [("cell.missing", "B2")]


def test_an_empty_cell_of_a_keeping_column_says_nothing() -> None:
    sheet = raw(["Unit code", "Unit name", "Telephone"], ["A", "x", None])

    assert "phone" not in next(rows_of(match([sheet], [SPEC], file_name="b").sheets[0])).values


def test_sheets_typed_with_old_fonts_are_read() -> None:
    old = SheetSpec(
        key="s",
        label="Đơn vị",
        columns=(Column(key="code", label="Mã đơn vị"), Column(key="name", label="Tên")),
        key_columns=("code",),
    )
    sheet = raw(["M· ®¬n vÞ", "Tªn"], ["A", "X· Th¹nh Lîi"], name="§¬n vÞ")

    rows = list(rows_of(match([sheet], [old], file_name="b").sheets[0]))

    assert rows[0].values == {"code": "A", "name": "Xã Thạnh Lợi"}
