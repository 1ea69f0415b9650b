"""An officer on post with a phone: on duty, without a network, back again, signed out.

The day stands on an installation of its own, so that no roster has to be worked out first.
"""

import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError
from tests.e2e.conftest import (
    PHONE,
    ROOT,
    Installation,
    enter,
    environment,
    free_port,
    new_context,
    number_in,
    px_beside_the_window,
    serious_faults,
)
from tests.make_phones import picture
from tests.migrated import copy_to

pytestmark = pytest.mark.e2e
NOW = "2030-08-22T09:42:17+07:00"
PASSWORD = secrets.token_urlsafe(18)
RECORDED = "[data-queue-list] [data-state=recorded]"
STORES = """async () => {
  const bases = (await indexedDB.databases()).map((one) => one.name);
  const names = await caches.keys();
  const workers = await navigator.serviceWorker.getRegistrations();
  return [bases, names, workers.length, Object.keys(localStorage)];
}"""
# Every byte that lies in the vault, as text; the key itself gives none.
CONTENT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("muster-phone"); asked.onsuccess = () => done(asked.result); });
  const said = [];
  for (const name of base.objectStoreNames) {
    const rows = await new Promise((done) => {
      const asked = base.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => done(asked.result); });
    for (const row of rows) {
      if (row instanceof CryptoKey) { said.push(`key ${row.extractable}`); continue; }
      said.push(JSON.stringify(row));
      if (row.box) said.push(new TextDecoder().decode(row.box));
    }
  }
  base.close();
  return said.join("\\n");
}"""


def made_field(data: Path, *more: str) -> tuple[dict[str, str], list[str]]:
    """Make the day in *data*: the environment that serves it, and the usernames."""
    said = {
        **environment(data),
        "MUSTER_NOW": NOW,
        "MUSTER_SECRET_KEY": secrets.token_urlsafe(64),
        "PYTHONPATH": str(ROOT / "src"),
    }
    copy_to(data)
    script = Path(__file__).parent / "phone_field.py"
    made = subprocess.run(
        [sys.executable, str(script), PASSWORD, *more],
        env=said,
        capture_output=True,
        text=True,
        check=True,
    )
    return said, made.stdout.split()


@contextmanager
def field_served(said: dict[str, str], username: str) -> Iterator[Installation]:
    """The installation of that environment, without a worker."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "serve", "--port", str(port)], env=said
    )
    try:
        data = Path(said["MUSTER_DATA"])
        yield Installation(f"http://localhost:{port}", username, PASSWORD, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, list[str]]]:
    """A served day in the field: the usernames of two officers and the commander."""
    said, names = made_field(tmp_path_factory.mktemp("field"))
    with field_served(said, names[0]) as found:
        yield found, names


def first_page(page: Page, address: str) -> None:
    """Go there as soon as the server that was just started answers."""
    for _attempt in range(120):
        try:
            page.goto(address)
            break
        except PlaywrightError:
            page.wait_for_timeout(500)


def open_phone(
    browser: Browser, installation: Installation, username: str, *, theme: Any = "light"
) -> tuple[BrowserContext, Page]:
    """The phone's page of an officer who has just signed in, with the shell kept."""
    context = new_context(browser, installation, size=PHONE, theme=theme)
    page = context.new_page()
    first_page(page, "/phone/")
    enter(page, username, PASSWORD)
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    return context, page


def report(page: Page, text: str, *, with_picture: bool = False) -> None:
    page.locator("#report-text").fill(text)
    if with_picture:
        page.locator("#report-picture").set_input_files(
            {"name": "cua.jpg", "mimeType": "image/jpeg", "buffer": picture(800, 600).getvalue()}
        )
        expect(page.locator(".ph-shot")).to_have_count(1)
    page.locator("[data-report] button[type=submit]").click()


def test_a_duty_with_a_lost_network_ends_with_everything_recorded_and_the_phone_empty(
    browser: Browser, field: tuple[Installation, list[str]]
) -> None:
    installation, names = field
    context, page = open_phone(browser, installation, names[0])
    expect(page.locator("[data-orders] li").first).to_be_visible()
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0

    page.locator("[data-check]").click()
    expect(page.locator(RECORDED)).to_have_count(1)
    page.locator(".ph-messages button").first.click()
    expect(page.locator(RECORDED)).to_have_count(2)
    expect(page.locator(".ph-messages button")).to_have_count(0)

    context.set_offline(True)
    page.reload()
    expect(page.locator("html[data-phone=ready]")).to_have_count(1)
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator("[data-orders] li").first).to_be_visible()
    page.locator("[data-cards] summary").first.click()
    expect(page.locator("[data-cards] ol.by-hand li").first).to_be_visible()
    report(page, "Cánh trái cửa A kẹt bản lề", with_picture=True)
    page.locator("[data-queue] summary").click()
    waiting = page.locator("[data-queue-list] li", has_text="Cánh trái")
    expect(waiting).to_contain_text("đang chờ")

    page.locator("[data-emergency]").click()
    expect(page.locator("[data-emergency-says]")).to_contain_text("CHƯA có tin khẩn nào gửi đi")
    expect(page.locator("[data-emergency]")).to_contain_text("SỞ CHỈ HUY")
    assert serious_faults(page) == []
    held = page.evaluate(CONTENT)
    assert "Cánh trái" not in held
    assert "key false" in held

    context.set_offline(False)
    expect(waiting).to_have_attribute("data-state", "recorded")
    expect(waiting).to_contain_text("ghi sổ #")
    expect(waiting).to_contain_text("1/1")
    number = number_in(waiting.locator("span").last.inner_text())

    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(STORES) == [[], [], 0, []]
    context.close()
    seen_by_the_desk(browser, installation, names[2], number)


def seen_by_the_desk(
    browser: Browser, installation: Installation, commander: str, number: int
) -> None:
    """The report stands in the room's log once, under the number that the phone was told."""
    context = new_context(browser, installation)
    page = context.new_page()
    page.goto("/control/")
    enter(page, commander, PASSWORD)
    page.locator("main td a[href^='/control/']").first.click()
    lines = page.locator("[data-part=log] li", has_text="Cánh trái cửa A")
    expect(lines).to_have_count(1)
    expect(lines.locator("a.no")).to_have_text(str(number))
    expect(page.locator("[data-part=incidents] li b")).to_have_count(0)
    lines.locator("a.no").click()
    expect(page.locator("img.ph-picture")).to_be_visible()
    assert page.evaluate("document.querySelector('img.ph-picture').naturalWidth") == 800
    context.close()


def test_an_answer_that_is_lost_on_the_way_makes_no_second_line(
    browser: Browser, field: tuple[Installation, list[str]]
) -> None:
    installation, names = field
    context, page = open_phone(browser, installation, names[1])
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.post_data or "")
        route.fetch()
        route.abort()

    page.route("**/api/phone/entries", lose_the_answer)
    report(page, "đèn thoát nạn sáng")

    row = page.locator("[data-queue-list] li", has_text="đèn thoát nạn")
    expect(row).to_have_attribute("data-state", "recorded")
    assert len(lost) == 1
    context.close()


def test_an_emergency_is_sent_at_the_second_press_and_says_its_number(
    browser: Browser, field: tuple[Installation, list[str]]
) -> None:
    installation, names = field
    context, page = open_phone(browser, installation, names[1], theme="dark")

    page.locator("[data-emergency]").click()
    expect(page.locator("[data-emergency]")).to_contain_text("lần nữa")
    expect(page.locator("[data-emergency-says]")).to_be_hidden()
    page.locator("[data-emergency]").click()

    expect(page.locator("[data-emergency-says]")).to_contain_text("ghi sổ #")
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0
    context.close()


def test_signing_out_on_another_page_empties_the_phone_too(
    browser: Browser, field: tuple[Installation, list[str]]
) -> None:
    installation, names = field
    context, page = open_phone(browser, installation, names[1])

    page.goto("/duty/mine/")
    page.locator(".menu summary").last.click()
    page.locator("form[data-wipe] button").click()
    page.wait_for_url(lambda url: "/duty/mine" not in url)

    assert page.evaluate(STORES) == [[], [], 0, []]
    context.close()
