"""A desk can be worked without a mouse: search, matrix, lists, help, theme and language."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serious_faults

pytestmark = pytest.mark.e2e


def test_ctrl_k_goes_to_the_search_and_enter_searches(desk_page: Page) -> None:
    desk_page.goto("/")

    desk_page.keyboard.press("Control+k")
    expect(desk_page.locator("#find")).to_be_focused()
    desk_page.keyboard.type("hoi truong")
    desk_page.keyboard.press("Enter")

    expect(desk_page).to_have_url(re.compile(r"/search/\?q=hoi"))
    expect(desk_page.locator("#found a").filter(has_text="Hội trường").first).to_be_visible()


def test_a_search_without_accents_finds_names_with_them_while_typing(desk_page: Page) -> None:
    desk_page.goto("/search/")

    desk_page.locator("#search-words").press_sequentially("luong dien tay")

    expect(desk_page.locator("#found a").filter(has_text="Lương Điền Tây").first).to_be_visible()
    assert serious_faults(desk_page) == []


def test_arrows_walk_the_matrix_and_enter_opens_the_step(desk_page: Page) -> None:
    desk_page.goto("/")
    cells = desk_page.locator("[data-matrix] tr:has(td[data-cell])")
    told = desk_page.locator("#matrix-tell")
    first = cells.first.locator("td[data-cell]")

    first.first.focus()
    desk_page.keyboard.press("ArrowRight")
    expect(first.nth(1)).to_be_focused()
    desk_page.keyboard.press("ArrowDown")
    below = cells.nth(1).locator("td[data-cell]").nth(1)
    expect(below).to_be_focused()
    expect(told).to_have_text(below.get_attribute("data-tell") or "")
    desk_page.keyboard.press("End")
    expect(cells.nth(1).locator("td[data-cell]").last).to_be_focused()
    desk_page.keyboard.press("Home")
    desk_page.keyboard.press("ArrowUp")
    expect(first.first).to_be_focused()

    wanted = first.first.get_attribute("data-href")
    desk_page.keyboard.press("Enter")
    expect(desk_page).to_have_url(re.compile(f"{wanted}$"))
    expect(desk_page.locator("h1")).to_be_visible()


def test_the_matrix_takes_one_stop_of_the_tab_key(desk_page: Page) -> None:
    desk_page.goto("/")

    expect(desk_page.locator("[data-matrix] td[tabindex='0']")).to_have_count(1)
    expect(desk_page.locator("[data-matrix] td[data-cell]:not([tabindex])")).to_have_count(0)


def test_j_and_k_walk_a_list_and_e_opens_what_is_marked(desk_page: Page) -> None:
    desk_page.goto("/")
    desk_page.locator(".season-head .acts a.btn-primary").click()
    desk_page.wait_for_url("**/missing?kind=*")
    rows = desk_page.locator("[data-rows] [data-row]")
    marked = re.compile("is-cursor")

    desk_page.keyboard.press("j")
    expect(rows.nth(0)).to_have_class(marked)
    desk_page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class(marked)
    expect(desk_page.locator("[data-row].is-cursor")).to_have_count(1)
    desk_page.keyboard.press("k")
    expect(rows.nth(0)).to_have_class(marked)

    name = rows.nth(0).locator("[data-edit]").inner_text()
    desk_page.keyboard.press("e")
    expect(desk_page).to_have_url(re.compile(r"/congress/\d+/$"))
    expect(desk_page).to_have_title(re.compile(re.escape(name)))


def test_a_slash_goes_to_the_filter_and_letters_typed_there_are_letters(desk_page: Page) -> None:
    desk_page.goto("/tree/persons/")

    desk_page.keyboard.press("/")
    expect(desk_page.locator("[data-list-search]")).to_be_focused()
    desk_page.keyboard.type("jke?")

    expect(desk_page.locator("[data-list-search]")).to_have_value("jke?")
    expect(desk_page.locator("[data-row].is-cursor")).to_have_count(0)
    expect(desk_page.locator("#keys")).not_to_be_visible()


def test_a_question_mark_shows_the_keys_and_escape_hides_them(desk_page: Page) -> None:
    desk_page.goto("/")

    desk_page.keyboard.press("?")
    expect(desk_page.locator("#keys")).to_be_visible()
    assert serious_faults(desk_page) == []

    desk_page.keyboard.press("Escape")
    expect(desk_page.locator("#keys")).not_to_be_visible()


def test_the_first_tab_skips_to_the_content(desk_page: Page) -> None:
    desk_page.goto("/")

    desk_page.keyboard.press("Tab")
    expect(desk_page.locator("a.skip")).to_be_focused()
    desk_page.keyboard.press("Enter")

    expect(desk_page.locator("#main")).to_be_focused()


def test_a_chosen_theme_stays_whatever_the_browser_prefers(desk_page: Page) -> None:
    desk_page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = desk_page.evaluate(ground)

    desk_page.locator("details.menu > summary").click()
    desk_page.locator("form[action$='/theme'] button[value=dark]").click()
    expect(desk_page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    desk_page.goto("/desk/")
    expect(desk_page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert desk_page.evaluate(ground) != light

    desk_page.locator("details.menu > summary").click()
    desk_page.locator("form[action$='/theme'] button[value=light]").click()
    expect(desk_page.locator("html")).to_have_attribute("data-bs-theme", "light")
    assert desk_page.evaluate(ground) == light


def test_vietnamese_comes_first_and_english_when_asked(desk_page: Page) -> None:
    desk_page.goto("/")
    expect(desk_page.locator("html")).to_have_attribute("lang", "vi")
    expect(desk_page.locator("h1")).to_contain_text("đã đại hội")

    desk_page.locator("details.menu > summary").click()
    desk_page.locator("form[action$='/language'] button[value=en]").click()
    expect(desk_page.locator("html")).to_have_attribute("lang", "en")
    expect(desk_page.locator("h1")).to_contain_text("held and reported")
    assert serious_faults(desk_page) == []
