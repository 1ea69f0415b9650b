"""The race for numbers: many clerks, one register, no gap and no double.

usage: python benchmarks/office/run.py [--clerks 32] [--numbers 1000] [--processes N]

On SQLite in a temporary directory, or on the PostgreSQL of MUSTER_DATABASE_URL:

    python tests/postgres.py python benchmarks/office/run.py

Every clerk is a thread with a connection of its own; the threads are shared out over processes.
A number counts when its paper was committed; the rows are counted by a query that knows nothing
of how they were made.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# An installation on SQLite has one serving process; a server's clerks come over several.
ON_A_SERVER = bool(os.environ.get("MUSTER_DATABASE_URL"))
NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
KEY = "b-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-benches-XyZ"


def set_up(data: str) -> None:
    os.environ["MUSTER_DATA"] = data
    os.environ.setdefault("MUSTER_SECRET_KEY", KEY)
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()


def create_database() -> None:
    """The server of the benchmark is empty; SQLite makes its file by itself."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection._nodb_cursor() as cursor:  # noqa: SLF001  # to a server without a database
        cursor.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}"')


def open_register() -> int:
    from django.core.management import call_command
    from tests import make_office
    from tests import make_season as make

    create_database()
    call_command("migrate", verbosity=0)
    return make_office.register(make.world().top).pk


def clerk(register_id: int, name: str, numbers: int, waits_s: list[float]) -> None:
    """Enter papers one after the other, as fast as the register gives numbers."""
    from django.db import connection

    from muster.ledger.actor import Actor
    from muster.office.models import Register
    from muster.office.services import PaperDraft, register_paper

    rows = Register.objects.select_related("season_unit__season")
    register = rows.get(pk=register_id)
    actor = Actor(name=name, via="page")
    for number in range(numbers):
        draft = PaperDraft(correspondent="Các huyện ủy", abstract=f"Giấy mời số {number}")
        started = time.perf_counter()
        register_paper(register, actor=actor, now=NOW, draft=draft)
        waits_s.append(time.perf_counter() - started)
    connection.close()


def work(register_id: int, clerks: int, numbers: int, first: int) -> list[float]:
    """One process: its share of the clerks, all at once; how long each entry took."""
    waits_s: list[float] = []
    threads = [
        Thread(target=clerk, args=(register_id, f"Clerk {first + n}", numbers, waits_s))
        for n in range(clerks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits_s


def found(register_id: int) -> dict[str, Any]:
    """What stands in the tables afterwards."""
    from django.db import connection
    from django.db.models import Count, Max, Min

    from muster.ledger.models import Entry
    from muster.office.models import Paper, Volume

    papers = Paper.objects.filter(volume__register=register_id)
    ends = papers.aggregate(first=Min("number"), last=Max("number"), rows=Count("pk"))
    different = papers.order_by().values("number").distinct().count()
    return {
        "database": connection.vendor,
        "papers": ends["rows"],
        "gaps": ends["last"] - ends["first"] + 1 - different,
        "doubles": ends["rows"] - different,
        "last": Volume.objects.get(register=register_id).last_number,
        "entries": Entry.objects.filter(kind="paper.registered").count(),
    }


def race(data: str, clerks: int, numbers: int, processes: int) -> dict[str, Any]:
    set_up(data)
    register_id = open_register()
    share = clerks // processes
    started = time.perf_counter()
    begun = [
        subprocess.Popen(
            [
                *(sys.executable, __file__, "--work", str(register_id), "--data", data),
                *("--clerks", str(share), "--numbers", str(numbers), "--first", str(at * share)),
            ],
            stdout=subprocess.PIPE,
        )
        for at in range(processes)
    ]
    said = [process.communicate()[0] for process in begun]
    spent_s = time.perf_counter() - started
    assert all(process.returncode == 0 for process in begun)
    waits_s = sorted(wait for text in said for wait in json.loads(text))
    return {
        **found(register_id),
        "clerks": share * processes,
        "per_second": len(waits_s) / spent_s,
        "p50_ms": waits_s[len(waits_s) // 2] * 1000,
        "p99_ms": waits_s[len(waits_s) * 99 // 100] * 1000,
        "worst_ms": waits_s[-1] * 1000,
    }


def table(result: dict[str, Any]) -> str:
    heads = ("database", "clerks", "papers", "gaps", "doubles", "entries", "per_second")
    heads += ("p50_ms", "p99_ms", "worst_ms")
    cells = [
        f"{result[head]:,.0f}" if isinstance(result[head], float) else f"{result[head]}"
        for head in heads
    ]
    rule = "|".join("---" for _ in heads)
    return f"| {' | '.join(heads)} |\n|{rule}|\n| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clerks", type=int, default=32)
    parser.add_argument("--numbers", type=int, default=1000, help="of each clerk")
    parser.add_argument("--processes", type=int, default=4 if ON_A_SERVER else 1)
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--data", default="", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.work is not None:
        set_up(said.data)
        json.dump(work(said.work, said.clerks, said.numbers, said.first), sys.stdout)
        return 0
    with tempfile.TemporaryDirectory() as data:
        result = race(data, said.clerks, said.numbers, said.processes)
    print(table(result))
    wanted = said.clerks // said.processes * said.processes * said.numbers
    whole = (result["papers"], result["gaps"], result["doubles"]) == (wanted, 0, 0)
    return 0 if whole and result["entries"] == result["last"] == wanted else 1


if __name__ == "__main__":
    raise SystemExit(main())
