"""Import of province.xlsx against reading it and inserting the same rows raw.

    nice .venv/bin/python benchmarks/import/run.py [--rounds 3]

Ours: preview and apply as ``muster import --apply`` does them, migrations not counted. Peer:
python-calamine reads every sheet, then every row that ours left in the database is inserted into
an empty copy of the same schema (constraints, indexes and triggers alike), one prepared statement
a row, in one transaction, SQLite with WAL and synchronous=FULL on both sides. A second writer
asks for the write lock all the time meanwhile and notes how long it was made to wait.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOOK = HERE.parent.parent / "examples" / "province.xlsx"
NOW = "2030-08-16T09:42:00+07:00"
NOT_OURS = ("django_migrations", "django_content_type", "django_site", "sqlite_sequence")
GOAL_RATIO, GOAL_PEAK_MB, GOAL_LOCK_S = 15, 600, 2


def prepare(data: str) -> None:
    os.environ |= {"MUSTER_DATA": data, "MUSTER_NOW": NOW}
    os.environ.setdefault("MUSTER_SECRET_KEY", secrets.token_urlsafe(64))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muster.site.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def database(data: str) -> str:
    """The record's database in a data directory."""
    from django.conf import settings

    return str(Path(data) / Path(settings.DATABASES["default"]["NAME"]).name)


class Waiting(threading.Thread):
    """Another writer: takes the lock and gives it back, fifty times a second."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self.path, self.longest_s, self.stop = path, 0.0, threading.Event()

    def run(self) -> None:
        from pysqlite3 import dbapi2

        other = dbapi2.connect(self.path, timeout=60, isolation_level=None)
        while not self.stop.wait(0.02):
            start = time.perf_counter()
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            self.longest_s = max(self.longest_s, time.perf_counter() - start)
        other.close()


def ours(data: str) -> dict[str, float]:
    prepare(data)
    from muster.exchange import services
    from muster.ledger.actor import command
    from muster.site.workbook.book import KEY
    from muster.tree import clock

    other = Waiting(database(data))
    other.start()
    start = time.perf_counter()
    staged = services.stage(
        BOOK, book=KEY, name=BOOK.name, actor=command("import"), now=clock.now()
    )
    preview_s = time.perf_counter() - start
    services.apply(staged.pk, actor=command("import"), now=clock.now())
    total_s = time.perf_counter() - start
    other.stop.set()
    other.join()
    return {
        "preview_s": preview_s,
        "apply_s": total_s - preview_s,
        "seconds": total_s,
        "peak_mb": peak_mb(),
        "lock_s": other.longest_s,
    }


def peak_mb() -> float:
    """Of this program alone: what a parent left behind before exec does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def rows_of(data: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row that an import left, by table."""
    from pysqlite3 import dbapi2

    book = dbapi2.connect(database(data))
    names = [
        name
        for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name not in NOT_OURS and not name.startswith(("sqlite_", "auth_"))
    ]
    return {name: book.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def peer(data: str, filled: str) -> dict[str, float]:
    prepare(data)
    from pysqlite3 import dbapi2
    from python_calamine import load_workbook

    tables = rows_of(filled)
    base = dbapi2.connect(database(data), isolation_level=None)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = FULL")
    base.execute("PRAGMA foreign_keys = ON")
    start = time.perf_counter()
    with load_workbook(BOOK) as book:
        read = sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    read_s = time.perf_counter() - start
    base.execute("BEGIN IMMEDIATE")
    base.execute("PRAGMA defer_foreign_keys = ON")
    for name, rows in tables.items():
        if rows:
            insert = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})'
            for row in rows:
                base.execute(insert, row)
    base.execute("COMMIT")
    return {
        "read_s": read_s,
        "seconds": time.perf_counter() - start,
        "sheet_rows": read,
        "rows": sum(map(len, tables.values())),
        "peak_mb": peak_mb(),
    }


def child(*args: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, *args], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=("ours", "peer"))
    parser.add_argument("folders", nargs="*")
    said = parser.parse_args()
    if said.side:
        done = ours(*said.folders) if said.side == "ours" else peer(*said.folders)
        print(json.dumps(done))
        return
    mine, theirs = [], []
    for _ in range(said.rounds):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            mine.append(child("--side", "ours", one))
            theirs.append(child("--side", "peer", other, one))
    table(mine, theirs)


def table(mine: list[dict[str, float]], theirs: list[dict[str, float]]) -> None:
    ratios = [one["seconds"] / other["seconds"] for one, other in zip(mine, theirs, strict=True)]

    def mid(rows: list[dict[str, float]], name: str) -> float:
        return statistics.median(row[name] for row in rows)

    lock_s = max(row["lock_s"] for row in mine)
    print(
        f"| workbook rows read, rows written | {mid(theirs, 'sheet_rows'):.0f}, "
        f"{mid(theirs, 'rows'):.0f} | |"
    )
    print(f"| preview, apply [s] | {mid(mine, 'preview_s'):.2f}, {mid(mine, 'apply_s'):.2f} | |")
    print(f"| read and insert raw [s] | {mid(theirs, 'seconds'):.2f} | |")
    print(f"| ratio | {statistics.median(ratios):.1f} | <= {GOAL_RATIO} |")
    print(f"| peak memory of the import [MB] | {mid(mine, 'peak_mb'):.0f} | <= {GOAL_PEAK_MB} |")
    print(f"| longest wait of another writer [s] | {lock_s:.2f} | <= {GOAL_LOCK_S} |")


if __name__ == "__main__":
    main()
