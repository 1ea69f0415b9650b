"""Two versions in rows: each paragraph of both in one place, and all words accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.texts.test_aligning import TEXTS, fresh, paper

from muster.engines.texts import Known
from muster.engines.texts.comparing import RunKind
from muster.engines.texts.versions import (
    PARAGRAPH_END,
    Comparison,
    Row,
    RowKind,
    compare_texts,
    compare_versions,
)


def compared(old: list[str], new: list[str]) -> Comparison:
    return compare_texts(fresh(old), fresh(new))


def kinds(found: Comparison) -> list[RowKind]:
    return [row.kind for row in found.rows]


def side(row: Row, left_out: RunKind) -> str:
    return "".join(run.text for run in row.runs if run.kind is not left_out)


def test_rows_come_in_the_order_of_the_new_version_with_what_went_where_it_stood() -> None:
    a, b, c, d, e = paper(1, 5)

    found = compared([a, b, c, d], [a, e, c, f"{d} Thêm một câu."])

    assert kinds(found) == ["same", "new", "gone", "same", "changed"]
    assert [(row.old, row.new) for row in found.rows] == [
        ((0,), (0,)),
        ((), (1,)),
        ((1,), ()),
        ((2,), (2,)),
        ((3,), (3,)),
    ]
    assert found.words[RunKind.INSERTED] == 43


def test_a_split_paragraph_is_one_row_in_which_only_an_end_came() -> None:
    a, b, c = paper(2, 3)

    found = compared([a, f"{b} {c}"], [a, b, c])

    assert kinds(found) == ["same", "split"]
    assert found.rows[1].new == (1, 2)
    assert [(run.kind, run.text) for run in found.rows[1].runs] == [
        ("equal", b),
        ("deleted", " "),
        ("inserted", PARAGRAPH_END),
        ("equal", c),
    ]


def test_merged_paragraphs_are_one_row_in_which_only_an_end_went() -> None:
    a, b, c = paper(3, 3)

    found = compared([a, b, c], [a, f"{b} {c}"])

    assert kinds(found) == ["same", "merged"]
    assert found.rows[1].old == (1, 2)
    assert [run.text for run in found.rows[1].runs] == [b, PARAGRAPH_END, " ", c]


def test_what_moved_points_from_where_it_stood_to_where_it_stands() -> None:
    a, b, c, d = paper(4, 4)

    found = compared([a, b, c, d], [a, c, d, b])

    assert kinds(found) == ["same", "moved_away", "same", "same", "same"]
    assert (found.rows[1].old, found.rows[1].new, found.rows[1].runs) == ((1,), (3,), ())
    assert found.rows[4].is_moved


def test_ids_decide_whatever_the_texts_say() -> None:
    found = compare_versions([Known(1, "một"), Known(2, "hai")], [Known(2, "ba"), Known(3, "một")])

    assert [(row.kind, row.old, row.new) for row in found.rows] == [
        ("gone", (0,), ()),
        ("changed", (1,), (0,)),
        ("new", (), (1,)),
    ]


def test_an_id_twice_on_one_side_is_nonsense() -> None:
    with pytest.raises(ValueError, match="unique"):
        compare_versions([], [Known(1, "a"), Known(1, "b")])


def test_versions_that_share_nothing_are_too_different_and_short_ones_never() -> None:
    old = paper(5, 10)
    new = [" ".join(word[::-1] for word in text.split()) for text in paper(6, 10)]

    assert compared(old, new).is_too_different
    assert not compared(old, [*old[:2], *new[2:]]).is_too_different
    assert not compared(old[:2], new[:2]).is_too_different


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_each_paragraph_of_both_versions_is_in_one_row_letter_by_letter(
    old: list[str], new: list[str]
) -> None:
    found = compared(old, new)

    rows = [row for row in found.rows if row.kind is not RowKind.MOVED_AWAY]
    assert [b for row in rows for b in row.new] == list(range(len(new)))
    assert sorted(a for row in rows for a in row.old) == list(range(len(old)))
    for row in rows:
        assert side(row, RunKind.INSERTED) == PARAGRAPH_END.join(old[a] for a in row.old)
        assert side(row, RunKind.DELETED) == PARAGRAPH_END.join(new[b] for b in row.new)
    away = [row.new for row in found.rows if row.kind is RowKind.MOVED_AWAY for _ in row.old]
    assert away == [
        moved.new for a in range(len(old)) for moved in rows if moved.is_moved and a in moved.old
    ]


@given(st.permutations(range(8)), st.integers(0, 8))
@settings(deadline=None)
def test_ids_in_any_order_lose_nothing(order: list[int], shared: int) -> None:
    texts = paper(7, 8, 6)
    old = [Known(at, text) for at, text in enumerate(texts)]
    new = [Known(at if at < shared else 100 + at, texts[at]) for at in order]

    found = compare_versions(old, new)

    rows = [row for row in found.rows if row.kind is not RowKind.MOVED_AWAY]
    assert sorted(a for row in rows for a in row.old) == list(range(8))
    assert sorted(b for row in rows for b in row.new) == list(range(8))
