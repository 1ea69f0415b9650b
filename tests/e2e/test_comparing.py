"""Two versions compared: chosen, walked by key, told on paper and taken along as a Word file."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import px_beside_the_window, serious_faults

pytestmark = pytest.mark.e2e
TITLE = "Báo cáo so sánh hai phiên bản"
FIRST = "# Phần một\nĐoạn giữ nguyên.\nHạn nộp là ngày 12/5/2030.\nĐoạn sẽ bỏ đi hẳn ở bản sau."
THEN = "# Phần một\nĐoạn giữ nguyên.\nHạn nộp là ngày 15/5/2030.\nMột đoạn hoàn toàn mới ở cuối."


def is_readable(page: Page) -> None:
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def begun(page: Page) -> None:
    """A document of one's own, on whose page of writing one stands."""
    page.goto("/papers/begin")
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=kind]").select_option(index=1)
    page.locator("main form button[type=submit]").click()


def written(page: Page, text: str) -> None:
    page.locator("[name=text]").fill(text)
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".doc-text")).to_be_visible()


def test_what_changed_is_seen_walked_and_taken_along(page: Page) -> None:
    begun(page)
    written(page, FIRST)
    is_readable(page)
    page.locator("a[href$='/write']").click()
    is_readable(page)
    written(page, THEN)

    page.locator("a[href$='/compare']").click()

    expect(page.locator("h1")).to_contain_text("3 thay đổi")
    expect(page.locator(".df ins", has_text="15/5/2030")).to_be_visible()
    expect(page.locator(".df-same")).to_have_count(0)
    is_readable(page)
    page.keyboard.press("j")
    expect(page.locator(".df.is-cursor .df-n")).to_have_text("1")
    page.keyboard.press("j")
    expect(page.locator(".df.is-cursor .df-n")).to_have_text("2")
    page.keyboard.press("k")
    expect(page.locator(".df.is-cursor .df-n")).to_have_text("1")
    page.locator(".df-gap a").first.click()
    expect(page.locator(".df-same")).to_have_count(2)
    is_readable(page)
    _taken_along(page)


def _taken_along(page: Page) -> None:
    with page.expect_download() as held:
        page.locator("a[href*='/compare/file']").click()
    assert re.fullmatch(r"[a-z0-9-]+\.docx", held.value.suggested_filename)
    with ZipFile(BytesIO(Path(held.value.path()).read_bytes())) as file:
        told = file.read("word/document.xml").decode()
    assert '<w:delText xml:space="preserve">12/5/2030</w:delText>' in told
    assert '<w:t xml:space="preserve">15/5/2030</w:t>' in told


def test_on_paper_it_needs_no_colours(desk_page: Page) -> None:
    begun(desk_page)
    written(desk_page, FIRST)
    desk_page.locator("a[href$='/write']").click()
    written(desk_page, THEN)
    desk_page.locator("a[href$='/compare']").click()

    desk_page.emulate_media(media="print")

    line = "e => getComputedStyle(e).textDecorationLine"
    assert desk_page.locator(".df-text ins").first.evaluate(line) == "underline"
    assert desk_page.locator(".df-text del").first.evaluate(line) == "line-through"
    expect(desk_page.locator(".df-choice")).to_be_hidden()
    expect(desk_page.locator(".df-keys")).to_be_hidden()
