"""SQLite databases that were migrated once, for every test that needs some.

Migrating takes half a minute of processor time, a copy nothing. The files are kept beside the
Python that runs the tests, under a name that changes with whatever migrations are made of.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
KEPT: Final = Path(sys.prefix) / ".databases"
KEPT_S: Final = 7 * 86_400
FILES: Final = ("muster.db", "queue.db")
# Migrations import these: what they write into the database is part of its state.
BESIDE: Final = ("src/muster/*/guards.py", "requirements/*.txt")


def copy_to(data: Path) -> None:
    """Put migrated databases into the data directory of an installation."""
    data.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(template() / name, data / name)


@cache
def template() -> Path:
    """The folder with the migrated files; makes it if nobody did, and waits for who does."""
    folder = KEPT / state()
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _forget_old()
            _make(folder)
        os.utime(folder)
    return folder


def state() -> str:
    """A name for everything that the migrated files depend on."""
    digest = hashlib.sha256()
    for pattern in ("src/muster/**/migrations/*.py", *BESIDE):
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _make(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        env = {key: text for key, text in os.environ.items() if key != "MUSTER_DATABASE_URL"}
        env |= {
            "MUSTER_DATA": name,
            "DJANGO_SETTINGS_MODULE": "muster.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        verb = [sys.executable, "-m", "muster.cli", "migrate"]
        subprocess.run(verb, env=env, cwd=ROOT, check=True)
        _note_all(*(Path(name) / file for file in FILES))
        made = Path(name) / "made"
        made.mkdir()
        for file in FILES:
            assert not (Path(name) / f"{file}-wal").exists(), "somebody still writes"
            shutil.move(Path(name) / file, made / file)
        made.rename(folder)


def _note_all(first: Path, second: Path) -> None:
    """Note in the second what the first went through: Django's own set-up then does nothing."""
    with closing(sqlite3.connect(second)) as connection:
        connection.execute("ATTACH ? AS main_file", (str(first),))
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " SELECT app, name, applied FROM main_file.django_migrations"
            " WHERE (app, name) NOT IN (SELECT app, name FROM django_migrations)"
        )
        connection.commit()


def _forget_old() -> None:
    for folder in KEPT.iterdir():
        if folder.is_dir() and time.time() - folder.stat().st_mtime > KEPT_S:
            shutil.rmtree(folder, ignore_errors=True)
