"""Two at once, on real transactions: one is told, and the counters stay whole."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.migrated import copy_to
from tests.season.at_once import stories

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "same step": ["season.step_changed", "submitted"],
    "shared counters": ["accepted"] * 4,
    "planned twice": ["plan", "season.already_planned"],
    "whole": True,
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    assert told_by(Path(__file__).with_name("at_once.py"), tmp_path) == EXPECTED


def told_by(script: Path, data: Path) -> Any:
    """What a script of stories prints in an installation of its own, on files in *data*."""
    env = {key: text for key, text in os.environ.items() if key != "MUSTER_DATABASE_URL"}
    env |= {
        "MUSTER_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "muster.site.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    copy_to(data)
    return json.loads(python(str(script), env=env))


def python(*args: str, env: dict[str, Any]) -> str:
    done = subprocess.run(
        [sys.executable, *args], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
