"""Short messages of units: pasted as they came, read before they are recorded, never twice."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import PHONE, new_context, px_beside_the_window, serious_faults, watched
from tests.e2e.test_walk_day import MORNING, signed_in
from tests.e2e.test_walk_phone import field_served, made_field

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite_only]
READ = "#texts-read li"
# the example of the page is a message of the first unit of the day
EXAMPLE = "code"


def code_on(page: Page) -> str:
    """The code of a unit of this day, from the example beside the box."""
    return page.locator(EXAMPLE).first.inner_text().split()[0]


def looked_at(page: Page) -> None:
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def test_messages_are_read_then_recorded_and_the_bad_ones_stay(
    browser: Browser, tmp_path: Path
) -> None:
    env, names = made_field(tmp_path, "waiting")
    with field_served({**env, "MUSTER_NOW": MORNING}, names[3]) as served:
        state = signed_in(browser, served, names[3])
        with watched(new_context(browser, served, state=state)) as page:
            page.goto("/control/day/")
            page.locator("a[href*='/control/day/messages']").click()
            code = code_on(page)
            good = f"{code} vt 6h05\n{code} SC 6h20 mất điện hội trường"
            page.locator("#text").fill(f"{good}\n{code} KM 0730\nxã nào đó VT 6h")

            expect(page.locator(READ)).to_have_count(4)
            expect(page.locator(f"{READ}.over")).to_have_count(2)
            looked_at(page)
            page.locator("form:has(#text) button[type=submit]").click()
            expect(page.locator("#text")).to_have_value(f"{code} KM 0730\nxã nào đó VT 6h")
            expect(page.locator(f"{READ}.over")).to_have_count(2)

            page.locator("#text").fill(good)
            expect(page.locator(READ)).to_have_count(2)
            expect(page.locator(f"{READ} .st-done")).to_have_count(2)
            page.locator("form:has(#text) button[type=submit]").click()
            expect(page.locator("#text")).to_have_value("")
            page.goto("/control/day/")
            expect(page.locator("tbody tr b").first).to_have_text("06:05")
            expect(page.locator("tbody tr .c-late b")).to_have_text("1")
        in_the_dark = new_context(browser, served, size=PHONE, theme="dark", state=state)
        with watched(in_the_dark) as page:
            page.goto("/control/day/messages")
            page.locator("#text").fill(f"{code} VT 6h30")
            expect(page.locator(f"{READ}.over")).to_contain_text("06:05")
            looked_at(page)
