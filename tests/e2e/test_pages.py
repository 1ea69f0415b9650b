"""Every page opens without a fault that axe calls serious, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serious_faults

pytestmark = pytest.mark.e2e
PAGES = (
    "/",
    "/desk/",
    "/search/?q=dong",
    "/jobs/",
    "/congress/1/",
    "/season/",
    "/season/steps",
    "/season/problems",
    "/season/findings",
    "/season/step/1/",
    "/season/unit/1/paper",
    "/season/congress/1/move",
    "/board/1/missing",
    "/duty/",
    "/duty/officers/",
    "/duty/vehicles/",
    "/duty/plans/",
    "/duty/mine/",
    "/venues/",
    "/tree/",
    "/tree/persons/",
    "/tree/accounts/",
    "/workbook/",
    "/accounts/password/change/",
    "/accounts/2fa/",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_readable_by_everybody(page: Page, address: str) -> None:
    answer = page.goto(address)

    assert answer is not None
    assert answer.ok, f"{address}: {answer.status}"
    assert serious_faults(page) == []
    assert_no_sideways_scroll(page)


def assert_no_sideways_scroll(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 1, f"{wide} px wider than the window"


def test_the_page_speaks_vietnamese_first_and_english_when_asked(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    assert "đã đại hội" in page.inner_text("h1")


def test_ctrl_k_goes_to_the_search(page: Page) -> None:
    page.goto("/")
    if page.locator("#find").is_visible():
        page.keyboard.press("Control+k")
        expect(page.locator("#find")).to_be_focused()
