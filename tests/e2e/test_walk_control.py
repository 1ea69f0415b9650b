"""A shift in the control room with the keyboard alone: from the first line to the next shift.

The line keeps what was typed when the network is gone and sends it once; nothing is doubled.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.e2e.conftest import (
    DESKTOP,
    PHONE,
    Installation,
    StateOf,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
    watched,
)

pytestmark = pytest.mark.e2e
RECORDED = ".cmd-notes .is-recorded"
GIVER, TAKER = "kim.ngan", "thanh.phuoc"


@pytest.fixture
def room(browser: Browser, installation: Installation, state_of: StateOf) -> Iterator[Page]:
    """The room of the first event, open as an exercise, before its commander on a desk."""
    with watched(new_context(browser, installation, state=state_of(GIVER))) as page:
        open_the_room(page)
        yield page


def open_the_room(page: Page) -> None:
    """Open the first room that waits, as an exercise, or go to one that is open."""
    page.goto("/control/")
    links = page.locator("main td a[href^='/control/']").all()
    for address in [str(link.get_attribute("href")) for link in links]:
        page.goto(address)
        if page.locator("#line").count():
            break
    else:
        page.goto("/control/")
        page.locator("button[name=mode][value=exercise]").first.click()
    expect(page.locator("#line")).to_be_focused()


def enter(page: Page, text: str) -> None:
    """Type a line and press Enter; it is recorded when the receipt is there."""
    before = page.locator(RECORDED).inner_text() if page.locator(RECORDED).count() else ""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_value("")
    expect(page.locator(RECORDED)).not_to_have_text(before or "-")


def test_from_a_call_to_the_advised_team_in_four_actions(
    first_roster: str, desk_page: Page
) -> None:
    """The call as a line (its words, Enter), F4 to the incident, the figure of the option."""
    assert first_roster
    page = desk_page
    open_the_room(page)
    enter(page, "@1 vt ")

    enter(page, "@2 /mts mất túi ở quầy gửi đồ")
    incident = page.locator("[data-part=incidents] li a", has_text="mất túi").first
    expect(incident).to_be_visible()
    # the lost bag is not the most urgent one where the walk before left others open
    page.goto(str(incident.get_attribute("href")))
    first = page.locator("[data-advice] .adv li").first
    expect(first.locator(".sub2")).to_contain_text("điểm")
    team = first.locator(".who b").inner_text()
    page.keyboard.press("1")

    expect(page.locator(".cr-facts + ul")).to_contain_text(team.split(" + ")[0])
    expect(page.locator("main")).to_contain_text("phương án 1 trong")


def test_from_a_call_to_a_team_assigned_in_three_lines(first_roster: str, desk_page: Page) -> None:
    """Each line is one action: well below the six that are allowed."""
    assert first_roster
    page = desk_page
    open_the_room(page)

    enter(page, "@1 vt ")
    expect(page.locator("[data-part=teams] tr[data-team='1'] .st-done")).to_be_visible()
    enter(page, "@2 /yt đại biểu choáng, hàng ghế 14")
    incident = page.locator("[data-part=incidents] li", has_text="đại biểu choáng").first
    number = number_in(incident.locator("a").first.inner_text())
    enter(page, f"@1 nl @2 #{number}")

    expect(incident).to_contain_text("@1")
    tasks = page.locator("[data-part=tasks] li", has=page.get_by_text(f"#{number}", exact=True))
    expect(tasks).to_have_count(3)
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def test_the_time_is_that_of_the_first_key_and_the_line_says_what_it_would_do(
    room: Page,
) -> None:
    page = room
    expect(page.locator("[data-began]")).to_have_text("--:--:--")

    page.keyboard.type("@3 /vi")
    expect(page.locator("#offers li").first).to_contain_text("/viec")
    page.keyboard.press("Tab")
    page.keyboard.type("kéo xe +10")

    expect(page.locator("#line")).to_have_value("@3 /viec kéo xe +10")
    expect(page.locator("[data-began]")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    expect(page.locator("[data-reads]")).to_contain_text("Giao việc")
    page.reload()
    expect(page.locator("#line")).to_have_value("@3 /viec kéo xe +10")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def test_two_letters_become_a_template_and_f2_walks_the_posts(room: Page) -> None:
    page = room

    page.keyboard.press("F2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_value(re.compile(r"^@\d+ $"))
    page.keyboard.type("dk ")

    expect(page.locator("#line")).to_have_value(re.compile(r"^@\d+ /bc Báo cáo định kỳ"))
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def test_a_refused_line_comes_back_with_the_reason(room: Page) -> None:
    page = room

    page.keyboard.type("@987 có mặt")
    page.keyboard.press("Enter")

    expect(page.locator(".cmd .is-refused").first).to_contain_text("@987")
    expect(page.locator("#line")).to_have_value("@987 có mặt")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def test_a_line_written_without_a_network_is_kept_and_sent_once(
    browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    """The first try reaches the server but its answer is lost; the next gives the same receipt."""
    context = new_context(browser, installation, state=state_of(GIVER))
    page = context.new_page()  # a lost network makes errors in the console: not watched
    open_the_room(page)
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/lines", lose_the_answer)
    words = "mất mạng một lúc rồi có lại"
    page.keyboard.type(words)
    page.keyboard.press("Enter")

    expect(page.locator(".cmd-notes .is-waiting")).to_be_visible()
    expect(page.locator(RECORDED)).to_contain_text(words)
    number = number_in(page.locator(RECORDED).inner_text().rpartition(":")[2])
    page.reload()
    lines = page.locator("[data-part=log] li", has_text=words)
    expect(lines).to_have_count(1)
    expect(lines.locator(".no")).to_have_text(str(number))
    context.close()


def test_a_line_outlives_the_page_that_could_not_send_it(
    browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    context = new_context(browser, installation, state=state_of(GIVER))
    page = context.new_page()
    open_the_room(page)
    page.route("**/lines", lambda route: route.abort())
    words = "dòng này sống qua lần tải lại trang"
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(".cmd-notes .is-waiting")).to_contain_text("1")
    page.unroute("**/lines")

    page.reload()

    expect(page.locator("[data-part=log] li", has_text=words)).to_have_count(1)
    context.close()


def test_one_shift_hands_the_room_to_the_next(
    browser: Browser, installation: Installation, room: Page, state_of: StateOf
) -> None:
    """The giver cannot take it; with the taker's signature the sheet carries the head's code."""
    room.goto(room.url + "passings/")
    room.locator("textarea[name=note]").fill("chìa khóa ở bàn trực")
    room.locator("form[action$='draw-up'] button").click()
    room.wait_for_url("**/control/passings/*/")
    expect(room.locator("form[action$='take']")).to_have_count(0)
    expect(room.locator(".qr")).to_have_count(0)
    assert serious_faults(room) == []

    with watched(new_context(browser, installation, state=state_of(TAKER))) as other:
        other.goto(room.url)
        other.locator("form[action$='take'] button").click()
        expect(other.locator(".qr")).to_be_visible()
        expect(other.locator("main")).to_contain_text("chìa khóa ở bàn trực")
        assert serious_faults(other) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_wall_and_the_room_fit_day_and_night(
    browser: Browser, installation: Installation, state_of: StateOf, size: object
) -> None:
    for theme in ("light", "dark"):
        context = new_context(
            browser,
            installation,
            size=size,  # type: ignore[arg-type]
            theme=theme,
            state=state_of(GIVER),
        )
        with watched(context) as page:
            open_the_room(page)
            assert serious_faults(page) == []
            assert px_beside_the_window(page) == 0
            page.goto(page.url + "wall")
            assert serious_faults(page) == []
            assert px_beside_the_window(page) == 0


def last_number_in(text: str) -> int:
    """The number of the entry: that of the task stands before it."""
    return number_in(re.split(r", \D*(?=\d)", text)[-1])


def test_a_task_is_closed_with_a_key_and_taken_back_with_another(room: Page) -> None:
    page = room
    enter(page, "@3 /viec dựng rào cổng sau +30")
    task = page.locator("[data-part=tasks] li", has_text="dựng rào cổng sau")
    expect(task).to_be_visible()
    count = page.locator("[data-part=tasks] li[data-task]").count()
    note = page.locator(".cmd-notes [data-id=task]")

    page.keyboard.press("F8")
    for _step in range(count):
        if "is-cursor" in (task.get_attribute("class") or ""):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(note).to_contain_text("dựng rào cổng sau")
    number = last_number_in(note.inner_text())
    expect(task).to_have_count(0)
    page.keyboard.press("Backspace")
    expect(task).to_be_visible()
    assert last_number_in(note.inner_text()) > number
    lines = page.locator("[data-part=log] li", has_text="dựng rào cổng sau: ")
    expect(lines).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("F8")
    page.keyboard.press("Delete")
    expect(page.locator("[data-part=tasks] li[data-task]")).to_have_count(count - 1)
    assert serious_faults(page) == []


def test_a_task_is_closed_by_the_line_alone(room: Page) -> None:
    """Its mark is offered by the words of the task, and the line says what it would close."""
    page = room
    enter(page, "@3 /viec dựng lều y tế phụ +20")
    task = page.locator("[data-part=tasks] li", has_text="dựng lều y tế phụ")
    expect(task).to_be_visible()
    mark = task.locator("b").inner_text().split()[0]

    page.keyboard.type("/xo")
    page.keyboard.press("Tab")
    page.keyboard.type("*lều")
    expect(page.locator("#offers li").first).to_contain_text(f"{mark}dựng lều y tế phụ")
    page.keyboard.press("Tab")

    expect(page.locator("#line")).to_have_value(f"/xong {mark} ")
    expect(page.locator("[data-reads]")).to_contain_text(f"{mark} dựng lều y tế phụ → ")
    assert serious_faults(page) == []
    page.keyboard.press("Enter")
    expect(task).to_have_count(0)
    expect(page.locator("[data-part=log] li").first).to_contain_text("dựng lều y tế phụ: ")
    page.keyboard.type(f"{mark} /thoi")
    expect(page.locator("[data-reads].is-refused")).to_contain_text(mark.removeprefix("*"))
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")


def test_the_story_comes_anew_and_keeps_what_is_being_typed(
    browser: Browser, installation: Installation, room: Page, state_of: StateOf
) -> None:
    """One leads the exercise, another writes a remark meanwhile: the page goes on under it."""
    page, address = room, f"{room.url}exercise/"
    page.goto(address)
    page.locator("main a[href*='/grids/injects/']").click()
    heads = "TT\tPhút hoặc giờ\tLoại tin\tNội dung tình huống\tChốt\tViệc cần làm"
    story = ("1\t0\t\tBáo cáo quân số\t@1\tđủ", "2\t45\t\tMất điện\t\t")
    page.locator("[name=block]").fill("\n".join((heads, *story)))
    page.locator("form:has([name=block]) button[type=submit]").first.click()
    page.locator("form[action$='/apply'] button").click()
    page.goto(address)
    page.locator("#speed").select_option("5")
    with watched(new_context(browser, installation, state=state_of(TAKER))) as other:
        other.goto(address)
        other.locator("button[value=start]").click()
        expect(page.locator("h1")).to_contain_text("×1")
        page.locator("h1").click()  # out of the choice: nothing is exchanged while one is in it
        expect(page.locator("button[value=pause]")).to_be_visible()
        expect(page.locator("#speed")).to_have_value("5")
        note = page.locator("#note-1")
        expect(note).to_be_visible(timeout=60_000)
        note.fill("báo chậm hai phút")
        other.goto(address)
        other.locator("button[value=pause]").click()
        expect(page.locator("button[value=resume]")).to_be_visible()
        expect(note).to_have_value("báo chậm hai phút")
        expect(note).to_be_focused()


def test_a_room_with_many_tasks_scrolls_its_lists_and_not_the_page(room: Page) -> None:
    for number in range(1, 9):
        enter(room, f"/viec kiểm tra lối {number} +30")

    expect(room.locator("[data-part=tasks] li[data-task]").nth(7)).to_be_attached()
    px_below = room.evaluate("document.documentElement.scrollHeight - window.innerHeight")
    assert px_below == 0
