"""A pasted block: how it is read, and how it is laid over the columns of a grid."""

import pytest

from muster.exchange.block import cells_of, fit_given, fit_open
from muster.exchange.cells import whole
from muster.exchange.errors import EmptyBlock, RaggedBlock, WrongShape
from muster.exchange.rows import rows_of
from muster.exchange.sheets import Column, SheetSpec

SPEC = SheetSpec(
    key="s",
    label="Sheet",
    columns=(
        Column(key="code", label="Code", required=True),
        Column(key="name", label="Name", keeps=True),
        Column(key="one", label="One", parse=whole, keeps=True),
        Column(key="two", label="Two", parse=whole, keeps=True),
    ),
    key_columns=("code",),
)
THERE: dict[str, dict[str, object]] = {"A": {}, "B": {}, "C": {}}


def laid(text: str, begin: str = "") -> dict[str, dict[str, object]]:
    lines = cells_of(text)
    found = fit_given(lines, SPEC, told=("code", "name"), current=THERE, begin=begin)
    return {row.key: row.values for row in rows_of(found)}


@pytest.mark.parametrize(
    "text",
    ["A\t1\t2\r\nB\t3\t\r\n", "| A | 1 | 2 |\n| B | 3 | |", "A;1;2\n\nB;3", "A|1|2\nB|3"],
)
def test_the_same_cells_from_excel_word_and_a_message(text: str) -> None:
    assert cells_of(text) == [["A", "1", "2"], ["B", "3", None]]


def test_a_cell_with_a_line_break_and_one_with_a_lone_quote() -> None:
    assert cells_of('A\t"two\nlines"\nB\tplain') == [["A", "two\nlines"], ["B", "plain"]]
    assert cells_of('A\t12"\nB\tx') == [["A", '12"'], ["B", "x"]]


def test_nothing_and_a_line_that_is_too_short_are_refused_by_name() -> None:
    with pytest.raises(EmptyBlock):
        cells_of("\n\t\n")
    with pytest.raises(RaggedBlock) as refused:
        cells_of("A\t1\nB")
    assert refused.value.params == {"line": 2, "found": 1, "wanted": 2}


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("Two\tCode\n6\tA\n7\tC", ""),  # by heads, in any order
        ("A\tx\t\t6\nC\tz\t\t7", ""),  # every column
        ("A\t6\nC\t7", "two"),  # the key, then from a column on
        ("6\n\n\n", "two"),
    ],
)
def test_the_ways_a_block_is_laid_over_given_rows(text: str, begin: str) -> None:
    if text.startswith("6"):
        with pytest.raises(WrongShape) as refused:
            laid(text, begin)
        assert refused.value.params == {"rows": 1, "columns": 1, "wanted": "3 × 1"}
        return
    assert {key: values["two"] for key, values in laid(text, begin).items()} == {"A": 6, "C": 7}


def test_values_alone_go_row_by_row_only_where_every_row_is_there() -> None:
    assert {key: values["one"] for key, values in laid("1\t4\n2\t5\n3\t6").items()} == {
        "A": 1,
        "B": 2,
        "C": 3,
    }
    with pytest.raises(WrongShape) as refused:
        laid("1\t4\n2\t5")
    assert refused.value.params == {"rows": 2, "columns": 2, "wanted": "3 × 2"}


def test_a_fault_stands_at_the_cell_of_the_block_as_it_was_pasted() -> None:
    found = fit_given(cells_of("1\tx\n2\t5\n3\t6"), SPEC, told=("code", "name"), current=THERE)
    faults = {row.key: [fault.cell for fault in row.faults] for row in rows_of(found)}
    assert faults == {"A": ["B1"], "B": [], "C": []}


def test_a_sheet_of_new_rows_takes_its_columns_in_order_up_to_the_last_needed() -> None:
    found = fit_open(cells_of("K\tname\nL\tname"), SPEC)
    assert [row.key for row in rows_of(found)] == ["K", "L"]
    with pytest.raises(WrongShape) as refused:
        fit_open(cells_of("1\t2\t3\t4\t5"), SPEC)
    assert refused.value.params["wanted"] == "n × 1–4"
