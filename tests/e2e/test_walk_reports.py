"""Reports on fixed days: a nil report in one click, ten numbers by keyboard, who is missing."""

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import px_beside_the_window, serious_faults
from tests.e2e.effort import Clerk

pytestmark = pytest.mark.e2e
DAILY = "day_province"
WEEKLY = ("week_base", "week_above")


def looks_right(page: Page) -> None:
    """What a clerk sees can be read by everybody and does not slide sideways."""
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def ordered(page: Page, *forms: str) -> None:
    """The forms are reported from the first of August on, unless they are already."""
    for form in forms:
        page.goto("/office/reports/order")
        if page.locator(f"select[name=form] option[value={form}]").count():
            page.locator("select[name=form]").select_option(form)
            page.locator("input[name=starts_on]").fill("2030-08-01")
            page.locator("main form[method=post] .btn-primary[type=submit]").click()
            expect(page.locator("h1.verdict")).to_be_visible()


def test_a_nil_report_is_one_click_on_my_desk(page: Page) -> None:
    ordered(page, DAILY)
    clerk = Clerk(page)
    page.goto("/desk/")
    before = page.locator("form.nil").count()
    assert before
    looks_right(page)

    clerk.click(page.locator("form.nil button").first)

    expect(page.locator("form.nil")).to_have_count(before - 1)
    assert (clerk.effort.clicks, clerk.effort.keys) == (1, 0)


def test_the_level_above_sees_who_is_missing_and_whom_to_call(page: Page) -> None:
    ordered(page, *WEEKLY)
    page.goto("/office/reports/")
    looks_right(page)

    page.locator("a[href*='/week_above/'][href$='/below']").first.click()

    expect(page.locator("h1.verdict .c-late")).to_contain_text("15/8 16:00")
    expect(page.locator("a.tel").first).to_be_visible()
    looks_right(page)


def test_a_report_is_filled_in_by_keyboard(page: Page) -> None:
    ordered(page, DAILY)
    clerk = Clerk(page)
    page.goto("/office/reports/")
    page.locator(".reports-due a[href*='/day_province/']").last.click()
    looks_right(page)
    numbers = page.locator("input.num[name^=v_]")
    blank = [at for at in range(numbers.count()) if not numbers.nth(at).input_value()]
    numbers.nth(blank[0]).focus()
    for number in range(len(blank)):
        clerk.type(str(number + 1))
        clerk.press("Tab")
    page.locator("button[name=send]").focus()
    clerk.press("Enter")

    expect(page.locator("h1.verdict .c-done")).to_be_visible()
    assert clerk.effort.clicks == 1
    looks_right(page)
