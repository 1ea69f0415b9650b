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


FOLDER = Path(__file__).parent
STAMP = FOLDER / "__pycache__" / "compiled.sha256"


def _digest() -> str:
    sources = sorted(FOLDER.glob("*.py"))
    return hashlib.sha256(b"".join(s.read_bytes() for s in sources)).hexdigest()


def is_warm() -> bool:
    """Whether all kernels of these very sources have been compiled and cached."""
    try:
        return STAMP.read_text(encoding="ascii") == _digest()
    except OSError:
        return False


def note_warm() -> None:
    """All kernels have been compiled."""
    with contextlib.suppress(OSError):  # a folder that cannot be written holds no cache either
        STAMP.write_text(_digest(), encoding="ascii")


def _forget_stale_code() -> None:
    """Delete cached code if any source changed; numba looks only at each function's own file."""
    if not is_warm():
        with contextlib.suppress(OSError):
            for code in STAMP.parent.glob("*.nb[ci]"):
                if code.stat().st_mtime < max(s.stat().st_mtime for s in FOLDER.glob("*.py")):
                    code.unlink()


_forget_stale_code()
