"""A real installation, started as a user would, and a browser looking at it.

Everything below works on what the pages show: no test reaches into the database.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "small.xlsx"
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
CLOCK = "2030-08-16T09:42:00+07:00"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NEW_PASSWORD = secrets.token_urlsafe(18)
FIRST_ROSTER_WITHIN_S = 150
WITHIN_MS = 15_000
# A refusal is an answer: the browser notes its status, the page says why.
REFUSALS = ("409", "422")

Theme = Literal["light", "dark"]
StateOf = Callable[[str], Any]

expect.set_options(timeout=WITHIN_MS)

# The worker plans the first roster for a minute; what needs none goes first.
ORDER = (
    "keyboard",
    "progress",
    "effort",
    "pages",
    "print",
    "office",
    "phone",
    "reports",
    "moving",
    "copies",
    "appraisal",
    "comparing",
    "remarks",
    "duty",
    "control",
    "equipment",
    "live",
    "posts",
    "day",
    "messages",
    "workbook",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_of(item.path))


def place_of(module: Path) -> int:
    """When a module of this folder runs: as listed, the others last; other folders as they are."""
    if module.parent != Path(__file__).parent:
        return 0
    name = module.stem.rpartition("_")[2]
    return 1 + (ORDER.index(name) if name in ORDER else len(ORDER))


@dataclass
class Installation:
    """A served muster: its address, its first account, and its data directory."""

    address: str
    username: str
    password: str
    data: Path


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    return {**kept, "MUSTER_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(example: Path, data: Path) -> Iterator[Installation]:
    """An installation that begins with the workbook *example* in the empty directory *data*."""
    port = free_port()
    options = ["--port", str(port), "--example", str(example), "--now", CLOCK]
    process = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "run", *options],
        env=environment(data),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    found = re.search(r"First account: (\S+) +one-time password: (\S+)", said)
    assert found, said
    try:
        yield Installation(f"http://localhost:{port}", found[1], found[2], data)
    finally:
        # not SIGINT: a shell that starts the tests in the background has it ignored
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own browser, without a window."""
    path = shutil.which("chromium")
    assert path, "the browser tests need Debian's chromium; .ci/run installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with served(EXAMPLE, tmp_path_factory.mktemp("installation")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def new_context(
    browser: Browser,
    installation: Installation,
    *,
    size: ViewportSize = DESKTOP,
    theme: Theme = "light",
    state: Any = None,
) -> BrowserContext:
    """A window of somebody whose browser asks for Vietnamese and for *theme*."""
    context = browser.new_context(
        base_url=installation.address,
        viewport=size,
        color_scheme=theme,
        locale="vi-VN",
        reduced_motion="reduce",
        storage_state=state,
    )
    context.set_default_timeout(WITHIN_MS)
    return context


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page of *context*; a console error, a failed script or a refused resource is a fault."""
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert [fault for fault in faults if not any(code in fault for code in REFUSALS)] == []


def enter(page: Page, username: str, password: str) -> None:
    """Type a name and a password into the page for signing in."""
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()


def choose_password(page: Page, old: str) -> None:
    """Choose a lasting password where the one-time one lets nobody past."""
    page.locator("input[name=oldpassword]").fill(old)
    page.locator("input[name=password1]").fill(NEW_PASSWORD)
    page.locator("input[name=password2]").fill(NEW_PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page.locator("input[name=oldpassword]")).to_have_count(0)


def one_time_password(page: Page, username: str) -> str:
    """Ask for one on the page of an account, as an administrator does."""
    page.goto(f"/tree/accounts/?q={username}")
    page.get_by_role("link", name=username, exact=True).click()
    page.once("dialog", lambda question: question.accept())
    page.locator("form[action$='/password'] button").click()
    return page.locator("#one-time-password").inner_text()


def sign_in_first(browser: Browser, installation: Installation) -> Any:
    """Sign in once with the one-time password and choose a lasting one."""
    context = new_context(browser, installation)
    with watched(context) as page:
        page.goto("/")
        enter(page, installation.username, installation.password)
        choose_password(page, installation.password)
        return context.storage_state()


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, installation: Installation) -> Any:
    return sign_in_first(browser, installation)


def signing_in(browser: Browser, installation: Installation, admin: Any) -> StateOf:
    """The signed-in state of any account: its first password comes from the administrator."""
    known: dict[str, Any] = {installation.username: admin}

    def sign_in(username: str) -> Any:
        if username not in known:
            with watched(new_context(browser, installation, state=admin)) as page:
                password = one_time_password(page, username)
            context = new_context(browser, installation)
            with watched(context) as page:
                page.goto("/")
                enter(page, username, password)
                choose_password(page, password)
                known[username] = context.storage_state()
        return known[username]

    return sign_in


@pytest.fixture(scope="session")
def state_of(browser: Browser, installation: Installation, signed_in_state: Any) -> StateOf:
    return signing_in(browser, installation, signed_in_state)


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> ViewportSize:
    return SIZES[request.param]


@pytest.fixture
def page(
    size: ViewportSize, browser: Browser, installation: Installation, signed_in_state: Any
) -> Iterator[Page]:
    """A page of the first account, once on a desk and once on a phone."""
    context = new_context(browser, installation, size=size, state=signed_in_state)
    with watched(context) as opened:
        yield opened


@pytest.fixture
def desk_page(browser: Browser, installation: Installation, signed_in_state: Any) -> Iterator[Page]:
    """A page of the first account on a desk only: keys and paper."""
    with watched(new_context(browser, installation, state=signed_in_state)) as opened:
        yield opened


@pytest.fixture(scope="session")
def first_roster(browser: Browser, installation: Installation, signed_in_state: Any) -> str:
    """The address of the roster that the worker plans by itself after the first start."""
    with watched(new_context(browser, installation, state=signed_in_state)) as page:
        page.goto("/jobs/?sort=created_at")
        expect(page.locator("td a[href]").first).to_be_visible()
        page.goto(str(page.locator("td a[href]").first.get_attribute("href")))
        expect(page.locator("[data-job]")).to_have_count(1)
        running = page.locator("[data-job]:not([data-ended])")
        expect(running).to_have_count(0, timeout=1000 * FIRST_ROSTER_WITHIN_S)
        page.goto("/duty/?sort=-number")
        return str(page.locator("td a[href]").last.get_attribute("href"))


def serious_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]


def px_beside_the_window(page: Page) -> int:
    """How far the page can be pushed sideways, once it has taken the window's size.

    A page that follows long work may come anew while it is measured.
    """
    wide = 0
    for _ in range(10):
        with suppress(PlaywrightError):
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide <= 0:
                return 0
        page.wait_for_timeout(200)
    return wide


def number_in(text: str) -> int:
    """The first number of a sentence, written with spaces between thousands."""
    found = re.search(r"\d+(?:[\s\u00a0\u202f.]\d{3})*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[0]))
