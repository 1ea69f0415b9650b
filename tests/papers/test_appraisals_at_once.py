"""Two at once, on real transactions: no sheet counts that was refused, none is lost."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from tests.papers.appraisals_at_once import stories
from tests.season.test_races import ROOT, python

EXPECTED = {
    "handed in twice": ["papers.dossier_under_way", "waiting"],
    "both score": ["handed in", "handed in"],
    "both count": True,
    "closing": True,
    "closing agrees": True,
    "saved": True,
    "taken": ["papers.taken_already", "taken"],
}


@pytest.mark.django_db(transaction=True)
def test_on_the_server_database() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is one connection; the next test uses a file")

    assert stories() == EXPECTED


@pytest.mark.slow
def test_on_a_file(tmp_path: Path) -> None:
    env = {key: text for key, text in os.environ.items() if key != "MUSTER_DATABASE_URL"}
    env |= {
        "MUSTER_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "muster.site.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    python("-m", "django", "migrate", "--verbosity", "0", env=env)

    told = json.loads(python(str(Path(__file__).with_name("appraisals_at_once.py")), env=env))

    assert told == EXPECTED
