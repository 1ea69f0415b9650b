"""Own equipment: its register pasted, issued by number, counted by the next shift."""

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

pytestmark = pytest.mark.e2e
NUMBERS = ("TB-01", "TB-02", "TB-03")


def enter_the_register(page: Page) -> None:
    """Three radios of the unit whose vehicles are there already."""
    page.goto("/duty/vehicles/")
    unit = page.locator("main tbody tr").first.locator("td").nth(3).inner_text()
    page.goto("/control/equipment/")
    page.locator("a[href$='/grids/equipment/all/']").click()
    rows = (f"{number}\tMáy bộ đàm\t{unit}\tSao Mai {number[-2:]}" for number in NUMBERS)
    page.locator("[name=block]").fill("\n".join(("Số hiệu\tLoại trang bị\tĐơn vị\tHô hiệu", *rows)))
    page.locator("main form button[type=submit]").first.click()
    page.locator("form[action$='/apply'] button").click()
    page.wait_for_url("**/control/equipment/")
    expect(page.locator("main")).to_contain_text("TB-03")


def is_sound(page: Page) -> None:
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def hand(page: Page, act: str, numbers: str, *, giver: str | None = None, taker: str) -> None:
    page.locator("#numbers").fill(numbers)
    if giver is not None:
        page.locator("#giver").fill(giver)
    page.locator("#taker").fill(taker)
    page.locator(f"button[name=act][value={act}]").click()


def test_radios_are_issued_counted_and_found_again(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    assert first_roster
    first = new_context(browser, installation, state=state_of(GIVER))
    second = new_context(browser, installation, size=PHONE, theme="dark", state=state_of(TAKER))
    with watched(first) as page, watched(second) as other:
        enter_the_register(page)
        open_the_room(page)
        page.locator(".cr-nav a[href$='/equipment/']").click()
        room = page.url.removesuffix("equipment/")
        one, two = (
            str(page.locator("#staff option").nth(place).get_attribute("value")) for place in (0, 1)
        )
        page.locator("#placed").fill("tb-01 tb-02 tb-03")
        page.locator("button[name=act][value=here]").click()
        hand(page, "issue", "tb-01, TB-99", giver=one, taker=two)
        expect(page.locator("main")).to_contain_text("TB-99")
        page.go_back()
        hand(page, "issue", "tb-01", giver=one, taker=two)
        expect(page.locator("main")).to_contain_text(two.partition(" (")[0])
        is_sound(page)

        page.goto(f"{room}passings/")
        page.locator("form[action$='draw-up'] button").click()
        other.goto(page.url)
        is_sound(other)
        other.locator("[name^=counted-]").fill("1")
        other.locator("form[action$='/take'] button").click()
        expect(other.locator("main")).to_contain_text("1")
        other.go_back()
        other.locator("[name^=counted-]").fill("1")
        other.locator("[name=missing]").fill("tb-03")
        other.locator("form[action$='/take'] button").click()
        expect(other.locator("main")).to_contain_text("TB-03")
        is_sound(other)

        other.goto(f"{room}equipment/")
        expect(other.locator("main h1")).to_contain_text("1")
        is_sound(other)
        other.locator("a", has_text="TB-03").first.click()
        is_sound(other)
        # the room is shared with other walks: it is left as it was found
        page.goto(f"{room}equipment/")
        hand(page, "return", "TB-01", giver="", taker=one)
        hand(page, "return", "TB-03", giver=two, taker=one)
        page.locator("#placed").fill(" ".join(NUMBERS))
        page.locator("button[name=act][value=back]").click()
        expect(page.locator("main")).not_to_contain_text("TB-0")
