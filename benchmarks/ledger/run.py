"""Appends and verification of the record beside raw SQLite, in one run on one disk.

usage: python benchmarks/ledger/run.py [--entries 1000000] [--commits 100] [--dir DIR]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 25
NOW = datetime(2030, 8, 16, 2, 42, 0, 123456, tzinfo=UTC)
PLAIN = (
    "CREATE TABLE plain (arrival integer PRIMARY KEY, node_id integer, counter integer, uuid text,"
    " kind text, subject text, unit integer, season integer, audience text, account integer,"
    " person integer, actor text, via text, happened_at text, recorded_at text, text text,"
    " commitment text, leaf blob)"
)


def prepare(home: Path) -> None:
    os.environ["MUSTER_DATA"] = str(home)
    os.environ.setdefault(
        "MUSTER_SECRET_KEY", "b-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-benches-XyZ"
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.ledger.alone"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def said(number: int) -> dict[str, Any]:
    body = {"step": number, "from": "open", "to": "submitted", "note": "Đã nộp báo cáo, bản hai"}
    where = {"unit": number % 700, "season": 1, "audience": "unit"}
    return {"kind": "step.submitted", "subject": f"step:{number % 9000}", "body": body, **where}


def rate(commit: Callable[[int], object], numbers: range) -> float:
    """Commits per second."""
    started = time.perf_counter()
    for number in numbers:
        commit(number)
    return len(numbers) / (time.perf_counter() - started)


def appends(home: Path, commits: int) -> dict[str, list[float]]:
    """Each side writes the same rows, one a commit, turn by turn."""
    import pysqlite3

    from muster.ledger.actor import Actor
    from muster.ledger.drafting import Said, make_draft
    from muster.ledger.services import recorded
    from muster.ledger.services.recording import local_key
    from muster.ledger.writer import append_raw

    actor = Actor(name="Nguyễn Văn An", via="page", account_id=55, person_id=77)
    key = local_key()
    raw = connect(pysqlite3, home / "raw.db")
    raw.execute(PLAIN)
    ours = connect(pysqlite3, home / "muster.db")
    insert = f"INSERT INTO plain VALUES ({', '.join('?' * 18)})"
    moment = "2030-08-16 02:42:00.123456"

    def plain(number: int) -> None:
        told = said(number)
        text = json.dumps(told["body"], ensure_ascii=False)
        ids = (number, 1, number, uuid4().hex, told["kind"], told["subject"], told["unit"], 1)
        who = ("unit", 55, 77, actor.name, "page", moment, moment)
        raw.execute(insert, (*ids, *who, text, "", sha256(text.encode()).digest()))

    def append(number: int) -> None:
        draft = make_draft(
            Said(**said(number)), actor=actor, uuid=uuid4(), happened_at=NOW, recorded_at=NOW
        )
        append_raw(ours, [draft], key=key, now=NOW)

    def django(number: int) -> None:
        with recorded(actor, now=NOW) as record:
            record(**said(number))

    sides = {
        "raw inserts": plain,
        "append, raw connection": append,
        "through Django": django,
    }
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS):
        for name, commit in sides.items():
            rates[name].append(
                rate(commit, range(number * commits + 1, (number + 1) * commits + 1))
            )
    return rates


def connect(driver: Any, path: Path) -> Any:
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def fill(home: Path, entries: int) -> None:
    """A million entries as daily life leaves them: a signed head every 50."""
    import pysqlite3

    from muster.ledger.actor import Actor
    from muster.ledger.drafting import Said, make_draft
    from muster.ledger.services.recording import local_key
    from muster.ledger.writer import append_raw

    actor = Actor(name="Nguyễn Văn An", via="page", account_id=55, person_id=77)
    connection = connect(pysqlite3, home / "muster.db")
    connection.execute("PRAGMA synchronous=OFF")
    (done,) = connection.execute("SELECT count(*) FROM ledger_entry").fetchone()
    for start in range(done, entries, 50):
        now = NOW + timedelta(seconds=start)
        drafts = [
            make_draft(
                Said(**said(number)), actor=actor, uuid=uuid4(), happened_at=now, recorded_at=now
            )
            for number in range(start, min(start + 50, entries))
        ]
        append_raw(connection, drafts, key=local_key(), now=now)
    connection.close()


def verification(home: Path) -> dict[str, list[float]]:
    """Entries per second of: reading and hashing once (two ways), and the whole verification."""
    import pysqlite3

    from muster.ledger.checking import check_record

    connection = connect(pysqlite3, home / "muster.db")
    rows = "SELECT * FROM ledger_entry ORDER BY arrival"
    (count,) = connection.execute("SELECT count(*) FROM ledger_entry").fetchone()

    def hash_bodies() -> None:
        for row in connection.execute(rows):
            sha256(row[15].encode()).digest()

    def hash_rows() -> None:
        for row in connection.execute(rows):
            sha256("\x1f".join(map(str, row)).encode()).digest()

    def verify() -> None:
        report = check_record()
        assert report.is_sound, "\n".join(report.lines())
        assert report.verdicts[0].size == count

    sides = {"bodies": hash_bodies, "rows": hash_rows, "verify": verify}
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(3):
        for name, side in sides.items():
            started = time.perf_counter()
            side()
            rates[name].append(count / (time.perf_counter() - started))
    return rates


def row(name: str, rates: list[float], base: list[float], goal: float | None) -> str:
    ratios = [ours / theirs for ours, theirs in zip(rates, base, strict=True)]
    ratio, low, high = statistics.median(ratios), min(ratios), max(ratios)
    wanted = f"{goal}" if goal else ""
    return (
        f"| {name} | {statistics.median(rates):,.0f} | {ratio:.2f} ({low:.2f} to {high:.2f})"
        f" | {wanted} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--commits", type=int, default=100)
    parser.add_argument("--dir", type=Path, default=None, help="a folder on the disk to measure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        home = Path(name)
        prepare(home)
        speeds = appends(home, asked.commits)
        base = speeds["raw inserts"]
        print("| one entry a commit, SQLite WAL, synchronous=FULL | per second | ratio | goal |")
        print("|---|---:|---:|---:|")
        for side, goal in zip(speeds, (None, 0.5, 0.25), strict=True):
            print(row(side, speeds[side], base, goal))
        fill(home, asked.entries)
        speeds = verification(home)
        print(f"\n| {asked.entries:,} entries, a head every 50 | per second | ratio | goal |")
        print("|---|---:|---:|---:|")
        print(row("read all rows, hash each whole row", speeds["rows"], speeds["rows"], None))
        print(row("`muster verify` beside it", speeds["verify"], speeds["rows"], 0.4))
        print(row("read all rows, hash the bodies only", speeds["bodies"], speeds["bodies"], None))
        print(row("`muster verify` beside that", speeds["verify"], speeds["bodies"], 0.4))


if __name__ == "__main__":
    main()
