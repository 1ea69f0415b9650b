"""How a server process learns that somebody committed: another process writes as well as we do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from django.db import connection

from muster.ledger.writer import CHANNEL

# On SQLite this is how late a commit is seen at most; nothing is asked but one number in memory.
POLL_S: Final = 0.1


class Watch(Protocol):
    """Waits for commits."""

    def wait(self) -> bool:
        """Wait a tenth of a second at most; whether something was committed meanwhile."""


class SqliteWatch:
    """``PRAGMA data_version``: another number when another connection has committed.

    It asks on Django's connection of this thread, through which nothing must ever be written.
    """

    def __init__(self) -> None:
        self._version = self._read()
        self._pause = threading.Event()

    def wait(self) -> bool:
        """Wait, then compare."""
        self._pause.wait(POLL_S)
        version, self._version = self._version, self._read()
        return version != self._version

    def _read(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version: int = cursor.fetchone()[0]
            return version


class PostgresWatch:
    """LISTEN on a connection of its own; the writer notifies as it commits."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def wait(self) -> bool:
        """Wait until notified or the time is over; what came together counts once."""
        return any(True for _ in self._raw.notifies(timeout=POLL_S, stop_after=1))


@contextmanager
def watching() -> Iterator[Watch]:
    """The watch that fits the database, for the thread that asks."""
    if connection.vendor == "sqlite":
        yield SqliteWatch()
        return
    import psycopg  # SQLite installations go without

    with psycopg.connect(**_parameters(), autocommit=True) as raw:
        raw.execute(f"LISTEN {CHANNEL}")
        yield PostgresWatch(raw)


def _parameters() -> dict[str, Any]:
    """How Django connects, without what it sets up for its own cursors."""
    wanted = connection.get_connection_params()
    for own in ("cursor_factory", "context", "prepare_threshold", "autocommit"):
        wanted.pop(own, None)
    return wanted
