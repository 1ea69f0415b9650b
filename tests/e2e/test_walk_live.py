"""Two windows on one room: what one writes the other shows, and what is being typed stays.

The network between a window and the server is a relay that can be cut, so that the same server goes
on for the others.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    Installation,
    StateOf,
    free_port,
    new_context,
    number_in,
    serious_faults,
    watched,
)
from tests.e2e.test_walk_control import GIVER, TAKER, enter, open_the_room

pytestmark = pytest.mark.e2e
# The page asks by itself every fifteen seconds at most while the feed is there: this is sooner.
TOLD_WITHIN_MS = 7000


class Relay:
    """Carries bytes to the server until it is cut, and again when it is mended."""

    def __init__(self, to_port: int) -> None:
        self.port = free_port()
        self._to_port = to_port
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        """Take connections."""
        listener = self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and end all open ones."""
        assert self._listener is not None
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
                self._open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=carry, args=(source, sink), daemon=True).start()


def carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    for one in (source, sink):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relayed(installation: Installation) -> Iterator[tuple[Relay, Installation]]:
    relay = Relay(int(installation.address.rpartition(":")[2]))
    try:
        yield relay, replace(installation, address=f"http://localhost:{relay.port}")
    finally:
        relay.cut()


def be_live(page: Page) -> None:
    expect(page.locator("[data-live]")).to_have_text("trực tiếp")
    expect(page.locator("[data-live]")).to_be_visible()


def test_a_line_written_in_one_window_appears_in_the_other_and_typed_text_stays(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    assert first_roster
    with (
        watched(new_context(browser, installation, state=state_of(GIVER))) as writer,
        watched(new_context(browser, installation, state=state_of(TAKER))) as reader,
        watched(new_context(browser, installation, state=state_of(TAKER))) as wall,
    ):
        open_the_room(writer)
        reader.goto(writer.url)
        wall.goto(writer.url + "wall")
        for page in (writer, reader, wall):
            be_live(page)
        reader.keyboard.type("@2 đang viết dở")

        enter(writer, "@1 cửa chính đã mở, khách vào đông")

        for page in (reader, wall):
            found = page.locator("[data-part=log] li", has_text="khách vào đông")
            expect(found).to_have_count(1, timeout=TOLD_WITHIN_MS)
        expect(reader.locator("#line")).to_have_value("@2 đang viết dở")
        expect(reader.locator("#line")).to_be_focused()
        assert serious_faults(reader) == []
        assert serious_faults(wall) == []
        reader.keyboard.press("Control+A")
        reader.keyboard.press("Delete")


def test_an_open_incident_and_the_whole_log_hear_what_is_said(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    assert first_roster
    with (
        watched(new_context(browser, installation, state=state_of(GIVER))) as writer,
        watched(new_context(browser, installation, state=state_of(TAKER))) as reader,
        watched(new_context(browser, installation, state=state_of(TAKER))) as archive,
    ):
        open_the_room(writer)
        enter(writer, "@1 /yt khách ngất ở cửa số 4")
        link = writer.locator("[data-part=incidents] a", has_text="khách ngất ở cửa số 4").first
        number = number_in(link.inner_text())
        reader.goto(installation.address + str(link.get_attribute("href")))
        archive.goto(writer.url + "log")
        for page in (reader, archive):
            be_live(page)
        reader.locator("#note").fill("đang viết dở")

        enter(writer, f"#{number} đã gọi xe cấp cứu")

        expect(reader.locator("[data-part=said] li", has_text="đã gọi xe cấp cứu")).to_have_count(
            1, timeout=TOLD_WITHIN_MS
        )
        expect(archive.locator("[data-part=lines] tr", has_text="đã gọi xe cấp cứu")).to_have_count(
            1, timeout=TOLD_WITHIN_MS
        )
        expect(reader.locator("#note")).to_have_value("đang viết dở")
        be_live(archive)
        assert serious_faults(reader) == []
        assert serious_faults(archive) == []
        reader.locator("#note").fill("")


def test_two_windows_of_one_browser_share_a_line(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    """The second hears through the first; when that is closed, the second takes the line."""
    context = new_context(browser, installation, state=state_of(GIVER))
    asked: list[str] = []
    context.on("request", lambda said: asked.append(said.url) if "/live/feed" in said.url else None)
    first, second = context.new_page(), context.new_page()
    open_the_room(first)
    be_live(first)
    asked.clear()  # rooms that it looked into on its way have lines of their own
    second.goto(first.url)
    be_live(second)
    assert asked == []

    enter(first, "@1 hai cửa sổ một đường")
    found = second.locator("[data-part=log] li", has_text="hai cửa sổ một đường")
    expect(found).to_have_count(1, timeout=TOLD_WITHIN_MS)
    with second.expect_request("**/live/feed"):
        first.close()
    be_live(second)
    context.close()


def test_a_window_says_since_when_nothing_comes_and_catches_up(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    with (
        relayed(installation) as (relay, behind),
        watched(new_context(browser, installation, state=state_of(GIVER))) as writer,
    ):
        context = new_context(browser, behind, state=state_of(TAKER))
        reader = context.new_page()  # a cut network makes errors in the console: not watched
        open_the_room(writer)
        reader.goto(writer.url.replace(installation.address, behind.address))
        be_live(reader)

        relay.cut()

        expect(reader.locator("[data-live]")).to_contain_text("đang nối lại từ 09:42")
        for place in range(3):
            enter(writer, f"@1 trong lúc đứt mạng, lần {place}")
        relay.mend()
        be_live(reader)
        found = reader.locator("[data-part=log] li", has_text="trong lúc đứt mạng")
        expect(found).to_have_count(3)
        context.close()


def test_a_draft_is_wiped_at_sign_out(
    first_roster: str, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    """The request itself is held back: others go on under this session."""
    context = new_context(browser, installation, state=state_of(GIVER))
    page = context.new_page()
    open_the_room(page)
    page.keyboard.type("@1 viết dở rồi ra về")
    kept = "Object.keys(localStorage).filter((name) => name.endsWith('.draft')).length"
    assert page.evaluate(kept) == 1
    page.route("**/logout/", lambda route: route.fulfill(status=204))

    page.locator("details.menu:has(form[action$='/logout/']) > summary").click()
    page.locator("form[action$='/logout/'] button").click()

    page.wait_for_function(f"{kept} === 0")
    context.close()
