"""A walk through numbered copies: ordered, printed, given out, back, missing, destroyed by two."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    Installation,
    StateOf,
    new_context,
    px_beside_the_window,
    serious_faults,
    watched,
)

pytestmark = pytest.mark.e2e
TITLE = "Dự thảo Nghị quyết trình đại hội"


def do(page: Page, act: str, **said: str) -> None:
    """Unfold an act of the page, fill it in and send it."""
    form = page.locator(f"#act-{act}")
    form.locator("summary").click()
    for name, text in said.items():
        form.locator(f"[name={act}-{name}]").fill(text)
    form.locator("button[type=submit]").click()


def is_readable(page: Page) -> None:
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def ordered(page: Page) -> str:
    """A new series; its address."""
    page.goto("/papers/copies/")
    page.locator("a.btn-primary").click()
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=ordered_by]").fill("Trưởng Tiểu ban Văn kiện")
    page.locator("[name=due_on]").fill("2030-08-15")
    is_readable(page)
    page.locator("main button[type=submit]").click()
    return page.url


def given_out(page: Page, series: str) -> None:
    """Ten copies go out on a sheet; nobody else gets one of them."""
    do(page, "here", place="Văn phòng", good="30", masters_how="xóa tệp in")
    expect(page.locator("main")).to_contain_text("1–30")
    unit = page.locator("#known-units option").nth(1).get_attribute("value") or ""
    do(page, "issue", numbers="1-10", unit=unit, receiver="Phạm Thị Sáu")
    expect(page.locator("main")).to_contain_text("1–10")
    is_readable(page)
    with page.expect_download() as sheet:
        page.locator("a[href$='sheet.docx']").click()
    assert sheet.value.suggested_filename.endswith(".docx")
    page.goto(series)
    do(page, "issue", numbers="10-12", unit=unit, receiver="Lê Văn Bốn")
    expect(page.locator("[role=alert]")).to_contain_text("Phạm Thị Sáu")


def missed_and_explained(page: Page, series: str) -> None:
    """One does not come back; the head says what became of it."""
    page.goto(series)
    do(page, "back", numbers="1-8")
    do(page, "missing", numbers="9", how="để quên trên xe")
    expect(page.locator("h1")).to_contain_text("thất lạc")
    is_readable(page)
    page.goto("/papers/copies/holders/?kind=late")
    expect(page.get_by_role("link", name="Phạm Thị Sáu").first).to_be_visible()
    is_readable(page)
    page.goto("/papers/copies/missing/")
    page.get_by_role("link", name=TITLE).first.click()
    page.locator("[name=how]").fill("đã tìm thấy, đang mang về")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("đã giải trình")
    is_readable(page)


def signed_once(page: Page, series: str) -> str:
    """Minutes of destruction that one person cannot sign twice; their address."""
    page.goto(series)
    do(page, "destroy", numbers="1-8", reason="hết giá trị", method="máy hủy")
    page.locator("a[href*='/destroyed/']").first.click()
    minutes = page.url
    page.get_by_role("button", name="Ký", exact=True).click()
    page.get_by_role("button", name="Ký", exact=True).click()
    expect(page.locator("[role=alert]")).to_be_visible()
    is_readable(page)
    return minutes


def test_copies_go_out_come_back_are_missing_and_destroyed(
    page: Page,
    browser: Browser,
    installation: Installation,
    state_of: StateOf,
) -> None:
    series = ordered(page)
    given_out(page, series)
    missed_and_explained(page, series)
    minutes = signed_once(page, series)

    with watched(new_context(browser, installation, state=state_of("le.thu"))) as other:
        other.goto(minutes)
        other.get_by_role("button", name="Ký", exact=True).click()
        expect(other.locator("h1")).to_contain_text("đã được tiêu hủy")
    page.goto(series)
    expect(page.locator("main")).to_contain_text("khớp số")
    page.goto(f"{series}labels?numbers=20-24")
    expect(page.locator(".labels svg")).to_have_count(5)
    is_readable(page)
