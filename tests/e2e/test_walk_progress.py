"""The secretariat's morning: who is missing, why, whom to call, and what happens to a step."""

import io
import re
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from tests.e2e.conftest import (
    PHONE,
    Installation,
    StateOf,
    enter,
    new_context,
    number_in,
    one_time_password,
    px_beside_the_window,
    serious_faults,
    watched,
)

pytestmark = pytest.mark.e2e
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# Each width walks with a secretary of its own, so that one walk does not see the other's step.
SECRETARIES = {PHONE["width"]: "bt.st-02-01"}
SECRETARY, OFFICE, AUDITOR = "bt.st-01-01", "le.thu", "minh.triet"
# On a desk: overdue, waiting for an answer, due soon.
WAITING = ".c-grid3 > section:nth-of-type(2)"


def late_rows(page: Page) -> Locator:
    return page.locator(".late-list tbody tr[data-row]")


def test_the_late_of_the_verdict_are_the_rows_of_every_list(page: Page) -> None:
    page.goto("/")
    late = number_in(page.locator("h1 .c-late b").inner_text())
    assert late > 0
    expect(late_rows(page)).to_have_count(late)

    page.goto("/?kind=late")
    expect(page.locator("[data-matrix] tr:has(td[data-cell])")).to_have_count(late)

    page.locator(".season-head .acts a.btn-primary").click()
    page.wait_for_url("**/missing?kind=late")
    expect(page.locator("h1 b")).to_have_text(str(late))
    expect(late_rows(page)).to_have_count(late)
    for row in late_rows(page).all():
        assert re.search(r"\d{4,5} \d{3} \d{3}", row.inner_text()), "nobody to call"
    assert px_beside_the_window(page) == 0


def test_the_late_leave_as_a_workbook_with_the_same_rows(desk_page: Page) -> None:
    desk_page.goto("/")
    desk_page.locator(".season-head .acts a.btn-primary").click()
    desk_page.wait_for_url("**/missing?kind=late")
    shown = [row.locator("[data-edit]").inner_text() for row in late_rows(desk_page).all()]

    with desk_page.expect_download() as saved:
        desk_page.locator("a[href*='format=xlsx']").click()

    book = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes()), read_only=True)
    assert book.active is not None
    heads, *rows = book.active.iter_rows(values_only=True)
    assert [row[0] for row in rows] == shown
    assert len(heads) == len(rows[0])


def test_the_units_left_out_and_the_finished_make_the_whole(desk_page: Page) -> None:
    desk_page.goto("/")
    finished, total = map(number_in, desk_page.locator("h1 > b").first.inner_text().split("/"))

    desk_page.goto("/?kind=unfinished")
    expect(desk_page.locator("[data-matrix] tr:has(td[data-cell])")).to_have_count(total - finished)
    desk_page.goto("/?kind=all")
    expect(desk_page.locator("[data-matrix] tr:has(td[data-cell])")).to_have_count(total)


def test_a_late_unit_is_late_by_the_same_days_on_board_congress_and_step(page: Page) -> None:
    page.goto("/")
    row = late_rows(page).first
    name = row.locator("[data-edit]").inner_text()
    said = row.locator(".c-late").first.inner_text()

    row.locator("[data-edit]").click()
    page.wait_for_url("**/congress/*/")
    expect(page).to_have_title(re.compile(re.escape(name)))
    due = page.locator("ul.due li.hot").first
    expect(due.locator(".when")).to_contain_text(said)
    assert serious_faults(page) == []

    due.locator("a").first.click()
    page.wait_for_url("**/season/step/*/")
    expect(page.locator("h1 .c-late")).to_have_text(said)


def test_the_board_of_a_group_counts_its_own_units_only(page: Page) -> None:
    page.goto("/")
    root, *groups = [line.inner_text() for line in page.locator("ul.tree .num").all()]
    parts = [[int(part) for part in line.split("/")] for line in groups]
    assert [sum(column) for column in zip(*parts, strict=True)] == [
        int(part) for part in root.split("/")
    ]
    group = page.locator("ul.tree li:not(.root) a").first
    name = group.inner_text()

    group.click()
    page.wait_for_url("**/board/*/")

    expect(page.locator(".season-head .eyebrow > b")).to_contain_text(name)
    total = number_in(page.locator("h1 > b").first.inner_text().split("/")[1])
    assert total == parts[0][1]
    page.goto(f"{page.url}?kind=all")
    expect(page.locator("[data-matrix] tr:has(td[data-cell])")).to_have_count(total)


def test_a_one_time_password_opens_nothing_but_the_choice_of_an_own_one(
    browser: Browser, installation: Installation, signed_in_state: Any
) -> None:
    with watched(new_context(browser, installation, state=signed_in_state)) as page:
        password = one_time_password(page, AUDITOR)

    with watched(new_context(browser, installation)) as page:
        page.goto("/season/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
        assert serious_faults(page) == []
        enter(page, AUDITOR, "not-" + password)
        expect(page.locator("input[name=login]")).to_be_visible()
        enter(page, AUDITOR, password)
        for address in ("/", "/desk/", "/tree/"):
            page.goto(address)
            expect(page.locator("input[name=oldpassword]")).to_be_visible()


def test_a_step_is_handed_in_late_returned_and_handed_in_again(
    size: ViewportSize, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    secretary = SECRETARIES.get(size["width"], SECRETARY)
    unit_state, above_state = state_of(secretary), state_of(OFFICE)

    with watched(new_context(browser, installation, size=size, state=unit_state)) as page:
        address = open_the_late_step(page)
        hand_in(page, reason="")
        expect(page.locator("main [role=alert]")).to_be_visible()
        add_the_wanted_files(page)
        hand_in(page, reason="Biên bản phải ký lại")
        expect(page.locator("form[action$='/submit']")).to_have_count(0)
        expect(page.locator("dl.kv .c-late")).to_contain_text("Biên bản phải ký lại")
        assert serious_faults(page) == []
        assert px_beside_the_window(page) == 0

    with watched(new_context(browser, installation, size=size, state=above_state)) as page:
        page.goto("/desk/")
        waiting = page.locator(f"{WAITING} a[href='{address}']")
        waiting.click()
        page.wait_for_url(f"**{address}")
        page.locator("details:has(form[action$='/return']) summary").click()
        page.locator("form[action$='/return'] textarea[name$='-reason']").fill(
            "Thiếu chữ ký thứ hai"
        )
        page.locator("form[action$='/return'] button[type=submit]").click()
        expect(page.locator(".note-warning")).to_contain_text("Thiếu chữ ký thứ hai")
        page.goto("/desk/")
        expect(page.locator("h1")).to_be_visible()
        expect(waiting).to_have_count(0)

    with watched(new_context(browser, installation, size=size, state=unit_state)) as page:
        page.goto("/desk/")
        page.locator(f"a[href='{address}']").click()
        page.wait_for_url(f"**{address}")
        expect(page.locator(".note-warning")).to_contain_text("Thiếu chữ ký thứ hai")
        files = page.locator("main a[href^='/season/evidence/']").count()
        assert page.locator("table.t").last.locator("tbody tr").count() >= files + 2
        hand_in(page, reason="Đã ký đủ")
        expect(page.locator("form[action$='/submit']")).to_have_count(0)


def open_the_late_step(page: Page) -> str:
    page.goto("/desk/")
    link = page.locator("li.hot a[href^='/season/step/']").first
    address = link.get_attribute("href")
    assert address is not None
    link.click()
    page.wait_for_url(f"**{address}")
    return address


def hand_in(page: Page, *, reason: str) -> None:
    form = page.locator("form[action$='/submit']")
    form.locator("input[name$='-reason']").fill(reason)
    form.locator("button[type=submit]").click()


def add_the_wanted_files(page: Page) -> None:
    """As many signed scans as the page asks for."""
    wanted = page.locator("section:has(form[action$='/evidence']) p .mut").first
    there, needed = map(int, wanted.inner_text().split("/"))
    for number in range(there, needed):
        form = page.locator("form[action$='/evidence']")
        form.locator("input[type=file]").set_input_files(
            {
                "name": f"bien-ban-{number}.pdf",
                "mimeType": "application/pdf",
                "buffer": SCAN + str(number).encode(),
            }
        )
        form.locator("button[type=submit]").click()
        expect(page.locator("a[href^='/season/evidence/']")).to_have_count(number + 1)


def test_two_people_saving_one_step_the_second_is_told_and_loses_nothing(
    browser: Browser, installation: Installation, signed_in_state: Any
) -> None:
    context = new_context(browser, installation, state=signed_in_state)
    with watched(context) as first:
        first.goto("/season/steps")
        address = first.locator("main a[href^='/season/step/']").first.get_attribute("href")
        assert address is not None
        first.goto(address)
        second = context.new_page()
        second.goto(address)
        promise(first, "2030-08-20", "Người thứ nhất")
        expect(first.locator("dl.kv")).to_contain_text("Người thứ nhất")

        promise(second, "2030-08-21", "Người thứ hai")

        assert second.locator("[data-code='season.step_changed'], .note-error, .errorlist").count()
        kept = second.locator("form[action$='/promise'] input[name$='-note']")
        expect(kept).to_have_value("Người thứ hai")
        first.goto(address)
        expect(first.locator("dl.kv")).to_contain_text("Người thứ nhất")


def promise(page: Page, day: str, note: str) -> None:
    panel = page.locator("details:has(form[action$='/promise'])")
    if not panel.locator("form").is_visible():
        panel.locator("summary").click()
    panel.locator("input[name$='-promised_on']").fill(day)
    panel.locator("input[name$='-note']").fill(note)
    panel.locator("button[type=submit]").click()
    page.wait_for_load_state()


def test_a_unit_raises_a_problem_and_it_is_solved(page: Page) -> None:
    what = f"Thiếu ghế {page.viewport_size}"
    page.goto("/")
    late_rows(page).first.locator("[data-edit]").click()
    page.wait_for_url("**/congress/*/")
    congress = page.url
    page.locator("a[href$='/problem']").click()
    page.wait_for_url("**/problem")
    page.locator("textarea[name$=what]").fill(what)
    page.locator("input[name$=owner]").fill("Văn phòng")
    page.locator("input[name$=due_on]").fill("2030-08-19")
    page.locator("main button[type=submit]").click()

    page.goto(congress)
    page.get_by_role("link", name=what).click()
    page.wait_for_url("**/season/problem/*/")
    expect(page.locator("main")).to_contain_text("Văn phòng")
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0

    page.locator("textarea[name$=solution]").fill("Mượn của trường bên cạnh")
    page.locator("main form:has(textarea[name$=solution]) button[type=submit]").click()
    expect(page.locator("textarea[name$=solution]")).to_have_count(0)
    page.goto(congress)
    expect(page.get_by_role("link", name=what)).to_have_count(0)
