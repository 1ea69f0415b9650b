"""The benchmark in small: a real server behind a proxy that cuts, doubles and reorders."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SMALL = ("--phones", "4", "--entries", "8", "--rooms", "2", "--batch", "2")


@pytest.mark.slow
def test_queues_of_some_phones_come_through_whole_and_once() -> None:
    script = ROOT / "benchmarks" / "control" / "phones.py"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}

    done = subprocess.run(
        [sys.executable, script, *SMALL],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "lost: 0\ndouble: 0\ntold otherwise: 0\nrows not as recorded: 0" in done.stdout
