"""Many writers at once, in threads and in processes: no gap, nothing twice, one proof."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
CROWD = Path(__file__).with_name("crowd.py")
VERIFY = "from muster.ledger.commands import verify; raise SystemExit(verify([]))"
SETUP = "import django; django.setup();"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, migrated, on the database under test."""
    env = {
        **os.environ,
        "MUSTER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.ledger.alone",
    }
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    url = os.environ.get("MUSTER_DATABASE_URL", "")
    if url:
        name = f"crowd_{os.getpid()}_{tmp_path.name[-20:]}"
        env["MUSTER_DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
        admin(url, f'CREATE DATABASE "{name}"')
    python("-m", "django", "migrate", "--verbosity", "0", env=env)
    yield env
    if url:
        admin(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def admin(url: str, sql: str) -> None:
    with psycopg.connect(
        urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True
    ) as connection:
        connection.execute(sql)


def python(*args: str, env: dict[str, str]) -> str:
    given = [sys.executable, *args]
    done = subprocess.run(given, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def crowds(processes: int, *args: int, env: dict[str, str]) -> list[tuple[int, str]]:
    """Run *processes* crowds at once; every receipt that anybody got."""
    started = [
        subprocess.Popen(
            [sys.executable, str(CROWD), *map(str, args), f"p{number}"],
            env=env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(processes)
    ]
    said = "".join(process.communicate()[0] for process in started)
    assert [process.returncode for process in started] == [0] * processes
    return [(int(line.split()[0]), line.split()[1]) for line in said.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(("processes", "threads"), [(1, 16), (4, 1), (4, 4)])
def test_a_crowd_leaves_no_gap_and_nothing_twice(
    alone: dict[str, str], processes: int, threads: int
) -> None:
    entries = 160 // (processes * threads)

    receipts = crowds(processes, threads, entries, 2, env=alone)

    assert sorted(number for number, _ in receipts) == list(range(1, 161))
    verdicts = python("-c", SETUP + VERIFY, env=alone)
    assert "160" in verdicts


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_threads_of_one_process_never_meet_in_the_database(alone: dict[str, str]) -> None:
    """With no patience at all SQLite refuses whoever comes while another writes."""
    receipts = crowds(1, 8, 10, 1, env={**alone, "PATIENCE_S": "0"})

    assert sorted(number for number, _ in receipts) == list(range(1, 81))


@pytest.mark.slow
def test_the_same_request_from_many_sides_is_recorded_once(alone: dict[str, str]) -> None:
    """Four processes send the same twenty UUIDs at the same time."""
    started = [
        subprocess.Popen(
            [sys.executable, str(CROWD), "2", "10", "2", "same"],
            env=alone,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = [sorted(process.communicate()[0].splitlines()) for process in started]

    assert all(answer == answers[0] for answer in answers)
    assert sorted(int(line.split()[0]) for line in answers[0]) == list(range(1, 21))
