from collections.abc import Callable
from functools import wraps
from time import sleep
from typing import Final, ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
T = TypeVar("T")

DEADLOCK: Final = "40P01"
SERIALIZATION: Final = "40001"
PAUSES_S: Final = (0.02, 0.1, 0.5)


def retry_on_deadlock(service: Callable[P, T]) -> Callable[P, T]:
    """Run a service again if PostgreSQL broke a deadlock by cancelling it.

    Only the outermost service is retried: inside a transaction the fault goes up to its owner.
    The service must be safe to run again from the start, as every atomic one is.
    """

    @wraps(service)
    def retried(*args: P.args, **kwargs: P.kwargs) -> T:
        if connection.in_atomic_block:
            return service(*args, **kwargs)
        for pause_s in PAUSES_S:
            try:
                return service(*args, **kwargs)
            except OperationalError as fault:
                if getattr(fault.__cause__, "sqlstate", "") not in (DEADLOCK, SERIALIZATION):
                    raise
                sleep(pause_s)
        return service(*args, **kwargs)

    return retried
