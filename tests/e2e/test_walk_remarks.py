"""Remarks through all levels: forty from paper at the base, merged, passed on, decided, traced.

A tree of its own: a province, two districts, the base units of one. Every account is a real one;
what is asserted stands on the pages and in the files that they give out.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import openpyxl
import pytest
from docx import Document as WordFile
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    PHONE,
    Installation,
    StateOf,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
    served,
    sign_in_first,
    signing_in,
    watched,
)
from tests.e2e.effort import Clerk

from muster.exchange.writing import OutSheet, write

pytestmark = pytest.mark.e2e
TITLE = "Dự thảo Báo cáo chính trị trình Đại hội"
TOPICS = (
    "giảm nghèo bền vững",
    "chuyển đổi số ở cơ sở",
    "thu ngân sách trên địa bàn",
    "phát triển hợp tác xã",
    "bảo vệ môi trường nông thôn",
    "kết nạp đảng viên mới",
    "kiểm tra và giám sát",
    "cải cách hành chính",
)
FIRST = 2  # the title is paragraph 1
ABOUT = dict(enumerate(TOPICS, start=FIRST))
SAID = (
    "Đề nghị nêu rõ chỉ tiêu từng năm về {}",
    "Đề nghị nêu rõ các chỉ tiêu từng năm về {}",
    "Cần ghi cơ quan chủ trì việc {}",
    "Bổ sung giải pháp về nguồn vốn cho {}",
    "Câu này trùng ý với phần đánh giá {}",
)
# number of the paragraph, what is said, how many stand behind it
Row = tuple[int, str, int]
FORTY: Sequence[Row] = [
    (number, said.format(topic), 5 + at)
    for number, topic in ABOUT.items()
    for at, said in enumerate(SAID)
]
KEYS_BESIDE_THE_WORDS = 6  # from cell to cell and into the next row
ANSWERS = {"accepted": "a", "partly": "p", "refused": "n"}
# what both base units want of the first paragraph, and how many stand behind it: of each unit the
# most that one of its remarks names
MERGED = "Nêu rõ chỉ tiêu giảm nghèo của từng năm"
BEHIND = 6 + 22
GENERAL = 4
NEW_TEXT = "Giảm tỷ lệ hộ nghèo mỗi năm ít nhất một phần trăm."


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are on the pages of one walk: addresses as the pages gave them."""

    round: str
    text: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("remarks")
    with served(book(folder), folder / "data") as found:
        yield found


@pytest.fixture(scope="module")
def signed(browser: Browser, place: Installation) -> StateOf:
    return signing_in(browser, place, sign_in_first(browser, place))


def book(folder: Path) -> Path:
    """The tree, its people and their accounts; the member's account has no role."""
    (folder / "data").mkdir()
    path = folder / "tinh.xlsx"
    units: list[list[Any]] = [
        ["T", "Đảng bộ tỉnh Thạnh Lợi", "Đảng bộ tỉnh, thành phố trực thuộc Trung ương", None],
        ["TA", "Đảng bộ xã Thạnh An", "Trên cơ sở", "T"],
        ["TB", "Đảng bộ xã Thạnh Bình", "Trên cơ sở", "T"],
        *([f"TA{n}", f"Chi bộ Ấp {n}", "Cơ sở", "TA"] for n in (1, 2, 3)),
    ]
    persons = [
        ["P-1", "Lê Thu", "T"],
        ["P-2", "Trần Văn Lộc", "TA"],
        ["P-3", "Ngô Thị Hạnh", "TA1"],
        ["P-4", "Đỗ Văn Bảy", "TA2"],
        ["P-5", "Phạm Văn Út", "TA1"],
    ]
    accounts = [
        ["vp.tinh", "P-1", "office", "T"],
        ["bt.xa", "P-2", "secretary", "TA"],
        ["vt.ap1", "P-3", "clerk", "TA1"],
        ["vt.ap2", "P-4", "clerk", "TA2"],
    ]
    settings = [["Mã đợt", "thanh-loi"], ["Tên đợt", "Đại hội"], ["Bộ quy định", "vn-party-2025"]]
    settings += [["Đơn vị gốc", "T"], ["Chốt cây ngày", "1/1/2030"]]
    settings += [["Từ ngày", "1/5/2030"], ["Đến ngày", "31/10/2030"]]
    days = [[code, date(2030, 10, 1)] for code in ("TA1", "TA2", "TA3")]
    sheets = [
        OutSheet(title="Cấu hình", heads=["Mục", "Giá trị"], rows=settings),
        OutSheet(
            title="Đơn vị", heads=["Mã đơn vị", "Tên đơn vị", "Cấp", "Trực thuộc"], rows=units
        ),
        OutSheet(title="Nhân sự", heads=["Số hiệu", "Họ và tên", "Đơn vị"], rows=persons),
        OutSheet(
            title="Tài khoản",
            heads=["Tên đăng nhập", "Số hiệu", "Vai trò", "Đơn vị"],
            rows=accounts,
        ),
        OutSheet(title="Đại hội", heads=["Đơn vị", "Ngày đại hội"], rows=days),
    ]
    write(path, sheets)
    return path


def looks_right(page: Page) -> None:
    """Readable by everybody and not wider than the window."""
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def send(page: Page, action: str) -> None:
    """Press the one button of the form that leads to *action*."""
    page.locator(f"form[action$='{action}'] button[type=submit]").click()


def telex(words: str) -> int:
    """The keys that *words* take with the Telex layout: a key for each letter and each mark."""
    return len(unicodedata.normalize("NFD", words)) + words.lower().count("đ")


# ---- the walk, in its order


def asked(page: Page) -> Places:
    """The province begins a document, types it and asks everybody."""
    page.goto("/papers/begin")
    page.locator("[name=kind]").select_option(index=0)
    page.locator("[name=title]").fill(TITLE)
    page.locator("main form button[type=submit]").click()
    page.locator("[name=text]").fill(
        "\n".join(["# Phương hướng", *(f"Đẩy mạnh {topic}." for topic in TOPICS)])
    )
    page.locator("main form button[type=submit]").click()
    document = page.url
    page.locator("a[href*='/rounds/open/']").click()
    page.locator("[name=closes_on]").fill("2030-09-10")
    page.locator("[name=asks]").fill("Góp ý vào từng chỉ tiêu.")
    looks_right(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1 b")).to_have_text("0")
    looks_right(page)
    return Places(round=page.url, text=document)


def said_by_the_member(page: Page) -> str:
    """A member finds the draft on his desk and says something to a paragraph; its address."""
    page.goto("/desk/")
    page.locator("a[href$='/text']").click()
    looks_right(page)
    page.locator(f"a[href$='/say/{FIRST}']").click()
    page.locator("[name=kind]").select_option("substance")
    page.locator("[name=text]").fill("Nêu rõ chỉ tiêu từng năm về giảm nghèo bền vững")
    page.locator("[name=is_named]").check()
    looks_right(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("Chi bộ Ấp 1")
    looks_right(page)
    return page.url


def entered_from_paper(page: Page) -> None:
    """The clerk of a base unit types the forty, without the mouse but for the last button."""
    page.goto("/desk/")
    page.locator("a[href*='/papers/desks/']").click()
    page.locator("a.btn[href$='/enter']").click()
    looks_right(page)
    clerk = Clerk(page)
    words = 0
    for number, text, members in FORTY:
        clerk.type(str(number))
        for _ in range(2):
            clerk.press("Tab")
        clerk.type(text)
        # what the layout composes comes without a key in this browser
        clerk.outside(keys=telex(text) - sum(one.isascii() for one in text))
        for _ in range(3):
            clerk.press("Tab")
        clerk.type(str(members))
        if (number, text, members) != FORTY[-1]:
            clerk.press("Enter")
        words += telex(f"{number}{text}{members}")
    clerk.click(page.locator("main .btn-primary[type=submit]"))
    expect(page.locator("#notes")).to_contain_text("40")
    effort = clerk.effort
    most = words + KEYS_BESIDE_THE_WORDS * len(FORTY)
    assert effort.keys <= most, f"{effort}; the words alone take {words} keys"
    assert effort.clicks == 1, str(effort)
    looks_right(page)


def pasted_from_excel(page: Page) -> None:
    """The clerk of the next unit pastes more rows than the page has: none is lost."""
    page.goto("/desk/")
    page.locator("a[href*='/papers/desks/']").click()
    page.locator("a.btn[href$='/enter']").click()
    clerk = Clerk(page)
    rows = [
        f"{number}\tSửa nội dung\tĐề nghị nêu rõ chỉ tiêu từng năm về {topic}\t\t\t{20 + number}"
        for number, topic in ABOUT.items()
    ]
    rows += [f'\tÝ kiến khác\t"Ý kiến chung\nthứ {n}"\t\t\t9' for n in range(GENERAL)]
    clerk.paste("\n".join(rows))
    expect(page.locator("[name=r11-text]")).to_have_value("Ý kiến chung thứ 3")
    expect(page.locator("[name=r0-kind]")).to_have_value("substance")
    clerk.click(page.locator("main .btn-primary[type=submit]"))
    expect(page.locator("#notes")).to_contain_text("12")
    assert (clerk.effort.keys, clerk.effort.clicks) == (4, 3), str(clerk.effort)


def at_desk(page: Page) -> str:
    """The reader's own desk of the round; its address."""
    page.goto("/desk/")
    page.locator("a[href*='/papers/desks/']").first.click()
    expect(page.locator(".rk-lines")).to_be_visible()
    return page.url


def merged_what_looks_alike(page: Page, number: int, words: str, *, at_least: int) -> None:
    """Follow the suggestion of one paragraph and write one remark over it."""
    page.goto(f"{at_desk(page)}p/{number}/")
    looks_right(page)
    page.locator("a[href$='/merge']").click()
    looks_right(page)
    page.locator("main form.panel button[type=submit]").first.press("Enter")
    page.wait_for_url("**/merge?*")
    assert page.locator("[name=part]").count() >= at_least
    page.locator("[name=text]").fill(words)
    looks_right(page)
    page.locator("form.rk-merge button[type=submit]").click()
    expect(page.locator(".rk-list")).to_contain_text(words)


def left_alone(page: Page, number: int) -> None:
    """With the keyboard alone: a suggestion is read, unticked but for one, and left as it was."""
    page.goto(f"{at_desk(page)}p/{number}/")
    paragraph, lying = page.url, page.locator(".rk").count()
    page.locator("a[href$='/merge']").press("Enter")
    group = page.locator("main form.panel").first
    expect(group.locator("mark")).to_have_text(["các"])
    ticks = group.locator("[name=part]")
    expect(ticks).to_have_count(3)
    for tick in ticks.all():
        expect(tick).to_be_checked()
    for tick in ticks.all()[1:]:
        tick.press("Space")
        expect(tick).not_to_be_checked()
    group.locator("button").press("Enter")
    expect(page.locator("[name=part]")).to_have_count(1)
    page.locator("form.rk-merge button[type=submit]").press("Enter")
    expect(page.locator("[role=alert]")).to_be_visible()
    looks_right(page)
    page.locator("form.rk-merge .acts a").press("Enter")
    expect(page).to_have_url(paragraph)
    expect(page.locator(".rk")).to_have_count(lying)


def passed_on(page: Page) -> int:
    """All that lies on the desk goes up; how many."""
    at_desk(page)
    looks_right(page)
    button = page.locator("form[action$='/act/pass'] button")
    count = number_in(button.inner_text())
    button.click()
    expect(page.locator("#notes")).to_contain_text(str(count))
    return count


def decided(page: Page) -> None:
    """Answer the remarks of a paragraph one by one, with the keyboard, the answers in turn."""
    while left := page.locator(".rk[data-state=open]").count():
        answer = ("accepted", "partly", "refused")[left % 3]
        page.keyboard.press(ANSWERS[answer])
        if answer != "accepted":
            page.keyboard.type("Da co o muc khac")
            page.keyboard.press("Enter")
        expect(page.locator(".rk[data-state=open]")).to_have_count(left - 1)


def decided_together(page: Page, decision: str) -> None:
    """Answer all remarks of a paragraph in one act with one explanation."""
    page.locator("[data-check-all=part]").check()
    page.locator(".rk-chosen [name=reason]").fill("Đã được thể hiện ở phần giải pháp")
    page.locator(f".rk-chosen button[value={decision}]").click()
    expect(page.locator(".rk[data-state=open]")).to_have_count(0)


def drafted(page: Page, words: str) -> None:
    page.locator("[name=draft-text]").fill(words)
    page.locator("#draft button[type=submit]").click()
    expect(page.locator("#draft header .mut")).to_be_visible()


def consolidated(page: Page, places: Places) -> None:
    """The province answers all but the remarks on the whole text, and ends the round."""
    desk = at_desk(page)
    send(page, "/round/hold")
    looks_right(page)
    for number in list(ABOUT)[1:]:
        page.goto(f"{desk}p/{number}/")
        decided_together(page, list(ANSWERS)[number % 3])
    page.goto(f"{desk}p/{FIRST}/")
    decided(page)
    drafted(page, f"Đẩy mạnh giảm nghèo bền vững. {NEW_TEXT}")
    looks_right(page)
    page.goto(places.round)
    page.locator("summary", has=page.locator("b")).first.click()
    send(page, "/act/close")
    page.goto(desk)
    page.locator(".rk-holding + details summary").click()
    send(page, "/round/end")
    # what nobody decided stops the end until it is said that it goes on
    expect(page.locator("[role=alert]")).to_contain_text(str(GENERAL))
    page.locator("[name=consolidate-carry_undecided]").check()
    send(page, "/round/end")
    expect(page.locator("main")).to_contain_text("đã có phiên bản 2")
    looks_right(page)


def taken_along(page: Page, places: Places) -> None:
    """The table of answers on the page, as a workbook and as a Word file: the same figures."""
    page.goto(places.round)
    page.locator("a[href$='/table']").click()
    looks_right(page)
    row = page.locator("tr", has_text=MERGED)
    expect(row).to_contain_text("2 đơn vị")
    expect(row).to_contain_text(f"{BEHIND} người")
    expect(row).to_contain_text(NEW_TEXT)
    with page.expect_download() as sheet:
        page.locator("a[href$='format=xlsx']").click()
    with page.expect_download() as word:
        page.locator("a[href$='table.docx']").click()
    found = openpyxl.load_workbook(io.BytesIO(sheet.value.path().read_bytes())).worksheets[0]
    (line,) = [line for line in found.iter_rows(values_only=True) if line[2] == MERGED]
    assert line[0] == FIRST
    assert line[5:7] == (2, BEHIND)
    assert NEW_TEXT in str(line[9])
    tables = WordFile(io.BytesIO(word.value.path().read_bytes())).tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    (told,) = [row for row in rows if any(MERGED in cell for cell in row)]
    assert any(f"2; {BEHIND}" in cell for cell in told)
    assert NEW_TEXT in told[-1]


def traced(page: Page, remark: str) -> str:
    """The member is told on his desk, follows his remark to the text, and the text up again.

    The address of the paragraph's history.
    """
    here = page.locator(f"main a[href='{urlsplit(remark).path}']")
    page.goto("/desk/")
    told = page.locator("li", has_text=TITLE)
    expect(told).to_contain_text("đã có kết quả")
    looks_right(page)
    told.get_by_role("link").click()
    looks_right(page)
    here.click()
    looks_right(page)
    for unit in ("Chi bộ Ấp 1", "Đảng bộ xã Thạnh An"):
        expect(page.locator(".rk-path")).to_contain_text(unit)
    expect(page.locator(".rk-changed ins")).to_contain_text(NEW_TEXT)
    page.locator("section", has=page.locator(".rk-changed")).locator("header a").click()
    expect(page.locator(".rk-sentences")).to_contain_text(NEW_TEXT)
    expect(page.locator(".rk-path")).to_contain_text("đợt góp ý 1")
    looks_right(page)
    history = page.url
    here.click()
    expect(page).to_have_url(remark)
    return history


def carried(page: Page, places: Places) -> str:
    """In the next round what was not decided lies where it lay; the address of the desk."""
    page.goto(places.text)
    page.locator("a[href*='/rounds/open/']").click()
    page.locator("[name=closes_on]").fill("2030-09-20")
    page.locator("main form button[type=submit]").click()
    desk = at_desk(page)
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.goto(f"{desk}p/0/")
    expect(page.locator(".rk")).to_have_count(GENERAL)
    page.locator(".rk a").first.click()
    expect(page.locator(".rk-acts")).to_contain_text("chuyển sang đợt sau")
    looks_right(page)
    return desk


def test_forty_paper_remarks_from_the_base_to_the_answer(
    browser: Browser, place: Installation, signed: StateOf
) -> None:
    def of(username: str) -> Any:
        return watched(new_context(browser, place, state=signed(username)))

    with of(place.username) as page:
        page.goto("/tree/accounts/add")
        page.locator("[name=username]").fill("dv.ut")
        page.locator("[name=number]").fill("P-5")
        page.locator("main form button[type=submit]").click()
    with of("vp.tinh") as page:
        places = asked(page)
    with of("dv.ut") as page:
        remark = said_by_the_member(page)
    with of("vt.ap1") as page:
        entered_from_paper(page)
        merged_what_looks_alike(page, FIRST, "Nêu rõ chỉ tiêu giảm nghèo từng năm", at_least=3)
        assert passed_on(page) == len(FORTY) + 1 - 2
    with of("vt.ap2") as page:
        pasted_from_excel(page)
        assert passed_on(page) == 12
    with of("bt.xa") as page:
        left_alone(page, FIRST + 1)
        merged_what_looks_alike(page, FIRST, MERGED, at_least=2)
        assert passed_on(page) == len(FORTY) + 1 - 2 + 12 - 1
    with of("vp.tinh") as page:
        consolidated(page, places)
        taken_along(page, places)
    with of("dv.ut") as page:
        history = traced(page, remark)
    with of("vp.tinh") as page:
        desk = carried(page, places)

    small = {"size": PHONE, "theme": "dark"}
    for username, addresses in (
        ("dv.ut", ("/desk/", "/papers/remarks/mine", remark, history)),
        ("vp.tinh", (desk, f"{desk}p/0/", f"{desk}enter", f"{places.round}table", history)),
    ):
        state = signed(username)
        with watched(new_context(browser, place, state=state, **small)) as page:  # type: ignore[arg-type]
            for address in addresses:
                page.goto(address)
                looks_right(page)
