"""A line to another machine has so long in all, however slowly the other side goes on."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_after(whole_s: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut the line when its time is over. line: the socket of that moment: TLS takes another.

    Raises TimeoutError in the place of whatever goes wrong from then on.
    """
    ends_s = time.monotonic() + whole_s

    def cut() -> None:
        found = line()
        with suppress(OSError):
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(whole_s, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if time.monotonic() >= ends_s:
            raise TimeoutError from fault
        raise
    finally:
        timer.cancel()
