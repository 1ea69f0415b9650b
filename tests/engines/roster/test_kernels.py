"""Compiled code that was made from other sources is never run."""

import os
from pathlib import Path

from muster.engines import roster
from muster.engines.roster.jit import KERNELS, Kernels

ROSTER = Path(roster.__file__).parent
OWN = ("fewest", "standing")  # families with kernels of their own


def test_every_kernel_of_the_engine_is_watched() -> None:
    compiling = {
        source.relative_to(ROSTER)
        for source in ROSTER.rglob("*.py")
        if source.name != "jit.py" and "\n@compiled" in source.read_text(encoding="utf-8")
    }

    ours = {name for name in compiling if name.parts[0] not in OWN}

    assert ours
    assert ours <= {source.relative_to(ROSTER) for source in KERNELS.sources()}


def test_a_change_in_any_folder_makes_the_code_stale(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "kernel.py").write_text("a = 1\n", encoding="utf-8")
    kernels = Kernels(first, second)
    kernels.note_warm()
    cached = second / "__pycache__" / "kernel.f-1.py311.1.nbc"
    cached.write_bytes(b"machine code")

    assert kernels.are_warm()
    (second / "kernel.py").write_text("a = 2\n", encoding="utf-8")
    source_is_newer(second / "kernel.py", cached)

    assert not Kernels(first, second).are_warm()
    assert not cached.exists()


def source_is_newer(source: Path, cached: Path) -> None:
    stat = cached.stat()
    os.utime(source, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))
