"""Handings out pasted as a block: previewed, all or nothing; what came back, in the same sheet."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from tests import make_copies as copies
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.papers.models import CopySeries
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HEADS = "No.\tNumbers\tUnit\tReceiver\tBack by\tRemarks\tCame back, numbers"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.CLERK))


def url(row: CopySeries) -> str:
    return reverse("grids:one", args=["copies", str(row.pk)])


def paste(client: Client, row: CopySeries, *lines: str) -> list[ImportRow]:
    answer = client.post(url(row), {"block": "\n".join(lines)})
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def codes(rows: list[ImportRow]) -> list[str]:
    return [fault["code"] for row in rows for fault in row.faults]


def test_a_block_hands_out_and_takes_back(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")

    rows = paste(
        clerk,
        row,
        HEADS,
        "1\t1–4\tHuyện Đông\tLê Bốn\t\t\t2-3",
        "\t10-12; 20\thuyện tây\tVõ Năm\t5/6/2030\tkèm phụ lục\t",
        "\t13\tHuyện Đông\tLê Bốn\t\t\t",
    )
    assert codes(rows) == []
    apply(clerk)

    assert copies.states(row) == {
        "issued": "1, 4, 10–13, 20",
        "back": "2–3",
        "left": "5–9, 14–19, 21–50",
    }
    made = row.issues.get(number=2)
    assert (made.season_unit, made.receiver, made.numbers) == (world.west, "Võ Năm", "10–12, 20")
    assert f"{made.due_on:%d/%m/%Y} {made.note}" == "05/06/2030 kèm phụ lục"


def test_a_block_with_any_fault_hands_out_nothing(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    copies.minutes(row, "30")

    rows = paste(
        clerk,
        row,
        HEADS,
        "1\t1–5\tHuyện Đông\tLê Bốn\t\t\t",
        "1\t1–4\tHuyện Đông\tLê Bốn\t\t\t9",
        "\t4-6\tHuyện Tây\tVõ Năm\t\t\t",
        "\t6-7\tHuyện Tây\tVõ Năm\t\t\t",
        "\t51\tHuyện Tây\tVõ Năm\t\t\t",
        "\t30\tHuyện Tây\tVõ Năm\t\t\t",
        "\t8-7\tHuyện Tây\tVõ Năm\t\t\t",
        "\t9\tHuyện\tVõ Năm\t\t\t",
        "7\t11\tHuyện Tây\tVõ Năm\t\t\t",
        "\t40\tHuyện Tây\tVõ Năm\t\t\t40",
    )

    assert codes(rows) == [
        "copies.fixed",
        "row.twice",
        "copies.not_here",
        "copies.twice",
        "copies.not_printed",
        "copies.not_here",
        "as_said",
        "as_said",
        "copies.unknown",
        "copies.back_of_new",
    ]
    apply(clerk)
    assert row.issues.count() == 1


def test_only_what_is_out_under_a_number_comes_back_under_it(
    world: make.World, clerk: Client
) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    copies.issue(row, "5", world.west, receiver="Võ Năm")
    copies.take_back(row, "1")

    rows = paste(
        clerk,
        row,
        HEADS,
        "1\t1–4\tHuyện Đông\tLê Bốn\t\t\t1, 5",
        "2\t5\tHuyện Tây\tVõ Năm\t\t\t",
    )

    assert codes(rows) == ["copies.not_of_it"]


def test_the_sheet_goes_out_and_comes_back(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    taken = clerk.get(url(row) + "?format=xlsx").content
    book = load_workbook(BytesIO(taken))
    sheet = book.active
    assert sheet is not None
    sheet.append([None, "5-6", "Huyện Tây", "Võ Năm", None, None, None])
    sheet.cell(row=2, column=7, value="4")
    out = BytesIO()
    book.save(out)

    answer = clerk.post(url(row), {"file": SimpleUploadedFile("giao.xlsx", out.getvalue())})
    assert answer.status_code == 302, answer.text[:800]
    apply(clerk)

    assert copies.states(row) == {"issued": "1–3, 5–6", "back": "4", "left": "7–50"}


def test_who_may_not_keep_copies_opens_no_grid(world: make.World) -> None:
    row = copies.series(world.top)
    reader = signed_in(make.account(world.top, Role.AUDITOR))

    assert reader.get(url(row)).status_code == 403
