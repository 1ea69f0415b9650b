"""Two command posts, each served by itself: a copy begins, both go on, bundles bring them together.

The second installation begins from the folder that the page of the first wrote, as a user would.
"""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    EXAMPLE,
    FIRST_ROSTER_WITHIN_S,
    NEW_PASSWORD,
    PHONE,
    Installation,
    enter,
    environment,
    free_port,
    new_context,
    px_beside_the_window,
    serious_faults,
    served,
    sign_in_first,
    watched,
)

pytestmark = [pytest.mark.e2e, pytest.mark.sqlite_only]
RECORDED = ".cmd-notes .is-recorded"
OTHER = "Cổng sau"


@contextmanager
def served_again(data: Path, first: Installation) -> Iterator[Installation]:
    """The installation that lies in *data* already, with the accounts of the one it began from."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "run", "--port", str(port)],
        env=environment(data),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert any("Ctrl-C" in line for line in process.stdout)
        yield Installation(f"http://localhost:{port}", first.username, NEW_PASSWORD, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


def say(page: Page, text: str) -> None:
    """Type a line into the room and wait for its number."""
    before = page.locator(RECORDED).inner_text() if page.locator(RECORDED).count() else ""
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_value("")
    expect(page.locator(RECORDED)).not_to_have_text(before or "-")


def to_the_room(page: Page) -> None:
    """The room that is open, or the first that waits."""
    rooms = page.locator("main td a[href^='/control/']")
    waiting = page.locator("button[name=mode][value=exercise]")

    def is_there() -> None:
        # the worker makes the plans of the example after the start
        page.goto("/control/")
        expect(rooms.or_(waiting).first).to_be_visible(timeout=3_000)

    within(is_there)
    if rooms.count():
        page.goto(str(rooms.first.get_attribute("href")))
    else:
        waiting.first.click()
    expect(page.locator("#line")).to_be_focused()


def within(look: Callable[[], None], *, seconds: float = FIRST_ROSTER_WITHIN_S) -> None:
    """Look again until it is so."""
    until = time.monotonic() + seconds
    while True:
        try:
            return look()
        except AssertionError:
            if time.monotonic() > until:
                raise


def begin(fingerprint: str, env: dict[str, str]) -> tuple[str, str]:
    """Begin as a post of its own; the key line and the fingerprint that the command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "muster.cli", "post", "begin", "--of", fingerprint],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    key = re.search(r"muster/post-2/\S+", done.stdout)
    said = re.search(r"(?:[0-9a-f]{4} ){4}[0-9a-f]{4}", done.stdout)
    assert key is not None
    assert said is not None
    return key[0], said[0]


def copy_begun(page: Page, data: Path, environment_of: Callable[[Path], dict[str, str]]) -> Path:
    """Write a copy by the page, begin with it and enter its key: its folder."""
    page.goto("/control/posts/")
    fingerprint = page.locator("b.mono").inner_text()
    page.locator("input[name=name]").fill(OTHER)
    page.locator("form[action$='/copy'] button").click()
    (folder,) = (data / "posts").iterdir()
    key, said = begin(fingerprint, environment_of(folder))
    page.locator("input[name=key]").fill(key)
    page.locator("input[name=fingerprint]").fill(said)
    page.locator("form[action$='/enrol'] button").click()
    expect(page.locator("form[action$='/bundle'] button")).to_be_visible()
    return folder


def decide(page: Page, why: str) -> None:
    """Decide the first conflict of the page for its first side."""
    page.locator("main h2 a").first.click()
    expect(page.locator("main")).to_contain_text(OTHER)
    looks_right(page)
    page.locator("input[type=radio]").first.check()
    page.locator("input[name=note]").fill(why)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(why)


def bundle_of(page: Page, folder: Path) -> Path:
    """Write a bundle by the page, as the browser saves it."""
    page.goto("/control/posts/")
    with page.expect_download() as waiting:
        page.locator("form[action$='/bundle'] button").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def take(page: Page, bundle: Path) -> None:
    """Bring a bundle in by the page."""
    page.goto("/control/posts/")
    page.locator("input[type=file]").set_input_files(bundle)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("form[action$='/take'] button").click()
    page.wait_for_load_state()


def looks_right(page: Page) -> None:
    """No serious fault, and nothing beside the window of a phone."""
    assert serious_faults(page) == []
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size(PHONE)
    assert px_beside_the_window(page) == 0
    page.set_viewport_size(size)


def test_two_posts_go_on_apart_and_merge(browser: Browser, tmp_path: Path) -> None:
    with served(EXAMPLE, tmp_path / "first") as first:
        state = sign_in_first(browser, first)
        with watched(new_context(browser, first, state=state)) as here:
            to_the_room(here)
            say(here, "@3 /vt")
            folder = copy_begun(here, first.data, environment)

            with (
                served_again(folder, first) as second,
                watched(new_context(browser, second)) as there,
            ):
                there.goto("/")
                enter(there, second.username, second.password)
                to_the_room(there)
                say(there, "@2 /yt choáng ở hàng ghế 5")
                expect(there.locator("[data-part=incidents]")).to_contain_text("#1001")
                say(there, "@3 /nghi")
                to_the_room(here)
                say(here, "@3 /cd @1")

                take(here, bundle_of(there, tmp_path))
                expect(here).to_have_url(re.compile(r"/control/conflicts/$"))
                looks_right(here)
                decide(here, "cần người ở cổng chính")

                take(there, bundle_of(here, tmp_path))
                looks_right(there)
                there.goto("/control/conflicts/")
                expect(there.locator("main")).to_contain_text("cần người ở cổng chính")
                take(there, bundle_of(here, tmp_path))
                to_the_room(here)
                expect(here.locator("[data-part=incidents]")).to_contain_text("#1001")
