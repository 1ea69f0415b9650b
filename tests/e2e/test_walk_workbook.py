"""A season leaves as a workbook, comes back with one cell changed, and is applied on purpose."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect
from tests.e2e.conftest import (
    FIRST_ROSTER_WITHIN_S,
    PHONE,
    px_beside_the_window,
    serious_faults,
)

pytestmark = pytest.mark.e2e
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PREVIEW = re.compile(r"/workbook/\d+/")
PERSONS, PHONE_HEAD = "Nhân sự", "Điện thoại"
# The planning of the first roster may still be the worker's work: it takes one thing at a time.
WORK_MS = 1000 * FIRST_ROSTER_WITHIN_S


def exported(page: Page) -> bytes:
    page.goto("/workbook/")
    with page.expect_download() as saved:
        page.locator("a[href^='/workbook/export/']").first.click()
    return Path(saved.value.path()).read_bytes()


def upload(page: Page, name: str, content: bytes) -> None:
    """Send a workbook and wait for what the worker makes of it."""
    page.goto("/workbook/")
    form = page.locator("form:has(input[type=file])")
    file: FilePayload = {"name": name, "mimeType": XLSX, "buffer": content}
    form.locator("input[type=file]").set_input_files(file)
    form.locator("button[type=submit]").click()


def with_phone(content: bytes, *, row: int, phone: str) -> tuple[bytes, str, str]:
    """The workbook with one person's phone changed: also whose, and what stood there."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book[PERSONS]
    column = next(cell.column for cell in sheet[1] if cell.value == PHONE_HEAD)
    cell = sheet.cell(row, column)
    old, cell.value = str(cell.value), phone
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue(), str(sheet.cell(row, 1).value), old


def test_an_unchanged_export_changes_nothing(desk_page: Page) -> None:
    content = exported(desk_page)

    upload(desk_page, "unchanged.xlsx", content)
    desk_page.wait_for_url(PREVIEW, timeout=WORK_MS)

    expect(desk_page.locator("form[action$='/apply']")).to_have_count(0)
    expect(desk_page.locator("h1 b")).to_have_count(0)


def test_one_changed_cell_is_shown_with_its_old_value_and_applied(page: Page) -> None:
    on_phone = page.viewport_size == PHONE
    row, phone = (4, "09900 777 002") if on_phone else (3, "09900 777 001")
    content, number, old = with_phone(exported(page), row=row, phone=phone)

    upload(page, "changed.xlsx", content)
    page.wait_for_url(PREVIEW, timeout=WORK_MS)
    expect(page.locator("h1 b")).to_have_text("1")
    page.goto(f"{page.url}?verdict=changed")
    changed = page.locator("tbody tr[data-row]")
    expect(changed).to_have_count(1)
    for text in (number, old, phone):
        expect(changed).to_contain_text(text)
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0

    page.locator("form[action$='/apply'] button").click()
    page.wait_for_url(PREVIEW, timeout=WORK_MS)
    expect(page.locator("form[action$='/apply']")).to_have_count(0)

    page.goto(f"/tree/persons/?q={number}")
    expect(page.locator("tbody tr[data-row]")).to_contain_text(phone)
    # a second time the same book says nothing new
    upload(page, "again.xlsx", content)
    page.wait_for_url(PREVIEW, timeout=WORK_MS)
    expect(page.locator("form[action$='/apply']")).to_have_count(0)


def test_a_file_that_is_no_workbook_is_refused_in_words(page: Page) -> None:
    upload(page, "not-a-workbook.xlsx", b"PK\x03\x04 this is not a workbook")
    page.wait_for_url("**/workbook/work/*/")

    ended = page.locator("[data-job][data-ended]")
    expect(ended).to_be_visible(timeout=WORK_MS)
    expect(ended).to_contain_text("not-a-workbook.xlsx")
    assert serious_faults(page) == []
    page.goto("/workbook/")
    expect(page.get_by_role("link", name="not-a-workbook.xlsx")).to_have_count(0)
