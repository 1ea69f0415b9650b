"""Work on files of strangers in a process of its own, with bounds of memory and time.

What a hostile file does to a parser or a template happens there: the server goes on, and nothing
half-done stays. The child imports the module of the task and nothing of Django. Each task gets a
fresh child; it is forked from a process that has nothing but the modules of tasks loaded, so that
a child begins in milliseconds.
"""

import contextlib
import multiprocessing
import resource
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
MB: Final = 1 << 20
LOADED: Final = ["muster.exchange.limited", "muster.exchange.filling.fill"]
# A loaded machine takes a while to begin a process; that is not the task's time.
START_S: Final = 15.0
END_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """memory_mb: address space beyond which an allocation fails. seconds: of processor time."""

    memory_mb: int = 1024
    seconds: int = 30


BOUNDS: Final = Bounds()


class OutOfBounds(RuntimeError):
    """The task needed more than it was given. what: memory, seconds, or crash."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Refused(ValueError):
    """The task refused what it was given. code, data: of its error, "" and nothing without."""

    def __init__(self, text: str, *, code: str, data: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.code, self.data = code, dict(data)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the child says last."""

    answer: Any = None
    refusal: str | None = None
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    ran_out: bool = False


def apart(task: Callable[P, T], bounds: Bounds = BOUNDS, *args: P.args, **named: P.kwargs) -> T:
    """Run *task* in a child process and give back what it gives.

    task: a function of a module that needs no Django; what goes in and comes out is pickled.
    A ValueError of it comes back as Refused. Raises OutOfBounds.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    here, there = context.Pipe(duplex=False)
    child = context.Process(
        target=_work, args=(there, task, bounds, args, named), name="apart", daemon=True
    )
    child.start()
    there.close()
    try:
        said = _heard(here, child, bounds)
    finally:
        here.close()
        _end(child)
    if said.ran_out:
        raise OutOfBounds("memory")
    if said.refusal is not None:
        raise Refused(said.refusal, code=said.code, data=said.data)
    return cast("T", said.answer)


def _heard(pipe: Connection, child: BaseProcess, bounds: Bounds) -> _Said:
    # Twice the processor's time, since a busy machine gives it slowly.
    if not pipe.poll(START_S + 2 * bounds.seconds):
        raise OutOfBounds("seconds")
    try:
        said: _Said = pipe.recv()
    except EOFError:
        child.join(END_S)
        ran_out = child.exitcode in (-signal.SIGXCPU, -signal.SIGKILL)
        raise OutOfBounds("seconds" if ran_out else "crash") from None
    return said


def _end(child: BaseProcess) -> None:
    child.join(END_S)
    if child.is_alive():
        child.kill()
        child.join(END_S)
    child.close()


def _work(
    pipe: Connection,
    task: Callable[..., Any],
    bounds: Bounds,
    args: tuple[Any, ...],
    named: Mapping[str, Any],
) -> None:
    """What the child runs, once its bounds are set."""
    _bind(bounds)
    with contextlib.suppress(BrokenPipeError):
        pipe.send(_done(task, args, named))
    pipe.close()


def _bind(bounds: Bounds) -> None:
    size = bounds.memory_mb * MB
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    # No file is written there, not even by a fault.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _done(task: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> _Said:
    try:
        return _Said(answer=task(*args, **named))
    except MemoryError:
        return _Said(ran_out=True)
    except ValueError as refusal:
        data = getattr(refusal, "data", {})
        return _Said(
            refusal=str(refusal),
            code=str(getattr(refusal, "code", "")),
            data={key: _plain(value) for key, value in data.items()},
        )


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) or value is None else str(value)
