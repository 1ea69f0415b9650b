"""The web server: uvicorn, told to let go of browsers that listen when it ends."""

import resource
import sys
from contextlib import suppress
from socket import socket
from typing import Any, Final

import uvicorn

from muster.live.web.serving import WithFeed
from muster.site.threads import KeptThreads

GRACE_S: Final = 3
NOT_STARTED: Final = 3  # what uvicorn's own command gives back
# Each browser that listens holds a file of the process; systems give 1,024 unless asked.
OPEN_FILES: Final = 16_384


class _Server(uvicorn.Server):
    """A server that says farewell on every open line as soon as it is asked to end."""

    def __init__(self, config: uvicorn.Config, application: WithFeed, threads: KeptThreads) -> None:
        super().__init__(config)
        self._application = application
        self._threads = threads

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Close the feed first: its lines would keep the server until the grace is over."""
        self._application.hub.close()
        await super().shutdown(sockets)
        await self._threads.close()


def run(application: WithFeed, threads: KeptThreads, **options: Any) -> None:
    """Serve until interrupted; options are those of uvicorn."""
    _lift_open_files()
    config = uvicorn.Config(
        application,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
        **options,
    )
    server = _Server(config, application, threads)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


def _lift_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
