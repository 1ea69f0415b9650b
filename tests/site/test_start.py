"""An installation from nothing, with real processes: prepare, serve, refuse a second server."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPMessage, HTTPSConnection
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from muster.site.start import init

ROOT = Path(__file__).resolve().parents[2]


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    return {**kept, "MUSTER_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli", *args]


def run(data: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), env=environment(data), capture_output=True, text=True, check=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(data: Path, *args: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command(*args), env=environment(data), stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def wait_for(url: str) -> str:
    for _attempt in range(150):
        try:
            with urlopen(url, timeout=2) as answer:
                return str(answer.read().decode())
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


def fetch_trusting(authority: str, port: int) -> tuple[int, HTTPMessage]:
    """The sign-in page over TLS, trusting one authority alone; waits until the server is up."""
    trusting = ssl.create_default_context(cadata=authority)
    for _attempt in range(100):
        connection = HTTPSConnection("localhost", port, context=trusting, timeout=5)
        with closing(connection):
            try:
                connection.request("GET", "/accounts/login/")
            except ConnectionError:
                time.sleep(0.2)
                continue
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
    raise AssertionError("the server did not come up")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data") / "var"
    init(data)
    assert run(data, "migrate").returncode == 0
    return data


def test_init_makes_a_key_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "var"

    assert init(data) is True
    first = (data / "secret.key").read_text()
    assert init(data) is False

    assert (data / "secret.key").read_text() == first
    assert (data / "secret.key").stat().st_mode & 0o077 == 0


def test_without_a_key_nothing_starts_and_the_variable_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "migrate")

    assert (done.returncode, done.stdout) == (2, "")
    assert "MUSTER_SECRET_KEY: missing" in done.stderr


def test_the_first_account_is_made_once(prepared: Path) -> None:
    first, second = run(prepared, "first-account"), run(prepared, "first-account")

    assert re.search(r"one-time password: \S{16}", first.stdout)
    assert second.stdout == ""


def test_one_server_serves_and_a_second_is_refused_by_pid_and_role(prepared: Path) -> None:
    port = free_port()
    with started(prepared, "serve", "--port", str(port)) as server:
        assert wait_for(f"http://127.0.0.1:{port}/health") == "ok"

        second = run(prepared, "serve", "--port", str(free_port()))

        assert second.returncode == 2
        assert f"pid {server.pid} (server)" in second.stderr
        migrate = run(prepared, "migrate")
        assert migrate.returncode in (0, 2)


def test_a_second_run_is_refused_before_it_says_that_it_serves(prepared: Path) -> None:
    port = free_port()
    with started(prepared, "serve", "--port", str(port)) as server:
        wait_for(f"http://127.0.0.1:{port}/health")

        second = run(prepared, "run", "--port", str(port))

    assert (second.returncode, second.stdout) == (2, "")
    assert f"pid {server.pid} (server)" in second.stderr


def test_a_taken_port_is_refused_by_its_number(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run(tmp_path / "var", "run", "--port", str(port))

    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr


def test_the_lan_server_speaks_tls_with_the_certificate_that_it_hands_out(prepared: Path) -> None:
    port = free_port()
    with started(prepared, "serve", "--lan", "localhost", "--port", str(port)):
        authority = wait_for("http://localhost:8080/muster.crt")
        status, headers = fetch_trusting(authority, port)

    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    cookies = headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in cookie for cookie in cookies if "csrf" in cookie.lower())


def test_an_unknown_verb_is_refused_with_the_list() -> None:
    done = subprocess.run(command("fly"), capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "no verb 'fly'" in done.stderr
    assert "import" in done.stderr
