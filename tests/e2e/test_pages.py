"""Every page, found by following links: readable by everybody, on a desk and on a phone.

On a desk the pages are looked at in the light, on a phone in the dark: both widths and both
themes pass through axe-core.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    DESKTOP,
    PHONE,
    Installation,
    StateOf,
    new_context,
    px_beside_the_window,
    serious_faults,
    watched,
)
from tests.e2e.test_walk_control import GIVER, enter, open_the_room

pytestmark = pytest.mark.e2e
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINK = re.compile(r'(?:href|data-href)="(/[^"#]*)"')
# Not pages of ours, or not pages at all.
OUTSIDE = ("/static/", "/admin/", "/accounts/logout/", "/phone/manifest.webmanifest")
# A day on which something is held: the example's own morning has none.
DAY = "/control/day/?on=2030-08-17"
BEGIN = ("/", "/search/?q=dong", "/duty/plans/", "/duty/mine/", "/accounts/2fa/", DAY)
# Every kind of page: an address with * for its numbers.
KINDS = (
    "/",
    "/accounts/*fa/",
    "/accounts/*fa/totp/activate/",
    "/accounts/*fa/webauthn/add/",
    "/accounts/password/change/",
    "/board/*/",
    "/board/*/missing",
    "/congress/*/",
    "/congress/*/invitation",
    "/control/",
    "/control/*/",
    "/control/*/after-action/",
    "/control/*/alerts/",
    "/control/*/alerts/draft",
    "/control/*/close",
    "/control/*/equipment/",
    "/control/*/exercise/",
    "/control/*/log",
    "/control/*/passings/",
    "/control/*/replay/",
    "/control/*/situations/",
    "/control/*/teams",
    "/control/*/wall",
    "/control/after-action/*/",
    "/control/conflicts/",
    "/control/day/",
    "/control/day/events/*/",
    "/control/day/messages",
    "/control/equipment/",
    "/control/incidents/*/",
    "/control/lessons/*/",
    "/control/lines/*/",
    "/control/posts/",
    "/control/situations/*/",
    "/desk/",
    "/duty/",
    "/duty/mine/",
    "/duty/officers/",
    "/duty/plans/",
    "/duty/plans/*/",
    "/duty/posts/*/",
    "/duty/rosters/*/",
    "/duty/rosters/*/load",
    "/duty/rosters/*/orders/",
    "/duty/rosters/*/orders/events/*/",
    "/duty/rosters/*/orders/officers/*/",
    "/duty/rosters/*/orders/posts/*/",
    "/duty/rosters/*/publish",
    "/duty/rosters/*/quotas/",
    "/duty/rosters/*/runs/",
    "/duty/rosters/*/shifts/*/",
    "/duty/rosters/*/what-if",
    "/duty/rosters/new",
    "/duty/runs/*/",
    "/duty/shifts/*/",
    "/duty/standing/",
    "/duty/standing/new",
    "/duty/vehicles/",
    "/duty/windows/",
    "/gateways/",
    "/gateways/deliveries/",
    "/gateways/events/*/devices/",
    "/gateways/units/*/feeds/",
    "/grids/done/*/",
    "/grids/equipment/all/",
    "/grids/steps/*/",
    "/grids/steps/*/sheets",
    "/grids/tasks/unit-*/",
    "/grids/tasks/unit-*/sheets",
    "/jobs/",
    "/jobs/*/",
    "/office/",
    "/office/approvals/",
    "/office/approvals/signing/",
    "/office/approvals/signing/give",
    "/office/calls/",
    "/office/calls/open",
    "/office/closing/",
    "/office/handing-over/",
    "/office/handing-over/draw-up",
    "/office/instructions/",
    "/office/instructions/add",
    "/office/letters/",
    "/office/meetings/",
    "/office/meetings/add",
    "/office/partners/",
    "/office/partners/add",
    "/office/publicity/",
    "/office/publicity/press/*/",
    "/office/publicity/releases/add",
    "/office/readiness/",
    "/office/registers/",
    "/office/registers/open",
    "/office/reports/",
    "/office/reports/month",
    "/office/reports/order",
    "/office/sheet/",
    "/office/tasks/",
    "/office/tasks/board",
    "/office/tasks/month",
    "/office/tasks/plan/*",
    "/office/tasks/under/event/*",
    "/office/templates/",
    "/office/templates/*/",
    "/office/templates/*/upload",
    "/office/templates/head",
    "/papers/",
    "/papers/appraisal/",
    "/papers/appraisal/congress/*/hand-in",
    "/papers/appraisal/sheets/",
    "/papers/appraisal/teams/",
    "/papers/appraisal/teams/found",
    "/papers/appraisal/workload",
    "/papers/begin",
    "/papers/copies/",
    "/papers/copies/holders/",
    "/papers/copies/missing/",
    "/papers/copies/new",
    "/papers/copies/printing/",
    "/papers/remarks/mine",
    "/papers/required/*/",
    "/papers/rounds/",
    "/papers/visits/",
    "/papers/visits/month",
    "/papers/visits/plan/*",
    "/phone/",
    "/search/",
    "/season/",
    "/season/*/",
    "/season/*/deadline/*",
    "/season/congress/*/inspect/*",
    "/season/congress/*/move",
    "/season/congress/*/problem",
    "/season/congress/*/rules",
    "/season/findings",
    "/season/grades",
    "/season/grades/*/approve",
    "/season/movings",
    "/season/movings/new",
    "/season/problems",
    "/season/step/*/",
    "/season/steps",
    "/season/unit/*/leave",
    "/season/unit/*/paper",
    "/tokens/events/*/",
    "/tree/",
    "/tree/*/",
    "/tree/*/close",
    "/tree/*/dissolve",
    "/tree/*/found",
    "/tree/*/merge",
    "/tree/*/move",
    "/tree/*/rename",
    "/tree/*/split",
    "/tree/*/tier",
    "/tree/access",
    "/tree/accounts/",
    "/tree/accounts/*/",
    "/tree/accounts/add",
    "/tree/found",
    "/tree/grants/*/revoke",
    "/tree/persons/",
    "/tree/persons/*/",
    "/tree/persons/add",
    "/venues/",
    "/venues/*/",
    "/venues/*/change",
    "/venues/*/contacts/*",
    "/venues/*/contacts/add",
    "/venues/*/rooms/*",
    "/venues/*/rooms/add",
    "/venues/add",
    "/workbook/",
    "/workbook/*/",
    "/workbook/unlocks/song-tien-*/",
)
# Pages that only a walk brings about; the walk looks at them.
WALKED = {
    "/duty/quotas/*/units/*/",
    "/duty/rosters/*/changes",
    "/duty/rosters/*/mend",
    "/duty/rosters/*/mend/shifts/*/",
    "/duty/trials/*/",
    "/papers/*/",
    "/papers/*/compare",
    "/papers/*/write",
    "/season/problem/*/",
}


def kind_of(address: str) -> str:
    plain = re.sub(r"\d+", "*", UUID.sub("*", address.partition("?")[0]))
    plain = re.sub(r"/grades/[^/]+/approve", "/grades/*/approve", plain)
    plain = re.sub(r"/office/templates/[a-z_]+\.[a-z_]+/", "/office/templates/*/", plain)
    return re.sub(r"/(deadline|inspect)/.+", r"/\1/*", plain)


@pytest.fixture(scope="module")
def day_of_a_room(
    browser: Browser, installation: Installation, state_of: StateOf, first_roster: str
) -> list[str]:
    """A closed room with its report, and an open one with an incident: pages of a whole day."""
    assert first_roster
    with watched(new_context(browser, installation, state=state_of(GIVER))) as page:
        closed = conclude_a_room(page)
        open_the_room(page)
        room = page.url
        enter(page, "@2 /mts mất túi ở quầy gửi đồ")
        page.goto(f"{room}situations/")
        page.locator("#text").fill("Quân số đủ, một vụ mất tài sản đang xử lý.")
        page.locator("form[action$='/situations/report'] button").click()
        expect(page.locator("main .approval")).to_be_visible()
    told = (closed, room, f"{room}alerts/", f"{room}situations/")
    return [urlsplit(address).path for address in told]


def conclude_a_room(page: Page) -> str:
    """An exercise from its opening to its lesson and its after-action report; its address."""
    page.goto("/control/")
    page.locator("button[name=mode][value=exercise]").first.click()
    expect(page.locator("#line")).to_be_focused()
    room = page.url
    enter(page, "@1 vt ")
    enter(page, "@3 /mts mất ô ở cổng sau")
    enter(page, "@1 /den #1")
    enter(page, "#1 /kt đã tìm thấy")
    page.goto(f"{room}close")
    page.locator("main form button").click()
    page.locator("#lesson").fill("Quầy gửi đồ thiếu người lúc khai mạc")
    page.locator("form[action$='/lessons'] button").click()
    page.locator("#text").fill("Phối hợp tốt; quầy gửi đồ cần thêm một người.")
    page.locator("form[action$='/after-action/report'] button").click()
    expect(page.locator("main .approval")).to_be_visible()
    return room


@pytest.fixture(scope="module")
def addresses(
    browser: Browser,
    installation: Installation,
    signed_in_state: Any,
    first_roster: str,
    day_of_a_room: list[str],
) -> dict[str, str]:
    """One address of every kind that links lead to, and that answers with a page."""
    context = new_context(browser, installation, state=signed_in_state)
    # A closed room leads where an open one does not, and the people's lanes of a roster where its
    # posts' lanes do not.
    begin = [*BEGIN, *day_of_a_room, first_roster, f"{first_roster}?by=person"]
    found: dict[str, str] = {}
    queue, taken = list(begin), {kind_of(address) for address in begin}
    for place, address in enumerate(queue):
        if place >= len(begin):
            if address.startswith(OUTSIDE) or kind_of(address) in taken:
                continue
            taken.add(kind_of(address))
        answer = context.request.get(address)
        assert answer.ok, f"{address}: {answer.status}"
        if "html" in answer.headers["content-type"]:
            found.setdefault(kind_of(address), address)
            queue += [link.replace("&amp;", "&") for link in LINK.findall(answer.text())]
    context.close()
    return found


@pytest.fixture(scope="module", params=["desktop", "phone"])
def window(
    request: pytest.FixtureRequest,
    browser: Browser,
    installation: Installation,
    signed_in_state: Any,
) -> Iterator[tuple[Page, list[str]]]:
    """One window for all pages of a width, with the faults that its console tells."""
    on_phone = request.param == "phone"
    context = new_context(
        browser,
        installation,
        size=PHONE if on_phone else DESKTOP,
        theme="dark" if on_phone else "light",
        state=signed_in_state,
    )
    page, faults = context.new_page(), list[str]()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page, faults
    context.close()


def test_every_kind_of_page_is_on_the_list(addresses: dict[str, str]) -> None:
    assert " ".join(sorted(set(addresses) - set(KINDS) - WALKED)) == ""
    assert " ".join(sorted(set(KINDS) - set(addresses))) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_readable_by_everybody(
    window: tuple[Page, list[str]], addresses: dict[str, str], kind: str
) -> None:
    page, faults = window
    faults.clear()

    answer = page.goto(addresses[kind])

    assert answer is not None
    assert answer.ok, f"{addresses[kind]}: {answer.status}"
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
    assert faults == []
    assert covered_entries(page) == []


def covered_entries(page: Page) -> list[str]:
    """Entries of the bar on top that another part covers."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll("header.top nav a")].filter((link) => {
          const box = link.getBoundingClientRect();
          if (!box.width) return false;
          const top = document.elementFromPoint(box.right - 3, box.top + box.height / 2);
          return top && !link.contains(top);
        }).map((link) => link.textContent)"""
    )
    return found


@pytest.mark.parametrize("address", ["/congress/999999/", "/nowhere/", "/season/step/999999/"])
def test_what_is_not_there_is_said_in_the_house_style(
    window: tuple[Page, list[str]], address: str
) -> None:
    page, _faults = window

    answer = page.goto(address)

    assert answer is not None
    assert answer.status == 404
    assert page.locator("main h1").inner_text()
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
