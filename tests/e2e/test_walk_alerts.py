"""A warning to others: one person drafts it, a second releases it, others read the file."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    PHONE,
    Installation,
    StateOf,
    new_context,
    px_beside_the_window,
    serious_faults,
    watched,
)
from tests.e2e.test_walk_control import GIVER, TAKER, open_the_room

from muster.engines import cap

pytestmark = pytest.mark.e2e
# A planner drafts and cannot release; the commander can.
PLANNER, COMMANDER = TAKER, GIVER


def to_alerts(page: Page) -> None:
    open_the_room(page)
    page.locator(".cr-nav a[href$='/alerts/']").click()


def test_a_warning_is_released_by_a_second_person_and_cancelled_by_two(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    assert first_roster
    drafter = new_context(browser, installation, state=state_of(PLANNER))
    other = new_context(browser, installation, size=PHONE, theme="dark", state=state_of(COMMANDER))
    with watched(drafter) as page, watched(other) as second:
        to_alerts(page)
        page.locator("a[href$='/alerts/draft']").click()
        page.locator("[name=headline]").fill("Cấm đường vào hội trường đến 11 giờ")
        page.locator("[name=event]").fill("Ùn tắc")
        page.locator("[name=category]").select_option("Transport")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("[name=receivers]")).to_be_focused()
        page.locator("[name=receivers]").fill("Đội 1, Đội 2")
        assert serious_faults(page) == []
        assert px_beside_the_window(page) == 0
        page.locator("main form button[type=submit]").click()
        page.locator("main a", has_text="Cấm đường").first.click()
        expect(page.locator("form[action$='/release']")).to_have_count(0)
        assert serious_faults(page) == []

        second.goto(page.url)
        assert serious_faults(second) == []
        assert px_beside_the_window(second) == 0
        second.locator("form[action$='/release'] button").click()
        with second.expect_download() as loading:
            second.locator("a[href$='/cap.xml']").click()
        message = cap.read(loading.value.path().read_bytes())
        assert message.status is cap.Status.EXERCISE
        assert message.infos[0].headline == "Cấm đường vào hội trường đến 11 giờ"

        page.reload()
        page.locator("a[href$='act=cancel']").click()
        expect(page.locator("[name=headline]")).to_have_value(re.compile("Cấm đường"))
        page.locator("[name=headline]").fill("Đường đã thông")
        page.locator("main form button[type=submit]").click()
        page.locator("main a", has_text="Đường đã thông").first.click()
        second.goto(page.url)
        second.locator("form[action$='/release'] button").click()
        expect(second.locator("form[action$='/release']")).to_have_count(0)
        second.goto(second.url.partition("/control/")[0] + "/control/")
        to_alerts(second)
        expect(second.locator("main")).to_contain_text("đã hủy")
        assert serious_faults(second) == []
        assert px_beside_the_window(second) == 0
