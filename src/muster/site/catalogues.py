"""Translations: each capability keeps its own catalogue; compiling needs no gettext."""

import os
from pathlib import Path
from typing import Final

import polib

PACKAGE: Final = Path(__file__).resolve().parent.parent


def compile_all(root: Path = PACKAGE) -> int:
    """Compile every ``.po`` below *root* that is newer than its ``.mo``; return how many."""
    stale = [path for path in sorted(root.rglob("*.po")) if _is_stale(path)]
    for path in stale:
        partial = path.with_suffix(f".{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(partial))
        partial.replace(path.with_suffix(".mo"))
    return len(stale)


def _is_stale(path: Path) -> bool:
    target = path.with_suffix(".mo")
    return not target.is_file() or target.stat().st_mtime < path.stat().st_mtime
