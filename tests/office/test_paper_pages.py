"""The pages of papers: what they show, refuse and keep, behind the real permissions."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.office import services
from muster.office.models import Paper, Register
from muster.packs import Direction
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def entered(client: Client, register: Register, **typed: Any) -> Any:
    data = {
        "client_uuid": uuid4(),
        "correspondent": "Ban Tổ chức Tỉnh ủy",
        "abstract": "V/v nhân sự",
        "dated_on": "2030-06-03",
        "registered_on": "2030-06-03",
        **typed,
    }
    return client.post(reverse("office:add", args=[register.pk]), data)


def act(client: Client, paper: Paper, action: str, **typed: Any) -> Any:
    said = {"client_uuid": uuid4(), "version": paper.version, **typed}
    data = {f"{action}-{name}": value for name, value in said.items()}
    return client.post(reverse("office:act", args=[paper.pk, action]), data)


def test_a_clerk_enters_one_paper_after_another(clerk: Client, world: make.World) -> None:
    outgoing = make_office.register(world.top)

    first = entered(clerk, outgoing, another="1")
    second = entered(clerk, outgoing, kind="bao_cao")

    assert first["Location"] == reverse("office:add", args=[outgoing.pk])
    paper = Paper.objects.get(number=2)
    assert second["Location"] == reverse("office:paper", args=[paper.pk])
    assert "02/BC-VPTU" in clerk.get(second["Location"]).text


def test_a_taken_number_keeps_what_was_typed(clerk: Client, world: make.World) -> None:
    outgoing = make_office.register(world.top)
    make_office.paper(outgoing, actor=make.OTHER, abstract="Giấy mời")

    answer = entered(clerk, outgoing, number="1", abstract="Kế hoạch dài")

    assert answer.status_code == 409
    assert "Trần Văn Lộc" in answer.text
    assert "The next free number is 2" in answer.text
    assert "Kế hoạch dài" in answer.text


def test_a_scan_of_another_kind_takes_no_number(clerk: Client, world: make.World) -> None:
    outgoing = make_office.register(world.top)
    program = BytesIO(b"MZ\x90\x00")
    program.name = "x.pdf"

    answer = entered(clerk, outgoing, scan=program)

    assert answer.status_code >= 400
    assert not Paper.objects.exists()
    assert make_office.paper(outgoing).number == 1


def test_a_scan_comes_back_as_a_download(clerk: Client, world: make.World) -> None:
    pdf = BytesIO(make.PDF)
    pdf.name = "ke-hoach.pdf"
    entered(clerk, make_office.register(world.top), scan=pdf)
    file = Paper.objects.get().files.get()

    answer = clerk.get(reverse("office:scan", args=[file.pk]))

    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == make.PDF  # type: ignore[attr-defined]


def test_a_reply_settles_from_the_page(clerk: Client, world: make.World) -> None:
    asked = make_office.paper(
        make_office.register(world.top, Direction.INCOMING), symbol="5-CV/BTC", holder="VP"
    )
    outgoing = make_office.register(world.top)
    address = reverse("office:add", args=[outgoing.pk]) + f"?answers={asked.pk}"
    assert "Answers 5-CV/BTC" in clerk.get(address).text

    clerk.post(
        address,
        {
            "client_uuid": uuid4(),
            "correspondent": "BTC",
            "abstract": "Trả lời",
            "dated_on": "2030-06-03",
        },
    )

    asked.refresh_from_db()
    assert str(asked.answer) == "01/VPTU"


def test_a_paper_is_settled_by_the_symbol_of_its_answer(clerk: Client, world: make.World) -> None:
    incoming, outgoing = (
        make_office.register(world.top, Direction.INCOMING),
        make_office.register(world.top),
    )
    asked = make_office.paper(incoming, holder="VP")
    answer = make_office.paper(outgoing, kind="cong_van")

    refused = act(clerk, asked, "settle", symbol="99/CV-VPTU")
    settled = act(clerk, asked, "settle", symbol="01/cv-vptu")

    assert (refused.status_code, settled.status_code) == (409, 302)
    assert "No single paper" in refused.text
    asked.refresh_from_db()
    assert asked.answer == answer


def test_a_cancelled_paper_stands_struck_out_with_its_reason(
    clerk: Client, world: make.World
) -> None:
    paper = make_office.paper(make_office.register(world.top))
    act(clerk, paper, "cancel", reason="In sai tên")

    page = clerk.get(reverse("office:paper", args=[paper.pk])).text
    register = clerk.get(reverse("office:volume", args=[paper.volume_id])).text

    assert "In sai tên" in page
    assert 'class="void"' in page
    assert "void-row" in register
    assert "In sai tên" in register


def test_the_list_finds_any_paper_by_any_part(clerk: Client, world: make.World) -> None:
    incoming = make_office.register(world.top, Direction.INCOMING)
    make_office.paper(incoming, symbol="133-KH/ĐUK", abstract="Kế hoạch bảo vệ chốt cổng")
    make_office.paper(incoming, symbol="7-CV/TU", abstract="Việc khác", dated_on=date(2030, 5, 9))

    for words, found in (
        ("chot cong", "133-KH/ĐUK"),
        ("133 duk", "133-KH/ĐUK"),
        ("9/5/2030", "7-CV/TU"),
        ("to chuc khac", "7-CV/TU"),
    ):
        page = clerk.get(reverse("office:papers"), {"q": words}).text
        assert [found in page, page.count("data-row>")] == [True, 1], words


def test_search_finds_papers_within_scope(clerk: Client, world: make.World) -> None:
    make_office.paper(make_office.register(world.top), abstract="Kế hoạch bảo vệ chốt cổng")
    below = signed_in(make.account(world.communes[0], Role.SECRETARY))

    pages = [client.get(reverse("search"), {"q": "chot cong"}).text for client in (clerk, below)]

    assert ["chốt cổng" in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("kind", "shown"), [("in", {1}), ("out", {2, 3}), ("open", {1, 2}), ("overdue", {2})]
)
def test_the_list_shows_one_choice(
    clerk: Client, world: make.World, kind: str, shown: set[int]
) -> None:
    incoming = make_office.register(world.top, Direction.INCOMING)
    outgoing = make_office.register(world.top)
    made = [
        make_office.paper(incoming, abstract="Việc số 1", holder="VP"),
        make_office.paper(outgoing, abstract="Việc số 2", due_on=date(2030, 6, 2)),
        make_office.paper(outgoing, abstract="Việc số 3"),
    ]

    page = clerk.get(reverse("office:papers"), {"kind": kind}).text

    assert {n for n in range(1, len(made) + 1) if f"Việc số {n}" in page} == shown


def test_deadline_of_today_is_not_overdue(clerk: Client, world: make.World) -> None:
    make_office.paper(make_office.register(world.top), due_on=date(2030, 6, 3))

    page = clerk.get(reverse("office:papers")).text

    assert "overdue</span>" not in page
    assert "<b>1</b> still to be dealt with" in page


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_costs_the_same_however_long(
    papers: int,
    clerk: Client,
    world: make.World,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    outgoing = make_office.register(world.top)
    for _ in range(papers):
        make_office.paper(outgoing)

    with django_assert_max_num_queries(20):
        page = clerk.get(reverse("office:papers"))

    assert page.status_code == 200


def test_the_register_leaves_as_excel_in_its_usual_form(clerk: Client, world: make.World) -> None:
    incoming = make_office.register(world.top, Direction.INCOMING)
    first = make_office.paper(incoming, symbol="1-CV/A", kind="cong_van", abstract="Việc A")
    make_office.paper(incoming, symbol="2-CV/B", abstract="=1+1")
    services.cancel(first, actor=make.ACTOR, now=make.NOW, version=1, reason="trùng")

    answer = clerk.get(reverse("office:volume", args=[first.volume_id]), {"format": "xlsx"})

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Received", "Number received", "Issuing body", "Number and symbol"]
    assert rows[1][1] == "01"
    assert rows[1][5] == "Letter. Việc A"
    assert rows[1][-1] == "Cancelled: trùng"
    assert rows[2][5] == "=1+1"


def test_who_may_not_enter_is_refused(world: make.World) -> None:
    outgoing = make_office.register(world.top)
    auditor = signed_in(make.account(world.top, Role.AUDITOR))
    below = signed_in(make.account(world.communes[0], Role.SECRETARY))

    assert auditor.get(reverse("office:papers")).status_code == 200
    assert entered(auditor, outgoing).status_code == 403
    assert entered(below, outgoing).status_code == 404
    assert not Paper.objects.exists()


def test_a_register_is_opened_closed_and_begun_anew(clerk: Client, world: make.World) -> None:
    kind = make_office.rule(world.top, Direction.OUTGOING)
    typed = {"client_uuid": uuid4(), "rule": kind.key, "mark": "VP", "first_number": "46"}
    clerk.post(reverse("office:open-register"), {**typed, "starts_on": "2030-01-01"})
    register = Register.objects.get()
    volume = register.volumes.get()

    clerk.post(reverse("office:close-volume", args=[volume.pk]))
    refused = entered(clerk, register)
    clerk.post(
        reverse("office:open-volume", args=[register.pk]),
        {"client_uuid": uuid4(), "starts_on": "2031-01-01", "first_number": "1"},
    )

    assert refused.status_code == 409
    assert "was closed by" in refused.text
    assert [one.name for one in register.volumes.all()] == ["2031", "2030"]
    assert "2031" in clerk.get(reverse("office:registers")).text


def test_a_correction_shows_what_stood_there(clerk: Client, world: make.World) -> None:
    paper = make_office.paper(make_office.register(world.top), holder="Tổ văn thư")
    address = reverse("office:change", args=[paper.pk])
    assert "Tổ văn thư" in clerk.get(address).text

    answer = clerk.post(
        address,
        {
            "client_uuid": uuid4(),
            "version": 1,
            "correspondent": "Sở Y tế",
            "abstract": "Đề nghị cử tổ cấp cứu",
            "dated_on": "2030-06-03",
        },
    )

    assert answer.status_code == 302
    paper.refresh_from_db()
    assert (paper.correspondent, paper.number) == ("Sở Y tế", 1)
