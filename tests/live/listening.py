"""A browser without a window: it listens to the feed through the real application, in the loop.

``served`` gives the application with a hub of its own; ``Browser`` opens, reads and comes back.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.asgi import get_asgi_application

from muster.live.hub import Hub, Limits
from muster.live.web.serving import PATH, WithFeed
from muster.tree.models import Account

WITHIN_S = 20.0
FIRST_ANSWER_S = 60.0


def signed_in(account: Account) -> str:
    """The key of a new session of *account*."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@asynccontextmanager
async def served(hub: Hub | None = None) -> AsyncIterator[WithFeed]:
    """The whole application, its feed closed at the end."""
    application = WithFeed(get_asgi_application(), hub or Hub(limits=Limits(account=100)))
    try:
        yield application
    finally:
        application.hub.close()
        await asyncio.to_thread(application.hub.wait_closed)


@dataclass
class Browser:
    """One window: what it was answered, the entries it was told, and what the feed said else.

    last: the newest number that it knows, with which it comes back.
    """

    application: WithFeed
    session: str
    last: int | None = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    text: bytes = b""
    entries: list[dict[str, Any]] = field(default_factory=list)
    said: list[tuple[str, Any]] = field(default_factory=list)
    _task: "asyncio.Task[None] | None" = None
    _left: asyncio.Event = field(default_factory=asyncio.Event)
    _reads: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def numbers(self) -> list[int]:
        return [entry["number"] for entry in self.entries]

    async def open(self, *, reads: bool = True) -> None:
        """Ask for the feed and wait for the head of the answer."""
        self.status, self._left = 0, asyncio.Event()
        (self._reads.set if reads else self._reads.clear)()
        self._task = asyncio.create_task(self._ask())
        await until(lambda: self.status != 0, within_s=FIRST_ANSWER_S)

    async def close(self) -> None:
        """The network is gone."""
        self._left.set()
        await self.ended()

    async def ended(self) -> None:
        """Wait until the application is done with it."""
        assert self._task is not None
        await asyncio.wait_for(self._task, WITHIN_S)

    @property
    def is_over(self) -> bool:
        """The application is done with it."""
        return self._task is not None and self._task.done()

    async def _ask(self) -> None:
        query = f"after={self.last}" if self.last is not None else ""
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": PATH,
            "raw_path": PATH.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [
                (b"host", b"localhost"),
                (b"accept", b"text/event-stream, application/json"),
                (b"cookie", f"sessionid={self.session}".encode()),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> dict[str, Any]:
            with suppress(StopIteration):
                return next(asked)
            await self._left.wait()
            return {"type": "http.disconnect"}

        rest = b""

        async def send(message: Any) -> None:
            nonlocal rest
            if message["type"] == "http.response.start":
                self.headers = {k.decode().lower(): v.decode() for k, v in message["headers"]}
                self.status = message["status"]
                return
            await self._reads.wait()
            self.text += message.get("body", b"")
            *events, rest = (rest + message.get("body", b"")).split(b"\n\n")
            if self.status == 200:
                for event in events:
                    self._hear(event.decode())

        await self.application(scope, receive, send)

    def _hear(self, event: str) -> None:
        lines = dict(line.split(": ", 1) for line in event.splitlines())
        if "id" in lines:
            self.last = int(lines["id"])
        if "event" in lines:
            self.said.append((lines["event"], json.loads(lines["data"])))
        else:
            self.entries.append(json.loads(lines["data"]))


async def until(fulfilled: Callable[[], bool], *, within_s: float = WITHIN_S) -> None:
    """Wait for something to become so; it is a failure if it does not."""
    deadline = asyncio.get_running_loop().time() + within_s
    while not fulfilled():
        assert asyncio.get_running_loop().time() < deadline, "it did not become so in time"
        await asyncio.sleep(0.01)
