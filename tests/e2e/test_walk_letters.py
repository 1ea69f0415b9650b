"""A letter from late rows in three clicks: tick, Letter, confirm."""

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import number_in, serious_faults
from tests.e2e.effort import Clerk

pytestmark = pytest.mark.e2e


def test_a_letter_from_late_rows_takes_three_clicks(desk_page: Page) -> None:
    page = desk_page
    page.goto("/")
    late = str(page.locator("a[href*='/missing']").first.get_attribute("href"))
    page.goto(late.partition("?")[0] + "?kind=late")
    clerk = Clerk(page)

    clerk.click(page.locator("input[name=congress]").first)
    clerk.click(page.locator("#letters button"))
    letters = number_in(page.locator("h1").inner_text())
    assert serious_faults(page) == []
    clerk.click(page.locator("main form.acts button[type=submit]"))

    expect(page.locator("tbody a[href*='/office/letters/']")).to_have_count(letters)
    assert clerk.effort.clicks <= 3, str(clerk.effort)
    assert serious_faults(page) == []
