"""Where many problems are solved: executors of ``concurrent.futures``, local or a Dask cluster.

A pool is a function that makes an executor, for one that lost a process must be made anew.
"""

import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

from muster.engines.roster.problem import ProblemError

P = ParamSpec("P")
T = TypeVar("T")

Pool = Callable[[], Executor]

CONNECT_S = 20


def local(workers: int) -> Pool:
    """Processes on this machine."""

    def pool() -> Executor:
        # a fork would copy the server's threads and locks
        return ProcessPoolExecutor(max_workers=workers, mp_context=get_context("forkserver"))

    return pool


def cluster(address: str) -> Pool:
    """The workers of a Dask cluster that share this version of muster.

    Raises ProblemError if Dask is not installed or nobody answers at the address.
    """

    def pool() -> Executor:
        return _Cluster(address)

    return pool


class _Cluster(Executor):
    """A Dask client as an executor that closes its connection."""

    def __init__(self, address: str) -> None:
        try:
            import distributed  # an optional package, half a second to load
        except ImportError as err:
            raise ProblemError(["--cluster: the package 'distributed' is not installed"]) from err
        try:
            self._client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as err:
            raise ProblemError([f"--cluster: {address}: {err}"]) from err
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Send one call to the cluster."""
        future: Future[T] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of what was sent, and close the connection."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def is_lost(error: BaseException) -> bool:
    """Whether a call failed because its worker or the way to it died, not by what it did."""
    return isinstance(error, (BrokenExecutor, CancelledError, ConnectionError, *_dask_losses()))


def _dask_losses() -> tuple[type[BaseException], ...]:
    dask: Any = sys.modules.get("distributed")
    if dask is None:
        return ()
    return (dask.KilledWorker, dask.comm.CommClosedError)
