"""numba's compiler as typed decorators; machine code is cached on disk beside the source.

``_nrt=False`` leaves out reference counting: the kernels get many arrays at once, and counting
them at every call cost seventeen times the work itself. Such code must not make arrays.
"""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

_NO_COUNTING: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}

allocating = cast(Callable[[F], F], numba.njit(cache=True, nogil=True))
"""Compile at the first call; for the few functions that make arrays."""

compiled = cast(Callable[[F], F], numba.njit(**_NO_COUNTING))
"""Compile at the first call; the function must not make arrays."""

inlined = cast(Callable[[F], F], numba.njit(**_NO_COUNTING, inline="always"))
"""The same, copied into its callers."""


class Kernels:
    """The compiled functions of some folders: stale code is forgotten, what is warm is noted.

    numba looks only at the file of each function, though kernels copy one another across files.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._stamp = folders[0] / "__pycache__" / "compiled.sha256"
        if not self.are_warm():
            self._forget_stale_code()

    def are_warm(self) -> bool:
        """Whether all kernels of these very sources have been compiled and cached."""
        try:
            return self._stamp.read_text(encoding="ascii") == self._digest()
        except OSError:
            return False

    def note_warm(self) -> None:
        """All kernels have been compiled."""
        with contextlib.suppress(OSError):  # a folder that cannot be written holds no cache either
            self._stamp.write_text(self._digest(), encoding="ascii")

    def sources(self) -> list[Path]:
        """The files that are looked at."""
        return [source for folder in self._folders for source in sorted(folder.glob("*.py"))]

    def _digest(self) -> str:
        return hashlib.sha256(b"".join(s.read_bytes() for s in self.sources())).hexdigest()

    def _forget_stale_code(self) -> None:
        newest = max(s.stat().st_mtime for s in self.sources())
        with contextlib.suppress(OSError):
            for code in self._cached():
                if code.stat().st_mtime < newest:
                    code.unlink()

    def _cached(self) -> list[Path]:
        return [c for f in self._folders for c in (f / "__pycache__").glob("*.nb[ci]")]


_HERE = Path(__file__).parent
KERNELS = Kernels(_HERE, _HERE / "bounding", _HERE / "searching", _HERE / "reasons")
