"""One process per role, proven with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from muster.site.roles import RoleTaken, hold

HOLDER = """
import sys, time
from pathlib import Path
from muster.site.roles import hold
with hold(sys.argv[1], data=Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(role: str, data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, role, str(data)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize(
    ("running", "wanted", "refused"),
    [
        ("server", "server", True),
        ("server", "worker", False),
        ("server", "command", False),
        ("command", "command", False),
        ("gateway-cot-8087", "gateway-cot-8088", False),
        ("gateway-cot-8087", "gateway-cot-8087", True),
        ("server", "migrate", True),
        ("command", "restore", True),
        ("migrate", "command", True),
    ],
)
def test_who_may_run_beside_whom(tmp_path: Path, running: str, wanted: str, refused: bool) -> None:
    other = start_holder(running, tmp_path)
    try:
        if refused:
            with pytest.raises(RoleTaken) as refusal, hold(wanted, data=tmp_path):
                pass
            assert refusal.value.holder == f"pid {other.pid} ({running})"
        else:
            with hold(wanted, data=tmp_path):
                pass
    finally:
        other.kill()
        other.communicate()


def test_a_killed_process_frees_its_role(tmp_path: Path) -> None:
    other = start_holder("server", tmp_path)
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()

    with hold("server", data=tmp_path):
        pass
