"""Two at once, on real transactions: one has the copies, the other is told who."""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from tests.papers.copies.copies_at_once import stories
from tests.season.test_races import ROOT, python

EXPECTED = {
    "given out": ["copies.elsewhere", "mine"],
    "holders": ["1"],
    "printed": ["back", "copies.printing_back"],
    "signed": ["copies.signed_already", "signed"],
    "last": ["55", "1"],
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

    told = json.loads(python(str(Path(__file__).with_name("copies_at_once.py")), env=env))

    assert told == EXPECTED
