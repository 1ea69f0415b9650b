"""The race for numbers, small: the benchmark runs the full one."""

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import connection
from tests import make_office
from tests import make_season as make

ROOT = Path(__file__).parents[2]
RACE = ROOT / "benchmarks" / "office" / "run.py"


def run_race() -> str:
    kept = {key: text for key, text in os.environ.items() if key != "MUSTER_DATABASE_URL"}
    command = [sys.executable, str(RACE), "--clerks", "8", "--numbers", "6", "--processes", "2"]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_eight_clerks_on_a_file_leave_no_gap_and_no_double() -> None:
    assert "| sqlite | 8 | 48 | 0 | 0 | 48 |" in run_race()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_clerks_on_the_server_leave_no_gap_and_no_double() -> None:
    """Threads of this process, so that the test's own database is the one raced for."""
    if connection.vendor != "postgresql":
        pytest.skip("the test above races on a file")
    register = make_office.register(make.world().top)
    spec = spec_from_file_location("race_for_numbers", RACE)
    assert spec is not None
    assert spec.loader is not None
    race = module_from_spec(spec)
    spec.loader.exec_module(race)

    waits_s = race.work(register.pk, 8, 6, 0)

    told = race.found(register.pk)
    assert len(waits_s) == 48
    assert (told["papers"], told["gaps"], told["doubles"], told["last"]) == (48, 0, 0, 48)
