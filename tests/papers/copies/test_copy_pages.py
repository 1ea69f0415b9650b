"""Pages of numbered copies: what they show, what they refuse, to whom."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import docx
import pytest
from django.conf import LazySettings
from django.test import Client
from openpyxl import load_workbook
from tests import make_copies as copies
from tests import make_season as make
from tests.office.pages import signed_in

from muster.papers.models import CopySeries, Destruction, Issue, Loss, Printing
from muster.papers.services import copies as services
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def posted(prefix: str = "", **said: Any) -> dict[str, Any]:
    mark = f"{prefix}-" if prefix else ""
    return {f"{mark}{name}": value for name, value in {"client_uuid": uuid4(), **said}.items()}


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def clerk(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.CLERK))


def act(client: Client, row: CopySeries, action: str, **said: Any) -> Any:
    return client.post(f"/papers/copies/{row.pk}/act/{action}", posted(action, **said))


def test_a_series_is_ordered_printed_given_out_and_taken_back(
    world: make.World, clerk: Client
) -> None:
    said = {"kind": copies.kind().key, "title": "Dự thảo lần 1", "ordered_by": "Trưởng ban"}
    grade = make.rules().default_grade.key
    page = clerk.post("/papers/copies/new", posted(**said, ordered_on="2030-06-01", grade=grade))
    row = CopySeries.objects.get()
    assert page.headers["location"] == f"/papers/copies/{row.pk}/"

    act(clerk, row, "here", place="Văn phòng", good=30, masters_how="xóa tệp")
    given = act(clerk, row, "issue", numbers="1-10", unit="huyện đông", receiver="Lê Bốn")
    issue = Issue.objects.get()
    act(clerk, row, "back", numbers="1-3", unit="Huyện Đông")

    assert given.headers["location"] == f"/papers/copies/issues/{issue.pk}/"
    assert copies.states(row) == {"back": "1–3", "issued": "4–10", "left": "11–30"}
    shown = clerk.get(f"/papers/copies/{row.pk}/").content.decode()
    assert "adds up" in shown
    assert "4–10" in shown


def test_a_refusal_names_the_holder_and_keeps_what_was_typed(
    world: make.World, clerk: Client
) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-10", world.east, receiver="Lê Bốn")

    page = act(clerk, row, "issue", numbers="8-12", unit="Huyện Tây", receiver="Võ Năm")

    text = page.content.decode()
    assert page.status_code == 409
    assert "Lê Bốn (Huyện Đông)" in text
    assert "8-12" in text
    assert "Võ Năm" in text
    assert row.issues.count() == 1


@pytest.mark.parametrize(
    ("action", "said", "words"),
    [
        ("issue", {"numbers": "5-1", "unit": "Huyện Đông", "receiver": "x"}, "names no copy"),
        ("issue", {"numbers": "1-5, 3", "unit": "Huyện Đông", "receiver": "x"}, "named twice"),
        ("issue", {"numbers": "45-60", "unit": "Huyện Đông", "receiver": "x"}, "not printed"),
        ("issue", {"numbers": "1", "unit": "Huyện", "receiver": "x"}, "one unit for"),
        ("issue", {"numbers": "1", "unit": "Huyn Đông", "receiver": "x"}, "Huyện Đông"),
        ("back", {"numbers": "1"}, "cannot be taken"),
        ("back", {"numbers": "2", "unit": "Huyện Tây"}, "was given to"),
        ("missing", {"numbers": "1"}, "This field is required"),
        ("destroy", {"numbers": "2", "reason": "x", "method": "y", "on_day": "2030-06-03"}, "gave"),
    ],
)
def test_bad_input_says_what_is_wanted(
    world: make.World, clerk: Client, action: str, said: dict[str, Any], words: str
) -> None:
    row = copies.series(world.top)
    copies.issue(row, "2", world.east)

    page = act(clerk, row, action, **said)

    assert page.status_code in (409, 422)
    assert words in page.content.decode()
    assert copies.states(row) == {"left": "1, 3–50", "issued": "2"}


def test_copies_brought_for_another_are_taken_when_it_is_said(
    world: make.World, clerk: Client
) -> None:
    row = copies.series(world.top)
    copies.issue(row, "2", world.east)

    act(clerk, row, "back", numbers="2", unit="Huyện Tây", for_another="on")

    assert copies.states(row)["back"] == "2"


def test_a_label_is_scanned_into_the_numbers(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "2-3", world.east)

    act(clerk, row, "back", numbers=f"http://localhost/papers/copies/{row.pk}/2/")

    assert copies.states(row)["back"] == "2"


def test_the_sheet_and_the_minutes_leave_as_word_files(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    issue = copies.issue(row, "1-10, 12", world.east, receiver="Lê {{ 7*7 }} Bốn")
    minutes = copies.destroy(row, "20")

    sheet = text_of(clerk.get(f"/papers/copies/issues/{issue.pk}/sheet.docx").content)
    signed = text_of(clerk.get(f"/papers/copies/destroyed/{minutes.pk}/minutes.docx").content)

    assert "1–10, 12" in sheet
    assert "Lê {{ 7*7 }} Bốn" in sheet
    assert "Lê Bốn" in signed
    assert "Lê Năm" in signed


def text_of(content: bytes) -> str:
    read = docx.Document(BytesIO(content))
    cells = (cell.text for table in read.tables for line in table.rows for cell in line.cells)
    return "\n".join([*(part.text for part in read.paragraphs), *cells])


def test_two_sign_the_minutes_on_their_page(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    act(
        clerk,
        row,
        "destroy",
        numbers="1-5",
        reason="hết giá trị",
        method="máy hủy",
        on_day="2030-06-03",
    )
    minutes = Destruction.objects.get()
    address = f"/papers/copies/destroyed/{minutes.pk}/sign"

    clerk.post(address, posted("sign"))
    again = clerk.post(address, posted("sign"))
    assert again.status_code == 409
    assert "has signed these minutes" in again.content.decode()
    other = signed_in(make.account(world.top, Role.SECRETARY, name="Trần Lộc"))
    other.post(address, posted("sign"))

    assert copies.states(row)["destroyed"] == "1–5"
    assert "Trần Lộc" in clerk.get(f"/papers/copies/destroyed/{minutes.pk}/").content.decode()


def test_a_printing_house_page_takes_back_and_enters_the_plates(
    world: make.World, clerk: Client
) -> None:
    row = copies.series(world.top, copies=0)
    act(clerk, row, "house", place="Nhà in Sông Tiền", wanted=20, original="1 USB")
    printing = Printing.objects.get()
    assert "is at the printing house" in clerk.get("/papers/copies/printing/").content.decode()

    clerk.post(
        f"/papers/copies/printing/{printing.pk}/back",
        posted("back", good=20, spoiled_sheets=2, spoiled_how="hủy tại xưởng"),
    )
    assert "whose plates" in clerk.get("/papers/copies/printing/").content.decode()
    clerk.post(
        f"/papers/copies/printing/{printing.pk}/plates",
        posted("plates", on_day="2030-06-04", how="hủy bản kẽm"),
    )

    assert "Nothing is left" in clerk.get("/papers/copies/printing/").content.decode()
    assert copies.states(row) == {"left": "1–20"}


def test_only_the_head_explains_what_is_missing(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "2", world.east)
    act(clerk, row, "missing", numbers="2", how="không thấy")
    loss = Loss.objects.get()
    address = f"/papers/copies/missing/{loss.pk}/explain"

    assert clerk.post(address, posted(how="x")).status_code == 403
    assert "nobody has explained it" in clerk.get("/papers/copies/").content.decode()
    head = signed_in(make.account(world.top, Role.HEAD))
    head.post(address, posted(how="cháy cùng xe"))

    assert "cháy cùng xe" in clerk.get("/papers/copies/missing/").content.decode()
    assert "No copy is missing or late" in clerk.get("/papers/copies/").content.decode()


def test_who_holds_what_today(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top, due_on=make.TREE_ON)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    copies.issue(row, "5-6", world.west, receiver="Lê Bốn")
    copies.take_back(row, "1")

    page = clerk.get("/papers/copies/holders/").content.decode()
    sheet = clerk.get("/papers/copies/holders/?format=xlsx&sort=unit").content
    holder = clerk.get(f"/papers/copies/holders/{world.east.pk}/?who=le bon").content.decode()

    assert "<b>2</b> holders are late with 5 copies" in page
    lines = load_workbook(BytesIO(sheet)).worksheets[0].rows
    cells = [[cell.value for cell in line] for line in lines]
    assert [line[:5] for line in cells[1:]] == [
        ["Huyện Đông", "Lê Bốn", 1, 3, 3],
        ["Huyện Tây", "Lê Bốn", 1, 2, 2],
    ]
    assert "holds 3 copies" in holder
    assert clerk.get(f"/papers/copies/holders/{world.east.pk}/?who=ai").status_code == 404


def test_what_is_overdue_stands_beside_late_steps(world: make.World) -> None:
    row = copies.series(world.top, due_on=make.TREE_ON)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    head = signed_in(make.account(world.top, Role.HEAD))

    assert (
        "4 not back: Dự thảo báo cáo chính trị"
        in head.get(f"/board/{world.top.pk}/").content.decode()
    )


def test_a_copys_page_tells_where_it_was(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)
    copies.issue(row, "1-4", world.east, receiver="Lê Bốn")
    copies.take_back(row, "2")
    copies.issue(row, "2", world.west, receiver="Võ Năm")

    page = clerk.get(f"/papers/copies/{row.pk}/2/").content.decode()

    assert "Võ Năm" in page
    assert "Lê Bốn" in page
    assert clerk.get(f"/papers/copies/{row.pk}/51/").status_code == 404


def test_labels_carry_number_and_code(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top)

    page = clerk.get(f"/papers/copies/{row.pk}/labels?numbers=3-5, 60").content.decode()
    wrong = clerk.get(f"/papers/copies/{row.pk}/labels?numbers=x").content.decode()

    assert page.count('class="qr"') == 3
    assert "1 number is left out" in page
    assert "names no copy" in wrong


# ---- who may


def test_a_reader_reads_and_an_outsider_finds_nothing(world: make.World) -> None:
    row = copies.series(world.east)
    issue = copies.issue(row, "1", world.communes[0])
    auditor = signed_in(make.account(world.east, Role.AUDITOR))
    outsider = signed_in(make.account(world.west, Role.CLERK))
    officer = signed_in(make.account(world.top, Role.OFFICER))

    page = auditor.get(f"/papers/copies/{row.pk}/")
    assert page.status_code == 200
    assert "/act/issue" not in page.content.decode()
    assert act(auditor, row, "issue", numbers="2").status_code == 403
    assert auditor.get(f"/papers/copies/{row.pk}/labels").status_code == 403
    for address in (f"{row.pk}/", f"{row.pk}/1/", f"issues/{issue.pk}/"):
        assert outsider.get(f"/papers/copies/{address}").status_code == 404
        assert officer.get(f"/papers/copies/{address}").status_code == 403
    assert act(outsider, row, "issue", numbers="2").status_code == 404
    assert "Dự thảo" not in outsider.get("/papers/copies/").content.decode()


def test_a_unit_sees_what_it_holds_and_changes_nothing_of_it(world: make.World) -> None:
    row = copies.series(world.top)
    issue = copies.issue(row, "1", world.east)
    copies.issue(row, "2", world.west)
    holder = signed_in(make.account(world.east, Role.CLERK))

    assert holder.get(f"/papers/copies/issues/{issue.pk}/").status_code == 200
    assert holder.get(f"/papers/copies/{row.pk}/1/").status_code == 200
    assert holder.get(f"/papers/copies/{row.pk}/2/").status_code == 404
    assert holder.get(f"/papers/copies/{row.pk}/").status_code == 404
    back = holder.post(f"/papers/copies/issues/{issue.pk}/back", posted("back", numbers="1"))
    assert back.status_code == 403
    assert copies.states(row)["issued"] == "1–2"


# ---- as many queries with many rows as with few


def test_pages_ask_as_much_of_many_as_of_few(world: make.World, clerk: Client) -> None:
    row = copies.series(world.top, due_on=make.TREE_ON)
    copies.issue(row, "1", world.east)
    copies.lose(row, "50")
    addresses = [
        "/papers/copies/",
        "/papers/copies/holders/",
        "/papers/copies/missing/",
        "/papers/copies/printing/",
        f"/papers/copies/{row.pk}/",
        f"/papers/copies/holders/{world.east.pk}/?who=pham thi sau",
        f"/papers/copies/{row.pk}/1/",
    ]
    for address in addresses:
        clerk.get(address)  # what is read once and remembered
    few = [make.count_queries(lambda at=at: clerk.get(at)) for at in addresses]  # type: ignore[misc]

    for number in range(2, 8):
        copies.issue(row, str(number), world.east)
        copies.lose(row, str(50 - number))
        copies.series(world.top, copies=3)
    services.hand_to_printer(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        draft=services.PrintingDraft(place="Nhà in", wanted=3),
    )

    many = [make.count_queries(lambda at=at: clerk.get(at)) for at in addresses]  # type: ignore[misc]
    assert many == few
