"""One process per role: ``flock`` files in the data directory.

``server`` and ``worker`` are held by one process each, a gateway once per kind and port,
commands side by side; ``migrate`` and ``restore`` need the house empty. The kernel frees the
lock of a killed process, so nothing has to be cleaned up by hand.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

ALONE: Final = frozenset({"migrate", "restore"})
FOLDER: Final = "locks"
HOUSE: Final = "house"


class RoleTaken(RuntimeError):
    """Another process holds the role (or somebody is in the house that must be empty)."""

    def __init__(self, *, role: str, holder: str) -> None:
        super().__init__(f"{role}: refused, {holder} is running; stop it first")
        self.role = role
        self.holder = holder


@contextmanager
def hold(role: str, *, data: Path) -> Iterator[None]:
    """Hold *role* while the block runs.

    role: ``server``, ``worker``, ``gateway-cot-8087``, ``command``, ``migrate``, ``restore``.
    Raises RoleTaken naming the pid and role of who is in the way.
    """
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name = f"command-{os.getpid()}" if role == "command" else role
    with (
        (folder / f"{HOUSE}.lock").open("a+") as house,
        (folder / f"{name}.lock").open("a+") as own,
    ):
        _lock(own, fcntl.LOCK_EX, role, [folder / f"{name}.lock"])
        others = [path for path in sorted(folder.glob("*.lock")) if path.stem not in (name, HOUSE)]
        _lock(house, fcntl.LOCK_EX if role in ALONE else fcntl.LOCK_SH, role, others)
        own.seek(0)
        own.truncate()
        own.write(f"pid {os.getpid()} ({role})")
        own.flush()
        try:
            yield
        finally:
            if role == "command":
                (folder / f"{name}.lock").unlink(missing_ok=True)


def _lock(file: IO[str], how: int, role: str, suspects: list[Path]) -> None:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        held = (path.read_text() for path in suspects if _is_held(path))
        raise RoleTaken(role=role, holder=next(held, "another process")) from None


def _is_held(path: Path) -> bool:
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
