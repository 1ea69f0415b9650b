from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from muster.shell.tables import Column, Table
from muster.tree.models import Account

UNITS = [
    {"name": "Đảng bộ xã Gò Đông", "members": 30, "on": date(2030, 8, 19)},
    {"name": "Chi bộ Trạm Thủy nông", "members": 4, "on": None},
    {"name": "Đảng bộ xã Rạch Sen", "members": 120, "on": date(2030, 8, 21)},
]
COLUMNS = (
    Column("name", "Unit", sort="name", link=lambda row: f"/{row['members']}"),
    Column("members", "Members", sort="members", kind="number"),
    Column("on", "Day", sort="on", kind="day"),
    Column("late", "Late", value=lambda row: row["members"] / 100, kind="share"),
)


def asked(**query: str) -> HttpRequest:
    return RequestFactory().get("/units", query)


def table(rows: Sequence[Any] = UNITS, **query: str) -> Table:
    return Table(
        asked(**query), rows, COLUMNS, title="Units", name="units", order="name", search=("name",)
    )


def names(shown: Table) -> list[str]:
    return [line.row["name"].split()[-1] for line in shown.lines]


def test_sorts_by_default_and_by_what_the_reader_chose() -> None:
    assert names(table()) == ["nông", "Đông", "Sen"]
    assert names(table(sort="members")) == ["nông", "Đông", "Sen"]
    assert names(table(sort="-members")) == ["Sen", "Đông", "nông"]


def test_rows_without_a_value_stand_last_in_both_directions() -> None:
    assert names(table(sort="on"))[-1] == "nông"
    assert names(table(sort="-on"))[-1] == "nông"


@pytest.mark.parametrize("sort", ["late", "password", "name; drop table", "--name", "pk"])
def test_an_order_that_is_not_offered_is_not_taken(sort: str) -> None:
    assert table(sort=sort).order == "name"


def test_filter_does_not_ask_for_marks() -> None:
    assert names(table(q="go dong")) == ["Đông"]
    assert names(table(q="ĐẢNG sen")) == ["Sen"]
    assert table(q="nowhere").total == 0


def test_cells_are_written_for_readers() -> None:
    first = table(sort="-members").lines[0]
    assert [cell.text for cell in first.cells] == [
        "Đảng bộ xã Rạch Sen",
        "120",
        "21/8/2030",
        "120\N{NO-BREAK SPACE}%",
    ]
    assert first.cells[0].url == "/120"


def test_heads_turn_the_order_and_leave_the_page() -> None:
    shown = table(sort="members", page="2", q="xa")
    heads = {head.column.key: head for head in shown.heads}
    assert heads["members"].sorted == "ascending"
    assert heads["members"].url == "?sort=-members&q=xa" or "sort=-members" in heads["members"].url
    assert "page" not in heads["members"].url
    assert heads["name"].sorted == ""


@pytest.mark.parametrize(
    ("page", "shown"),
    [("1", 1), ("3", 3), ("4", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 30, 1), ("٣", 1)],
)
def test_page_numbers_are_bounded(page: str, shown: int) -> None:
    rows = [{"name": f"{n:03}", "members": n, "on": None} for n in range(60)]
    assert table(rows, page=page, per="25").page == shown


def test_page_size_is_one_of_those_offered() -> None:
    assert table(per="25").per_page == 25
    assert table(per="1000000").per_page == 100


@given(st.integers(0, 260), st.integers(1, 12))
def test_pages_hold_every_row_once(count: int, seed: int) -> None:
    rows = [{"name": str((n * seed) % 7), "members": n, "on": None} for n in range(count)]
    pages = table(rows, per="25").pages
    seen = [
        line.row["members"]
        for page in range(1, pages + 1)
        for line in table(rows, per="25", page=str(page)).lines
    ]
    assert sorted(seen) == list(range(count))


def test_two_lists_of_a_page_do_not_disturb_each_other() -> None:
    request = asked(aq="sen", bsort="-members")
    one = Table(request, UNITS, COLUMNS, title="A", name="a", search=("name",), prefix="a")
    other = Table(request, UNITS, COLUMNS, title="B", name="b", search=("name",), prefix="b")
    assert (one.total, other.total) == (1, 3)
    assert other.order == "-members"
    assert "aq=sen" in other.url(page=2)


def test_excel_holds_all_matching_rows_of_all_pages() -> None:
    rows = [{"name": f"=x{n}", "members": n, "on": date(2030, 8, 16)} for n in range(120)]
    shown = table(rows, format="xlsx", q="x", per="25")

    response = shown.respond("never.html")

    read: Any = (
        CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()
    )
    assert read[0] == ["Unit", "Members", "Day", "Late"]
    assert len(read) == 121
    assert read[1][:3] == ["=x0", 0.0, date(2030, 8, 16)]


def accounts() -> QuerySet[Account]:
    return Account.objects.all()


ACCOUNT_COLUMNS = (Column("username", "Name", sort="username"), Column("email", "Mail"))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_two_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        Account.objects.create_user(f"u{n}")
    shown = Table(
        asked(q="u"), accounts(), ACCOUNT_COLUMNS, title="x", name="x", search=("username",)
    )
    with django_assert_num_queries(2):
        assert (shown.total, len(shown.lines)) == (count, count)


@pytest.mark.django_db
def test_words_are_looked_for_in_every_field_and_signs_are_only_signs() -> None:
    for name, mail in [("an", "binh@x.example"), ("binh", ""), ("a_n", "")]:
        Account.objects.create_user(name, email=mail)

    def found(q: str) -> list[str]:
        shown = Table(
            asked(q=q),
            accounts(),
            ACCOUNT_COLUMNS,
            title="x",
            name="x",
            order="username",
            search=("username", "email"),
        )
        return [line.row.username for line in shown.lines]

    assert found("binh") == ["an", "binh"]
    assert found("an binh") == ["an"]
    assert found("_") == ["a_n"]
    assert found("%") == []
