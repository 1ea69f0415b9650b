"""The weekly update of 60 units by one clerk, counted: keystrokes and clicks in the browser."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    Installation,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
    served,
    sign_in_first,
    watched,
)
from tests.e2e.effort import Clerk

from muster.exchange.writing import OutSheet, write

pytestmark = pytest.mark.e2e
UNITS = 60
WITHIN_MIN = 10
FIRST = date(2030, 8, 20)


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A season of one group with sixty base units."""
    folder = tmp_path_factory.mktemp("group")
    with served(book(folder), folder / "data") as found:
        yield found


def book(folder: Path) -> Path:
    (folder / "data").mkdir()
    path = folder / "nhom.xlsx"
    units: list[list[Any]] = [["T", "Đảng bộ xã Thạnh Lợi", "Trên cơ sở", None]]
    units += [[f"T{n:02}", f"Chi bộ Ấp {n}", "Cơ sở", "T"] for n in range(1, UNITS + 1)]
    days = [[f"T{n:02}", FIRST + timedelta(days=n % 9)] for n in range(1, UNITS + 1)]
    settings = [["Mã đợt", "nhom"], ["Tên đợt", "Đại hội"], ["Bộ quy định", "vn-party-2025"]]
    settings += [["Đơn vị gốc", "T"], ["Chốt cây ngày", "1/1/2030"]]
    settings += [["Từ ngày", "1/5/2030"], ["Đến ngày", "31/10/2030"]]
    sheets = [
        OutSheet(title="Cấu hình", heads=["Mục", "Giá trị"], rows=settings),
        OutSheet(
            title="Đơn vị", heads=["Mã đơn vị", "Tên đơn vị", "Cấp", "Trực thuộc"], rows=units
        ),
        OutSheet(title="Đại hội", heads=["Đơn vị", "Ngày đại hội"], rows=days),
    ]
    write(path, sheets)
    return path


@pytest.fixture(scope="module")
def clerk_state(browser: Browser, group: Installation) -> Any:
    return sign_in_first(browser, group)


@pytest.fixture
def clerk_page(browser: Browser, group: Installation, clerk_state: Any) -> Iterator[Page]:
    with watched(new_context(browser, group, state=clerk_state)) as page:
        page.goto("/season/")
        yield page


def test_the_weekly_update_pasted_from_the_clerks_own_excel(clerk_page: Page) -> None:
    page, clerk = clerk_page, Clerk(clerk_page)
    block = "\n".join(
        f"T{n:02}\t" + ("12/8/2030" if n % 7 else "trả lại 14/8/2030: thiếu phần kiểm điểm")
        for n in range(1, UNITS + 1)
    )

    clerk.click(page.locator("a[href^='/grids/steps/']"))
    page.wait_for_url("**/grids/steps/*/")
    assert serious_faults(page) == []
    clerk.paste("Đơn vị\tKế hoạch\n" + block)
    clerk.click(page.locator("main form[data-block] button[type=submit]"))
    page.wait_for_url("**/grids/preview/*/")
    assert number_in(page.locator("h1 b").inner_text()) == UNITS
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
    clerk.click(page.locator("form[action$='/apply'] button"))
    page.wait_for_url(re.compile(r"/board/\d+/|/$"))

    effort = clerk.effort
    assert effort.minutes < WITHIN_MIN, str(effort)
    assert (effort.keys, effort.clicks) == (4, 5), str(effort)
    expect(page.locator("#notes")).to_be_visible()


def test_the_weekly_update_as_all_done_except(clerk_page: Page) -> None:
    page, clerk = clerk_page, Clerk(clerk_page)

    clerk.click(page.locator("a[href^='/grids/done/']"))
    page.wait_for_url("**/grids/done/*/")
    assert serious_faults(page) == []
    clerk.click(page.locator("textarea[name=left_out]"))
    clerk.type("T05; T17; ap 33; ap 41; T58")
    # The first step is chosen already; one further by the keyboard.
    clerk.click(page.locator("label[for=id_step]"))
    clerk.press("ArrowDown")
    clerk.click(page.locator("main form.panel button[type=submit]"))
    page.wait_for_url("**/grids/preview/*/")
    assert number_in(page.locator("h1 b").inner_text()) == UNITS - 5
    clerk.click(page.locator("form[action$='/apply'] button"))
    page.wait_for_url(re.compile(r"/board/\d+/|/$"))

    effort = clerk.effort
    assert effort.minutes < 1, str(effort)


def test_the_weekly_update_from_sixty_returned_sheets(clerk_page: Page, tmp_path: Path) -> None:
    page, clerk = clerk_page, Clerk(clerk_page)
    clerk.click(page.locator("a[href^='/grids/steps/']"))
    clerk.click(page.locator("main a[href$='/sheets']"))
    page.wait_for_url("**/sheets")
    clerk.click(page.locator("form[action$='/issue'] button"))
    with page.expect_download() as saved:
        clerk.click(page.locator("a[href$='/packed']").first)
    assert serious_faults(page) == []
    files = fill_in(saved.value.path(), tmp_path)
    assert len(files) == UNITS

    clerk.choose_files(page.locator("input[name=returned]"), files)
    clerk.click(page.locator("main form[data-returned] button[type=submit]"))
    page.wait_for_url("**/grids/preview/*/")
    assert number_in(page.locator("h1 b").inner_text()) == UNITS
    clerk.click(page.locator("form[action$='/apply'] button"))
    page.wait_for_url(re.compile(r"/board/\d+/|/$"))

    effort = clerk.effort
    assert effort.minutes < 1, str(effort)
    page.goto("/season/")
    page.locator("a[href^='/grids/steps/']").click()
    page.locator("main a[href$='/sheets']").click()
    expect(page.locator("h1 b")).to_have_text("0")
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def fill_in(archive: Path, folder: Path) -> list[Path]:
    """What sixty units do: open their sheet, enter one day, save it."""
    found = []
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            book = openpyxl.load_workbook(io.BytesIO(packed.read(name)))
            sheet = book.active
            assert sheet is not None
            heads = [cell.value for cell in sheet[1]]
            sheet.cell(row=2, column=heads.index("Góp ý") + 1).value = "15/8/2030"
            book.save(folder / name)
            found.append(folder / name)
    return found
