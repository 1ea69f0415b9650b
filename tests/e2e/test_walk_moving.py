"""A storm: a district moves as a whole, everybody is called, and it turns away again."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import number_in, px_beside_the_window, serious_faults

pytestmark = pytest.mark.e2e


def looks_right(page: Page) -> None:
    """What is shown can be read by everybody and does not slide sideways."""
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def choose_area(page: Page, days: int) -> None:
    """The whole province from the next day on, by some days."""
    page.goto("/season/movings/new")
    page.locator("[name=first_on]").fill("2030-08-19")
    page.locator("[name=days]").fill(str(days))
    looks_right(page)
    page.locator("#area .btn-primary").click()


def test_a_storm_moves_an_area_and_turns_away(page: Page) -> None:
    choose_area(page, days=1)
    moved = number_in(page.locator("h1 b").inner_text())
    assert moved > 1
    expect(page.locator("details.panel").first).to_be_visible()
    looks_right(page)

    page.locator("[name=reason]").fill("bão số 5")
    page.locator("#apply .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("bão số 5")
    address = page.url
    assert number_in(page.locator("h1 b").inner_text()) == moved
    looks_right(page)

    page.locator("a[href*='/office/calls/']").first.click()
    expect(page.locator("h1 b")).to_have_text("0")
    looks_right(page)
    row = page.locator("[data-row]").first
    row.locator("[data-do=r]").click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[data-call=told]")).to_have_count(1)
    looks_right(page)
    page.reload()
    expect(page.locator("h1 b")).to_have_text("1")

    page.goto("/season/movings")
    looks_right(page)
    page.goto(address)
    expect(page.locator("main")).to_contain_text(re.compile(r"1/\d+"))
    page.locator("details", has=page.locator("form[action$='/undo']")).locator("summary").click()
    page.locator("form[action$='/undo'] [name=reason]").fill("bão đổi hướng")
    page.locator("form[action$='/undo'] button").click()
    expect(page.locator("h1 .c-soon")).to_be_visible()
    expect(page.locator("a[href*='/office/calls/']")).not_to_have_count(1)
    looks_right(page)


def test_one_key_records_a_call_and_goes_on(desk_page: Page) -> None:
    desk_page.goto("/office/calls/")
    desk_page.locator("form[action*='/office/calls/late/'] button").click()
    rows = desk_page.locator("[data-row]")
    first = rows.first
    expect(first).to_have_class(re.compile("is-cursor"))
    waiting = rows.count()

    desk_page.keyboard.press("n")
    expect(first.locator(".c-soon")).to_be_visible()
    desk_page.wait_for_load_state()  # keys are heard once the new page's script runs
    desk_page.keyboard.press("c")
    desk_page.keyboard.press("p")

    expect(desk_page.locator("[data-call=told]")).to_have_count(1)
    if waiting > 1:
        expect(rows.nth(1)).to_have_class(re.compile("is-cursor"))
        desk_page.keyboard.press("k")
        expect(rows.first).to_have_class(re.compile("is-cursor"))
        desk_page.keyboard.press("u")
        expect(desk_page.locator("[data-call=told]")).to_have_count(0)
    desk_page.emulate_media(media="print")
    expect(desk_page.locator(".call-acts").first).not_to_be_visible()
    expect(desk_page.locator(".blank-cell").first).to_be_visible()
