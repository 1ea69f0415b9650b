"""From an empty directory to a serving page: what ``muster init`` and ``muster run`` do.

The starting process loads no Django: it starts one child per step and role, so that memory
is spent on the server and the worker alone.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from muster.site.env import KEPT_FILE, KEY_FILE, data_directory
from muster.site.roles import RoleTaken, hold

ADDRESS: Final = "127.0.0.1"
PUBLIC: Final = "http://localhost:{port}"
FIRST_PAGE_WITHIN_S: Final = 120
PRIVATE: Final = 0o600


class PortTaken(RuntimeError):
    """Somebody else answers at the address."""


def init(data: Path, *, now: str = "") -> bool:
    """Make the data directory and its secret key. Returns False if both were there.

    now: a fixed clock that every later command of this directory uses (``MUSTER_NOW``).
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = data / KEY_FILE
    if key.is_file():
        return False
    key.touch(mode=PRIVATE)
    key.write_text(secrets.token_urlsafe(64) + "\n")
    if now:
        (data / KEPT_FILE).write_text(
            f"# The clock of this installation stands still here.\nMUSTER_NOW={now}\n"
        )
    return True


def run(*, port: int, example: Path | None, now: str) -> int:
    """Prepare whatever is missing, then serve and work until interrupted.

    example: the workbook that an empty installation starts with. A second run finds
    everything in place, changes nothing and serves within seconds.
    """
    data = data_directory(os.environ)
    init(data, now=now)
    with hold("server", data=data):
        pass  # else the answer below would be that of a server which runs already
    if _is_taken(port):
        raise PortTaken(f"port {port} is taken by another program; name another with --port")
    wanted = ("--example", str(example)) if example is not None else ()
    if code := _child("prepare", *wanted):
        return code
    return _serve_and_work(port)


def _serve_and_work(port: int) -> int:
    server = _start("serve", "--port", str(port))
    try:
        if not _answers(port, server):
            return server.wait()
        worker = _start("worker")
    except KeyboardInterrupt:
        return _stop(server)
    address = PUBLIC.format(port=port)
    sys.stdout.write(f"\n  muster serves at {address}\n\n  Ctrl-C stops it.\n\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return server.wait()
    except KeyboardInterrupt:
        return max(_stop(worker), _stop(server))
    finally:
        _stop(worker)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((ADDRESS, port)) == 0


def _command(*args: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli", *args]


def _child(*args: str) -> int:
    return subprocess.run(_command(*args), check=False).returncode


def _start(*args: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_command(*args))


def _answers(port: int, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the first page comes, or the server ends, or two minutes have passed."""
    deadline = time.monotonic() + FIRST_PAGE_WITHIN_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://{ADDRESS}:{port}/health", timeout=5):
                return True
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    return False


def _stop(process: "subprocess.Popen[bytes]") -> int:
    """Ask a child to end and wait for it; an interrupted one has ended well."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return 0


def parse_run(args: Sequence[str]) -> int:
    """``muster run [--port N] [--example FILE [--now TIME]]``."""
    import argparse  # a command line of its own, so that this module loads in a blink

    parser = argparse.ArgumentParser(prog="muster run", description=run.__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--example", type=Path)
    parser.add_argument("--now", default="")
    said = parser.parse_args(args)
    try:
        return run(port=said.port, example=said.example, now=said.now)
    except (RoleTaken, PortTaken) as refusal:
        sys.stderr.write(f"muster run: {refusal}\n")
        return 2
