"""The engine's compiler for this folder: stale code is forgotten, and what is warm is noted.

numba looks only at the file of each function, though kernels copy one another across files.
"""

import contextlib
import hashlib
from pathlib import Path

from muster.engines.roster.jit import compiled, inlined

__all__ = ["compiled", "inlined", "is_warm", "note_warm"]

FOLDER = Path(__file__).parent
STAMP = FOLDER / "__pycache__" / "compiled.sha256"
KERNELS = ("moves.py", "annealing.py", "paths.py", "tables.py", "compiling.py")


def _digest() -> str:
    return hashlib.sha256(b"".join((FOLDER / name).read_bytes() for name in KERNELS)).hexdigest()


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
    if is_warm():
        return
    newest = max((FOLDER / name).stat().st_mtime for name in KERNELS)
    with contextlib.suppress(OSError):
        for code in STAMP.parent.glob("*.nb[ci]"):
            if code.stat().st_mtime < newest:
                code.unlink()


_forget_stale_code()
