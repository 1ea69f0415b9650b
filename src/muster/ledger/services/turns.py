"""Taking turns on SQLite, where many writers at once would starve each other.

Its writers do not line up: they sleep and ask again, each time for longer, and whoever asks at the
right moment writes. One process serves an installation on SQLite, so a lock of the process is the
queue. PostgreSQL lines up the waiters of a row by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from django.db import connection

# Longer than any write may last; after that SQLite decides, as between processes.
LONGEST_S: Final = 10.0
_turn: Final = Lock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Hold the process's turn to write during the block.

    Who is in a transaction already may hold SQLite's own lock, and goes on at once.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    is_mine = _turn.acquire(timeout=LONGEST_S)
    try:
        yield
    finally:
        if is_mine:
            _turn.release()
