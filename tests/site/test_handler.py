"""The application as the server calls it: pages wholly on one thread, files before them."""

import asyncio
from typing import Any

import pytest

from muster.site.asgi import application, threads


async def ask(path: str) -> tuple[int, dict[str, str], bytes]:
    """One GET: status, headers, body."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 5000),
        "server": ("localhost", 80),
    }
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])
    told: list[Any] = []

    async def receive() -> Any:
        for message in asked:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        told.append(message)

    await application(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], headers, b"".join(one.get("body", b"") for one in told)


def asked(path: str) -> tuple[int, dict[str, str], bytes]:
    async def walk() -> tuple[int, dict[str, str], bytes]:
        try:
            return await ask(path)
        finally:
            await threads.close()

    return asyncio.run(walk())


@pytest.mark.django_db
def test_a_page_goes_through_the_chain() -> None:
    status, headers, body = asked("/health")

    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-frame-options"] == "DENY"
    assert body


def test_a_file_needs_no_chain_and_carries_the_policy() -> None:
    status, headers, body = asked("/static/shell/muster.css")

    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"].startswith("text/css")
    assert b":root" in body


@pytest.mark.django_db
def test_what_is_neither_is_not_found() -> None:
    assert asked("/static/shell/nothing.css")[0] == 404
    assert asked("/nowhere")[0] == 404
