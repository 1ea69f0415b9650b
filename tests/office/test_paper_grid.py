"""A register as a grid: papers entered and corrected from a block, and sent back as Excel."""

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
from muster.ledger.models import Entry
from muster.office import services
from muster.office.models import Paper, Register, Volume
from muster.office.web.paper_grid import PapersOf
from muster.packs import Direction
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
Verdict = ImportRow.Verdict
HEADS = "Number\tRecipients\tAbstract\tWritten by, keeps the file copy"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


@pytest.fixture
def outgoing(world: make.World) -> Register:
    return make_office.register(world.top)


@pytest.fixture
def incoming(world: make.World) -> Register:
    return make_office.register(world.top, Direction.INCOMING)


def url(register: Register) -> str:
    return reverse("grids:one", args=["papers", volume_of(register).pk])


def volume_of(register: Register) -> Volume:
    return register.volumes.get()


def paste(client: Client, register: Register, *lines: str) -> list[ImportRow]:
    answer = client.post(url(register), {"block": "\n".join(lines)})
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def only_fault(rows: list[ImportRow]) -> tuple[str, str]:
    """Cell and text of the one fault of the block."""
    (fault,) = [fault for row in rows for fault in row.faults]
    return fault["cell"], str(fault["params"].get("text", fault["code"]))


def test_a_block_enters_papers_and_corrects_others(clerk: Client, outgoing: Register) -> None:
    first = make_office.paper(outgoing, abstract="Giấy mời", correspondent="Các xã")

    rows = paste(
        clerk,
        outgoing,
        HEADS,
        "1\tCác xã\tGiấy mời họp\tTổ văn thư",
        "\tBan Tổ chức\tKế hoạch A\tTổ văn thư",
        "3\tMặt trận\tKế hoạch B\t",
    )
    assert [row.verdict for row in rows] == [Verdict.CHANGED, Verdict.NEW, Verdict.NEW]
    assert apply(clerk).status_code == 302

    found = Paper.objects.order_by("number").values_list("number", "abstract", "symbol")
    assert list(found) == [
        (1, "Giấy mời họp", first.symbol),
        (2, "Kế hoạch A", "02/VPTU"),
        (3, "Kế hoạch B", "03/VPTU"),
    ]
    assert Entry.objects.filter(kind="paper.registered").count() == 3
    assert volume_of(outgoing).last_number == 3


def test_numbers_follow_the_order_of_the_block(clerk: Client, incoming: Register) -> None:
    lines = [f"\t{day}/6/2030\tHuyện Đông\t{day}-CV/HU\t\tViệc {day}" for day in (3, 1, 2)]

    paste(clerk, incoming, *lines)
    apply(clerk)

    rows = Paper.objects.order_by("number").values_list("number", "abstract", "registered_on")
    assert list(rows) == [
        (number, f"Việc {day}", date(2030, 6, day)) for number, day in enumerate((3, 1, 2), 1)
    ]


def test_another_holder_alone_passes_the_paper_on(clerk: Client, incoming: Register) -> None:
    make_office.paper(incoming, holder="Văn phòng")
    values = PapersOf(volume_of(incoming)).current()["1"]

    heads = "Number\tSender\tAbstract\tWho deals with it\tDeadline"
    line = f"1\t{values['correspondent']}\t{values['abstract']}\tBan Tổ chức\t20/6/2030"
    paste(clerk, incoming, heads, line)
    apply(clerk)

    paper = Paper.objects.get()
    assert (paper.holder, paper.due_on) == ("Ban Tổ chức", date(2030, 6, 20))
    assert Entry.objects.filter(kind="paper.passed_on").count() == 1


def test_a_taken_number_names_who_took_it(clerk: Client, outgoing: Register) -> None:
    make_office.paper(outgoing, actor=make.OTHER, abstract="Giấy mời", correspondent="Các xã")

    cell, text = only_fault(paste(clerk, outgoing, HEADS, "1\tMặt trận\tKế hoạch B\t"))

    assert cell == "A2"
    assert make.OTHER.name in text
    assert "The next free number is 2" in text


def test_a_number_taken_after_the_preview_stays_with_who_took_it(
    clerk: Client, outgoing: Register
) -> None:
    paste(clerk, outgoing, HEADS, "1\tMặt trận\tKế hoạch B\t")
    make_office.paper(outgoing, actor=make.OTHER, abstract="Giấy mời")

    answer = apply(clerk)

    assert answer.status_code == 409
    assert "Papers: 1" in answer.text
    assert Paper.objects.get().abstract == "Giấy mời"


def test_rows_without_a_number_take_what_is_free_then(clerk: Client, outgoing: Register) -> None:
    paste(clerk, outgoing, HEADS, "\tMặt trận\tKế hoạch B\t")
    make_office.paper(outgoing, actor=make.OTHER, abstract="Giấy mời")

    assert apply(clerk).status_code == 302

    assert Paper.objects.get(number=2).abstract == "Kế hoạch B"


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        ("3\tMặt trận\tKế hoạch\t", "A2", "leave a gap"),
        ("x\tMặt trận\tKế hoạch\t", "A2", "x"),
        ("\tMặt trận\t\t", "C2", "cell.missing"),
    ],
)
def test_what_cannot_be_entered_is_named_at_its_cell(
    clerk: Client, outgoing: Register, line: str, cell: str, said: str
) -> None:
    found, text = only_fault(paste(clerk, outgoing, HEADS, line))

    assert found == cell
    assert said in text


def test_a_day_of_another_year_is_refused(clerk: Client, outgoing: Register) -> None:
    fault = only_fault(paste(clerk, outgoing, "\t3/6/2029\t\tMặt trận\tKế hoạch"))

    assert fault == ("B1", "paper.other_days")


def test_a_closed_volume_takes_no_rows(clerk: Client, outgoing: Register) -> None:
    services.close_volume(volume_of(outgoing), actor=make.OTHER, now=make.NOW)

    cell, text = only_fault(paste(clerk, outgoing, HEADS, "\tMặt trận\tKế hoạch B\t"))

    assert cell == "A2"
    assert make.OTHER.name in text


def test_what_came_in_by_two_ways_is_entered_once(clerk: Client, incoming: Register) -> None:
    make_office.paper(incoming, actor=make.OTHER, symbol="5-CV/A", dated_on=date(2030, 6, 1))
    again = "\t3/6/2030\tHuyện Đông\t5-CV/A\t1/6/2030\tViệc A"
    twice = "\t3/6/2030\tHuyện Đông\t6-CV/A\t1/6/2030\tViệc B"

    rows = paste(clerk, incoming, again, twice, twice)

    assert [fault["code"] for row in rows for fault in row.faults] == ["paper.entered", "row.twice"]


def test_a_cancelled_paper_and_a_day_of_entry_stay(clerk: Client, incoming: Register) -> None:
    paper = make_office.paper(incoming, correspondent="Huyện", abstract="Việc A")
    heads = "Number\tSender\tAbstract\tReceived on"

    day = only_fault(paste(clerk, incoming, heads, "1\tHuyện\tViệc A\t1/6/2030"))
    services.cancel(paper, actor=make.OTHER, now=make.NOW, version=1, reason="Nhầm")
    void = only_fault(paste(clerk, incoming, heads, "1\tHuyện\tViệc B\t3/6/2030"))

    assert day == ("D2", "paper.entry_day")
    assert make.OTHER.name in void[1]


def test_excel_out_and_in_unchanged_changes_nothing(
    clerk: Client, outgoing: Register, incoming: Register
) -> None:
    for register in (outgoing, incoming):
        make_office.paper(register, kind="bao_cao", holder="VP", due_on=date(2030, 7, 1))
        void = make_office.paper(register, signer="Nguyễn Văn Bảy", note="hỏa tốc")
        services.cancel(void, actor=make.OTHER, now=make.NOW, version=1, reason="Nhầm")
    before = list(Paper.objects.values_list("pk", "version"))

    for register in (outgoing, incoming):
        book = clerk.get(url(register), {"format": "xlsx"}).content
        answer = clerk.post(url(register), {"file": SimpleUploadedFile("so.xlsx", book)})
        assert answer.status_code == 302, answer.text[:500]
        verdicts = Import.objects.latest("pk").rows.values_list("verdict", flat=True)
        assert list(verdicts) == [Verdict.SAME, Verdict.SAME]
        apply(clerk)

    assert list(Paper.objects.values_list("pk", "version")) == before


def test_a_block_of_the_wrong_shape_keeps_what_was_pasted(
    clerk: Client, outgoing: Register
) -> None:
    answer = clerk.post(url(outgoing), {"block": "1\t2\n3\t4"})

    assert answer.status_code == 422
    assert "2 rows × 2 columns" in answer.text
    assert "3\t4" in answer.text


def test_only_who_keeps_the_register_reaches_its_grid(
    world: make.World, clerk: Client, outgoing: Register
) -> None:
    stranger = signed_in(make.account(world.west, Role.CLERK))
    reader = signed_in(make.account(world.top, Role.AUDITOR))
    page = reverse("office:volume", args=[volume_of(outgoing).pk])

    assert [who.get(url(outgoing)).status_code for who in (stranger, reader)] == [404, 403]
    assert [url(outgoing) in who.get(page).text for who in (clerk, reader)] == [True, False]


def test_the_grid_costs_the_same_queries_however_long(outgoing: Register) -> None:
    def queries() -> int:
        return make.count_queries(lambda: PapersOf(volume_of(outgoing)).current())

    make_office.paper(outgoing)
    one = queries()
    make_office.paper(outgoing)
    make_office.paper(outgoing)

    assert queries() == one
