"""A real installation, started as a user would, and a browser looking at it."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "small.xlsx"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
CLOCK = "2030-08-16T09:42:00+07:00"
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
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


@dataclass
class Installation:
    """A served muster: its address, its first account, and its data directory."""

    address: str
    username: str
    password: str
    data: Path

    def command(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "muster.cli", *args],
            env=environment(self.data),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    return {**kept, "MUSTER_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    data, port = tmp_path_factory.mktemp("installation"), free_port()
    options = ["--port", str(port), "--example", str(EXAMPLE), "--now", CLOCK]
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
    yield Installation(f"http://localhost:{port}", found[1], found[2], data)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "the browser tests need Debian's chromium; .ci/run installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def signed_in_state(browser: Browser, installation: Installation) -> Any:
    """Sign in once with the one-time password and choose a lasting one."""
    context = browser.new_context(base_url=installation.address, locale="vi-VN")
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=login]", installation.username)
    page.fill("input[name=password]", installation.password)
    page.click("main button[type=submit]")
    page.fill("input[name=oldpassword]", installation.password)
    page.fill("input[name=password1]", NEW_PASSWORD)
    page.fill("input[name=password2]", NEW_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state("networkidle")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(params=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest,
    browser: Browser,
    installation: Installation,
    signed_in_state: Any,
) -> Iterator[Page]:
    """A signed-in page; a console error or a refused resource fails the test."""
    size = DESKTOP if request.param == "desktop" else PHONE
    context = browser.new_context(
        base_url=installation.address, viewport=size, locale="vi-VN", storage_state=signed_in_state
    )
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert [fault for fault in faults if "409" not in fault] == []


def serious_faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
