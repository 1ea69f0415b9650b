"""Paper: what is handed out says what it must, in the light, and nothing of the screen."""

import io
import re
import zlib

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")


def sheets_of(pdf: bytes) -> int:
    """How many sheets a PDF has; Chromium writes their dictionaries in the clear."""
    return len(SHEET.findall(pdf)) or len(SHEET.findall(unpacked(pdf)))


def unpacked(pdf: bytes) -> bytes:
    found = io.BytesIO()
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.write(zlib.decompress(packed))
        except zlib.error:
            continue
    return found.getvalue()


def on_paper(page: Page) -> bytes:
    page.emulate_media(media="print")
    return page.pdf(format="A4")


def test_order_sheets_of_an_event_come_one_a_sheet(desk_page: Page, first_roster: str) -> None:
    desk_page.goto(f"{first_roster}orders/")
    desk_page.locator("a[href*='/orders/events/']").first.click()
    desk_page.wait_for_url("**/orders/events/*/")
    posts = desk_page.locator("article.order").count()
    assert posts > 1
    expect(desk_page.locator("[data-print]")).to_be_visible()

    pdf = on_paper(desk_page)

    assert sheets_of(pdf) == posts
    for unseen in ("header.top", "[data-print]", ".no-print", "dialog"):
        for part in desk_page.locator(unseen).all():
            expect(part).not_to_be_visible()
    for seen in ("h1", ".order-post", ".order-lines", "table"):
        expect(desk_page.locator(f"article.order {seen}").first).to_be_visible()


def test_an_officers_sheet_is_signed_on_paper_only(desk_page: Page, first_roster: str) -> None:
    desk_page.goto(f"{first_roster}?by=person")
    desk_page.locator(".lanes .po a").first.click()
    desk_page.wait_for_url("**/orders/officers/*/")
    expect(desk_page.locator(".order-sign")).not_to_be_visible()

    on_paper(desk_page)

    expect(desk_page.locator(".order-sign")).to_be_visible()
    expect(desk_page.locator(".order-who")).to_be_visible()


def test_the_list_of_the_late_prints_every_row_with_its_phone(desk_page: Page) -> None:
    desk_page.goto("/")
    desk_page.locator(".season-head .acts a.btn-primary").click()
    desk_page.wait_for_url("**/missing?kind=late")
    rows = desk_page.locator(".late-list tbody tr").count()

    on_paper(desk_page)

    expect(desk_page.locator(".late-list tbody tr")).to_have_count(rows)
    for row in desk_page.locator(".late-list tbody tr").all():
        expect(row).to_be_visible()
    expect(desk_page.locator("form.tools")).not_to_be_visible()


@pytest.mark.parametrize("address", ["/", "/board/1/missing?kind=late", "/season/", "/tree/"])
def test_paper_is_light_whatever_the_screen_is(desk_page: Page, address: str) -> None:
    desk_page.emulate_media(color_scheme="dark")
    desk_page.goto(address)
    expect(desk_page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    desk_page.emulate_media(media="print", color_scheme="dark")

    expect(desk_page.locator("h1")).to_have_css("color", BLACK)
    expect(desk_page.locator("body")).to_have_css("background-color", WHITE)


def test_the_board_prints_on_few_sheets(desk_page: Page) -> None:
    desk_page.goto("/")

    pdf = on_paper(desk_page)

    assert 1 <= sheets_of(pdf) <= 4
