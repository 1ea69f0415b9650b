"""From a plan to the officer's phone: the same posts, hours and names wherever they stand."""

import io
import re
from dataclasses import dataclass

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect
from tests.e2e.conftest import (
    DESKTOP,
    PHONE,
    Installation,
    choose_password,
    enter,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
    watched,
)

pytestmark = pytest.mark.e2e
ROSTER = re.compile(r"/duty/rosters/\d+/$")
RUNNING = "[data-job]:not([data-ended])"
SEARCH_MS = 120_000
PLACED = re.compile(r"(?<!\d)[1-9]\d*(?:[\s.]\d{3})*\s*/")
PHONE_NUMBER = re.compile(r" ?\d{4,5} \d{3} \d{3}$")
# A rank and at least two words of a name; vehicles carry digits.
RANK_AND_FULL_NAME = re.compile(r"^[^\d,]+(?: [^\d,]+){2,}$")


def said(text: str) -> str:
    """Words without the difference between spaces that break and spaces that do not."""
    return " ".join(text.split())


def texts(found: Locator) -> list[str]:
    return [said(text) for text in found.all_inner_texts()]


@dataclass(frozen=True)
class Duty:
    """What is said of one post: its number and name, when, and who, with rank and full name."""

    post: str
    hours: frozenset[str]
    people: frozenset[str]


def test_a_renamed_post_is_found_without_accents(desk_page: Page, first_roster: str) -> None:
    desk_page.goto(first_roster)
    desk_page.locator(".lanes .gp a[href^='/duty/plans/']").first.click()
    desk_page.wait_for_url("**/duty/plans/*/")
    desk_page.locator("a[href^='/duty/posts/']").first.click()
    desk_page.locator("input[name=name]").fill("Chốt cổng")
    desk_page.locator("main button.btn-primary").click()
    desk_page.wait_for_url("**/duty/plans/*/")

    desk_page.keyboard.press("Control+k")
    desk_page.keyboard.type("chot cong")
    desk_page.keyboard.press("Enter")

    expect(desk_page.locator("#found a").filter(has_text="Chốt cổng").first).to_be_visible()


def test_a_window_is_planned_worked_out_and_published(page: Page, first_roster: str) -> None:
    page.goto("/duty/plans/")
    planned, events = map(number_in, page.locator("h1").inner_text().split("/"))
    if planned < events:
        page.locator("form[action$='/plans/make'] button").click()
    expect(page.locator("h1")).to_contain_text(f"{events} / {events}")
    assert px_beside_the_window(page) == 0

    page.goto("/duty/rosters/new")
    page.locator("input[name=first_on]").fill("2030-08-16")
    page.locator("input[name=days]").fill("14")
    page.locator("main button[type=submit]").click()
    page.wait_for_url(ROSTER)
    # the two scores and their gap stand there once something is found: that is kept
    expect(page.locator(".solving .levels")).to_be_visible(timeout=SEARCH_MS)
    page.locator("form[action$='/cancel'] button").click()
    # a page on its way has neither panel nor verdict: wait for what the search leaves, not for less
    expect(page.locator("h1")).to_have_text(PLACED, timeout=SEARCH_MS)
    page.reload()
    expect(page.locator(RUNNING)).to_have_count(0)
    assert serious_faults(page) == []

    placed, total = map(number_in, page.locator("h1").inner_text().split("/")[:2])
    assert 0 < placed <= total
    publish(page)
    assert serious_faults(page) == []
    changes = page.locator("a[href*='/changes']")
    if changes.count():
        changes.click()
        page.wait_for_url("**/changes*")
        assert serious_faults(page) == []
        assert px_beside_the_window(page) == 0
    page.goto("/duty/")
    number = page.locator("h1").inner_text()
    expect(page.locator("tbody tr").filter(has=page.locator(".st-done"))).to_have_count(1)
    assert number_in(number) == number_in(
        page.locator("tbody tr").filter(has=page.locator(".st-done")).inner_text()
    )


def publish(page: Page) -> None:
    """Look at who is affected, then put the roster into force."""
    page.locator("a[href$='/publish']").click()
    page.wait_for_url("**/publish")
    affected = number_in(page.locator("h1").inner_text())
    if affected:
        expect(page.locator("main table tbody tr")).to_have_count(affected)
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
    page.locator("main form.acts button[type=submit]").click()
    page.wait_for_url(ROSTER)
    expect(page.locator("a[href$='/publish']")).to_have_count(0)


@pytest.fixture
def roster_in_force(desk_page: Page, first_roster: str) -> str:
    """The address of the roster in force; the first one, if no walk has published another."""
    desk_page.goto("/duty/")
    done = desk_page.locator("tbody tr").filter(has=desk_page.locator(".st-done"))
    if not done.count():
        desk_page.goto(first_roster)
        publish(desk_page)
        return first_roster
    return str(done.first.locator("a").first.get_attribute("href"))


def lane_of(page: Page) -> tuple[Locator, Duty]:
    """The first lane where at least two people stand together."""
    for lane in page.locator(".lanes .ln:has(a.sh)").all():
        bars = lane.locator("a.sh[title]")
        people = {
            name
            for bar in bars.all()
            for name in said(bar.get_attribute("title") or "").split(", ")
        }
        if len(people) > 1 and all(RANK_AND_FULL_NAME.match(name) for name in people):
            hours = {text.strip("☾→▪ ") for text in texts(bars.locator(".wh"))}
            post = said(lane.locator(".po a").inner_text())
            return lane, Duty(post, frozenset(hours), frozenset(people))
    raise AssertionError("nobody stands with another")


def duty_on_the_sheet(page: Page) -> Duty:
    """What an order sheet on the page says of its first post."""
    sheet = page.locator("article.order").first
    people = {
        PHONE_NUMBER.sub("", said(line))
        for cell in sheet.locator("td:nth-child(4)").all_inner_texts()
        for line in cell.splitlines()
        if line.strip()
    }
    hours = frozenset(texts(sheet.locator("td:nth-child(2)")))
    return Duty(said(sheet.locator(".order-post").inner_text()), hours, frozenset(people))


def test_roster_order_plan_and_word_file_say_the_same(
    desk_page: Page, roster_in_force: str
) -> None:
    page = desk_page
    page.goto(roster_in_force)
    lane, duty = lane_of(page)
    assert re.match(r"\d+ \S", duty.post), "a number, then the name"
    sheet_address = str(lane.locator(".po a").get_attribute("href"))
    links = page.locator(".lanes .gp a[href^='/duty/plans/']").all()
    plans = [str(link.get_attribute("href")) for link in links]

    page.goto(sheet_address)
    assert duty_on_the_sheet(page) == duty

    with page.expect_download() as saved:
        page.locator("a[href$='/docx']").click()
    words = words_of(saved.value.path().read_bytes())
    for text in (duty.post, *duty.hours, *duty.people):
        assert text in words

    found = False
    for address in plans:
        page.goto(address)
        rows = page.locator("main table tbody tr").filter(
            has=page.get_by_text(duty.post, exact=True)
        )
        if rows.count():
            when = said(rows.first.locator("td").nth(1).inner_text())
            found = found or when.split(", ")[1] in duty.hours
    assert found


def words_of(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return said(" ".join([*(one.text for one in document.paragraphs), *cells]))


def test_the_workbook_of_a_roster_names_people_as_the_page_does(
    desk_page: Page, roster_in_force: str
) -> None:
    desk_page.goto(roster_in_force)
    _lane, duty = lane_of(desk_page)

    with desk_page.expect_download() as saved:
        desk_page.locator("a[href$='/excel']").first.click()

    book = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes()), read_only=True)
    rows = [
        [said(str(cell)) for cell in row if cell is not None]
        for row in next(iter(book)).iter_rows(values_only=True)
    ]
    for person in duty.people:
        assert any(duty.post in row and person in row for row in rows), person


def test_two_people_who_share_a_short_name_are_told_apart(
    desk_page: Page, roster_in_force: str
) -> None:
    """Short names of one roster are each of one person, with the unit where two share one."""
    desk_page.goto(roster_in_force)
    called: dict[str, set[str]] = {}
    for bar in desk_page.locator(".lanes a.sh[title]").all():
        hours = bar.locator(".wh").inner_text()
        short = said(bar.inner_text().removeprefix(hours)).split(", ")
        full = said(bar.get_attribute("title") or "").split(", ")
        if len(short) == len(full) and "+" not in short[-1]:
            for one, other in zip(short, full, strict=True):
                called.setdefault(one, set()).add(other)
    assert called
    assert {name: who for name, who in called.items() if len(who) > 1} == {}
    for name, who in called.items():
        assert all(name.partition(" (")[0] in one for one in who)


def test_an_officer_reads_the_same_on_his_phone_and_in_his_calendar(
    desk_page: Page, roster_in_force: str, browser: Browser, installation: Installation
) -> None:
    desk_page.goto(roster_in_force)
    lane, duty = lane_of(desk_page)
    desk_page.goto(str(lane.locator(".po a").get_attribute("href")))
    first_line = said(
        desk_page.locator("article.order td:nth-child(4)").first.inner_text().splitlines()[0]
    )
    name = PHONE_NUMBER.sub("", first_line)
    password = account_for(desk_page, first_line.removeprefix(name).strip())

    context = new_context(browser, installation, size=PHONE, theme="dark")
    with watched(context) as phone:
        phone.goto("/duty/mine/")
        enter(phone, "can.bo", password)
        choose_password(phone, password)
        phone.goto("/")
        phone.wait_for_url("**/duty/mine/")
        expect(phone.locator(".ph-with")).to_contain_text(name)
        post = said(phone.locator("h1").inner_text())
        hours = said(phone.locator(".ph-when b").first.inner_text())
        mates = set(texts(phone.locator(".calls b")))
        assert serious_faults(phone) == []
        assert px_beside_the_window(phone) == 0
        assert post == duty.post
        assert any(one in hours for one in duty.hours)
        assert mates | {name} <= duty.people
        calendar = calendar_of(phone)
        assert post in said(calendar)
        for address in ("/season/", "/duty/", "/tree/persons/"):
            answer = phone.request.get(address)
            assert name not in answer.text(), "an officer sees his own duty alone"

        phone.goto("/duty/mine/")
        phone.locator("main details summary").first.click()
        phone.locator("main details a[href*='/orders/officers/']").first.click()
        expect(phone.locator(".order-who")).to_contain_text(name)
        expect(phone.locator(".order-post").first).to_contain_text(post.split(" ", 1)[1])


def account_for(page: Page, phone: str) -> str:
    """Make an account for the person with that telephone; returns its one-time password."""
    page.goto("/tree/persons/?per=200")
    row = page.locator("tbody tr").filter(has_text=phone).first
    number = next(text for text in texts(row.locator("td")) if re.fullmatch(r"[A-Z]+-[\w-]+", text))
    page.goto("/tree/accounts/add")
    page.locator("input[name=username]").fill("can.bo")
    page.locator("input[name=number]").fill(number)
    page.locator("main button.btn-primary").click()
    return page.locator("#one-time-password").inner_text()


def calendar_of(page: Page) -> str:
    """The officer's calendar behind its secret address, unfolded."""
    page.locator("form[action$='/mine/calendar'] button").click()
    address = page.get_by_text(re.compile(r"https?://\S+\.ics")).first.inner_text()
    found = re.search(r"https?://\S+\.ics", address)
    assert found, address
    return page.request.get(found[0]).text().replace("\r\n ", "").replace("\\,", ",")


def test_a_congress_page_counts_its_plan_as_the_plan_does(
    desk_page: Page, first_roster: str
) -> None:
    desk_page.goto("/?kind=unfinished")
    links = desk_page.locator("[data-matrix] th a[href^='/congress/']")
    seen = 0
    for address in [str(link.get_attribute("href")) for link in links.all()]:
        desk_page.goto(address)
        plan = desk_page.locator("a[href^='/duty/plans/']")
        if not plan.count():
            continue
        seen += 1
        counts = [number_in(text) for text in texts(desk_page.locator(".big4 b"))[:3]]
        desk_page.goto(str(plan.first.get_attribute("href")))
        heads = said(desk_page.locator("h1").inner_text()).split("·")
        assert counts == [number_in(text) for text in heads], address
    assert seen


def looked_at(page: Page) -> None:
    """The page as it stands, on a desk and as wide as a phone."""
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
    page.set_viewport_size(PHONE)
    assert px_beside_the_window(page) == 0
    page.set_viewport_size(DESKTOP)


def test_somebody_falls_ill_and_a_substitute_is_one_click(
    desk_page: Page, roster_in_force: str
) -> None:
    page = desk_page
    page.goto(roster_in_force)
    page.locator("a[href$='/mend']").click()
    page.wait_for_url("**/mend")
    looked_at(page)
    page.locator("select[name=officer]").select_option(index=1)
    page.locator("input[name=starts_at]").fill("2030-08-01T00:00")
    page.locator("input[name=ends_at]").fill("2030-09-30T00:00")
    page.locator("form[action$='/absence'] button").click()
    steps_in = page.locator("a[href*='/mend/shifts/'][href*='instead=']")
    expect(steps_in.first).to_be_visible()
    hit = steps_in.count()

    steps_in.first.click()
    page.wait_for_url("**/mend/shifts/**")
    looked_at(page)
    rows = page.locator("main tbody tr")
    assert 1 <= rows.count() <= 5
    name = said(rows.first.locator("td").first.inner_text())
    rows.first.locator("button").click()
    page.wait_for_url("**/mend")

    expect(page.locator(".opn .fix .lab").filter(has_text=name).first).to_be_visible()
    expect(steps_in).to_have_count(hit - 1)
    expect(page.locator("table tbody")).to_contain_text(name)
    looked_at(page)
    expect(page.locator("a.btn-primary[href$='/publish']")).to_have_count(1)


def test_a_change_is_tried_before_it_is_saved_as_a_draft(
    desk_page: Page, roster_in_force: str
) -> None:
    page = desk_page
    page.goto(f"{roster_in_force}what-if")
    page.locator("select[name=rule]").select_option("max_days_in_a_row")
    page.locator("input[name=value]").fill("3")
    page.locator("form.try button[type=submit]").click()
    page.wait_for_url("**/trials/*/")
    looked_at(page)
    expect(page.locator(".res-top")).to_be_visible(timeout=SEARCH_MS)
    looked_at(page)

    page.locator("form[action$='/apply'] button").click()

    page.wait_for_url(ROSTER)
    expect(page.locator(".note-warning").first).to_be_visible()
    looked_at(page)


def test_units_are_asked_for_numbers_and_return_names(
    desk_page: Page, roster_in_force: str
) -> None:
    page = desk_page
    page.goto(roster_in_force)
    page.locator("form[action$='/copy'] button").click()
    page.wait_for_url(ROSTER)
    page.locator("a[href$='/quotas/']").click()
    page.locator("form[action$='/share-out'] button").click()
    unit = page.locator("a[href*='/quotas/'][href*='/units/']:not([href$='/excel'])")
    expect(unit.first).to_be_visible(timeout=SEARCH_MS)
    looked_at(page)

    unit.first.click()
    page.wait_for_url("**/units/*/")
    looked_at(page)
    number = page.locator("#own-force li b").first.inner_text()
    page.locator("input[name^='names-']").first.fill(f"{number}, KHONG-CO")
    page.locator("footer button[form=naming]").click()
    page.wait_for_url("**/units/*/")

    expect(page.locator("h2.c-late")).to_be_visible()
    expect(page.locator("main")).to_contain_text("KHONG-CO")
    looked_at(page)
