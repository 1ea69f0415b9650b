"""Tasks as a grid: planned, changed and answered from a block, and sent back as Excel."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.office import services
from muster.office.models import Task, TaskState
from muster.office.services import Place, TaskDraft
from muster.season.models import Congress
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
Verdict = ImportRow.Verdict
HEADS = "No.\tWhat is to be done\tOwner\tBy when\tState\tAnswer\tNumber of the answering paper"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def congress(world: make.World) -> Congress:
    return make.congress(world.top, date(2030, 10, 15))


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def planned(congress: Congress, title: str) -> Task:
    return services.add_task(
        Place(season_unit=congress.season_unit, congress=congress),
        actor=make.ACTOR,
        now=make.NOW,
        draft=TaskDraft(title=title, owner="Chị Hà", due_on=make_office.day("20/6")),
    )


def url(congress: Congress) -> str:
    return reverse("grids:one", args=["tasks", f"congress-{congress.pk}"])


def of_unit(congress: Congress) -> str:
    return reverse("grids:one", args=["tasks", f"unit-{congress.season_unit_id}"])


def paste(client: Client, address: str, *lines: str) -> list[ImportRow]:
    answer = client.post(address, {"block": "\n".join(lines)})
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def faults(rows: list[ImportRow]) -> list[tuple[str, str]]:
    return [(fault["cell"], fault["code"]) for row in rows for fault in row.faults]


def test_a_block_plans_changes_and_answers(clerk: Client, congress: Congress) -> None:
    paper = make_office.paper(make_office.register(congress.season_unit), kind="bao_cao")
    moved, begun, done = (planned(congress, title) for title in ("In thẻ", "Thuê loa", "Báo cáo"))

    rows = paste(
        clerk,
        url(congress),
        HEADS,
        f"{moved.pk}\tIn thẻ\tAnh Nam\t25/6/2030\t\t\t",
        f"{begun.pk}\tThuê loa\t\t\tin hand\t\t",
        f"{done.pk}\tBáo cáo\t\t\tdone\tĐã gửi\t{paper.symbol}",
        "\tMượn ghế\tChị Hà\t1/7/2030\t\t\t",
    )
    assert [row.verdict for row in rows] == [*[Verdict.CHANGED] * 3, Verdict.NEW]
    assert apply(clerk).status_code == 302

    for row in (moved, begun, done):
        row.refresh_from_db()
    assert (moved.owner, moved.due_on) == ("Anh Nam", date(2030, 6, 25))
    assert begun.state == TaskState.DOING
    assert (done.state, done.answer, done.answer_paper) == (TaskState.DONE, "Đã gửi", paper)
    new = Task.objects.get(title="Mượn ghế")
    assert (new.congress, new.owner, new.due_on) == (congress, "Chị Hà", date(2030, 7, 1))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{pk}\tIn thẻ\t\t\tdropped\t\t", ("E2", "task.says_why")),
        ("{pk}\tIn thẻ\t\t\t\tĐã in\t", ("E2", "task.not_done")),
        ("{pk}\tIn thẻ\t\thôm qua\t\t\t", ("D2", "cell.not_a_day")),
        ("{pk}\tViệc khác\t\t\tdone\t\t", ("B2", "grid.other_row")),
        ("999999\tIn thẻ\tChị Hà\t1/7/2030\t\t\t", ("A2", "task.unknown")),
        ("\tMượn ghế\t\t1/7/2030\t\t\t", ("C2", "cell.missing")),
        ("\tMượn ghế\tChị Hà\t1/7/2030\tdone\t\t", ("E2", "task.new")),
    ],
)
def test_what_cannot_be_done_is_named_at_its_cell(
    clerk: Client, congress: Congress, line: str, fault: tuple[str, str]
) -> None:
    task = planned(congress, "In thẻ")

    assert faults(paste(clerk, url(congress), HEADS, line.format(pk=task.pk))) == [fault]


def test_a_done_task_stays_as_it_was_answered(clerk: Client, congress: Congress) -> None:
    task = planned(congress, "In thẻ")
    services.answer(task, actor=make.OTHER, now=make.NOW, version=1, text="Đã in")

    rows = paste(clerk, url(congress), HEADS, f"{task.pk}\tIn thẻ\tAnh Nam\t\t\t\t")

    assert faults(rows) == [("C2", "as_said")]
    assert make.OTHER.name in rows[0].faults[0]["params"]["text"]


def test_a_planner_without_the_right_to_answer_is_told(
    world: make.World, congress: Congress
) -> None:
    head = signed_in(make.account(world.top, Role.HEAD))
    task = planned(congress, "In thẻ")

    rows = paste(head, url(congress), HEADS, f"{task.pk}\tIn thẻ\t\t\tdone\t\t")

    assert faults(rows) == [("E2", "task.may_not")]


def test_excel_out_and_in_unchanged_changes_nothing(clerk: Client, congress: Congress) -> None:
    planned(congress, "In thẻ")
    done = planned(congress, "Báo cáo")
    services.answer(done, actor=make.OTHER, now=make.NOW, version=1, text="gửi\r\nxong")
    dropped = planned(congress, "Thuê loa")
    services.drop(dropped, actor=make.OTHER, now=make.NOW, version=1, reason="Có sẵn")
    before = list(Task.objects.order_by("pk").values_list("pk", "version"))

    for address in (url(congress), of_unit(congress)):
        book = clerk.get(address, {"format": "xlsx"}).content
        answer = clerk.post(address, {"file": SimpleUploadedFile("viec.xlsx", book)})
        assert answer.status_code == 302, answer.text[:500]
        verdicts = Import.objects.latest("pk").rows.values_list("verdict", flat=True)
        assert list(verdicts) == [Verdict.SAME] * 3
        apply(clerk)

    assert list(Task.objects.order_by("pk").values_list("pk", "version")) == before


def test_a_units_tasks_are_brought_up_to_date_and_none_is_added(
    clerk: Client, congress: Congress
) -> None:
    task = planned(congress, "In thẻ")

    rows = paste(
        clerk,
        of_unit(congress),
        HEADS,
        f"{task.pk}\tIn thẻ\t\t\tdone\t\t",
        "\tMượn ghế\tChị Hà\t1/7/2030\t\t\t",
    )

    assert [row.verdict for row in rows] == [Verdict.CHANGED, Verdict.ERROR]
    assert [code for _cell, code in faults(rows)] == ["grid.unknown_row"]


def test_a_block_of_the_wrong_shape_keeps_what_was_pasted(
    clerk: Client, congress: Congress
) -> None:
    answer = clerk.post(url(congress), {"block": "\t".join("123456789")})

    assert answer.status_code == 422
    assert "1 rows × 9 columns" in answer.text
    assert "8\t9" in answer.text


def test_only_who_plans_reaches_the_grid(
    world: make.World, clerk: Client, congress: Congress
) -> None:
    stranger = signed_in(make.account(world.west, Role.CLERK))
    reader = signed_in(make.account(world.top, Role.AUDITOR))
    page = reverse("office:tasks")

    for address in (url(congress), of_unit(congress)):
        assert [who.get(address).status_code for who in (stranger, reader)] == [404, 403]
    assert url(congress) in clerk.get(page, {"congress": congress.pk}).text
    assert [of_unit(congress) in who.get(page).text for who in (clerk, reader)] == [True, False]


def test_the_grid_costs_the_same_queries_however_long(clerk: Client, congress: Congress) -> None:
    def queries() -> int:
        return make.count_queries(lambda: clerk.get(url(congress)))

    planned(congress, "In thẻ")
    clerk.get(url(congress))
    one = queries()
    planned(congress, "Thuê loa")
    planned(congress, "Mượn ghế")

    assert queries() == one
