from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from muster.shell.xlsx import MAX_TEXT, Sheet, sheet_response, sheet_title, workbook


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(sheet).to_python()
    )
    return rows


def test_values_keep_their_kind() -> None:
    row = ("Chốt cổng", 20514, Decimal("2.5"), True, date(2030, 8, 16), None)
    content = workbook([Sheet(title="Units", heads=["a", "b", "c", "d", "e", "f"], rows=[row])])

    heads, read = cells(content)

    assert heads == ["a", "b", "c", "d", "e", "f"]
    assert read == ["Chốt cổng", 20514.0, 2.5, True, date(2030, 8, 16), ""]


def test_times_are_those_of_the_house() -> None:
    at = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)

    read = cells(workbook([Sheet(title="x", heads=["at"], rows=[[at]])]))[1][0]

    assert read == datetime(2030, 8, 16, 9, 42)  # noqa: DTZ001  Excel knows no zones


@pytest.mark.parametrize(
    "typed", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "{=1}", "\t=1", "http://x"]
)
def test_a_text_is_never_a_formula_nor_a_link(typed: str) -> None:
    content = workbook([Sheet(title="x", heads=["a"], rows=[[typed]])])

    with ZipFile(BytesIO(content)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page
    assert cells(content)[1][0].strip() == typed.strip()


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_every_text_comes_back(typed: str) -> None:
    assert (
        cells(workbook([Sheet(title="x", heads=["a"], rows=[[f"x{typed}x"]])]))[1][0]
        == f"x{typed}x"
    )


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    content = workbook([Sheet(title="x", heads=["a"], rows=[["a" * (MAX_TEXT + 1)]])])
    assert len(cells(content)[1][0]) == MAX_TEXT


def test_titles_are_made_to_fit() -> None:
    assert (
        sheet_title("Units: [all] / 2030?" + "x" * 40)
        == "Units   all    2030 xxxxxxxxxxxx"[:31].strip()
    )
    assert sheet_title("???") == "1"


def test_several_sheets_from_generators_and_an_empty_one() -> None:
    sheets = [
        Sheet(title="one", heads=["n"], rows=([n] for n in range(3))),
        Sheet(title="two", heads=["n"], rows=()),
    ]
    content = workbook(sheets)
    assert cells(content) == [["n"], [0.0], [1.0], [2.0]]
    assert cells(content, 1) == [["n"]]


def test_response_is_an_attachment_with_its_name() -> None:
    response = sheet_response([Sheet(title="x", heads=["a"], rows=[])], filename="đơn vị.xlsx")
    assert response.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
