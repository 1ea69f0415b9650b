"""A day from its first to its last hour: one room, opened in the morning and concluded at night.

The parts have walks of their own; this one shows that each goes on from what the one before left.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    PHONE,
    Installation,
    enter,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
    watched,
)
from tests.e2e.test_walk_phone import (
    PASSWORD,
    RECORDED,
    field_served,
    first_page,
    made_field,
    open_phone,
    report,
)
from tests.e2e.test_walk_posts import bundle_of, copy_begun, decide, looks_right, say, take

from muster.engines import cap

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite_only]
MORNING, AFTERNOON = "2030-08-22T06:40:00+07:00", "2030-08-22T16:05:00+07:00"
DOOR, CROWD, ILL = "cửa A kẹt bản lề", "ùn ứ ở lối ra cửa B", "khách ngã ở bậc cửa sau"
HEADLINE = "Cấm đường vào hội trường đến 11 giờ"
LESSON = "Mở cả hai cánh cửa B trước giờ nghỉ"


def signed_in(browser: Browser, installation: Installation, username: str) -> Any:
    """The state of a browser in which that account has signed in."""
    context = new_context(browser, installation)
    page = context.new_page()  # its server may still be on its way: not watched
    first_page(page, "/control/")
    enter(page, username, PASSWORD)
    expect(page.locator(".cr-events").first).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


def opened(page: Page) -> str:
    """Open the only room that waits, in earnest: its address."""
    page.goto("/control/")
    page.locator("button[name=mode][value=actual]").click()
    expect(page.locator("#line")).to_be_focused()
    return page.url


def handed_over(giver: Page, taker: Page, room: str) -> None:
    giver.goto(f"{room}passings/")
    giver.locator("textarea[name=note]").fill("chìa khóa ở bàn trực")
    giver.locator("form[action$='draw-up'] button").click()
    giver.wait_for_url("**/control/passings/*/")
    taker.goto(giver.url)
    taker.locator("form[action$='/take'] button").click()
    expect(taker.locator(".qr")).to_be_visible()
    expect(taker.locator("main")).to_contain_text("chìa khóa ở bàn trực")


def answered(page: Page, room: str) -> str:
    """A call becomes an incident with its card, and the advised team is sent: its sign."""
    page.goto(room)
    for number in (1, 3, 4):
        say(page, f"@{number} /vt")
    say(page, f"@2 /un {CROWD}")
    page.locator("[data-part=incidents] li a", has_text=CROWD).click()
    expect(page.locator(".cr-hand li")).to_have_count(2)
    expect(page.locator("[data-part=tasks] li .tick").first).to_be_visible()
    team = page.locator("[data-advice] .adv .who b").first.inner_text().split(" + ")[0]
    page.keyboard.press("1")
    expect(page.locator("[data-part=there]")).to_contain_text(team)
    expect(page.locator("main")).to_contain_text("phương án 1 trong")
    looks_right(page)
    return team.split()[0]


def reported_from_the_field(browser: Browser, installation: Installation, username: str) -> int:
    """The officer comes, loses the network, reports, and has it back: the report's number."""
    context, phone = open_phone(browser, installation, username)
    phone.locator("[data-check]").click()
    expect(phone.locator(RECORDED)).to_have_count(1)
    context.set_offline(True)
    phone.reload()
    expect(phone.locator("[data-offline]")).to_be_visible()
    report(phone, DOOR)
    phone.locator("[data-queue] summary").click()
    waiting = phone.locator("[data-queue-list] li", has_text=DOOR)
    expect(waiting).to_contain_text("đang chờ")
    context.set_offline(False)
    expect(waiting).to_have_attribute("data-state", "recorded")
    number = number_in(waiting.locator("span").last.inner_text())
    phone.locator("[data-sign-out] button").click()
    phone.wait_for_url("**/accounts/login/**")
    context.close()
    return number


def warned(drafter: Page, second: Page, room: str) -> None:
    """One drafts, the other releases, and the file is a real warning."""
    drafter.goto(f"{room}alerts/draft")
    drafter.locator("[name=headline]").fill(HEADLINE)
    drafter.locator("[name=event]").fill("Ùn tắc")
    drafter.locator("[name=category]").select_option("Transport")
    drafter.locator("[name=receivers]").fill("Đội 1, Đội 2")
    drafter.locator("main form button[type=submit]").click()
    drafter.locator("main a", has_text=HEADLINE).click()
    expect(drafter.locator("form[action$='/release']")).to_have_count(0)
    second.goto(drafter.url)
    second.locator("form[action$='/release'] button").click()
    with second.expect_download() as loading:
        second.locator("a[href$='/cap.xml']").click()
    message = cap.read(loading.value.path().read_bytes())
    assert message.status is cap.Status.ACTUAL
    assert message.infos[0].headline == HEADLINE


def reported_at_four(page: Page, room: str) -> None:
    page.goto(room)
    page.locator(".cr-nav a[href$='/situations/']").click()
    expect(page.locator("h1")).to_contain_text("16:00")
    expect(page.locator("main")).to_contain_text(CROWD)
    page.locator("textarea[name=text]").fill("Một vụ ùn ứ, đang giải tỏa")
    page.locator("form[action$='/situations/report'] button").click()
    expect(page.locator("h1")).to_contain_text("16:00")
    expect(page.locator("main")).to_contain_text("Một vụ ùn ứ, đang giải tỏa")
    looks_right(page)


def merged(here: Page, browser: Browser, first: Installation, env: dict[str, str]) -> None:
    """A second post begins, both go on, and their bundles bring them together."""

    def env_of(folder: Path) -> dict[str, str]:
        return {**env, "MUSTER_DATA": str(folder)}

    room = here.url
    folder = copy_begun(here, first.data, env_of)
    with field_served(env_of(folder), first.username) as second:
        state = signed_in(browser, second, first.username)
        with watched(new_context(browser, second, state=state)) as there:
            there.goto(room.replace(first.address, second.address))
            say(there, f"@2 /yt {ILL}")
            say(there, "@3 /nghi")
            say(there, "#1001 /kt đã có y tế")
            here.goto(room)
            say(here, "@3 /cd @1")
            take(here, bundle_of(there, folder.parent))
            expect(here).to_have_url(re.compile(r"/control/conflicts/$"))
            decide(here, "cần người ở cổng chính")
            take(there, bundle_of(here, folder.parent))
            there.goto("/control/conflicts/")
            expect(there.locator("main")).to_contain_text("cần người ở cổng chính")
    here.goto(room)


def concluded(page: Page, room: str) -> None:
    """Close the room, note what the day taught, and freeze the report over it."""
    page.goto(room)
    page.locator(".cr-nav a[href$='/close']").click()
    expect(page.locator("main")).to_contain_text("@")  # who is still on the way somewhere
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile(r"/after-action/$"))
    page.locator("#lesson").fill(LESSON)
    page.locator("#lesson-incident").fill("1")
    page.locator("form:has(#lesson) button").click()
    expect(page.locator("main")).to_contain_text(LESSON)
    page.goto(f"{room}after-action/")
    page.locator("#text").fill("Đội ứng cứu đến kịp, cửa A phải sửa")
    page.locator("form[action$='/after-action/report'] button").click()
    page.wait_for_url("**/control/after-action/*/")


def test_a_day_is_opened_run_reported_merged_and_concluded(
    browser: Browser, tmp_path: Path
) -> None:
    env, names = made_field(tmp_path, "waiting")
    officer, commander, dispatcher = names[0], names[2], names[3]
    with field_served({**env, "MUSTER_NOW": MORNING}, commander) as morning:
        states = {who: signed_in(browser, morning, who) for who in (commander, dispatcher)}
        with (
            watched(new_context(browser, morning, state=states[dispatcher])) as early,
            watched(new_context(browser, morning, state=states[commander])) as page,
        ):
            room = opened(early)
            handed_over(early, page, room)
            team = answered(page, room)
            number = reported_from_the_field(browser, morning, officer)
            page.goto(room)
            line = page.locator("[data-part=log] li", has_text=DOOR)
            expect(line.locator("a.no")).to_have_text(str(number))
            warned(early, page, room)

    env["MUSTER_NOW"] = AFTERNOON
    with field_served(env, commander) as later:
        room = room.replace(morning.address, later.address)
        state = signed_in(browser, later, commander)
        with watched(new_context(browser, later, state=state)) as page:
            reported_at_four(page, room)
            page.goto(room)
            say(page, f"{team} /den #1")
            say(page, "#1 /kt lối ra đã thông")
            merged(page, browser, later, env)
            concluded(page, room)

            sheet = page.locator("main")
            for said in (LESSON, CROWD, ILL, "lối ra đã thông", "Đội ứng cứu đến kịp"):
                expect(sheet).to_contain_text(said)
            expect(page.locator(".qr")).to_be_visible()
            looks_right(page)
            with page.expect_download() as word:
                page.locator("a[download]").first.click()
            assert word.value.suggested_filename.endswith(".docx")
            page.set_viewport_size(PHONE)
            page.goto(room)
            expect(page.locator("#line")).to_have_count(0)
            assert serious_faults(page) == []
            assert px_beside_the_window(page) == 0
