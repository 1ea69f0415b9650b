"""Taking turns on SQLite, where many writers at once would starve each other.

Its writers do not line up: whoever asks at the right moment writes, and a clerk may wait past the
time-out while others go on. One process serves an installation on SQLite, so a lock of the
process is the queue. PostgreSQL lines up the waiters of a row by itself.
"""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Final, ParamSpec, TypeVar

from django.db import connection

P = ParamSpec("P")
T = TypeVar("T")
_turn: Final = Lock()


def in_turn(service: Callable[P, T]) -> Callable[P, T]:
    """Let one thread after the other run *service*; inside a transaction the turn is taken."""

    @wraps(service)
    def queued(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return service(*args, **kwargs)
        with _turn:
            return service(*args, **kwargs)

    return queued
