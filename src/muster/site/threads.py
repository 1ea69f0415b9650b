"""Threads that are kept between requests, each with its connections to the databases.

Django gives each request a thread of its own and ends it with the answer, and its connections
with it. SQLite reads the whole schema on a new connection before the first row, and PostgreSQL
starts a process. A kept thread has done both.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from asgiref.sync import ThreadSensitiveContext
from django.db import connections

from muster.live.web.serving import Application, Receive, Send

KEPT: Final = 8


class KeptThreads:
    """An ASGI application that lends *pages* a kept thread for each request.

    The thread that was given back last goes first, so a quiet server uses one. Requests never
    wait for a thread: a browser that does not read its answer holds one, and must not hold up
    the others. What was started beyond ``KEPT`` ends with its request.
    """

    def __init__(self, pages: Application) -> None:
        self._pages = pages
        self._free: list[ThreadPoolExecutor] = []

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request on one thread."""
        thread = self._free.pop() if self._free else ThreadPoolExecutor(1, "request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self._pages(scope, receive, send)
        finally:
            if len(self._free) < KEPT:
                self._free.append(thread)
            else:
                await _end(thread)

    async def close(self) -> None:
        """End the threads that nobody uses, and their connections."""
        free, self._free = self._free, []
        for thread in free:
            await _end(thread)


async def _end(thread: ThreadPoolExecutor) -> None:
    """Close a thread's connections on the thread that opened them, and let it go."""
    await asyncio.wrap_future(thread.submit(connections.close_all))
    thread.shutdown()  # it is idle now, so this does not hold the loop up
