"""The file formats that ``muster roster`` reads, each with the module that serves it.

Such a module has ``solve(order) -> int`` and ``check(order) -> int``: they read the file,
raise ProblemError for every fault in it, and return the exit code. It is loaded when its
format is asked for, so that no format pays for another's solver.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from muster.engines.roster.problem import ProblemError

NATIVE = "muster"

FORMATS: Final = {
    NATIVE: "",
    "curtois": "muster.engines.roster.standing.commands",
    "smptsp": "muster.engines.roster.fewest.commands",
}
"""The module of each foreign format; the native one is the command line's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run as the command line was asked for it.

    solution: where to write, or what to check.  Exactly one of seconds and iterations is
    given for ``solve``.  say: prints a line for the user.  should_stop: he pressed Ctrl-C.
    """

    problem: Path
    solution: Path
    seconds: float | None
    iterations: int | None
    workers: int
    seed: int
    say: Callable[[str], None]
    should_stop: Callable[[], bool]


def serve(name: str, verb: str, order: Order) -> int:
    """Do *verb* for a file of the foreign format *name*. ProblemError if it has no such verb."""
    try:
        module = import_module(FORMATS[name])
    except ModuleNotFoundError as err:
        raise ProblemError([f"--format {name}: is not part of this installation"]) from err
    act: Callable[[Order], int] | None = getattr(module, verb, None)
    if act is None:
        raise ProblemError([f"--format {name}: has no {verb}"])
    return act(order)
